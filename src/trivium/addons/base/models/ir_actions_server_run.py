"""Server actions at work."""

import base64
import json
import logging
from functools import partial

from trivium import Command, _, api, models
from trivium.exceptions import AccessError, UserError
from trivium.tools import float_compare
from trivium.tools.safe_eval import pytz, safe_eval

from .ir_actions_server_values import convert_value
from .ir_actions_server_webhook import post

_logger = logging.getLogger(__name__)
_server_action_logger = _logger.getChild("server_action_safe_eval")


class ServerActionWithWarningsError(UserError):
    """A server action that is not complete was asked to run."""


class LoggerProxy:
    """The log, as code of server actions may use it."""

    @staticmethod
    def log(level, message, *args, stacklevel=1, **kwargs):
        _server_action_logger.log(level, message, *args, stacklevel=stacklevel + 1, **kwargs)

    debug = staticmethod(partial(_server_action_logger.debug))
    info = staticmethod(partial(_server_action_logger.info))
    warning = staticmethod(partial(_server_action_logger.warning))
    error = staticmethod(partial(_server_action_logger.error))
    exception = staticmethod(partial(_server_action_logger.exception))


class IrActionsServer(models.Model):
    _inherit = "ir.actions.server"

    @api.model
    def _get_eval_context(self, action=None):
        """Return the names that the code of an action may use."""

        def log(message, level="info"):
            self.env["ir.logging"].sudo().create(
                {
                    "name": self.env.cr.dbname,
                    "type": "server",
                    "dbname": self.env.cr.dbname,
                    "level": level.upper(),
                    "message": message,
                    "path": "action",
                    "line": str(action.id if action else ""),
                    "func": action.name if action else "",
                }
            )

        context = super()._get_eval_context(action=action)
        model_name = action.model_id.sudo().model if action else self._name
        model = self.env[model_name]
        record = records = None
        if self.env.context.get("active_model") == model_name:
            if self.env.context.get("active_id"):
                record = model.browse(self.env.context["active_id"])
            if self.env.context.get("active_ids"):
                records = model.browse(self.env.context["active_ids"])
        if self.env.context.get("onchange_self") is not None:
            record = self.env.context["onchange_self"]
        return context | {
            "env": self.env,
            "model": model,
            "record": record,
            "records": records,
            "UserError": UserError,
            "Warning": UserError,
            "Command": Command,
            "float_compare": float_compare,
            "b64encode": base64.b64encode,
            "b64decode": base64.b64decode,
            "timezone": pytz.timezone,
            "log": log,
            "_logger": LoggerProxy,
        }

    def _check_may_run(self, eval_context):
        """Refuse the action to those who may not run it: none of its groups, or no right to change the records."""
        self.ensure_one()
        action = self.sudo()
        if action.group_ids:
            if not action.group_ids & self.env.user.all_group_ids:
                raise AccessError(
                    _(
                        "You may not run the action %(name)s: it is for members of %(groups)s.",
                        name=action.name,
                        groups=", ".join(action.group_ids.mapped("display_name")),
                    )
                )
            return
        model = self.env[action.model_name]
        model.check_access("write")
        records = eval_context.get("records") or eval_context.get("record") or model
        if records.ids:
            records.check_access("write")

    def run(self):
        """Run the actions on the active records of the context.

        :return: the action that code has asked the client to do, or False
        """
        result = False
        for action in self.sudo():
            user_action = action.sudo(self.env.su)
            eval_context = user_action._get_eval_context(user_action)
            user_action._check_may_run(eval_context)
            if action.warning:
                raise ServerActionWithWarningsError(
                    _("The action %(name)s cannot run:\n%(warning)s", name=action.name, warning=action.warning)
                )
            result = action.with_env(self.env(su=self.env.su))._run(eval_context)
        return result or False

    def _run(self, eval_context):
        """Run one action: at once on all records, or else record by record, as its kind can."""
        self.ensure_one()
        state = self.sudo().state
        runner = getattr(self, f"_run_action_{state}_multi", None)
        if runner is not None:
            return runner(eval_context=eval_context)
        runner = getattr(self, f"_run_action_{state}", None)
        if runner is None:
            raise UserError(_("Actions of the type %s are unknown: is an addon missing?", state))
        active_id = self.env.context.get("active_id")
        if not active_id and self.env.context.get("onchange_self") is not None:
            return runner(eval_context=eval_context)
        result = False
        for record_id in self.env.context.get("active_ids", [active_id] if active_id else []):
            single = self.with_context(active_ids=[record_id], active_id=record_id)
            eval_context |= {"record": self.env[self.sudo().model_name].browse(record_id)}
            result = getattr(single, runner.__name__)(eval_context=eval_context)
        return result

    def _run_action_code_multi(self, eval_context=None):
        code = self.sudo().code or ""
        safe_eval(code.strip(), eval_context, mode="exec")
        return eval_context.get("action")

    def _run_action_multi(self, eval_context=None):
        result = False
        for child in self.sudo().child_ids.sorted():
            result = child.sudo(self.env.su).run() or result
        return result

    def _run_action_object_write(self, eval_context=None):
        """Write the value to the record, or to what the path leads to from it."""
        record = eval_context["record"]
        value = self._eval_value(eval_context)
        action = self.sudo()
        *_infos, targets = action._traverse_path(record.sudo(self.env.su))
        name = action.update_field_id.name
        if self.env.context.get("onchange_self") is not None:
            record.update({name: value})
        else:
            targets.write({name: value})

    def _run_action_object_create(self, eval_context=None):
        """Create a record of that name, and link the record to it."""
        action = self.sudo()
        record_id, _name = self.env[action.crud_model_id.model].name_create(action.value or "")
        self._link(record_id)

    def _run_action_object_copy(self, eval_context=None):
        """Copy the record that was chosen, and link the record to the copy."""
        action = self.sudo()
        copy = self.env[action.resource_ref._name].browse(action.resource_ref.id).copy()
        self._link(copy.id)

    def _link(self, record_id):
        action = self.sudo()
        if not action.link_field_id:
            return
        record = self.env[action.model_id.model].browse(self.env.context.get("active_id"))
        many = action.link_field_id.ttype in ("one2many", "many2many")
        record.write({action.link_field_id.name: [Command.link(record_id)] if many else record_id})

    def _run_action_webhook(self, eval_context=None):
        """Send the record when the transaction is committed."""
        action = self.sudo()
        record = eval_context["record"]
        names = action.webhook_field_ids.filtered(lambda field: not field.groups).mapped("name")
        values = record.read(names, load=None)[0] if names else {"id": record.id}
        payload = {"_action": f"{action.name}(#{action.id})", "_id": record.id, "_model": record._name, **values}
        self.env.cr.postcommit.add(partial(post, action.webhook_url, json.dumps(payload, sort_keys=True, default=str)))

    def _eval_value(self, eval_context=None):
        """Return the value to write, as its field takes it."""
        action = self.sudo()
        if action.evaluation_type == "equation":
            return safe_eval(action.value, eval_context)
        if action.evaluation_type == "sequence":
            return action.sequence_id.next_by_id()
        return convert_value(action)
