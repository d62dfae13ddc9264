"""The dialog that activates languages."""

from trivium import _, api, fields, models
from trivium.exceptions import UserError


class BaseLanguageInstall(models.TransientModel):
    """Activates languages and loads their translations."""

    _name = "base.language.install"
    _description = "Install Language"

    lang_ids = fields.Many2many(
        "res.lang",
        "res_lang_install_rel",
        "language_wizard_id",
        "lang_id",
        string="Languages",
        required=True,
        default=lambda self: self._default_lang_ids(),
        context={"active_test": False},
    )
    overwrite = fields.Boolean("Overwrite Existing Terms", default=True)
    first_lang_id = fields.Many2one("res.lang", compute="_compute_first_lang_id")

    def _default_lang_ids(self):
        ids = self.env.context.get("active_ids") if self.env.context.get("active_model") == "res.lang" else []
        return [(6, 0, ids or [])]

    @api.depends("lang_ids")
    def _compute_first_lang_id(self):
        for wizard in self:
            wizard.first_lang_id = wizard.lang_ids[:1]

    def lang_install(self):
        """Activate the languages, load their translations, and offer to switch."""
        self.ensure_one()
        if not self.lang_ids:
            raise UserError(_("Choose a language."))
        self.lang_ids.active = True
        modules = self.env["ir.module.module"].search([("state", "=", "installed")])
        modules._update_translations(self.lang_ids.mapped("code"), self.overwrite)
        if len(self.lang_ids) == 1:
            return {
                "type": "ir.actions.act_window",
                "name": _("Switch language"),
                "res_model": self._name,
                "res_id": self.id,
                "view_id": self.env.ref("base.language_install_view_form_lang_switch").id,
                "views": [(self.env.ref("base.language_install_view_form_lang_switch").id, "form")],
                "view_mode": "form",
                "target": "new",
            }
        message = _("The languages that you selected have been installed. Users choose theirs in their preferences.")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {"message": message, "type": "success", "next": {"type": "ir.actions.act_window_close"}},
        }

    def reload(self):
        """Load the page anew."""
        return {"type": "ir.actions.client", "tag": "reload"}

    def switch_lang(self):
        """Use the first of the languages from now on."""
        self.env.user.lang = self.first_lang_id.code
        return self.reload()
