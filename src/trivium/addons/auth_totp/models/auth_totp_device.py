"""Browsers that a user trusts: there the password is enough."""

import logging

from odoo.addons.base.models.res_users_identitycheck import check_identity
from trivium import models

_logger = logging.getLogger(__name__)


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
            _logger.info("Trusted device %s of user %s removed by user %s", device.id, device.user_id.id, self.env.uid)
        return super().unlink()
