"""Ask for the password again before something dangerous happens."""

import functools
import json
import time

from trivium import api, fields, models
from trivium.exceptions import AccessDenied, UserError
from trivium.http import request
from trivium.tools.audit import audit

CHECK_VALID_SECONDS = 10 * 60


def check_identity(fn):
    """Run a method only when its user gave a password within the last ten minutes; ask for it otherwise."""

    @functools.wraps(fn)
    def wrapped(self, *args, **kwargs):
        if not request:
            raise UserError(self.env._("This can only be done from the web client: it asks for your password first."))
        if request.session.get("identity-check-last", 0) > time.time() - CHECK_VALID_SECONDS:
            return fn(self, *args, **kwargs)
        context = {key: value for key, value in self.env.context.items() if not key.startswith("default_")}
        wizard = (
            self.sudo()
            .env["res.users.identitycheck"]
            .create({"request": json.dumps([context, self._name, self.ids, fn.__name__, args, kwargs])})
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Access control"),
            "res_model": "res.users.identitycheck",
            "res_id": wizard.id,
            "target": "new",
            "views": [(False, "form")],
            "context": {"dialog_size": "medium"},
        }

    wrapped.__has_check_identity = True
    return wrapped


class ResUsersIdentitycheck(models.TransientModel):
    _name = "res.users.identitycheck"
    _description = "Confirmation by password"

    request = fields.Char(readonly=True, groups=fields.NO_ACCESS)
    auth_method = fields.Selection([("password", "Password")], default=lambda self: self._get_default_auth_method())
    password = fields.Char("Password", store=False)

    def _get_default_auth_method(self):
        return "password"

    def _check_identity(self):
        """Verify what was typed; raise `UserError` when it is wrong, or was too often."""
        try:
            credential = {
                "login": self.env.user.login,
                "password": self.env.context.get("password"),
                "type": self.auth_method or "password",
            }
            with self.env["res.users"]._assert_can_auth(user=self.env.user.login):
                self.create_uid._check_credentials(credential, {"interactive": True})
        except AccessDenied as exc:
            audit("identity_failed", user_id=self.env.uid)
            raise UserError(self.env._("This password is wrong. Try again, or reset it from the login page.")) from exc

    def run_check(self):
        """Check the password, remember that for a while, and go on with what was asked for."""
        self.ensure_one()
        if not request or self.create_uid != self.env.user:
            raise AccessDenied
        self._check_identity()
        audit("identity_confirmed", user_id=self.env.uid)
        request.session["identity-check-last"] = time.time()
        # what was confirmed is good for who confirmed it, and not for who may have the identifier besides
        request.session.should_rotate = True
        context, model, ids, method, args, kwargs = json.loads(self.sudo().request)
        target = getattr(self.env(context=context)[model].browse(ids), method)
        if not getattr(target, "__has_check_identity", False):
            raise UserError(self.env._("The method %s does not ask for a password.", method))
        return target(*args, **kwargs)

    @api.autovacuum
    def _gc_checks(self):
        """Forget requests that nobody confirmed."""
        self.sudo().search([("write_date", "<", "-1d")]).unlink()
