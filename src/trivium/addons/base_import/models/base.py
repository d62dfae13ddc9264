from trivium import api, models


class Base(models.AbstractModel):
    _inherit = "base"

    @api.model
    def get_import_templates(self):
        """Return files to start from, as `{"label": ..., "template": url}`; models override it."""
        return []
