"""Categories of addons and of groups."""

from trivium import _, api, fields, models
from trivium.exceptions import ValidationError


class IrModuleCategory(models.Model):
    """A category; groups of access rights are shown by category too."""

    _name = "ir.module.category"
    _description = "Application"
    _order = "sequence, name, id"
    _allow_sudo_commands = False

    name = fields.Char(required=True, translate=True)
    parent_id = fields.Many2one("ir.module.category", string="Parent Application", index=True)
    child_ids = fields.One2many("ir.module.category", "parent_id", string="Child Applications")
    module_ids = fields.One2many("ir.module.module", "category_id", string="Modules")
    privilege_ids = fields.One2many("res.groups.privilege", "category_id", string="Privileges")
    description = fields.Text(translate=True)
    sequence = fields.Integer()
    visible = fields.Boolean(default=True)
    exclusive = fields.Boolean()
    xml_id = fields.Char(string="External ID", compute="_compute_xml_id")

    def _compute_xml_id(self):
        xml_ids = self.get_external_id()
        for category in self:
            category.xml_id = xml_ids.get(category.id)

    @api.constrains("parent_id")
    def _check_parent_not_circular(self):
        if self._has_cycle():
            raise ValidationError(_("Error ! You cannot create recursive categories."))
