"""Actions: what a menu, a button or a link makes the client do."""

from collections import defaultdict

from trivium import SQL, _, api, fields, models
from trivium.exceptions import AccessError, MissingError, UserError, ValidationError
from trivium.tools import frozendict, ormcache
from trivium.tools.safe_eval import datetime, dateutil, safe_eval, time

_PATH_HELP = "How the action is named in addresses: `/odoo/contacts` instead of its number."


class IrActionsActions(models.Model):
    """What all actions have in common; its table finds the rows of every kind of action."""

    _name = "ir.actions.actions"
    _description = "Actions"
    _table = "ir_actions"
    _order = "name, id"
    _allow_sudo_commands = False

    _path_unique = models.Constraint("unique(path)", "Another action has this path: choose a different one.")

    name = fields.Char(string="Action Name", required=True, translate=True)
    type = fields.Char(string="Action Type", required=True)
    xml_id = fields.Char(string="External ID", compute="_compute_xml_id")
    path = fields.Char(string="Path to show in the URL", help=_PATH_HELP)
    help = fields.Html(string="Action Description", translate=True, help="Shown where the action finds no records.")
    binding_model_id = fields.Many2one(
        "ir.model", ondelete="cascade", help="The action is offered in the action menu of this model."
    )
    binding_type = fields.Selection([("action", "Action"), ("report", "Report")], required=True, default="action")
    binding_view_types = fields.Char(default="list,form")

    @api.constrains("path")
    def _check_path(self):
        named = self.filtered("path")
        for action in named:
            reason = self._path_problem(action.path)
            if reason:
                raise ValidationError(reason)
        if not named:
            return
        self.env.flush_all()  # the other kinds of actions are in tables that inherit from this one
        taken = self.env.execute_query(
            SQL(
                "SELECT path FROM ir_actions WHERE path = ANY(%s) GROUP BY path HAVING count(*) > 1",
                named.mapped("path"),
            )
        )
        for (path,) in taken:
            raise ValidationError(_("Another action has the path %s: choose a different one.", path))

    @api.model
    def _path_problem(self, path):
        if not path.replace("-", "a").replace("_", "a").isalnum() or not path.isascii() or path != path.lower():
            return _("The path %s may hold small letters, digits, dashes and underscores only.", path)
        if not path[0].isalpha():
            return _("The path %s must start with a letter.", path)
        if path.startswith(("m-", "action-")) or path == "new":
            return _("The path %s is used by the client itself: choose a different one.", path)
        return None

    def _compute_xml_id(self):
        names = self.get_external_id()
        for action in self:
            action.xml_id = names.get(action.id) or False

    @api.model_create_multi
    def create(self, vals_list):
        actions = super().create(vals_list)
        self.env.registry.clear_cache()
        return actions

    def write(self, vals):
        result = super().write(vals)
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        """Delete the actions, with the things to do that lead to them, and take them out of menus and filters."""
        self.env["ir.actions.todo"].search([("action_id", "in", self.ids)]).unlink()
        self.env["ir.filters"].with_context(active_test=False).search([("action_id", "in", self.ids)]).unlink()
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=True)
    def _unlink_check_home_action(self):
        self.env["res.users"].with_context(active_test=False).search([("action_id", "in", self.ids)]).sudo().write(
            {"action_id": None}
        )

    @api.model
    def _get_eval_context(self, action=None):
        """Return the names that expressions of an action may use."""
        return {
            "uid": self.env.uid,
            "user": self.env.user,
            "time": time,
            "datetime": datetime,
            "dateutil": dateutil,
        }

    # ---- bindings ----------------------------------------------------------------------------------------------

    @api.model
    def get_bindings(self, model_name):
        """Return `{"action": [...], "report": [...]}`: what the user may run on records of a model."""
        if not isinstance(model_name, str):
            raise ValueError(f"{model_name!r} is no name of a model.")  # noqa: TRY004 - of the values that callers send
        user_groups = self.env.user._get_group_ids()
        result = {}
        for kind, actions in self._get_bindings(model_name).items():
            allowed = []
            for action in actions:
                groups = action.get("group_ids")
                if groups and not user_groups.intersection(groups) and not self.env.su:
                    continue
                res_model = action.get("res_model")
                if res_model and (res_model not in self.env or not self.env[res_model].has_access("read")):
                    continue
                allowed.append({key: value for key, value in action.items() if key not in ("group_ids", "res_model")})
            if allowed:
                result[kind] = allowed
        return result

    @ormcache("model_name", "self.env.lang")
    def _get_bindings(self, model_name):
        """Return the actions bound to a model by kind, the same for every user."""
        self.env.flush_all()  # of all kinds of actions
        rows = self.env.execute_query(
            SQL(
                """SELECT a.id, a.type, a.binding_type FROM ir_actions a JOIN ir_model m ON m.id = a.binding_model_id
                   WHERE m.model = %s ORDER BY a.id""",
                model_name,
            )
        )
        ids = defaultdict(list)
        for action_id, action_model, _kind in rows:
            ids[action_model].append(action_id)
        values = {}
        for action_model, action_ids in ids.items():
            for action in self.env[action_model].sudo().browse(action_ids).exists():
                values[action.id] = action._binding_values()
        result = defaultdict(list)
        for action_id, _model, kind in rows:
            if action_id in values:
                result[kind].append(frozendict(values[action_id]))
        for actions in result.values():
            actions.sort(key=lambda action: action.get("sequence", 0))
        return frozendict({kind: tuple(actions) for kind, actions in result.items()})

    def _binding_values(self):
        """Return what a client is told of a bound action, and `group_ids` and `res_model` that decide who is."""
        values = {"id": self.id, "name": self.name, "binding_view_types": self.binding_view_types}
        if "group_ids" in self._fields:
            values["group_ids"] = tuple(self.group_ids.ids)
        if "sequence" in self._fields:
            values["sequence"] = self.sequence
        if "domain" in self._fields and self.domain:
            values["domain"] = self.domain
        for name in ("res_model", "model_name", "model"):
            if name in self._fields:
                values["res_model"] = self[name]
                break
        return values

    # ---- as clients get them -----------------------------------------------------------------------------------

    @api.model
    def _for_xml_id(self, full_xml_id):
        """Return the action of that external id as a client gets it.

        Raises:
            ValueError: nothing has that external id, or it is no action.
        """
        record = self.env.ref(full_xml_id)
        if not isinstance(self.env[record._name], type(self.env["ir.actions.actions"])) and not record._name.startswith(
            "ir.actions."
        ):
            raise ValueError(f"{full_xml_id} is a record of {record._name}, no action")
        return record._get_action_dict()

    def _get_action_dict(self):
        """Return the action as a client gets it."""
        self.ensure_one()
        names = self._get_readable_fields()
        return {name: value for name, value in self.sudo().read()[0].items() if name in names}

    def _get_readable_fields(self):
        """Return the names of the fields that clients get."""
        return {
            "binding_model_id",
            "binding_type",
            "binding_view_types",
            "display_name",
            "help",
            "id",
            "name",
            "type",
            "xml_id",
            "path",
        }


class IrActionsAct_Window_Close(models.Model):
    """Close the dialog that is open."""

    _name = "ir.actions.act_window_close"
    _description = "Action Window Close"
    _inherit = ["ir.actions.actions"]
    _table = "ir_actions"

    type = fields.Char(default="ir.actions.act_window_close")

    def _get_readable_fields(self):
        return super()._get_readable_fields() | {"effect", "infos"}


class IrActionsAct_Url(models.Model):
    """Open an address."""

    _name = "ir.actions.act_url"
    _description = "Action URL"
    _inherit = ["ir.actions.actions"]
    _table = "ir_act_url"
    _table_inherits = "ir_actions"
    _order = "name, id"
    _allow_sudo_commands = False

    type = fields.Char(default="ir.actions.act_url")
    url = fields.Text(string="Action URL", required=True)
    target = fields.Selection(
        [("new", "New Window"), ("self", "This Window"), ("download", "Download")],
        string="Action Target",
        default="new",
        required=True,
    )

    def _get_readable_fields(self):
        return super()._get_readable_fields() | {"target", "url", "close"}


class IrActionsClient(models.Model):
    """Run something that the client itself knows, by its tag."""

    _name = "ir.actions.client"
    _description = "Client Action"
    _inherit = ["ir.actions.actions"]
    _table = "ir_act_client"
    _table_inherits = "ir_actions"
    _order = "name, id"
    _allow_sudo_commands = False

    type = fields.Char(default="ir.actions.client")
    tag = fields.Char(string="Client action tag", required=True, help="Name under which the client knows the action.")
    target = fields.Selection(
        [
            ("current", "Current Window"),
            ("new", "New Window"),
            ("fullscreen", "Full Screen"),
            ("main", "Main action of Current Window"),
        ],
        default="current",
        string="Target Window",
    )
    res_model = fields.Char(string="Destination Model", help="Optional model, mostly used for needactions.")
    context = fields.Char(string="Context Value", default="{}", required=True)
    params = fields.Binary(compute="_compute_params", inverse="_inverse_params", string="Supplementary arguments")
    params_store = fields.Binary(string="Params storage", readonly=True, attachment=False)

    @api.depends("params_store")
    def _compute_params(self):
        whole = self.with_context(bin_size=False, bin_size_params_store=False)
        for action, action_whole in zip(self, whole, strict=True):
            stored = action_whole.params_store
            action.params = safe_eval(stored, {"uid": self.env.uid}) if stored else stored

    def _inverse_params(self):
        for action in self:
            # the text of the parameters, rather than a file: it goes to the column as it is
            text = repr(action.params).encode() if isinstance(action.params, dict) else action.params or None
            action.env.execute_query(
                SQL("UPDATE ir_act_client SET params_store = %s WHERE id = %s RETURNING id", text, action.id)
            )
        self.invalidate_recordset(["params_store"])

    def _get_readable_fields(self):
        return super()._get_readable_fields() | {"context", "params", "res_model", "tag", "target"}


# the other kinds have their own files, and are found here too, where addons look for them
from .ir_actions_act_window import VIEW_TYPES, IrActionsAct_Window, IrActionsAct_WindowView  # noqa: E402 - after the base
from .ir_actions_server import IrActionsServer  # noqa: E402 - as above
from .ir_actions_server_history import IrActionsServerHistory, ServerActionHistoryWizard  # noqa: E402 - as above
from .ir_actions_server_run import LoggerProxy, ServerActionWithWarningsError  # noqa: E402 - as above
from .ir_actions_server_webhook import WEBHOOK_SAMPLE_VALUES  # noqa: E402 - as above
from .ir_actions_todo import IrActionsTodo  # noqa: E402 - as above
