"""Addons whose demo data could not be loaded, and why."""

from trivium import api, fields, models


class IrDemo_Failure(models.TransientModel):
    _name = "ir.demo_failure"
    _description = "Demo data that could not be loaded"

    module_id = fields.Many2one("ir.module.module", string="App", required=True, ondelete="cascade")
    error = fields.Char("Error")
    wizard_id = fields.Many2one("ir.demo_failure.wizard", string="Wizard")


class IrDemo_FailureWizard(models.TransientModel):
    _name = "ir.demo_failure.wizard"
    _description = "Demo data that could not be loaded: overview"

    failure_ids = fields.One2many("ir.demo_failure", "wizard_id", string="Apps without demo data", readonly=True)
    failures_count = fields.Integer("Number of apps", compute="_compute_failures_count")

    @api.depends("failure_ids")
    def _compute_failures_count(self):
        for wizard in self:
            wizard.failures_count = len(wizard.failure_ids)

    def done(self):
        return self.env["ir.module.module"].next()
