"""Access of groups to models. The decision itself is made in `trivium.orm.access`."""

from trivium import SQL, _, api, fields, models
from trivium.exceptions import UserError
from trivium.orm import access, access_errors

from .rights_audit import audit_rights

_OPERATIONS = {"read": "perm_read", "write": "perm_write", "create": "perm_create", "unlink": "perm_unlink"}


class IrModelAccess(models.Model):
    """What the members of a group may do with all records of a model; without a group it holds for everyone."""

    _name = "ir.model.access"
    _description = "Model Access"
    _order = "model_id,group_id,name,id"
    _allow_sudo_commands = False

    name = fields.Char(required=True, index=True)
    active = fields.Boolean(
        default=True, help="An inactive line grants nothing; upgrades of its addon leave it inactive."
    )
    model_id = fields.Many2one("ir.model", string="Model", required=True, index=True, ondelete="cascade")
    group_id = fields.Many2one("res.groups", string="Group", ondelete="restrict", index=True)
    perm_read = fields.Boolean("Read Access")
    perm_write = fields.Boolean("Write Access")
    perm_create = fields.Boolean("Create Access")
    perm_unlink = fields.Boolean("Delete Access")

    @api.model
    def group_names_with_access(self, model_name, access_mode):
        """Return the names of the groups whose members may do `access_mode` with `model_name`."""
        column = SQL.identifier("a", _OPERATIONS[access_mode])
        lang = self.env.lang or "en_US"
        rows = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(p.name->>%(lang)s, p.name->>'en_US'), COALESCE(g.name->>%(lang)s, g.name->>'en_US')
                FROM ir_model_access a
                JOIN ir_model m ON a.model_id = m.id
                JOIN res_groups g ON a.group_id = g.id
                LEFT JOIN res_groups_privilege p ON p.id = g.privilege_id
                WHERE m.model = %(model)s AND a.active AND %(column)s
                ORDER BY 1 NULLS LAST, 2
                """,
                lang=lang,
                model=model_name,
                column=column,
            )
        )
        return [f"{privilege}/{group}" if privilege else group for privilege, group in rows]

    @api.model
    def check(self, model, mode="read", raise_exception=True):
        """Tell whether the user may do `mode` with `model`.

        Raises:
            AccessError: they may not, and `raise_exception` is set.
        """
        if self.env.su:
            return True
        if mode not in _OPERATIONS:
            raise UserError(_("%s is no operation; use read, write, create or unlink.", mode))
        records = self.env[model]
        if raise_exception:
            records.check_access(mode)
            return True
        return records.has_access(mode)

    @api.model
    def _get_allowed_models(self, mode="read"):
        """Return the names of the models with which the user may do `mode`."""
        return access.allowed_models(self.env, mode)

    def _make_access_error(self, model, mode):
        """Return the error that a refused operation raises."""
        return access_errors.model_error(self.env[model], mode)

    @api.private
    @api.model
    def call_cache_clearing_methods(self):
        """Forget every decision that was made from these lines."""
        self.env.invalidate_all()
        self.env.registry.clear_cache()

    @api.model_create_multi
    def create(self, vals_list):
        """Create lines; decisions are made anew."""
        records = super().create(vals_list)
        audit_rights(records, "create")
        self.call_cache_clearing_methods()
        return records

    def write(self, vals):
        """Write lines; decisions are made anew."""
        result = super().write(vals)
        audit_rights(self, "write", vals)
        self.call_cache_clearing_methods()
        return result

    def unlink(self):
        """Delete lines; decisions are made anew."""
        audit_rights(self, "unlink")
        result = super().unlink()
        self.call_cache_clearing_methods()
        return result
