"""Users: who may log in. A user is a contact, by delegation, with a login, groups and companies."""

import datetime as dt
import logging

import pytz
from markupsafe import Markup

from trivium import Command, Domain, api, fields, models
from trivium.api import SUPERUSER_ID
from trivium.exceptions import AccessError, UserError, ValidationError
from trivium.http import request
from trivium.tools.cache import ormcache
from trivium.tools.mail import email_domain_extract, is_html_empty

from .change_password import ChangePasswordOwn, ChangePasswordUser, ChangePasswordWizard
from .password_hash import CryptContext
from .res_users_apikeys import (
    API_KEY_SIZE,
    INDEX_SIZE,
    KEY_CRYPT_CONTEXT,
    ResUsersApikeys,
    ResUsersApikeysDescription,
    ResUsersApikeysShow,
)
from .res_users_auth import UsersAuth
from .res_users_groups import UsersGroups
from .res_users_identitycheck import ResUsersIdentitycheck, check_identity
from .res_users_log import ResUsersLog
from .rights_audit import audit_rights

_logger = logging.getLogger(__name__)

DEFAULT_LANG = "en_US"
AUDITED_FIELDS = {"login", "active", "group_ids", "company_ids", "company_id"}  # whose change the log of security tells
MIN_ROUNDS = 600_000  # of PBKDF2-HMAC-SHA512 where argon2id is not used


class ResUsers(UsersAuth, UsersGroups, models.Model):
    _name = "res.users"
    _description = "User"
    _inherits = {"res.partner": "partner_id"}
    _order = "name, login"
    _allow_sudo_commands = False

    def _default_groups(self):
        """A new user gets what internal users get, unless the database says otherwise."""
        group = self.env.ref("base.group_user", raise_if_not_found=False)
        return group or self.env["res.groups"]

    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        ondelete="restrict",
        bypass_search_access=True,
        index=True,
        help="Name, address and picture of the user.",
    )
    login = fields.Char("Login", required=True, help="What the user types to log in; usually the e-mail address.")
    password = fields.Char(
        "Password",
        compute="_compute_password",
        inverse="_set_password",
        copy=False,
        help="Leave it empty for a user who shall not log in with a password.",
    )
    new_password = fields.Char(
        "New password",
        compute="_compute_password",
        inverse="_set_new_password",
        help="Set a new password for this user; to change your own, open your preferences.",
    )
    api_key_ids = fields.One2many("res.users.apikeys", "user_id", string="API keys")
    signature = fields.Html("Signature", compute="_compute_signature", readonly=False, store=True)
    active = fields.Boolean("Active", default=True)
    active_partner = fields.Boolean("Contact is active", related="partner_id.active", readonly=True)
    action_id = fields.Many2one(
        "ir.actions.actions", string="Start page", help="What is opened after login, in place of the list of apps."
    )
    log_ids = fields.One2many("res.users.log", "create_uid", string="Logins")
    device_ids = fields.One2many("res.device", "user_id", string="Devices")
    login_date = fields.Datetime("Last login", related="log_ids.create_date", readonly=False)
    share = fields.Boolean(
        "Is external", compute="_compute_share", compute_sudo=True, store=True, help="Not an internal user."
    )
    companies_count = fields.Integer("Number of companies", compute="_compute_companies_count")
    tz_offset = fields.Char("Offset from UTC", compute="_compute_tz_offset")
    res_users_settings_ids = fields.One2many("res.users.settings", "user_id", string="Settings records")
    res_users_settings_id = fields.Many2one(
        "res.users.settings",
        string="Settings",
        compute="_compute_res_users_settings_id",
        search="_search_res_users_settings_id",
    )
    # the company that the user works in, and those that may be switched to
    company_id = fields.Many2one(
        "res.company",
        string="Company",
        required=True,
        ondelete="restrict",
        default=lambda self: self.env.company.id,
        context={"user_preference": True},
    )
    company_ids = fields.Many2many(
        "res.company",
        "res_company_users_rel",
        "user_id",
        "cid",
        string="Companies",
        default=lambda self: self.env.company.ids,
    )
    # of the contact, but part of what a user is
    name = fields.Char(related="partner_id.name", inherited=True, readonly=False)
    email = fields.Char(related="partner_id.email", inherited=True, readonly=False)
    phone = fields.Char(related="partner_id.phone", inherited=True, readonly=False)
    email_domain_placeholder = fields.Char(compute="_compute_email_domain_placeholder")

    group_ids = fields.Many2many(
        "res.groups", "res_groups_users_rel", "uid", "gid", string="Groups", default=lambda self: self._default_groups()
    )
    all_group_ids = fields.Many2many(
        "res.groups",
        string="Groups, also implied",
        compute="_compute_all_group_ids",
        compute_sudo=True,
        search="_search_all_group_ids",
    )
    accesses_count = fields.Integer("Number of access rights", compute="_compute_accesses_count", compute_sudo=True)
    rules_count = fields.Integer("Number of record rules", compute="_compute_accesses_count", compute_sudo=True)
    groups_count = fields.Integer("Number of groups", compute="_compute_accesses_count", compute_sudo=True)
    view_group_hierarchy = fields.Json(
        "Groups for the widget",
        store=False,
        copy=False,
        default=lambda self: self.env["res.groups"]._get_view_group_hierarchy(),
    )
    role = fields.Selection(
        [("group_user", "Member"), ("group_system", "Administrator")],
        string="Role",
        compute="_compute_role",
        readonly=False,
    )

    _password = models.HiddenColumn("varchar")
    _login_key = models.Constraint("UNIQUE (login)", "Another user already has this login: choose another one.")

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802 - addons extend it by this name
        """Fields of themselves that users may read although they may not read users."""
        return [
            "signature",
            "company_id",
            "login",
            "email",
            "name",
            "image_1920",
            "image_1024",
            "image_512",
            "image_256",
            "image_128",
            "lang",
            "tz",
            "tz_offset",
            "group_ids",
            "partner_id",
            "write_date",
            "action_id",
            "avatar_1920",
            "avatar_1024",
            "avatar_512",
            "avatar_256",
            "avatar_128",
            "share",
            "device_ids",
            "api_key_ids",
            "phone",
            "display_name",
        ]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802 - as above
        """Fields of themselves that users may write although they may not write users."""
        return [
            "signature",
            "action_id",
            "company_id",
            "email",
            "name",
            "image_1920",
            "lang",
            "tz",
            "api_key_ids",
            "phone",
        ]

    # ---- computed fields ---------------------------------------------------------------------------------------

    @api.depends("name")
    def _compute_signature(self):
        for user in self.filtered(lambda user: user.name and is_html_empty(user.signature)):
            user.signature = Markup("<p>{}</p>").format(user.name)

    @api.depends("all_group_ids")
    def _compute_share(self):
        internal_id = self.env["ir.model.data"]._xmlid_to_res_id("base.group_user")
        for user in self:
            user.share = internal_id not in user.all_group_ids.ids

    @api.depends("company_id")
    def _compute_companies_count(self):
        self.companies_count = self.env["res.company"].sudo().search_count([])

    @api.depends("tz")
    def _compute_tz_offset(self):
        now = dt.datetime.now(dt.UTC)
        for user in self:
            user.tz_offset = now.astimezone(pytz.timezone(user.tz or "GMT")).strftime("%z")

    @api.depends("res_users_settings_ids")
    def _compute_res_users_settings_id(self):
        for user in self:
            user.res_users_settings_id = user.res_users_settings_ids[:1]

    @api.model
    def _search_res_users_settings_id(self, operator, operand):
        return Domain("res_users_settings_ids", operator, operand)

    def _compute_email_domain_placeholder(self):
        domain = email_domain_extract(self.env.user.email or "") or "example.com"
        self.email_domain_placeholder = self.env._("name@%s", domain)

    # ---- constraints -------------------------------------------------------------------------------------------

    @api.constrains("company_id", "company_ids", "active")
    def _check_user_company(self):
        for user in self.filtered("active"):
            if user.company_id not in user.company_ids:
                raise ValidationError(
                    self.env._(
                        "“%(company)s” is not among the companies of the user %(user)s: add it, or choose one of"
                        " %(allowed)s.",
                        company=user.company_id.name,
                        user=user.name,
                        allowed=", ".join(user.mapped("company_ids.name")),
                    )
                )

    @api.constrains("action_id")
    def _check_action_id(self):
        website = self.env.ref("base.action_open_website", raise_if_not_found=False)
        if website and any(user.action_id.id == website.id for user in self):
            raise ValidationError(self.env._("The website cannot be a start page: it would lead away from the apps."))
        for user in self:
            if user.action_id.type == "ir.actions.client":
                action = self.env["ir.actions.client"].sudo().browse(user.action_id.id)
                if action.tag == "reload":
                    raise ValidationError(
                        self.env._("“%s” cannot be a start page: it would reload for ever.", action.name)
                    )

    # ---- onchange ----------------------------------------------------------------------------------------------

    @api.onchange("login")
    def on_change_login(self):
        if self.login and "@" in self.login and not self.email:
            self.email = self.login

    @api.onchange("parent_id")
    def onchange_parent_id(self):
        return self.partner_id.onchange_parent_id()

    # ---- read, create and write --------------------------------------------------------------------------------

    def _is_self(self):
        """Tell whether these are exactly the user in use."""
        return len(self) == 1 and self.id == self.env.uid

    def _has_field_access(self, field, operation):
        own = self.SELF_READABLE_FIELDS if operation == "read" else self.SELF_WRITEABLE_FIELDS
        if self._is_self() and field.name in own:
            return True
        return super()._has_field_access(field, operation)

    def read(self, fields=None, load="_classic_read"):
        readable = self.SELF_READABLE_FIELDS
        if fields and self._is_self() and all(name in readable or name.startswith("context_") for name in fields):
            return super(ResUsers, self.sudo()).read(fields=fields, load=load)
        return super().read(fields=fields, load=load)

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        if not self.env.su and (self.env.user._has_group("base.group_portal") or self.env.user._is_public()):
            self._check_search_fields(Domain(domain))
        return super()._search(domain, offset, limit, order, **kwargs)

    def _check_search_fields(self, domain):
        """External users may search users by what they may see: nothing can be guessed through a search."""
        for condition in domain.iter_conditions():
            name = str(condition.field_expr).split(".", 1)[0]
            if name in {"password", "new_password", "group_ids", "all_group_ids", "api_key_ids"}:
                raise AccessError(self.env._("You may not search users by the field “%s”.", name))

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        audit_rights(users, "create")
        for user in users:
            # the contact of a user belongs to the user's company, or to all
            if user.partner_id.company_id:
                user.partner_id.company_id = user.company_id
            if user.partner_id.active != user.active and not user.partner_id.active:
                user.partner_id.active = True
        self.env.registry.clear_cache()
        return users

    def write(self, vals):
        if vals.get("active") and SUPERUSER_ID in self._ids:
            raise UserError(self.env._("The system user cannot be activated: nobody may log in as the system."))
        if vals.get("active") is False and self.env.uid in self._ids:
            raise UserError(self.env._("You cannot archive yourself: ask another administrator."))
        if vals.get("active"):
            self.sudo().partner_id.filtered(lambda partner: not partner.active).action_unarchive()
        if self._is_self() and not self.env.su:
            writable = self.SELF_WRITEABLE_FIELDS
            if all(name in writable or name.startswith("context_") for name in vals):
                if vals.get("company_id") and vals["company_id"] not in self.env.user.company_ids.ids:
                    del vals["company_id"]
                return self.sudo().write(vals)
        previous = {user: user.company_id for user in self.sudo()} if "company_id" in vals else {}
        result = super().write(vals)
        for user, company in previous.items():
            # the contact follows, unless it belongs to somebody else
            if user.partner_id.company_id == company and company and user.company_id != company:
                user.partner_id.write({"company_id": user.company_id.id})
        self._clear_caches_after(vals)
        if changed := AUDITED_FIELDS & vals.keys():
            audit_rights(self, "write", changed)
        return result

    def unlink(self):
        audit_rights(self, "unlink")
        return super().unlink()

    def _clear_caches_after(self, vals):
        """Forget what was cached of these users."""
        cached = self._get_invalidation_fields() | {"group_ids", "company_id", "company_ids", "lang", "tz", "password"}
        if cached & set(vals):
            self.env.registry.clear_cache()

    @api.model
    def _get_invalidation_fields(self):
        """Return the fields whose change must end what is cached of a user, among it the sessions."""
        return {"group_ids", "active", "lang", "tz", "company_id", "company_ids", *self._get_session_token_fields()}

    @api.ondelete(at_uninstall=True)
    def _unlink_except_master_data(self):
        if SUPERUSER_ID in self._ids:
            raise UserError(self.env._("The system user cannot be deleted: everything that runs by itself runs as it."))
        names = {
            "base.user_admin": self.env._("The administrator cannot be deleted: archive the user instead."),
            "base.template_portal_user_id": self.env._(
                "The template of portal users cannot be deleted: it is copied for each new one."
            ),
            "base.public_user": self.env._(
                "The public user cannot be deleted: visitors who are not logged in act as it."
            ),
        }
        for xmlid, message in names.items():
            user = self.env.ref(xmlid, raise_if_not_found=False)
            if user and user in self:
                raise UserError(message)
        self.env.registry.clear_cache()

    def copy_data(self, default=None):
        default = dict(default or {}, active=True) if default else {"active": True}
        vals_list = super().copy_data(default=default)
        for user, vals in zip(self, vals_list, strict=True):
            if "name" not in default and "partner_id" not in default:
                vals["name"] = self.env._("%s (copy)", user.name)
            if "login" not in default:
                vals["login"] = self.env._("%s (copy)", user.login)
        return vals_list

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Put the user whose login or name is exactly `name` first."""
        found = super().name_search(name, domain, operator, limit)
        if not name or operator not in {"=", "ilike"} or not self.env.user._is_internal():
            return found
        exact = self.search_fetch(Domain("login", "=", name) & Domain(domain or Domain.TRUE), ["display_name"], limit=1)
        if not exact:
            return found
        others = [pair for pair in found if pair[0] != exact.id]
        return [(exact.id, exact.display_name), *others][:limit]

    # ---- context -----------------------------------------------------------------------------------------------

    @api.model
    def context_get(self):
        """Return the context of the user in use: language, zone and id."""
        return dict(self._context_get())

    @api.model
    @ormcache("self.env.uid", cache="default")
    def _context_get(self):
        user = self.env.user.sudo()
        installed = [code for code, _name in self.env["res.lang"].get_installed()]
        lang = user.lang if user.lang in installed else None
        if not lang and request:
            lang = request.best_lang if request.best_lang in installed else None
        if not lang:
            lang = DEFAULT_LANG if DEFAULT_LANG in installed else next(iter(installed), DEFAULT_LANG)
        return {"lang": lang, "tz": user.tz or False, "uid": self.env.uid}

    @api.model
    def get_company_currency_id(self):
        return self.env.company.currency_id.id

    def _get_company_ids(self):
        """Return the ids of the active companies that the user may work in."""
        self.ensure_one()
        return tuple(self._company_ids_of(self.id))

    @ormcache("user_id", cache="default")
    def _company_ids_of(self, user_id):
        domain = [("active", "=", True), ("user_ids", "in", [user_id])]
        return tuple(self.env["res.company"].sudo()._search(domain))

    @ormcache("user_id", cache="default")
    def _main_company_id(self, user_id):
        """Return the id of the company that the user works in where the context names none."""
        return self.sudo().browse(user_id).company_id.id

    @api.model
    def action_get(self):
        """Open the preferences of the user in use."""
        return self.env["ir.actions.act_window"]._for_xml_id("base.action_res_users_my")


class UsersMultiCompany(models.Model):
    """Who may work in several companies gets what the interface shows only then."""

    _inherit = "res.users"

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        users._follow_number_of_companies()
        return users

    def write(self, vals):
        result = super().write(vals)
        if "company_ids" in vals:
            self._follow_number_of_companies()
        return result

    def _follow_number_of_companies(self):
        group = self.env.ref("base.group_multi_company", raise_if_not_found=False)
        if not group:
            return
        for user in self.sudo():
            several = len(user.company_ids) > 1
            if several and group not in user.group_ids:
                user.write({"group_ids": [Command.link(group.id)]})
            elif not several and group in user.group_ids:
                user.write({"group_ids": [Command.unlink(group.id)]})

    @api.model
    def new(self, values=None, origin=None, ref=None):
        user = super().new(values=values, origin=origin, ref=ref)
        group = self.env.ref("base.group_multi_company", raise_if_not_found=False)
        if group:
            if len(user.company_ids) > 1:
                user.update({"group_ids": [Command.link(group.id)]})
            else:
                user.update({"group_ids": [Command.unlink(group.id)]})
        return user
