"""The working hours of a company."""

from trivium import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    resource_calendar_ids = fields.One2many("resource.calendar", "company_id", string="Working hours")
    resource_calendar_id = fields.Many2one("resource.calendar", string="Usual working hours", ondelete="restrict")

    @api.model
    def _init_data_resource_calendar(self):
        """Give hours to the companies that have none."""
        self.search([("resource_calendar_id", "=", False)])._create_resource_calendar()

    def _create_resource_calendar(self):
        calendars = self.env["resource.calendar"].create(
            [company._prepare_resource_calendar_values() for company in self]
        )
        for company, calendar in zip(self, calendars, strict=True):
            company.resource_calendar_id = calendar

    def _prepare_resource_calendar_values(self):
        """Return the values for the first working hours of a company."""
        self.ensure_one()
        return {"name": self.env._("Standard 40 hours a week"), "company_id": self.id}

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies.filtered(lambda company: not company.resource_calendar_id).sudo()._create_resource_calendar()
        for company in companies:
            calendar = company.resource_calendar_id.sudo()
            if not calendar.company_id:
                calendar.company_id = company
        return companies
