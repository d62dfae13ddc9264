"""Whether users want to be shown the way."""

from trivium import api, fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    tour_enabled = fields.Boolean(
        "Shown the way", compute="_compute_tour_enabled", store=True, readonly=False, help="Tours start by themselves."
    )

    @api.depends("create_date")
    def _compute_tour_enabled(self):
        """The administrator of a database without demo data is shown the way."""
        modules = self.env["ir.module.module"].sudo()
        demo = bool(modules.search_count([("demo", "=", True)], limit=1))
        for user in self:
            user.tour_enabled = not demo and user._is_admin()

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802 - the contract's name
        return [*super().SELF_READABLE_FIELDS, "tour_enabled"]

    @api.model
    def switch_tour_enabled(self, val):
        """Say whether the user wants to be shown the way."""
        self.env.user.sudo().tour_enabled = val
        return self.env.user.tour_enabled
