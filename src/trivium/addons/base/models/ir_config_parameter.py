"""Settings of the database as key and text."""

import uuid

from trivium import api, fields, models
from trivium.exceptions import ValidationError
from trivium.tools import config
from trivium.tools.cache import ormcache

from .rights_audit import audit_rights

# parameters that every database has, and what makes their value
DEFAULT_PARAMETERS = {
    "database.secret": lambda: str(uuid.uuid4()),
    "database.uuid": lambda: str(uuid.uuid1()),
    "base.login_cooldown_after": lambda: 10,
    "base.login_cooldown_duration": lambda: 60,
    "web.base.url": lambda: f"http://localhost:{config.get('http_port') or 8069}",
}


class IrConfig_Parameter(models.Model):
    _name = "ir.config_parameter"
    _description = "System parameter"
    _rec_name = "key"
    _order = "key"
    _allow_sudo_commands = False

    key = fields.Char("Key", required=True)
    value = fields.Text("Value", required=True)

    _key_uniq = models.Constraint("UNIQUE (key)", "There is a parameter with this key already: change that one.")

    def init(self, force=False):
        """Set the parameters that every database has, where they are missing.

        :param force: set them anew, as for a copy of a database
        """
        found = self.sudo().search([("key", "in", list(DEFAULT_PARAMETERS))])
        existing = {parameter.key: parameter for parameter in found}
        if force:
            for key, parameter in existing.items():
                parameter.value = DEFAULT_PARAMETERS[key]()
        missing = [key for key in DEFAULT_PARAMETERS if key not in existing]
        self.sudo().create([{"key": key, "value": DEFAULT_PARAMETERS[key]()} for key in missing])

    @api.model
    def get_param(self, key, default=False):
        """Return the value of `key`, or `default`. Only who may read parameters may ask."""
        if not isinstance(key, str):
            raise ValueError(f"{key!r} is no name of a parameter.")  # noqa: TRY004 - of the values that callers send
        self.browse().check_access("read")
        return self._get_param(key) or default

    @api.model
    @ormcache("key", cache="stable")
    def _get_param(self, key):
        # bound by name: no record is loaded
        self.flush_model(["key", "value"])
        self.env.cr.execute("SELECT value FROM ir_config_parameter WHERE key = %s", [key])
        row = self.env.cr.fetchone()
        return row[0] if row else None

    @api.model
    def set_param(self, key, value):
        """Set `key` to `value`; False and None remove it.

        :return: the value before, False when there was none
        """
        parameter = self.search([("key", "=", key)])
        if parameter:
            old = parameter.value
            if value is not False and value is not None:
                if str(value) != old:
                    parameter.write({"value": value})
            else:
                parameter.unlink()
            return old
        if value is not False and value is not None:
            self.create({"key": key, "value": value})
        return False

    @api.model_create_multi
    def create(self, vals_list):
        result = super().create(vals_list)
        audit_rights(result, "create")
        self.env.registry.clear_cache("stable")
        return result

    def write(self, vals):
        if "key" in vals:
            illegal = self.filtered(lambda parameter: parameter.key in DEFAULT_PARAMETERS)
            if illegal and any(parameter.key != vals["key"] for parameter in illegal):
                raise ValidationError(
                    self.env._(
                        "The parameters %s cannot be renamed: the system reads them.", ", ".join(illegal.mapped("key"))
                    )
                )
        result = super().write(vals)
        audit_rights(self, "write", vals)
        self.env.registry.clear_cache("stable")
        return result

    def unlink(self):
        audit_rights(self, "unlink")
        result = super().unlink()
        self.env.registry.clear_cache("stable")
        return result

    @api.ondelete(at_uninstall=False)
    def unlink_default_parameters(self):
        kept = self.filtered(lambda parameter: parameter.key in DEFAULT_PARAMETERS)
        if kept:
            raise ValidationError(
                self.env._("The parameters %s cannot be deleted: the system reads them.", ", ".join(kept.mapped("key")))
            )
