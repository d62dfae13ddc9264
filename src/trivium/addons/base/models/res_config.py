"""Settings: a form whose fields, by their names and attributes, say what each of them sets.

`default_x` sets a default (`default_model="model"`), `group_x` an implication between groups (`implied_group`,
`group`), `module_x` installs an addon, `config_parameter="key"` sets a parameter; other fields are set by overrides of
`get_values` and `set_values`.
"""

import logging
import re

from trivium import api, fields, models
from trivium.exceptions import AccessError, RedirectWarning, UserError

_logger = logging.getLogger(__name__)


class ResConfig(models.TransientModel):
    """Base of wizards that lead through the configuration, one after the other."""

    _name = "res.config"
    _description = "Configuration wizard"

    def start(self):
        return self.next()

    def next(self):
        """Reload the interface."""
        return {"type": "ir.actions.client", "tag": "reload"}

    def execute(self):
        raise NotImplementedError(f"{self._name} must say in `execute` what it configures")

    def cancel(self):
        """Do nothing when a wizard is left; wizards may undo something here."""

    def action_next(self):
        return self.execute() or self.next()

    def action_skip(self):
        return self.cancel() or self.next()

    def action_cancel(self):
        return self.cancel() or self.next()


class ResConfigSettings(models.TransientModel):
    _name = "res.config.settings"
    _description = "Settings"

    def _valid_field_parameter(self, field, name):
        return name in {
            "default_model",
            "config_parameter",
            "implied_group",
            "group",
            "module",
        } or super()._valid_field_parameter(field, name)

    def copy(self, default=None):
        raise UserError(self.env._("Settings cannot be copied: open them anew."))

    # ---- classification ----------------------------------------------------------------------------------------

    @api.model
    def _get_classified_fields(self, fnames=None):
        """Return the fields by what they set.

        :return: `{"default": [(name, model, field)], "group": [(name, group ids, implied group id)],
            "module": [modules], "config": [(name, key)], "other": [name]}`
        """
        result = {"default": [], "group": [], "module": self.env["ir.module.module"], "config": [], "other": []}
        module_names = []
        for name in fnames if fnames is not None else self._fields:
            field = self._fields[name]
            if name.startswith("default_"):
                if not getattr(field, "default_model", None):
                    raise TypeError(f"{self._name}.{name}: a field default_... needs the attribute default_model")
                result["default"].append((name, field.default_model, name.removeprefix("default_")))
            elif name.startswith("group_"):
                result["group"].append(self._classify_group(name, field))
            elif name.startswith("module_"):
                if field.type not in {"boolean", "selection"}:
                    raise TypeError(f"{self._name}.{name}: a field module_... must be a boolean or a selection")
                module_names.append(name.removeprefix("module_"))
            elif getattr(field, "config_parameter", None):
                if field.type not in {"boolean", "integer", "float", "char", "selection", "many2one", "datetime"}:
                    raise TypeError(f"{self._name}.{name}: a {field.type} cannot be kept in a parameter")
                result["config"].append((name, field.config_parameter))
            else:
                result["other"].append(name)
        if module_names:
            result["module"] = result["module"].sudo().search([("name", "in", module_names)])
        return result

    def _classify_group(self, name, field):
        if field.type not in {"boolean", "selection"}:
            raise TypeError(f"{self._name}.{name}: a field group_... must be a boolean or a selection")
        if not getattr(field, "implied_group", None):
            raise TypeError(f"{self._name}.{name}: a field group_... needs the attribute implied_group")
        to_id = self.env["ir.model.data"]._xmlid_to_res_id
        groups = [
            to_id(group, raise_if_not_found=True) for group in getattr(field, "group", "base.group_user").split(",")
        ]
        return name, groups, to_id(field.implied_group, raise_if_not_found=True)

    # ---- the page ----------------------------------------------------------------------------------------------

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        """Hide what would install an addon that cannot be installed here, and blocks in which nothing else is."""
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "form":
            installable = self._installable_modules()
            for setting in arch.iter("setting"):
                field = next(iter(setting.iterchildren("field")), None)
                name = field.get("name", "") if field is not None else ""
                if name.startswith("module_") and name.removeprefix("module_") not in installable:
                    setting.set("invisible", "1")
            for block in arch.iter("block"):
                settings = block.findall(".//setting")
                if settings and all(setting.get("invisible") == "1" for setting in settings):
                    block.set("invisible", "1")
        return arch, view

    def _installable_modules(self):
        """Return the names of the addons that are installed or can be."""
        names = [name.removeprefix("module_") for name in self._fields if name.startswith("module_")]
        domain = [("name", "in", names), ("state", "!=", "uninstallable")]
        return set(self.env["ir.module.module"].sudo().search(domain).mapped("name"))

    # ---- read --------------------------------------------------------------------------------------------------

    @api.model
    def get_values(self):
        """Return the values of fields that are not read by their kind; override to add some."""
        return {}

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        if not fields:
            return values
        classified = self._get_classified_fields(fields)
        defaults = self.env["ir.default"]
        for name, model, field in classified["default"]:
            value = defaults._get(model, field)
            if value is not None:
                values[name] = value
        groups = self.env["res.groups"].sudo()
        for name, group_ids, implied_id in classified["group"]:
            active = all(implied_id in group.all_implied_ids.ids for group in groups.browse(group_ids))
            values[name] = str(int(active)) if self._fields[name].type == "selection" else active
        for module in classified["module"]:
            name = f"module_{module.name}"
            installed = module.state in {"installed", "to install", "to upgrade"}
            values[name] = str(int(installed)) if self._fields[name].type == "selection" else installed
        for name, key in classified["config"]:
            values[name] = self._value_of_parameter(self._fields[name], key, values.get(name))
        values.update({name: value for name, value in self.get_values().items() if name in fields})
        return values

    def _value_of_parameter(self, field, key, default):
        """Return the value that a parameter has for a field."""
        parameters = self.env["ir.config_parameter"].sudo()
        value = parameters.get_param(key, default)
        if value is None or value is False:
            return default if default is not None else False
        try:
            if field.type == "many2one":
                record = self.env[field.comodel_name].browse(int(value)).exists()
                return record.id
            if field.type == "integer":
                return int(value)
            if field.type == "float":
                return float(value)
            if field.type == "boolean":
                return value is True or str(value).lower() not in {"false", "0", ""}
        except ValueError:
            _logger.warning("The parameter %s holds %r, which is no %s: it is left out", key, value, field.type)
            return default or False
        return value

    # ---- write -------------------------------------------------------------------------------------------------

    def set_values(self):
        """Set what changed; override to set further fields."""
        self = self.with_context(active_test=False)  # noqa: PLW0642 - groups and users that are archived count
        classified = self._get_classified_fields()
        current = self.default_get(list(self._fields))
        self._set_defaults(classified["default"])
        self._set_groups(classified["group"], current)
        self._set_parameters(classified["config"], current)

    def _set_defaults(self, classified):
        defaults = self.env["ir.default"].sudo()
        for name, model, field in classified:
            value = self[name]
            if isinstance(value, models.BaseModel):
                value = value.ids if self._fields[name].type in {"one2many", "many2many"} else value.id
            if name not in self.env.context.get("skip_defaults", ()) and value != defaults._get(model, field):
                defaults.set(model, field, value)

    def _set_groups(self, classified, current):
        """Add or take back implications; those that are added go first, since one may imply another."""
        groups = self.env["res.groups"].sudo()
        wanted = [(name, ids, implied, bool(self[name] and self[name] != "0")) for name, ids, implied in classified]
        for name, ids, implied, active in sorted(wanted, key=lambda item: not item[3]):
            before = current.get(name)
            if active == bool(before and before != "0"):
                continue
            if active:
                groups.browse(ids)._apply_group(groups.browse(implied))
            else:
                groups.browse(ids)._remove_group(groups.browse(implied))

    def _set_parameters(self, classified, current):
        parameters = self.env["ir.config_parameter"].sudo()
        for name, key in classified:
            field = self._fields[name]
            value = self[name]
            before = current.get(name)
            if field.type == "char":
                value = (value or "").strip() or False
            elif field.type in {"integer", "float"}:
                value = repr(value) if value else False
                before = repr(before) if before else False
            elif field.type == "many2one":
                value = value.id
            elif field.type == "datetime":
                value = fields.Datetime.to_string(value)
            if value != before:
                parameters.set_param(key, value)

    def execute(self):
        """Apply the settings: install and remove addons, set values, reload the interface."""
        self.ensure_one()
        if not self.env.is_admin():
            raise AccessError(self.env._("Only administrators can change settings."))
        self = self.with_context(active_test=False)  # noqa: PLW0642 - as in `set_values`
        classified = self._get_classified_fields()
        self.set_values()
        to_install = self._modules_to(classified["module"], wanted=True)
        to_uninstall = self._modules_to(classified["module"], wanted=False)
        if to_install or to_uninstall:
            self.env.flush_all()
        if to_uninstall:
            return {
                "type": "ir.actions.act_window",
                "target": "new",
                "name": self.env._("Uninstall apps"),
                "view_mode": "form",
                "views": [(False, "form")],
                "res_model": "base.module.uninstall",
                "context": {"default_module_ids": to_uninstall.ids},
            }
        if to_install:
            to_install.button_immediate_install()
            # the registry was built anew: what is below belongs to the old one
            self.env.transaction.reset()
        config = self.env["res.config"].next() or {}
        if config.get("type") != "ir.actions.act_window_close":
            return config
        return {"type": "ir.actions.client", "tag": "reload"}

    def _modules_to(self, modules, *, wanted):
        """Return the addons that the settings ask to install, or to remove."""

        def asked(module):
            value = self[f"module_{module.name}"]
            return bool(value and value != "0") is wanted

        states = {"uninstalled", "uninstallable"} if wanted else {"installed", "to upgrade"}
        return modules.filtered(lambda module: asked(module) and module.state in states)

    def cancel(self):
        """Leave the settings as they are."""
        actions = self.env["ir.actions.act_window"].sudo().search([("res_model", "=", self._name)], limit=1)
        return actions._get_action_dict() if actions else {}

    def _compute_display_name(self):
        """Settings are named after the action that opened them."""
        action = self.env["ir.actions.act_window"].sudo().search([("res_model", "=", self._name)], limit=1)
        self.display_name = action.name or self._name

    @api.model_create_multi
    def create(self, vals_list):
        """Leave out values of related fields that did not change: writing them would touch the other record."""
        prepared = []
        for vals in vals_list:
            vals = dict(vals)
            for name, field in self._fields.items():
                if name not in vals or not (field.related and not field.readonly):
                    continue
                *path, last = field.related.split(".")
                record = self
                for part in path:
                    if part in vals and record is self:
                        record = self.env[self._fields[part].comodel_name].browse(vals[part])
                    else:
                        record = record[part] if record else self.env[record._fields[part].comodel_name]
                if record and record[last] == field.convert_to_record(field.convert_to_cache(vals[name], self), self):
                    vals.pop(name)
            prepared.append(vals)
        return super().create(prepared)

    # ---- help for messages -------------------------------------------------------------------------------------

    def action_open_template_user(self):
        """Open the user that is copied for new portal users."""
        action = self.env["ir.actions.act_window"]._for_xml_id("base.action_res_users")
        user_id = self.env["ir.config_parameter"].sudo().get_param("base.template_portal_user_id", "False")
        user = self.env["res.users"].browse(int(user_id)) if user_id.isdigit() else self.env["res.users"]
        if not user.exists():
            raise UserError(self.env._("The template of portal users is missing: set base.template_portal_user_id."))
        return dict(action, res_id=user.id, views=[(self.env.ref("base.view_users_form").id, "form")])

    @api.model
    def get_option_path(self, menu_xml_id):
        """Return where a menu is, and the id of its action: `("Settings / General", 4)`."""
        menu = self.env.ref(menu_xml_id)
        return menu.complete_name, menu.action.id

    @api.model
    def get_option_name(self, full_field_name):
        """Return the label of a field given as `model.field`."""
        model, name = full_field_name.rsplit(".", 1)
        return self.env[model].fields_get([name], ["string"])[name]["string"]

    @api.model
    def get_config_warning(self, msg):
        """Return the error to raise for a message with `%(field:model.field)s` and `%(menu:xmlid)s` in it.

        With a menu, the error has a button that leads there.
        """
        values = {}
        action_id = None
        button = None
        for item in re.findall(r"%\(([^)]*)\)s", msg):
            kind, _colon, reference = item.partition(":")
            if kind == "menu":
                values[item], action_id = self.get_option_path(reference)
                button = self.env._("Open the settings")
            elif kind == "field":
                values[item] = self.get_option_name(reference)
        return RedirectWarning(msg % values, action_id, button) if action_id else UserError(msg % values)
