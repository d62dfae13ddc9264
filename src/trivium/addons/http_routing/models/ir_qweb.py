from trivium import api, models
from trivium.http import request


class IrQweb(models.AbstractModel):
    _inherit = "ir.qweb"

    @api.model
    def _prepare_environment(self, values):
        """Add what templates of pages for visitors use: addresses in the language of the page, names in paths."""
        model = super()._prepare_environment(values)
        ir_http = self.env["ir.http"]
        values["slug"] = ir_http._slug
        values["unslug_url"] = ir_http._unslug_url
        if request and getattr(request, "is_frontend", False):
            return model._prepare_frontend_environment(values)
        return model

    def _prepare_frontend_environment(self, values):
        """Add what only pages for visitors use; return the model in the context to render in."""
        values["url_for"] = self.env["ir.http"]._url_for
        values["url_localized"] = self.env["ir.http"]._url_localized
        values["languages"] = list(self.env["res.lang"]._get_frontend().values())
        values["lang_of_page"] = request.lang
        return self
