"""Logging in: passwords, sessions, and protection against guessing."""

import hmac
import logging
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import sha256

import pytz

from trivium import SQL, SUPERUSER_ID, Domain, api
from trivium.exceptions import AccessDenied, UserError
from trivium.http import request
from trivium.http.security.credentials import DEFAULT_PASSWORD, comes_from_here, verify
from trivium.http.security.guessing import Guesses, account, address, nobody_waits, pause
from trivium.tools.audit import audit
from trivium.tools.cache import ormcache
from trivium.tools.mail import email_normalize

from .first_password import forget_first, refuse_first
from .password_breaches import is_published
from .password_common import is_common
from .password_hash import CryptContext, waste_time
from .res_users_identitycheck import check_identity

_logger = logging.getLogger(__name__)

ADDRESS_FACTOR = 5  # an address may stand for many people
MINIMUM_LENGTH = 8  # of passwords that people choose


class UsersAuth:
    """Part of `res.users`: who may log in, and how it is proved."""

    __slots__ = ()

    # ---- passwords ---------------------------------------------------------------------------------------------

    def _crypt_context(self):
        """Return what hashes and verifies passwords."""
        return CryptContext()

    def _compute_password(self):
        """A password can be set and never read."""
        for user in self:
            user.password = ""
            user.new_password = ""

    def _set_password(self):
        context = self._crypt_context()
        changed = self.filtered("password")
        for user in self:
            if user.password:
                if not self.env.su:
                    user._check_chosen_password(user.password)
                self._check_password_policy([user.password])
                self._set_encrypted_password(user.id, context.hash(user.password))
                self.env["res.users.password.link"].end(user)
                forget_first(user)
                audit("password_changed", login=user.login, user_id=user.id, by=self.env.uid)
        changed._end_sessions()

    def _set_new_password(self):
        for user in self:
            if not user.new_password:
                continue
            if user == self.env.user:
                raise UserError(
                    self.env._("Change your own password in your preferences: there it asks for the old one.")
                )
            # an assignment would be taken for the common compute method's
            user.write({"password": user.new_password})

    def _check_password_policy(self, passwords):
        """Raise `UserError` for passwords that are not good enough, whoever sets them; addons set the rules."""

    def _check_chosen_password(self, password):
        """Raise `UserError` for a password that nobody should choose; what code sets is the code's to decide.

        The parameter `base.password_minimum_length` is the least number of characters.
        """
        least = self._password_minimum_length()
        own_words = self._words_that_others_know()
        if len(password) < least:
            raise UserError(self.env._("A password has %s characters at least: type a longer one.", least))
        if password.lower() in own_words:
            raise UserError(self.env._("A name, a login or an address is no password: others know it."))
        if is_common(password):
            raise UserError(self.env._("Many people use this password, so it is guessed first: type another one."))
        service = self.env["ir.config_parameter"].sudo().get_param("base.password_breaches_url")
        if service and is_published(password, service):
            raise UserError(self.env._("This password was published after a theft elsewhere: type another one."))

    def _words_that_others_know(self):
        """Return what is no password of these users: their names and addresses, and those of their companies."""
        users = self.sudo()
        address = [part for email in users.mapped("email") for part in (email_normalize(email) or "").split("@")]
        companies = users.company_ids
        words = {user[name] for user in users for name in ("login", "name", "email")} | set(address)
        words |= {email_normalize(email) for email in users.mapped("email")}
        words |= {company[name] for company in companies for name in ("name", "website")}
        return {word.strip().lower() for word in words if word}

    def _password_minimum_length(self):
        get_param = self.env["ir.config_parameter"].sudo().get_param
        return int(get_param("base.password_minimum_length") or MINIMUM_LENGTH)

    def _set_encrypted_password(self, uid, hashed):
        self.env.cr.execute(SQL("UPDATE res_users SET password = %s WHERE id = %s", hashed, uid))
        # cached checks of the old password and sessions made with it end here
        self.browse(uid).invalidate_recordset(["password", "new_password"])
        self.env.registry.clear_cache()

    @api.model
    def change_password(self, old_passwd, new_passwd):
        """Set the password of the user in use, who proves to know the old one.

        :raise AccessDenied: when the old password is wrong
        :raise UserError: when the new one is empty, or no text
        """
        if not old_passwd or not isinstance(old_passwd, str):
            raise AccessDenied
        credential = {"login": self.env.user.login, "password": old_passwd, "type": "password"}
        with self._assert_can_auth(user=self.env.user.login):
            self.env.user._check_credentials(credential, {"interactive": True})
        self.env.user._change_password(new_passwd)
        return True

    def _change_password(self, new_passwd):
        self.ensure_one()
        if not isinstance(new_passwd, str) or not new_passwd.strip():
            raise UserError(self.env._("An empty password is no password: type a new one."))
        self._check_chosen_password(new_passwd)
        self.password = new_passwd

    # ---- log in ------------------------------------------------------------------------------------------------

    @api.model
    def _get_login_domain(self, login):
        return Domain("login", "=", login)

    @api.model
    def _get_email_domain(self, email):
        return Domain("email", "=", email)

    @api.model
    def _get_login_order(self):
        return self._order

    def _login(self, credential, user_agent_env):
        """Return `{"uid", "auth_method", "mfa"}` for good credentials.

        :param credential: `{"type": "password", "login": ..., "password": ...}`, or another type that addons know
        :raise AccessDenied: for bad ones, without a hint which part was wrong
        """
        login = credential["login"]
        remote = request.httprequest.environ["REMOTE_ADDR"] if request else "n/a"
        try:
            with self._assert_can_auth(user=login):
                user = self.sudo().search(self._get_login_domain(login), order=self._get_login_order(), limit=1)
                if not user:
                    waste_time(self._crypt_context(), credential.get("password") or "")
                    raise AccessDenied
                user = user.with_user(user).sudo()
                auth_info = user._check_credentials(credential, user_agent_env)
                timezone = request.cookies.get("tz") if request else None
                if timezone in pytz.all_timezones_set and (not user.tz or not user.login_date):
                    user.tz = timezone
                user._update_last_login()
        except AccessDenied:
            audit("login_failed", login=login, database=self.env.cr.dbname, remote=remote)
            raise
        audit("login", login=login, database=self.env.cr.dbname, remote=remote, method=auth_info["auth_method"])
        return auth_info

    @api.private
    @api.model
    def authenticate(self, credential, user_agent_env):
        """Log in; see `_login`. An administrator's first login from outside tells the database its address.

        :param user_agent_env: `{"interactive": bool, "base_location": url}` as far as known
        """
        auth_info = self._login(credential, user_agent_env=user_agent_env)
        base = (user_agent_env or {}).get("base_location")
        if base and auth_info["uid"]:
            user = self.env(user=auth_info["uid"]).user
            if user.has_group("base.group_system"):
                parameters = self.env["ir.config_parameter"].sudo()
                if not parameters.get_param("web.base.url.freeze"):
                    parameters.set_param("web.base.url", base)
        return auth_info

    def _check_credentials(self, credential, env):
        """Verify what somebody gave as proof of being this user.

        :param credential: `{"type": "password", "password": ...}`; an API key is taken in place of a password
            where nobody sits before a screen
        :param env: `{"interactive": bool}`
        :return: `{"uid", "auth_method", "mfa"}`
        :raise AccessDenied: when it does not hold
        """
        password = credential.get("password")
        if credential.get("type") != "password" or not password:
            raise AccessDenied
        self._refuse_known_password(password)
        env = env or {}
        interactive = env.get("interactive", True)
        self.ensure_one()
        if not interactive:
            uid = self.env["res.users.apikeys"]._check_credentials(scope="rpc", key=password)
            if uid == self.id:
                return {"uid": uid, "auth_method": "apikey", "mfa": "default"}
            if self._rpc_api_keys_only():
                _logger.info("User %s needs an API key for calls from programs", self.id)
                raise AccessDenied
        rows = self.env.execute_query(
            SQL("SELECT COALESCE(password, '') FROM res_users WHERE id = %s AND active", self.id)
        )
        hashed = rows[0][0] if rows else ""
        context = self._crypt_context()
        if not hashed or not verify(context, password, hashed):
            raise AccessDenied
        refuse_first(self)
        if context.needs_update(hashed):
            self._set_encrypted_password(self.id, context.hash(password))
        return {"uid": self.id, "auth_method": "password", "mfa": "default"}

    def _refuse_known_password(self, password):
        """Raise `AccessDenied` for the password of demo databases, whoever has it, unless it comes from this machine.

        It is refused before anything is looked up: the answer tells nothing about the account.
        """
        if password == DEFAULT_PASSWORD and request and not comes_from_here(request.httprequest.environ):
            raise AccessDenied(
                self.env._("Everybody knows this password, so it is good on the server itself only. There, "
                           "'trivium db password' sets another.")
            )  # fmt: skip

    def _rpc_api_keys_only(self):
        """Tell whether this user may not use the password for calls from programs (two-factor addons say so)."""
        self.ensure_one()
        return False

    @api.model
    def _check_uid_passwd(self, uid, passwd):
        """Raise `AccessDenied` unless `passwd` is a password or key of the active user `uid`.

        Good answers are kept, since external clients send the password with each call.
        """
        if not passwd or not uid or not isinstance(passwd, str):
            raise AccessDenied
        self._refuse_known_password(passwd)
        guesses = None if nobody_waits() else self._guesses(uid)
        if guesses is not None and guesses.must_wait_here():
            self._refuse_to_guess(uid)
        ends = self._check_uid_passwd_cached(uid, sha256(passwd.encode()).hexdigest(), _Secret(passwd))
        if ends and ends <= datetime.now(UTC).replace(tzinfo=None):
            raise AccessDenied

    @ormcache("uid", "digest", cache="default")
    def _check_uid_passwd_cached(self, uid, digest, secret):
        """Return when the password, or key, of a user ends; None for never. A wrong one raises, and is not kept."""
        with self._assert_can_auth(user=uid):
            user = self.with_user(uid).env.user
            if not user.active:
                raise AccessDenied
            remote = request.httprequest.environ["REMOTE_ADDR"] if request else "n/a"
            credential = {"login": user.login, "password": secret.value, "type": "password"}
            try:
                found = user._check_credentials(credential, {"interactive": False})
            except AccessDenied:
                audit("login_failed", login=user.login, database=self.env.cr.dbname, remote=remote)
                raise
        audit("login", login=user.login, database=self.env.cr.dbname, remote=remote, method=found["auth_method"])
        if found["auth_method"] != "apikey":
            return None
        return self.env["res.users.apikeys"]._find_key(scope="rpc", key=secret.value).expiration_date

    def _mfa_type(self):
        """Return the kind of second factor that this user must give, None for none."""
        return

    def _mfa_url(self):
        """Return where the second factor is asked for, None when none is needed."""
        return

    def _update_last_login(self):
        # a line of one's own: the user's record stays as it is, so that parallel logins do not wait for each other
        self.env["res.users.log"].sudo().create({})

    # ---- guessing ----------------------------------------------------------------------------------------------

    @contextmanager
    def _assert_can_auth(self, user=None):
        """Refuse logins to an account, or from an address, that failed too often lately; count those that fail.

        The limits are the parameters `base.login_cooldown_after` (failures, 0 for no limit; from an address five
        times as many) and `base.login_cooldown_duration` (seconds of the first pause; each further failure doubles it).

        :param user: login, or id, that somebody claims to be
        """
        guesses = self._guesses(user)
        if guesses is None:
            yield
            return
        if guesses.must_wait():
            self._refuse_to_guess(user)
        try:
            yield
        except AccessDenied:
            guesses.failed()
            raise
        guesses.succeeded()

    def _guesses(self, user, kind="login", least=0):
        """Return what counts the failures of an attempt, None where nobody is at the other end.

        :param least: the limit where logins have none
        """
        if not request:
            return None
        remote = request.httprequest.environ["REMOTE_ADDR"]
        allowed, seconds = self._login_cooldown()
        allowed = allowed or least
        if isinstance(user, int):  # programs name the id: it is the same account
            user = self.sudo().search_fetch(Domain("id", "=", user), ["login"]).login or user
        sources = [account(kind, user, allowed), address(kind, remote, allowed * ADDRESS_FACTOR)]
        return Guesses(self.env.cr.dbname, sources, seconds)

    def _refuse_to_guess(self, user):
        remote = request.httprequest.environ["REMOTE_ADDR"]
        audit("login_delayed", login=user, database=self.env.cr.dbname, remote=remote)
        raise AccessDenied(self.env._("Too many failed logins: wait a moment, then try again."))

    def _login_cooldown(self):
        get_param = self.env["ir.config_parameter"].sudo().get_param
        return int(get_param("base.login_cooldown_after", 5)), int(get_param("base.login_cooldown_duration", 60))

    def _on_login_cooldown(self, failures, previous):
        """Tell whether a source with so many failures, the last at `previous` (monotonic seconds), must wait."""
        return time.monotonic() - previous < pause(failures, *self._login_cooldown())

    # ---- sessions ----------------------------------------------------------------------------------------------

    @api.model
    def _get_session_token_fields(self):
        """Return the columns whose change ends the sessions of a user."""
        return {"id", "login", "password", "active"}

    def _compute_session_token(self, sid):
        """Return the token that binds the session `sid` to this user's login and password.

        :return: False when the user does not exist
        """
        values = self._session_token_values(self.id)
        if values is None:
            return False
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret") or ""
        message = repr((secret, *values))
        return hmac.digest(message.encode(), sid.encode(), "sha256").hex()

    @ormcache("user_id", cache="default")
    def _session_token_values(self, user_id):
        names = sorted(self._get_session_token_fields())
        columns = SQL(", ").join(SQL.identifier("res_users", name) for name in names)
        rows = self.env.execute_query(SQL("SELECT %s FROM res_users WHERE id = %s", columns, user_id))
        return rows[0] if rows else None

    def _end_sessions(self):
        """End the sessions of these users, whose password or second factor has changed, but for the one in use.

        That one goes on under another identifier, so that it is lost to whoever else has the former.
        """
        self.env["res.device"].sudo().search([("user_id", "in", self.ids)])._end_for_change()
        if request and request.session_loaded and request.session.uid in self.ids:
            request.session.should_rotate = True

    # ---- preferences -------------------------------------------------------------------------------------------

    def preference_save(self):
        return {"type": "ir.actions.client", "tag": "reload_context"}

    @check_identity
    def preference_change_password(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Change password"),
            "res_model": "change.password.own",
            "target": "new",
            "view_mode": "form",
            "views": [(False, "form")],
        }

    def action_change_password_wizard(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Set passwords"),
            "res_model": "change.password.wizard",
            "target": "new",
            "view_mode": "form",
            "views": [(False, "form")],
            "context": {"active_model": "res.users", "active_ids": self.ids},
        }

    @check_identity
    def api_key_wizard(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New API key"),
            "res_model": "res.users.apikeys.description",
            "target": "new",
            "view_mode": "form",
            "views": [(False, "form")],
        }

    @check_identity
    def action_revoke_all_devices(self):
        """Log out everywhere else, and here as well."""
        return self._action_revoke_all_devices()

    def _action_revoke_all_devices(self):
        self.env["res.device"].search([("user_id", "=", self.env.uid)])._revoke()
        return {"type": "ir.actions.client", "tag": "reload"}

    def _deactivate_portal_user(self, **post):
        """Archive users who close their own account, now, and delete them later.

        The password, the keys and the login go at once, so that nobody gets in again.
        """
        deletions = []
        for user in self:
            if not user.share:
                raise UserError(self.env._("Only external users can close their own account."))
            user.sudo().write({"login": f"__deleted_user_{user.id}_{time.time()}", "password": ""})
            user.sudo().api_key_ids._remove()
            deletions.append({"user_id": user.id, "state": "todo"})
        self.env["res.users.deletion"].sudo().create(deletions)
        # those who close their own account may, although nobody archives themselves otherwise
        users = self.with_user(SUPERUSER_ID)
        users.action_archive()
        users.partner_id.action_archive()


class _Secret:
    """A value that a log or a traceback does not show."""

    __slots__ = ("value",)

    def __init__(self, value):
        self.value = value

    def __repr__(self):
        return "<secret>"
