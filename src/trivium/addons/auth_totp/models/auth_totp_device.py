"""Browsers that a user trusts: there the password is enough."""

from odoo.addons.base.models.res_users_identitycheck import check_identity
from trivium import models
from trivium.tools.audit import audit


class AuthTotpDevice(models.Model):
    """A trusted browser holds a key in a cookie, which is kept here as API keys are."""

    _name = "auth_totp.device"
    _inherit = ["res.users.apikeys"]
    _description = "Trusted device"
    _auto = False
    _log_access = False

    def _check_credentials_for_uid(self, *, scope, key, uid):
        """Tell whether a key is one of that user's.

        :raise ValueError: no user is named
        """
        if not uid:
            raise ValueError("A trusted device is somebody's: name the user.")
        return self._check_credentials(scope=scope, key=key) == uid

    def _check_expiration_date(self, date):
        """How long a browser is trusted is not for groups to say."""

    def unlink(self):
        for device in self:
            audit("trusted_device_removed", device=device.id, user_id=device.user_id.id, by=self.env.uid)
        return super().unlink()
