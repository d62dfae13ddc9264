"""Users with a second factor."""

import logging
from datetime import timedelta

from odoo.addons.base.models.res_users_identitycheck import check_identity
from trivium import SQL, Domain, api, fields, models
from trivium.exceptions import AccessDenied, UserError
from trivium.http import request
from trivium.tools import sealing
from trivium.tools.audit import audit

from . import auth_totp_recovery, codes

_logger = logging.getLogger(__name__)

LOGIN_PAGE = "/web/login/totp"
LIMITS = {"code_check": (5, 3600), "send_email": (5, 3600)}  # kind -> (times, seconds)


class ResUsers(models.Model):
    _inherit = "res.users"

    totp_secret = fields.Char(
        groups=fields.NO_ACCESS, compute="_compute_totp_secret", inverse="_inverse_totp_secret", copy=False
    )
    totp_last_counter = fields.Integer(copy=False, groups=fields.NO_ACCESS)
    totp_enabled = fields.Boolean(
        "Two-factor authentication", compute="_compute_totp_enabled", search="_search_totp_enabled"
    )
    totp_recovery_ids = fields.One2many("auth_totp.recovery", "user_id", groups=fields.NO_ACCESS, copy=False)
    totp_recovery_left = fields.Integer("Recovery codes left", compute="_compute_totp_recovery_left")
    totp_trusted_device_ids = fields.One2many("auth_totp.device", "user_id", string="Trusted devices", copy=False)

    _totp_secret = models.HiddenColumn("varchar")

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802 - the interface's name
        return [*super().SELF_READABLE_FIELDS, "totp_enabled", "totp_recovery_left", "totp_trusted_device_ids"]

    # ---- the secret --------------------------------------------------------------------------------------------

    def _compute_totp_secret(self):
        secrets = self._totp_secrets()
        for user in self:
            stored = secrets.get(user.id)
            user.totp_secret = stored and sealing.unseal(stored, user._totp_purpose())

    def _inverse_totp_secret(self):
        for user in self:
            stored = sealing.seal(user.totp_secret, user._totp_purpose()) if user.totp_secret else None
            self.env.cr.execute(SQL("UPDATE res_users SET totp_secret = %s WHERE id = %s", stored, user.id))
        self.invalidate_recordset(["totp_enabled"])
        self.env.registry.clear_cache()

    def _totp_secrets(self):
        """Return the secrets of those of these users who have one, by id, sealed as they are stored."""
        rows = self.env.execute_query(
            SQL("SELECT id, totp_secret FROM res_users WHERE id = ANY(%s) AND totp_secret IS NOT NULL", list(self._ids))
        )
        return dict(rows)

    def _totp_purpose(self):
        """What a secret is sealed for: it opens for no other user."""
        return f"totp_secret:{self.id}"

    def _totp_matching_period(self, code):
        """Return the period whose code this is, None when it is of none; a secret that lies open is sealed then."""
        stored = self._totp_secrets().get(self.id) or ""
        period = codes.matching_period(sealing.unseal(stored, self._totp_purpose()), code)
        if period is not None and sealing.needs_seal(stored):
            own = self.sudo()
            own.totp_secret = stored
        return period

    def _compute_totp_recovery_left(self):
        counts = dict(
            self.env["auth_totp.recovery"].sudo()._read_group([("user_id", "in", self.ids)], ["user_id"], ["__count"])
        )
        for user in self:
            user.totp_recovery_left = counts.get(user._origin.sudo(), 0)

    @api.depends("totp_secret")
    def _compute_totp_enabled(self):
        enabled = self._origin._totp_secrets()
        for user in self:
            user.totp_enabled = user._origin.id in enabled

    def _search_totp_enabled(self, operator, value):
        if operator not in {"in", "not in"}:
            return NotImplemented
        rows = self.env.execute_query(SQL("SELECT id FROM res_users WHERE totp_secret IS NOT NULL"))
        wanted = set(value)
        found = Domain("id", "in", [row[0] for row in rows])
        both = (found if True in wanted else Domain.FALSE) | (~found if False in wanted else Domain.FALSE)
        return both if operator == "in" else ~both

    # ---- logging in --------------------------------------------------------------------------------------------

    def _mfa_type(self):
        return super()._mfa_type() or ("totp" if self._origin._totp_secrets() else None)

    def _mfa_url(self):
        return super()._mfa_url() or (LOGIN_PAGE if self._mfa_type() == "totp" else None)

    def _rpc_api_keys_only(self):
        return bool(self._totp_secrets()) or super()._rpc_api_keys_only()

    @api.model
    def _get_session_token_fields(self):
        return super()._get_session_token_fields() | {"totp_secret"}

    def _totp_check(self, code):
        """Accept a code of this user, of the phone or for recovery, once.

        :param code: what the user typed
        :raise AccessDenied: it is wrong, was used before, or too many were wrong
        """
        self.ensure_one()
        guesses = self._guesses(self.id, kind="totp", least=LIMITS["code_check"][0])
        if guesses is not None and guesses.must_wait():
            audit("second_factor_failed", user_id=self.id, delayed=True)
            raise AccessDenied(self.env._("Too many wrong codes: wait a moment, then try again."))
        if not self._totp_accepts(str(code)):
            audit("second_factor_failed", user_id=self.id)
            if guesses is not None:
                guesses.failed()
            raise AccessDenied(self.env._("This is not the code, or it was used before: wait for the next one."))
        if guesses is not None:
            guesses.succeeded()
        audit("second_factor_accepted", user_id=self.id)

    def _totp_accepts(self, code):
        """Whether this is a code of the phone or for recovery, which is then used up."""
        if auth_totp_recovery.compressed(code):
            if not self.env["auth_totp.recovery"].sudo().use(self, code):
                return False
            audit("recovery_code_used", user_id=self.id)
            return True
        period = self._totp_matching_period(codes.compressed(code))
        return period is not None and self._totp_use(period)

    def _totp_use(self, period):
        """Note that the code of a period was used; return False when it, or a later one, was used before."""
        return bool(
            self.env.execute_query(
                SQL(
                    "UPDATE res_users SET totp_last_counter = %(period)s "
                    "WHERE id = %(id)s AND COALESCE(totp_last_counter, 0) < %(period)s RETURNING id",
                    period=period,
                    id=self.id,
                )
            )
        )

    def _totp_rate_limit(self, limit_type):
        """Refuse what was done too often in the last hour, and note that it is done now.

        :param limit_type: `send_email` or `code_check`
        :raise AccessDenied: too often
        """
        self.ensure_one()
        times, seconds = LIMITS[limit_type]
        logs = self.env["auth.totp.rate.limit.log"].sudo()
        since = fields.Datetime.now() - timedelta(seconds=seconds)
        done = logs.search_count(
            [("user_id", "=", self.id), ("limit_type", "=", limit_type), ("create_date", ">=", since)], limit=times
        )
        if done >= times:
            raise AccessDenied(self.env._("This was done too often: wait an hour, then try again."))
        address = request.httprequest.environ["REMOTE_ADDR"] if request else False
        logs.create({"user_id": self.id, "ip": address, "limit_type": limit_type})

    def _totp_rate_limit_purge(self, limit_type):
        """Begin to count anew."""
        domain = [("user_id", "in", self.ids), ("limit_type", "=", limit_type)]
        self.env["auth.totp.rate.limit.log"].sudo().search(domain).unlink()

    # ---- on and off --------------------------------------------------------------------------------------------

    def _totp_try_setting(self, secret, code):
        """Switch the second factor on, if the code is one of that secret; return whether it was."""
        self.ensure_one()
        if self.totp_enabled or self != self.env.user:
            _logger.warning("Second factor of user %s is on already, or of somebody else: %s", self.id, self.env.uid)
            return False
        period = codes.matching_period(secret, code)
        if period is None:
            return False
        own = self.sudo()
        own.totp_secret = codes.compressed(secret)
        own._totp_use(period)
        self._end_sessions()
        audit("second_factor_on", user_id=self.id)
        return True

    @check_identity
    def action_totp_enable_wizard(self):
        """Show the QR code."""
        if self.env.user != self:
            raise UserError(self.env._("Everybody switches this on for themselves."))
        if self.totp_enabled:
            raise UserError(self.env._("Two-factor authentication is on already."))
        wizard = self.env["auth_totp.wizard"].create({"user_id": self.id, "secret": codes.grouped(codes.new_secret())})
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Switch on two-factor authentication"),
            "res_model": "auth_totp.wizard",
            "res_id": wizard.id,
            "target": "new",
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @check_identity
    def action_totp_recovery_codes(self):
        """Make new recovery codes and show them; the former ones end."""
        if self != self.env.user or not self.totp_enabled:
            raise UserError(self.env._("Recovery codes are for users of two-factor authentication, by themselves."))
        return self._totp_show_recovery_codes()

    def _totp_show_recovery_codes(self):
        made = self.env["auth_totp.recovery"].sudo().generate(self)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Your recovery codes"),
            "res_model": "auth_totp.recovery.show",
            "target": "new",
            "views": [(False, "form")],
            "context": {"default_codes": "\n".join(made), "dialog_size": "medium"},
        }

    @check_identity
    def action_totp_disable(self):
        """Switch it off: for oneself, or, as an administrator, for who has lost the phone."""
        if self != self.env.user and not self.env.is_admin():
            raise AccessDenied
        users = self.sudo()
        users._revoke_all_devices()
        users.totp_recovery_ids.unlink()
        users.write({"totp_secret": False, "totp_last_counter": 0})
        users._end_sessions()
        audit("second_factor_off", users=self.ids, by=self.env.uid)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "message": self.env._(
                    "Two-factor authentication is off for %s.", ", ".join(self.sudo().mapped("name"))
                ),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    @check_identity
    def revoke_all_devices(self):
        """Trust no browser of this user any longer."""
        if self != self.env.user and not self.env.is_admin():
            raise AccessDenied
        self._revoke_all_devices()

    def _revoke_all_devices(self):
        self.sudo().totp_trusted_device_ids._remove()

    def _change_password(self, new_passwd):
        """Who changes the password trusts no browser any longer."""
        self._revoke_all_devices()
        return super()._change_password(new_passwd)
