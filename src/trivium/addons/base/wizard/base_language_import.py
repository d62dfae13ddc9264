"""The dialog that loads a file of translations."""

import base64
import io

from trivium import _, fields, models
from trivium.exceptions import UserError
from trivium.modules.translations import import_translations, rows_to_po


class BaseLanguageImport(models.TransientModel):
    """Loads translations from a PO or CSV file."""

    _name = "base.language.import"
    _description = "Language Import"

    name = fields.Char("Language Name", required=True)
    code = fields.Char("ISO Code", size=6, required=True, help="Code of language and country, as pt_BR.")
    data = fields.Binary("File", required=True, attachment=False)
    filename = fields.Char("File Name", required=True)
    overwrite = fields.Boolean("Overwrite Existing Terms", default=True)

    def import_lang(self):
        """Load the file; the language is made and activated where it is not there."""
        for wizard in self:
            langs = self.env["res.lang"].with_context(active_test=False)
            lang = langs.search([("code", "=", wizard.code)], limit=1)
            if not lang:
                lang = langs._create_lang(wizard.code, lang_name=wizard.name)
            lang.active = True
            content = base64.b64decode(wizard.data)
            suffix = wizard.filename.rpartition(".")[2].lower()
            if suffix == "csv":
                content = rows_to_po(content)
            elif suffix not in ("po", "pot"):
                raise UserError(_("%s is neither a .po nor a .csv file.", wizard.filename))
            import_translations(self.env(su=True), io.BytesIO(content), wizard.code, overwrite=wizard.overwrite)
        return True
