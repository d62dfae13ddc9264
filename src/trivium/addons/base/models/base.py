"""The abstract model that every model inherits from: what addons add to all models, they add here."""

from trivium import api, models


class Base(models.AbstractModel):
    """Root of all models; extend it with `_inherit = "base"`."""

    _name = "base"
    _description = "Root of all models"

    def _can_return_content(self, field_name=None, access_token=None):
        """Tell whether a field's file may be sent without looking at the rights of who asks for it.

        :param field_name: name of the field
        :param access_token: what the address has as `access_token`
        """
        self.ensure_one()
        return False

    def _get_placeholder_filename(self, field):
        """Return the path of the picture that stands for an image field without value, None for the usual one."""
        return
