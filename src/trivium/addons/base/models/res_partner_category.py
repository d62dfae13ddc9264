"""Tags for contacts, in a hierarchy."""

from random import randint

from trivium import Domain, api, fields, models
from trivium.exceptions import ValidationError


class ResPartnerCategory(models.Model):
    _name = "res.partner.category"
    _description = "Contact tag"
    _order = "name, id"
    _parent_store = True

    name = fields.Char("Name", required=True, translate=True)
    color = fields.Integer("Color", default=lambda _records: randint(1, 11), aggregator=False)  # noqa: S311 - a colour is no secret
    parent_id = fields.Many2one("res.partner.category", string="Parent tag", index=True, ondelete="cascade")
    child_ids = fields.One2many("res.partner.category", "parent_id", string="Child tags")
    active = fields.Boolean(
        "Active", default=True, help="An archived tag stays on its contacts and is no longer offered."
    )
    parent_path = fields.Char(index=True)
    partner_ids = fields.Many2many(
        "res.partner", column1="category_id", column2="partner_id", string="Contacts", copy=False
    )

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A tag cannot be below itself: choose another parent tag."))

    @api.depends("parent_id")
    def _compute_display_name(self):
        """Show the path of a tag: its ancestors and itself."""
        for category in self:
            names = []
            current = category
            while current:
                names.append(current.name or "")
                current = current.parent_id
            category.display_name = " / ".join(reversed(names))

    @api.model
    def _search_display_name(self, operator, value):
        domain = super()._search_display_name(operator, value)
        if not operator.endswith("like"):
            return domain
        # a tag whose ancestor matches shows that ancestor's name, so it matches as well
        if operator.startswith("not"):
            return domain
        return Domain("id", "child_of", tuple(self._search(domain)))
