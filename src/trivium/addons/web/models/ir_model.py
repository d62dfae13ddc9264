"""Names of models for the client."""

from trivium import api, models


class IrModel(models.Model):
    _inherit = "ir.model"

    @api.model
    def display_name_for(self, models):
        """Return model and name of each of the given models that the user may read, the technical name for others."""
        readable = [model for model in models if self._is_valid_for_model_selector(model)]
        names = self._display_name_for(readable)
        return [*names, *({"model": model, "display_name": model} for model in models if model not in readable)]

    @api.model
    def _display_name_for(self, models):
        records = self.sudo().search_fetch([("model", "in", models)], ["model", "name"])
        return [{"model": model.model, "display_name": model.name} for model in records]

    @api.model
    def _is_valid_for_model_selector(self, model):
        model = self.env.get(model) if model in self.env else None
        return (
            self.env.user._is_internal()
            and model is not None
            and model.has_access("read")
            and not model._transient
            and not model._abstract
        )

    @api.model
    def get_available_models(self):
        """Return the models that the user may choose from."""
        names = [name for name in self.env if self._is_valid_for_model_selector(name)]
        return self._display_name_for(names)
