"""A privilege gathers groups of which a user has at most one, such as User or Administrator of an application."""

from trivium import api, fields, models


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

    @api.model_create_multi
    def create(self, vals_list):
        privileges = super().create(vals_list)
        self._forget_hierarchy()
        return privileges

    def write(self, vals):
        result = super().write(vals)
        self._forget_hierarchy()
        return result

    def unlink(self):
        result = super().unlink()
        self._forget_hierarchy()
        return result

    def _forget_hierarchy(self):
        """Let the user form show privileges as they are now."""
        self.env.registry.clear_cache("groups")
        for name in ("res.groups", "res.users"):
            self.env[name].invalidate_model(["view_group_hierarchy"], flush=False)
