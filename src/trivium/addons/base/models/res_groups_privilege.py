"""A privilege gathers groups of which a user has at most one, such as User or Administrator of an application."""

from trivium import fields, models


class ResGroupsPrivilege(models.Model):
    _name = "res.groups.privilege"
    _description = "Privilege"
    _order = "sequence, name, id"

    name = fields.Char("Name", required=True, translate=True)
    description = fields.Text("Description")
    placeholder = fields.Char("Placeholder", default="No", help="What is shown for users without this privilege.")
    sequence = fields.Integer("Sequence", default=100, aggregator=False)
    category_id = fields.Many2one("ir.module.category", string="Category", index=True)
    group_ids = fields.One2many("res.groups", "privilege_id", string="Groups")
