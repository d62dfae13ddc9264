"""Actions, loaded and run for the client."""

import json

from trivium import http
from trivium.addons.web.controllers.utils import clean_action
from trivium.exceptions import AccessError, MissingError, UserError
from trivium.http import request
from trivium.tools.safe_eval import safe_eval


class MissingActionError(UserError):
    """There is no such action, or the user may not see it."""


class Action(http.Controller):
    @http.route("/web/action/load", type="jsonrpc", auth="user", readonly=True)
    def load(self, action_id, context=None):
        """Return an action by id, external id or path, as the client takes it."""
        if context:
            request.update_context(**context)
        action = self._find(action_id)
        fields = action._get_readable_fields() & action._fields.keys()
        bin_size = {"bin_size": True} if action._name == "ir.actions.report" else {}
        values = action.sudo().with_context(**bin_size).read(sorted(fields))
        if not values:
            raise MissingActionError(request.env._("The action “%s” does not exist.", action_id))
        return clean_action(values[0], env=request.env)

    def _find(self, action_id):
        env = request.env
        actions = env["ir.actions.actions"]
        missing = MissingActionError(env._("The action “%s” does not exist.", action_id))
        try:
            action_id = int(action_id)
        except (TypeError, ValueError):
            if not isinstance(action_id, str) or not action_id:
                raise missing from None
            if "." in action_id:
                action = env.ref(action_id, raise_if_not_found=False)
                if not action or not action._name.startswith("ir.actions."):
                    raise missing from None
                return action
            action = actions.sudo().search([("path", "=", action_id)], limit=1)
        else:
            action = actions.sudo().browse(action_id).exists()
        if not action:
            raise missing
        return env[action.type].browse(action.id)

    @http.route("/web/action/run", type="jsonrpc", auth="user")
    def run(self, action_id, context=None):
        """Run a server action; return the action that follows, or false."""
        if context:
            request.update_context(**context)
        action = request.env["ir.actions.server"].browse([action_id])
        result = action.run()
        return clean_action(result, env=action.env) if result else False

    @http.route("/web/action/load_breadcrumbs", type="jsonrpc", auth="user", readonly=True)
    def load_breadcrumbs(self, actions):
        """Return the name of each step of a path, `{"error": ...}` for one that cannot be opened."""
        return [self._breadcrumb(dict(action)) for action in actions]

    def _breadcrumb(self, step):
        env = request.env
        record_id = step.get("resId")
        try:
            if step.get("action"):
                action = self._find(step["action"]).sudo()
                if action._name == "ir.actions.act_window" and record_id:
                    model = env[action.res_model]
                elif action._name == "ir.actions.server":
                    if not action.path:
                        return {"error": "A server action must have a path to be restored"}
                    action = self._follow(action, step)
                    model = env[action["res_model"]] if action.get("res_model") else None
                    if not record_id or model is None:
                        return {"display_name": action.get("display_name") or action.get("name")}
                else:
                    return {"display_name": action.display_name}
            elif step.get("model"):
                if step["model"] not in env:
                    return {"error": env._("There is no such place.")}
                model = env[step["model"]]
                if not record_id:
                    return {"error": env._("There is no such place.")}
            else:
                return {"error": env._("There is no such place.")}
            if record_id == "new":
                return {"display_name": env._("New")}
            return {"display_name": self._name(model.browse(int(record_id)))}
        except (MissingActionError, MissingError, AccessError, KeyError, ValueError) as error:
            return {"error": str(error)}

    def _name(self, record):
        record.check_access("read")  # its name may be computed with more rights
        return record.display_name

    def _follow(self, action, step):
        context = {"active_model": action.model_id.model}
        if step.get("active_id"):
            context.update(active_id=step["active_id"], active_ids=[step["active_id"]])
        if step.get("context"):
            context.update(
                json.loads(step["context"]) if step["context"].startswith("{") else safe_eval(step["context"])
            )
        return action.with_context(**context).sudo(False).run() or {}
