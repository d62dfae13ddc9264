from trivium import api, models


class ResLang(models.Model):
    _inherit = "res.lang"

    @api.model
    def _get_frontend(self):
        """Return the languages that visitors may read pages in, by code."""
        return self._get_active_by("code")
