"""Keys that let programs act for a user without knowing the password."""

import binascii
import datetime as dt
import logging
import os
from typing import NamedTuple

from trivium import SQL, api, fields, models
from trivium.exceptions import AccessError, UserError
from trivium.http.security.credentials import verify
from trivium.tools.audit import audit

from .password_hash import PBKDF2, CryptContext
from .res_users_identitycheck import check_identity

API_KEY_SIZE = 20  # bytes
INDEX_SIZE = 8  # hexadecimal digits at the start of a key, by which it is found
# a key is 160 random bits: it cannot be guessed, whatever the rounds
KEY_CRYPT_CONTEXT = CryptContext(PBKDF2, rounds=6000)

_logger = logging.getLogger(__name__)


class FoundKey(NamedTuple):
    """Whose key it is, and until when it is good."""

    user_id: int
    expiration_date: dt.datetime | None


class ResUsersApikeys(models.Model):
    _name = "res.users.apikeys"
    _description = "API key"
    _auto = False  # the columns of the key itself are not fields: nothing can read them
    _log_access = False

    name = fields.Char("Description", required=True, readonly=True)
    user_id = fields.Many2one("res.users", index=True, required=True, readonly=True, ondelete="cascade")
    scope = fields.Char("Scope", readonly=True)
    create_date = fields.Datetime("Created on", readonly=True)
    expiration_date = fields.Datetime("Valid until", readonly=True)

    def init(self):
        """Make the table, whose column `key` no field shows; add what a database made elsewhere lacks."""
        cr = self.env.cr
        columns = {
            name
            for (name,) in self.env.execute_query(
                SQL("SELECT column_name FROM information_schema.columns WHERE table_name = %s", self._table)
            )
        }
        table = SQL.identifier(self._table)
        if not columns:
            cr.execute(
                SQL(
                    """
                    CREATE TABLE %(table)s (
                        id serial PRIMARY KEY,
                        name varchar NOT NULL,
                        user_id integer NOT NULL REFERENCES res_users(id) ON DELETE CASCADE,
                        scope varchar,
                        expiration_date timestamp without time zone,
                        index varchar(8) NOT NULL CHECK (char_length(index) = 8),
                        key varchar NOT NULL,
                        create_date timestamp without time zone DEFAULT (now() at time zone 'utc')
                    );
                    CREATE INDEX %(index)s ON %(table)s (user_id, index)
                    """,
                    table=table,
                    index=SQL.identifier(f"{self._table}_user_id_index_idx"),
                )
            )
        elif "expiration_date" not in columns:
            cr.execute(SQL("ALTER TABLE %s ADD COLUMN expiration_date timestamp without time zone", table))

    @check_identity
    def remove(self):
        return self._remove()

    def _remove(self):
        """Delete keys of one's own, or of anybody for administrators."""
        if not self:
            return {"type": "ir.actions.act_window_close"}
        if not (self.env.is_system() or self.user_id == self.env.user):
            raise AccessError(self.env._("Only the owner of an API key or an administrator can remove it."))
        audit("api_key_removed", keys=self.ids, by=self.env.uid)
        self.sudo().unlink()
        self.env.registry.clear_cache()  # calls that this key was good for
        return {"type": "ir.actions.act_window_close"}

    def _check_credentials(self, *, scope, key):
        """Return the id of the active user whose key this is, None when there is none.

        :param scope: what the key is used for; a key without scope is good for everything
        :param key: the key as it was shown to its owner
        """
        found = self._find_key(scope=scope, key=key)
        return found and found.user_id

    def _find_key(self, *, scope, key):
        """Return the `FoundKey` of an active user, None when there is none; arguments as for `_check_credentials`."""
        if not scope or not key:
            return None
        rows = self.env.execute_query(
            SQL(
                """
                SELECT k.user_id, k.key, k.expiration_date
                FROM %s k
                JOIN res_users u ON u.id = k.user_id
                WHERE u.active AND k.index = %s AND (k.scope IS NULL OR k.scope = %s)
                  AND (k.expiration_date IS NULL OR k.expiration_date >= now() at time zone 'utc')
                """,
                SQL.identifier(self._table),
                key[:INDEX_SIZE],
                scope,
            )
        )
        for user_id, hashed, expiration_date in rows:
            if verify(KEY_CRYPT_CONTEXT, key, hashed):
                return FoundKey(user_id, expiration_date)
        return None

    def _check_expiration_date(self, date):
        """Raise when a key may not live until `date`: administrators decide how long each group may."""
        if self.env.is_system():
            return
        if not date:
            raise UserError(self.env._("An API key needs a date until which it is valid."))
        days = max((group.api_key_duration or 0 for group in self.env.user.all_group_ids.sudo()), default=0) or 1.0
        if date > fields.Datetime.now() + dt.timedelta(days=days):
            raise UserError(self.env._("Your API keys can be valid for %s days at most.", f"{days:g}"))

    def _generate(self, scope, name, expiration_date):
        """Return a new key of the user in use. It is shown this once: only its hash is kept.

        :param scope: what it is good for, None for everything
        :param expiration_date: until when, None for ever (administrators only)
        """
        self._check_expiration_date(expiration_date)
        key = binascii.hexlify(os.urandom(API_KEY_SIZE)).decode()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO %s (name, user_id, scope, expiration_date, key, index)
                VALUES (%s, %s, %s, %s, %s, %s)
                RETURNING id
                """,
                SQL.identifier(self._table),
                name,
                self.env.user.id,
                scope,
                expiration_date or None,
                KEY_CRYPT_CONTEXT.hash(key),
                key[:INDEX_SIZE],
            )
        )
        self.env.user.invalidate_recordset(["api_key_ids"])
        audit("api_key_made", login=self.env.user.login, user_id=self.env.uid, scope=scope, until=expiration_date)
        return key

    @api.autovacuum
    def _gc_user_apikeys(self):
        """Delete the keys that are no longer valid."""
        table = SQL.identifier(self._table)
        self.env.cr.execute(SQL("DELETE FROM %s WHERE expiration_date < now() at time zone 'utc'", table))
        _logger.info("%d expired API keys deleted", self.env.cr.rowcount)


class ResUsersApikeysDescription(models.TransientModel):
    _name = "res.users.apikeys.description"
    _description = "New API key"

    name = fields.Char("Description", required=True)
    duration = fields.Selection(selection="_selection_duration", string="Validity", required=True, default="1")
    expiration_date = fields.Datetime("Valid until", compute="_compute_expiration_date", store=True, readonly=False)

    def _selection_duration(self):
        durations = [
            ("1", self.env._("1 day")),
            ("7", self.env._("1 week")),
            ("30", self.env._("1 month")),
            ("90", self.env._("3 months")),
            ("180", self.env._("6 months")),
            ("365", self.env._("1 year")),
        ]
        if self.env.is_system():
            return [*durations, ("0", self.env._("No end")), ("-1", self.env._("Until a date"))]
        limit = max((group.api_key_duration or 0 for group in self.env.user.all_group_ids.sudo()), default=0) or 1.0
        allowed = [(days, label) for days, label in durations if int(days) <= limit]
        return [*allowed, ("-1", self.env._("Until a date"))]

    @api.depends("duration")
    def _compute_expiration_date(self):
        for record in self:
            days = int(record.duration or 0)
            if days > 0:
                record.expiration_date = fields.Datetime.now() + dt.timedelta(days=days)
            elif days == 0:
                record.expiration_date = None

    @api.onchange("expiration_date")
    def _onchange_expiration_date(self):
        try:
            self.env["res.users.apikeys"]._check_expiration_date(self.expiration_date)
        except UserError as exc:
            return {"warning": {"title": self.env._("This date is not possible"), "message": exc.args[0]}}
        return None

    @api.model_create_multi
    def create(self, vals_list):
        descriptions = super().create(vals_list)
        for description in descriptions:
            description.check_access_make_key()
            self.env["res.users.apikeys"]._check_expiration_date(description.expiration_date)
        return descriptions

    @check_identity
    def make_key(self):
        """Make the key and show it."""
        self.ensure_one()
        self.check_access_make_key()
        description = self.sudo()
        key = self.env["res.users.apikeys"]._generate(None, description.name, self.expiration_date)
        description.unlink()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.users.apikeys.show",
            "name": self.env._("Your new API key"),
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_key": key},
        }

    def check_access_make_key(self):
        """Raise `AccessError` when the user may not have keys."""
        if not self.env.user._is_internal():
            raise AccessError(self.env._("Only internal users can create API keys."))


class ResUsersApikeysShow(models.AbstractModel):
    _name = "res.users.apikeys.show"
    _description = "Show an API key once"

    # the client wants to see an id and a value, but nothing may be stored
    id = fields.Id()
    key = fields.Char(readonly=True)
