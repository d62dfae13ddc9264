"""Codes for who has lost the phone: each is good once, and none can be read again."""

import re
import secrets

from odoo.addons.base.models.res_users_apikeys import KEY_CRYPT_CONTEXT
from trivium import SQL, api, fields, models
from trivium.http.security.credentials import verify
from trivium.tools.audit import audit

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # without what is taken for something else
GROUPS = 6
GROUP_SIZE = 4  # 118 bits in all: a code cannot be guessed from its hash, whatever the rounds
COUNT = 10
FORM = re.compile(rf"[{ALPHABET}]{{{GROUPS * GROUP_SIZE}}}")


def new_code():
    """Return a random code in groups."""
    return "-".join("".join(secrets.choice(ALPHABET) for _ in range(GROUP_SIZE)) for _ in range(GROUPS))


def compressed(text):
    """Return a code without what people put between, None for what is no code."""
    code = re.sub(r"[\s-]", "", text).lower()
    return code if FORM.fullmatch(code) else None


class AuthTotpRecovery(models.Model):
    """A code: its first group, by which it is found, and a hash of the whole."""

    _name = "auth_totp.recovery"
    _description = "Recovery code"

    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    beginning = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    hashed = fields.Char(readonly=True, groups=fields.NO_ACCESS)

    @api.private
    def generate(self, user):
        """Return new codes for a user, whose former ones end."""
        self.search([("user_id", "=", user.id)]).unlink()
        codes = [new_code() for _ in range(COUNT)]
        self.create(
            [
                {"user_id": user.id, "beginning": code[:GROUP_SIZE], "hashed": KEY_CRYPT_CONTEXT.hash(compressed(code))}
                for code in codes
            ]
        )
        audit("recovery_codes_made", user_id=user.id, by=self.env.uid)
        return codes

    @api.private
    def use(self, user, text):
        """Use up a code of a user; return whether it was one.

        :param text: what the user typed
        """
        code = compressed(text)
        if code is None:
            return False
        rows = self.env.execute_query(
            SQL(
                "SELECT id, hashed FROM auth_totp_recovery WHERE user_id = %s AND beginning = %s",
                user.id,
                code[:GROUP_SIZE],
            )
        )
        for code_id, hashed in rows:
            if verify(KEY_CRYPT_CONTEXT, code, hashed):
                used = self.env.execute_query(SQL("DELETE FROM auth_totp_recovery WHERE id = %s RETURNING id", code_id))
                self.invalidate_model()
                return bool(used)
        return False


class AuthTotpRecoveryShow(models.AbstractModel):
    _name = "auth_totp.recovery.show"
    _description = "Show recovery codes once"

    # the client wants to see an id and a value, but nothing may be stored
    id = fields.Id()
    codes = fields.Text(readonly=True)
