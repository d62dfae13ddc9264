"""The dialog that shows what the removal of an app takes along."""

from trivium import api, fields, models


class BaseModuleUninstall(models.TransientModel):
    """Lists the apps and the kinds of records that would be deleted."""

    _name = "base.module.uninstall"
    _description = "Module Uninstall"

    show_all = fields.Boolean()
    module_ids = fields.Many2many("ir.module.module", string="Module(s)", required=True, readonly=True)
    impacted_module_ids = fields.Many2many(
        "ir.module.module", string="Impacted modules", compute="_compute_impacted_module_ids"
    )
    model_ids = fields.Many2many("ir.model", string="Impacted data models", compute="_compute_model_ids")

    def _get_modules(self):
        """Return the apps that would be removed."""
        return self.module_ids | self.module_ids.downstream_dependencies()

    @api.depends("module_ids", "show_all")
    def _compute_impacted_module_ids(self):
        for wizard in self:
            modules = wizard._get_modules().sorted(lambda module: (not module.application, module.sequence))
            wizard.impacted_module_ids = modules if wizard.show_all else modules.filtered("application") or modules

    @api.depends("impacted_module_ids")
    def _compute_model_ids(self):
        data_model = self.env["ir.model.data"].sudo()
        for wizard in self:
            names = wizard._get_modules().mapped("name")
            data = data_model.search([("model", "=", "ir.model"), ("module", "in", names)])
            kept = data_model.search([("model", "=", "ir.model"), ("module", "not in", names)]).mapped("res_id")
            models_ = self.env["ir.model"].browse(set(data.mapped("res_id")) - set(kept)).exists()
            wizard.model_ids = models_.filtered(lambda model: not model.transient and not model.abstract)

    def action_uninstall(self):
        """Remove the apps now."""
        return self.module_ids.button_immediate_uninstall()
