"""The resources that users are."""

from trivium import fields, models


class ResUsers(models.Model):
    _inherit = "res.users"

    resource_ids = fields.One2many("resource.resource", "user_id", string="Resources")
    resource_calendar_id = fields.Many2one(
        "resource.calendar", string="Working hours", related="resource_ids.calendar_id", readonly=False
    )

    def write(self, vals):
        """A user who sets a time zone for the first time sets that of the resources that have none of their own."""
        undecided = self.filtered(lambda user: not user.tz) if vals.get("tz") else self.browse()
        result = super().write(vals)
        resources = undecided.sudo().resource_ids.filtered(lambda resource: resource.tz == "UTC")
        if resources:
            resources.tz = vals["tz"]
        return result
