"""Links by which users choose a password without knowing the old one: each is good once, and for a while.

An administrator makes one and hands it over, or users who have forgotten their password ask for one by mail. What is
asked for is looked at by a scheduled action, so that the answer, and the time that it takes, tell nothing about who has
an account.
"""

import hashlib
import logging
import secrets
from datetime import timedelta
from urllib.parse import urlencode

from trivium import SQL, api, fields, models, tools
from trivium.exceptions import AccessDenied, AccessError, UserError
from trivium.tools.audit import audit

from .ir_mail_server import MailDeliveryException
from .res_users_identitycheck import check_identity

_logger = logging.getLogger(__name__)

PATH = "/web/password"
TOKEN_BYTES = 32
HANDED_OVER_HOURS = 24  # of links that administrators make
MAILED_HOURS = 2
KEPT_REQUESTS_HOURS = 1


def _digest(token):
    # 256 random bits: no salt, and no slow hash, makes them harder to guess
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


class ResUsersPasswordLink(models.Model):
    """A link that was made and not used: whose it is, a digest of its token, and when it ends."""

    _name = "res.users.password.link"
    _description = "Link to choose a password"
    _log_access = False

    user_id = fields.Many2one("res.users", required=True, readonly=True, index=True, ondelete="cascade")
    digest = fields.Char(required=True, readonly=True, index=True, groups=fields.NO_ACCESS)
    ends = fields.Datetime(required=True, readonly=True)

    @api.private
    @api.model
    def make(self, user, hours):
        """Return the address at which a user chooses a password; links made for the user before are void.

        :param hours: how long it is good
        """
        query = urlencode({"db": self.env.cr.dbname, "token": self.make_token(user, hours)})
        return f"{user.get_base_url()}{PATH}?{query}"

    @api.private
    @api.model
    def make_token(self, user, hours):
        """Return what is in such an address; arguments as for `make`."""
        self.end(user)
        token = secrets.token_urlsafe(TOKEN_BYTES)
        ends = fields.Datetime.now() + timedelta(hours=hours)
        self.sudo().create({"user_id": user.id, "digest": _digest(token), "ends": ends})
        audit("password_link_made", login=user.login, user_id=user.id, by=self.env.uid, until=ends)
        return token

    @api.private
    @api.model
    def end(self, users):
        """Make the links of users void."""
        self.sudo().search([("user_id", "in", users.ids)]).unlink()

    @api.private
    @api.model
    def user_of(self, token):
        """Return the active user of a link that is still good, none otherwise."""
        domain = [("digest", "=", _digest(token)), ("ends", ">", fields.Datetime.now()), ("user_id.active", "=", True)]
        return self.sudo().search(domain, limit=1).user_id if token else self.env["res.users"]

    @api.private
    @api.model
    def use(self, token, password):
        """Set the password of the user of a link, which is used up by that.

        :raise AccessDenied: the link is none, or not good any more
        :raise UserError: the password is not good enough; the link stays good
        """
        user = self.user_of(token)
        used = user and self.env.execute_query(
            SQL("DELETE FROM res_users_password_link WHERE digest = %s RETURNING id", _digest(token))
        )
        if not used:
            audit("password_link_failed")
            raise AccessDenied(self.env._("This link is used up or has ended: ask for another one."))
        self.invalidate_model(flush=False)
        user.with_user(user).sudo()._change_password(password)
        audit("password_link_used", login=user.login, user_id=user.id)
        return user

    @api.autovacuum
    def _gc_links(self):
        """Forget links that have ended."""
        self.sudo().search([("ends", "<", fields.Datetime.now())]).unlink()


class ResUsersPasswordLinkShow(models.AbstractModel):
    _name = "res.users.password.link.show"
    _description = "Show a link to choose a password once"

    # the client wants to see an id and a value, but nothing may be stored
    id = fields.Id()
    link = fields.Char(readonly=True)


class ResUsersPasswordRequest(models.Model):
    """What somebody typed who has forgotten a password: a login or an address, of a user or of nobody."""

    _name = "res.users.password.request"
    _description = "Request for a link by mail"

    login = fields.Char(required=True, readonly=True)

    @api.private
    @api.model
    def is_possible(self):
        """Whether links go out by mail: there is a server for it, and no parameter says otherwise."""
        get_param = self.env["ir.config_parameter"].sudo().get_param
        forbidden = not tools.str2bool(get_param("base.password_forgotten", "True"), True)
        if forbidden or get_param("database.is_neutralized"):
            return False
        configured = tools.config["smtp_server"] not in {"", "localhost"}
        return configured or self.env["ir.mail_server"]._is_any_active()

    @api.private
    @api.model
    def ask(self, login):
        """Note what somebody typed; the answer to it does not depend on anything that is found."""
        guesses = self.env["res.users"]._guesses(login, kind="forgotten")
        if guesses is not None:
            if guesses.must_wait():
                return
            guesses.failed()
        audit("password_forgotten", login=login)
        self.sudo().create({"login": login})
        self.env.ref("base.ir_cron_password_requests").sudo()._trigger()

    @api.model
    def _send_links(self):
        """Mail a link to who asked for one and has an account; forget the others."""
        requests = self.sudo().search([])
        since = fields.Datetime.now() - timedelta(hours=KEPT_REQUESTS_HOURS)
        logins = {request.login.strip() for request in requests if request.create_date >= since}
        requests.unlink()
        for login in logins:
            user = self._user_of(login)
            if user:
                self._mail(user)

    def _user_of(self, login):
        """Return the one active user with an address whom a login or an address means."""
        users = self.env["res.users"].sudo()
        found = users.search(users._get_login_domain(login)) or users.search(users._get_email_domain(login))
        return found if len(found) == 1 and tools.email_normalize(found.email) else users

    def _mail(self, user):
        user = user.with_context(lang=user.lang)
        servers = self.env["ir.mail_server"].sudo()
        link = self.env["res.users.password.link"].make(user, MAILED_HOURS)
        _ = user.env._
        body = "\n\n".join(
            (
                _("Somebody, hopefully you, asked for a new password for %s.", user.login),
                _("Choose it here within %s hours; the link is good once:", MAILED_HOURS),
                link,
                _("If it was not you, do nothing: your password stays as it is."),
            )
        )
        sender = user.company_id.email or self.env.ref("base.user_root").email
        try:
            servers.send_email(
                servers._build_email__(sender, [tools.email_normalize(user.email)], _("Choose a new password"), body)
            )
        except (UserError, MailDeliveryException, AssertionError) as error:
            _logger.warning("The link for user %s could not be mailed: %s", user.id, error)


class ResUsers(models.Model):
    _inherit = "res.users"

    @check_identity
    def action_password_link(self):
        """Show an administrator a link by which this user chooses a password, for handing over."""
        self.ensure_one()
        if not self.env.is_admin():
            raise AccessError(self.env._("Only administrators make links to choose a password."))
        if self == self.env.user:
            raise UserError(self.env._("Change your own password in your preferences: there it asks for the old one."))
        if not self.active:
            raise UserError(self.env._("This user is archived, and cannot log in: restore it first."))
        self.check_access("write")
        link = self.env["res.users.password.link"].make(self, HANDED_OVER_HOURS)
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.users.password.link.show",
            "name": self.env._("Link for %s", self.name),
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_link": link, "dialog_size": "medium"},
        }
