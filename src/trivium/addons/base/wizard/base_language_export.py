"""The dialog that writes a file of translations."""

import base64

from trivium import _, fields, models
from trivium.modules.export import export_translations
from trivium.tools.i18n import get_iso_codes
from trivium.tools.safe_eval import safe_eval

NEW_LANG_KEY = "__new__"


class BaseLanguageExport(models.TransientModel):
    """Writes the translations of apps, or of the records of a model, as PO, CSV or archive of PO files."""

    _name = "base.language.export"
    _description = "Language Export"

    name = fields.Char("File Name", readonly=True)
    lang = fields.Selection(selection="_get_languages", string="Language", required=True, default=NEW_LANG_KEY)
    format = fields.Selection(
        [("csv", "CSV File"), ("po", "PO File"), ("tgz", "TGZ Archive")],
        string="File Format",
        required=True,
        default="po",
    )
    export_type = fields.Selection(
        [("module", "Module"), ("model", "Model")], string="Export Type", required=True, default="module"
    )
    modules = fields.Many2many(
        "ir.module.module",
        "rel_modules_langexport",
        "wiz_id",
        "module_id",
        string="Apps To Export",
        domain=[("state", "=", "installed")],
    )
    model_id = fields.Many2one("ir.model", string="Model to Export", domain=[("transient", "=", False)])
    model_name = fields.Char(string="Model Name", related="model_id.model")
    domain = fields.Char(string="Model Domain", default="[]")
    data = fields.Binary("File", readonly=True, attachment=False)
    state = fields.Selection([("choose", "choose"), ("get", "get")], default="choose")

    def _get_languages(self):
        return [(NEW_LANG_KEY, _("New Language (Empty translation template)")), *self.env["res.lang"].get_installed()]

    def act_getfile(self):
        """Write the file, and show it for download."""
        self.ensure_one()
        lang = False if self.lang == NEW_LANG_KEY else self.lang
        if self.export_type == "model":
            records = self.env[self.model_name].search(safe_eval(self.domain or "[]"))
            content = export_translations(self.env, lang, self.format, records=records)
            stem = self.model_name.replace(".", "_")
        else:
            names = sorted(self.modules.mapped("name")) or ["base"]
            content = export_translations(self.env, lang, self.format, modules=names)
            stem = names[0] if len(names) == 1 else "all"
        if lang:
            stem = get_iso_codes(lang) if len(self.modules) != 1 else stem + "-" + get_iso_codes(lang)
        suffix = "pot" if self.format == "po" and not lang else self.format
        self.write({"state": "get", "data": base64.b64encode(content), "name": f"{stem}.{suffix}"})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "view_mode": "form",
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }
