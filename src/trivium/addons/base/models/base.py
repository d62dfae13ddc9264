"""The abstract model that every model inherits from: what addons add to all models, they add here."""

from trivium import api, models


class Base(models.AbstractModel):
    """Root of all models; extend it with `_inherit = "base"`."""

    _name = "base"
    _description = "Root of all models"
