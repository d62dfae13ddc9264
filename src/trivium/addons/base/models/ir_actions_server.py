"""Server actions: what the server does when a menu, an automation or a schedule asks for it."""

import base64
import json
import logging
from functools import partial

from trivium import Command, _, api, fields, models
from trivium.exceptions import AccessError, UserError, ValidationError
from trivium.tools import float_compare
from trivium.tools.safe_eval import pytz, safe_eval, test_python_expr

from .ir_actions_server_values import VALUE_FIELDS, convert_value
from .ir_actions_server_webhook import post, sample_of

_logger = logging.getLogger(__name__)
_server_action_logger = _logger.getChild("server_action_safe_eval")

_HELP_CODE = """# The code may use:
#  - env, model, record, records: environment, model, and the records that the action runs on
#  - time, datetime, dateutil, timezone: Python's modules; b64encode, b64decode, float_compare
#  - log(message, level="info"): writes to the table of log entries; _logger.info(message): to the log of the server
#  - UserError: raise it to stop with a message; Command: for x2many fields
# To show something, assign an action: action = {...}
"""


class IrActionsServer(models.Model):
    """Change, create or copy records, run code, call other systems, or several of these in order."""

    _name = "ir.actions.server"
    _description = "Server Actions"
    _table = "ir_act_server"
    _table_inherits = "ir_actions"
    _inherit = ["ir.actions.actions"]
    _order = "sequence,name,id"
    _allow_sudo_commands = False

    DEFAULT_PYTHON_CODE = _HELP_CODE

    @api.model
    def _default_update_path(self):
        if not self.env.context.get("default_model_id"):
            return ""
        model = self.env["ir.model"].browse(self.env.context["default_model_id"])
        found = [
            field.name for field in model.field_id if not field.readonly and field.ttype not in ("one2many", "binary")
        ]
        return "name" if "name" in found else (found[0] if found else "")

    name = fields.Char(compute="_compute_name", store=True, readonly=False)
    automated_name = fields.Char(compute="_compute_name", store=True)
    type = fields.Char(default="ir.actions.server")
    usage = fields.Selection(
        [("ir_actions_server", "Server Action"), ("ir_cron", "Scheduled Action")],
        default="ir_actions_server",
        required=True,
    )
    state = fields.Selection(
        [
            ("object_write", "Update Record"),
            ("object_create", "Create Record"),
            ("object_copy", "Duplicate Record"),
            ("code", "Execute Code"),
            ("webhook", "Send Webhook Notification"),
            ("multi", "Multi Actions"),
        ],
        string="Type",
        required=True,
        copy=True,
    )
    allowed_states = fields.Json(compute="_compute_allowed_states")
    sequence = fields.Integer(default=5, help="The action with the lowest number runs first.")
    model_id = fields.Many2one("ir.model", string="Model", required=True, ondelete="cascade", index=True)
    available_model_ids = fields.Many2many(
        "ir.model", string="Available Models", compute="_compute_available_model_ids", store=False
    )
    model_name = fields.Char(related="model_id.model", string="Model Name")
    warning = fields.Text(compute="_compute_warning", recursive=True)
    # code
    code = fields.Text(string="Python Code", groups="base.group_system", default=_HELP_CODE)
    show_code_history = fields.Boolean(compute="_compute_show_code_history")
    # several
    parent_id = fields.Many2one("ir.actions.server", string="Parent Action", index=True, ondelete="cascade")
    child_ids = fields.One2many(
        "ir.actions.server",
        "parent_id",
        string="Child Actions",
        copy=True,
        domain=lambda self: str(self.env["ir.actions.server"]._child_domain()),
    )
    # create
    crud_model_id = fields.Many2one(
        "ir.model",
        string="Record to Create",
        compute="_compute_crud_relations",
        inverse="_set_crud_model_id",
        store=True,
        readonly=False,
    )
    crud_model_name = fields.Char(related="crud_model_id.model", string="Target Model Name")
    link_field_id = fields.Many2one(
        "ir.model.fields", string="Link Field", help="Field of the record that is set to the new one."
    )
    group_ids = fields.Many2many(
        "res.groups",
        "ir_act_server_group_rel",
        "act_id",
        "gid",
        string="Allowed Groups",
        help="Who may run the action; empty: who may change the records.",
    )
    # update
    update_field_id = fields.Many2one(
        "ir.model.fields",
        string="Field to Update",
        ondelete="cascade",
        compute="_compute_crud_relations",
        store=True,
        readonly=False,
    )
    update_path = fields.Char(
        string="Field to Update Path", default=_default_update_path, help="Such as partner_id.name"
    )
    update_related_model_id = fields.Many2one("ir.model", compute="_compute_crud_relations", store=True, readonly=False)
    update_field_type = fields.Selection(related="update_field_id.ttype")
    update_m2m_operation = fields.Selection(
        [("add", "Adding"), ("remove", "Removing"), ("set", "Setting it to"), ("clear", "Clearing it")],
        string="Many2many Operations",
        default="add",
    )
    update_boolean_value = fields.Selection(
        [("true", "Yes (True)"), ("false", "No (False)")], string="Boolean Value", default="true"
    )
    value = fields.Text(help="A value, or an expression of it.")
    html_value = fields.Html()
    sequence_id = fields.Many2one("ir.sequence", string="Sequence to use")
    evaluation_type = fields.Selection(
        [("value", "Update"), ("sequence", "Sequence"), ("equation", "Compute")],
        string="Value Type",
        default="value",
        change_default=True,
    )
    resource_ref = fields.Reference(string="Record", selection="_selection_target_model", inverse="_set_resource_ref")
    selection_value = fields.Many2one(
        "ir.model.fields.selection",
        string="Custom Value",
        ondelete="cascade",
        domain='[("field_id", "=", update_field_id)]',
        inverse="_set_selection_value",
    )
    value_field_to_show = fields.Selection(
        [(name, name) for name in VALUE_FIELDS], compute="_compute_value_field_to_show"
    )
    # webhook
    webhook_url = fields.Char(string="Webhook URL", help="Where a POST request is sent to.")
    webhook_field_ids = fields.Many2many(
        "ir.model.fields", "ir_act_server_webhook_field_rel", "server_id", "field_id", string="Webhook Fields"
    )
    webhook_sample_payload = fields.Text(string="Sample Payload", compute="_compute_webhook_sample_payload")
    ir_cron_ids = fields.One2many("ir.cron", "ir_actions_server_id", "Scheduled Action", context={"active_test": False})

    @api.model
    def _selection_target_model(self):
        return [(model.model, model.name) for model in self.env["ir.model"].sudo().search([])]

    @api.model
    def _child_domain(self):
        return [("state", "!=", "multi")]

    # ---- computed ----------------------------------------------------------------------------------------------

    @api.depends("state", "update_path", "crud_model_id", "value", "child_ids.state", "model_id", "webhook_url")
    def _compute_name(self):
        for action in self:
            previous = action.automated_name
            action.automated_name = action._generate_action_name()
            if not action.name or action.name == previous:
                action.name = action.automated_name

    def _generate_action_name(self):
        """Return what the action does, in words."""
        self.ensure_one()
        if self.state == "object_write" and self.update_path:
            return _("Update %s", self.update_path)
        if self.state == "object_create":
            return _("Create %s", self.crud_model_id.name or "")
        if self.state == "object_copy":
            return _("Duplicate %s", self.crud_model_id.name or self.model_id.name or "")
        labels = dict(self._fields["state"]._description_selection(self.env))
        return labels.get(self.state) or _("Server Action")

    @api.depends("usage")
    def _compute_allowed_states(self):
        states = self._fields["state"].get_values(self.env)
        for action in self:
            action.allowed_states = list(states)

    @api.depends("usage")
    def _compute_available_model_ids(self):
        readable = self.env["ir.model.access"]._get_allowed_models("read")
        available = self.env["ir.model"].sudo().search([("model", "in", list(readable)), ("transient", "=", False)])
        for action in self:
            action.available_model_ids = available

    @api.depends(
        "state", "model_id", "update_path", "webhook_url", "child_ids.warning", "crud_model_id", "resource_ref"
    )
    def _compute_warning(self):
        for action in self:
            action.warning = "\n".join(action._get_warning_messages()) or False

    def _get_warning_messages(self):
        """Return why the action cannot run as it is; a hook."""
        self.ensure_one()
        found = []
        if self.state == "object_write" and not self.update_field_id:
            found.append(_("Choose the field to update."))
        if self.state == "object_create" and not self.crud_model_id:
            found.append(_("Choose what to create."))
        if self.state == "object_copy" and not self.resource_ref:
            found.append(_("Choose the record to duplicate."))
        if self.state == "webhook" and not self.webhook_url:
            found.append(_("Give the address of the webhook."))
        if self.state == "webhook":
            closed = self.sudo().webhook_field_ids.filtered("groups")
            if closed:
                found.append(
                    _("Fields for certain groups only are not sent: %s", ", ".join(closed.mapped("field_description")))
                )
        if self.state == "multi":
            if not self.child_ids:
                found.append(_("Add the actions to run."))
            found += [
                _("%(action)s: %(warning)s", action=child.name, warning=child.warning)
                for child in self.child_ids
                if child.warning
            ]
            other = self.child_ids.filtered(lambda child: child.model_id != self.model_id)
            if other:
                found.append(_("These actions are of another model: %s", ", ".join(other.mapped("name"))))
        return found

    @api.depends("code")
    def _compute_show_code_history(self):
        history = self.env["ir.actions.server.history"].sudo()
        counts = dict(history._read_group([("action_id", "in", self.ids)], ["action_id"], ["__count"]))
        for action in self:
            action.show_code_history = counts.get(action, 0) > 1

    @api.depends("model_id", "update_path", "state")
    def _compute_crud_relations(self):
        for action in self:
            field = related = False
            if action.state == "object_write" and action.model_id and action.update_path:
                model, field, related = action._traverse_path()
            action.update_field_id = field
            action.update_related_model_id = related
            if action.state == "object_write":
                action.crud_model_id = model.id if field else action.model_id
            elif not action.crud_model_id or action.state not in ("object_create", "object_copy"):
                action.crud_model_id = action.model_id

    def _traverse_path(self, record=None):
        """Return, for the path of the field to update, the model that has it, the field, and the model behind that.

        :param record: follow the path from this record instead; returns the records to write to, too
        """
        self.ensure_one()
        *path, name = self.update_path.split(".")
        model = self.env[self.model_id.model]
        for step in path:
            field = model._fields.get(step)
            if field is None or not field.comodel_name:
                raise ValidationError(_("The path %(path)s breaks at %(step)s.", path=self.update_path, step=step))
            model = self.env[field.comodel_name]
        if name not in model._fields:
            raise ValidationError(_("There is no field %(field)s in %(model)s.", field=name, model=model._name))
        found = self.env["ir.model.fields"]._get(model._name, name)
        related = self.env["ir.model"]._get(found.relation) if found.relation else self.env["ir.model"]
        result = self.env["ir.model"]._get(model._name), found, related
        return result if record is None else (*result, record.mapped(".".join(path)) if path else record)

    @api.depends("evaluation_type", "update_field_id")
    def _compute_value_field_to_show(self):
        for action in self:
            kind = action.update_field_id.ttype
            if action.evaluation_type == "sequence":
                action.value_field_to_show = "sequence_id"
            elif action.evaluation_type == "equation":
                action.value_field_to_show = "value"
            elif kind in ("one2many", "many2one", "many2many"):
                action.value_field_to_show = "resource_ref"
            else:
                shown = {"selection": "selection_value", "boolean": "update_boolean_value", "html": "html_value"}
                action.value_field_to_show = shown.get(kind, "value")

    @api.depends("state", "model_id", "webhook_field_ids", "name")
    def _compute_webhook_sample_payload(self):
        for action in self:
            action.webhook_sample_payload = (
                sample_of(action) if action.state == "webhook" and action.model_id else False
            )

    def _set_crud_model_id(self):
        for action in self:
            if action.link_field_id and action.link_field_id.relation != action.crud_model_id.model:
                action.link_field_id = False

    @api.onchange("resource_ref")
    def _set_resource_ref(self):
        for action in self.filtered(lambda each: each.value_field_to_show == "resource_ref"):
            if action.resource_ref:
                action.value = str(action.resource_ref.id)

    @api.onchange("selection_value")
    def _set_selection_value(self):
        for action in self.filtered(lambda each: each.value_field_to_show == "selection_value"):
            if action.selection_value:
                action.value = action.selection_value.value

    # ---- checks ------------------------------------------------------------------------------------------------

    @api.constrains("code")
    def _check_python_code(self):
        for action in self.sudo().filtered("code"):
            message = test_python_expr(expr=action.code.strip(), mode="exec")
            if message:
                raise ValidationError(message)

    @api.constrains("parent_id", "child_ids")
    def _check_children(self):
        if self._has_cycle():
            raise ValidationError(_("An action cannot run itself: change its child actions."))

    @api.constrains("webhook_field_ids", "model_id")
    def _check_webhook_fields(self):
        for action in self:
            other = action.webhook_field_ids.filtered(lambda field, action=action: field.model_id != action.model_id)
            if other:
                raise ValidationError(
                    _(
                        "These fields are not of %(model)s: %(fields)s",
                        model=action.model_id.name,
                        fields=", ".join(other.mapped("name")),
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("parent_id"):
                parent = self.browse(vals["parent_id"])
                vals.setdefault("model_id", parent.model_id.id)
                vals.setdefault("group_ids", [Command.set(parent.group_ids.ids)])
        actions = super().create(vals_list)
        actions._keep_history()
        return actions

    def write(self, vals):
        result = super().write(vals)
        if "code" in vals:
            self._keep_history()
        return result

    def _keep_history(self):
        coded = self.sudo().filtered(lambda action: action.state == "code" and action.code)
        self.env["ir.actions.server.history"].sudo().create(
            [{"action_id": action.id, "code": action.code} for action in coded]
        )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if default and "name" in default:
            return vals_list
        return [vals | {"name": _("%s (copy)", action.name)} for action, vals in zip(self, vals_list, strict=True)]

    # ---- buttons -----------------------------------------------------------------------------------------------

    def create_action(self):
        """Offer the action in the action menu of its model."""
        for action in self:
            action.write({"binding_model_id": action.model_id.id, "binding_type": "action"})
        return True

    def unlink_action(self):
        """Offer the action in the action menu no more."""
        self.check_access("write")
        self.filtered("binding_model_id").write({"binding_model_id": False})
        return True

    def history_wizard_action(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": _("Code History"),
            "res_model": "server.action.history.wizard",
            "target": "new",
            "views": [(False, "form")],
            "context": {"default_action_id": self.id},
        }

    def action_open_parent_action(self):
        return self._open(self.parent_id._name, self.parent_id.id)

    def action_open_scheduled_action(self):
        return self._open("ir.cron", self.with_context(active_test=False).ir_cron_ids[:1].id)

    def _open(self, model, res_id):
        return {
            "type": "ir.actions.act_window",
            "target": "current",
            "views": [[False, "form"]],
            "res_model": model,
            "res_id": res_id,
        }

    def _get_readable_fields(self):
        return super()._get_readable_fields() | {"group_ids", "model_name"}
