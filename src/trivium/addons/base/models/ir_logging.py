"""Lines of the log that are kept in the database."""

from trivium import SQL, fields, models


class IrLogging(models.Model):
    _name = "ir.logging"
    _description = "Log line"
    _order = "id DESC"
    _allow_sudo_commands = False

    # another process may write them, without an environment: these columns have no meaning here
    create_uid = fields.Integer("Created by", readonly=True)
    create_date = fields.Datetime("Created on", readonly=True)
    write_uid = fields.Integer("Last updated by", readonly=True)
    write_date = fields.Datetime("Last updated on", readonly=True)

    name = fields.Char("Logger", required=True)
    type = fields.Selection([("client", "Client"), ("server", "Server")], string="Type", required=True, index=True)
    dbname = fields.Char("Database", index=True)
    level = fields.Char("Level", index=True)
    message = fields.Text("Message", required=True)
    path = fields.Char("Path", required=True)
    func = fields.Char("Function", required=True)
    line = fields.Char("Line", required=True)

    def init(self):
        """Drop the references to users that databases made elsewhere have: lines come from where users are unknown."""
        found = self.env.execute_query(
            SQL(
                "SELECT conname FROM pg_constraint WHERE conrelid = 'ir_logging'::regclass AND conname = ANY(%s)",
                ["ir_logging_write_uid_fkey", "ir_logging_create_uid_fkey"],
            )
        )
        for (name,) in found:
            self.env.cr.execute(SQL("ALTER TABLE ir_logging DROP CONSTRAINT %s", SQL.identifier(name)))
