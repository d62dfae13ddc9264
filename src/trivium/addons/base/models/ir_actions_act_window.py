"""Window actions: open records of a model in views."""

from trivium import Domain, _, api, fields, models
from trivium.exceptions import ValidationError
from trivium.tools import ormcache
from trivium.tools.safe_eval import safe_eval

VIEW_TYPES = [
    ("list", "List"),
    ("form", "Form"),
    ("graph", "Graph"),
    ("pivot", "Pivot"),
    ("calendar", "Calendar"),
    ("kanban", "Kanban"),
]


class IrActionsAct_Window(models.Model):
    """Open a model in one or more views."""

    _name = "ir.actions.act_window"
    _description = "Action Window"
    _inherit = ["ir.actions.actions"]
    _table = "ir_act_window"
    _table_inherits = "ir_actions"
    _order = "name, id"
    _allow_sudo_commands = False

    type = fields.Char(default="ir.actions.act_window")
    view_id = fields.Many2one("ir.ui.view", string="View Ref.", ondelete="set null")
    domain = fields.Char(string="Domain Value", help="Which records are shown; an expression that may use the context.")
    context = fields.Char(string="Context Value", default={}, required=True)
    res_id = fields.Integer(string="Record ID", help="The record shown in a form, when the action is about only one.")
    res_model = fields.Char(string="Destination Model", required=True)
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
    view_mode = fields.Char(
        required=True, default="list,form", help="Kinds of views, with commas between: list,form,calendar ..."
    )
    mobile_view_mode = fields.Char(default="kanban", help="Kind of view that comes first on small screens.")
    usage = fields.Char(string="Action Usage", help="Used to filter menu and home actions from the user form.")
    view_ids = fields.One2many("ir.actions.act_window.view", "act_window_id", string="No of Views")
    views = fields.Binary(compute="_compute_views", help="The views in their order: pairs of id (or false) and kind.")
    limit = fields.Integer(default=80, help="Records on a page of the list.")
    group_ids = fields.Many2many("res.groups", "ir_act_window_group_rel", "act_id", "gid", string="Groups")
    search_view_id = fields.Many2one("ir.ui.view", string="Search View Ref.", ondelete="set null")
    embedded_action_ids = fields.One2many("ir.embedded.actions", compute="_compute_embedded_action_ids")
    filter = fields.Boolean()
    cache = fields.Boolean(
        string="Data Caching", default=True, help="The client may show what it has while it reloads."
    )

    @api.constrains("res_model", "binding_model_id")
    def _check_model(self):
        for action in self:
            if action.res_model not in self.env:
                raise ValidationError(
                    _("The action %(name)s opens an unknown model: %(model)s", name=action.name, model=action.res_model)
                )
            if action.binding_model_id and action.binding_model_id.model not in self.env:
                raise ValidationError(
                    _(
                        "The action %(name)s is bound to an unknown model: %(model)s",
                        name=action.name,
                        model=action.binding_model_id.model,
                    )
                )

    @api.constrains("view_mode")
    def _check_view_mode(self):
        for action in self:
            modes = action.view_mode.split(",")
            if len(modes) != len(set(modes)):
                raise ValidationError(_("The view mode %s names a kind of view twice.", action.view_mode))
            if " " in action.view_mode:
                raise ValidationError(
                    _("The view mode %s has spaces: write the kinds with commas only.", action.view_mode)
                )

    @api.depends("view_ids.view_mode", "view_ids.view_id", "view_mode", "view_id.type")
    def _compute_views(self):
        for action in self:
            views = [(line.view_id.id, line.view_mode) for line in action.view_ids]
            present = {mode for _view, mode in views}
            missing = [mode for mode in (action.view_mode or "").split(",") if mode not in present]
            if missing and action.view_id.type in missing:
                missing.remove(action.view_id.type)
                views.append((action.view_id.id, action.view_id.type))
            action.views = views + [(False, mode) for mode in missing]

    def _compute_embedded_action_ids(self):
        embedded = self.env["ir.embedded.actions"].search([("parent_action_id", "in", self.ids)])
        visible = embedded.filtered(lambda action: action.is_visible)
        for action in self:
            action.embedded_action_ids = visible.filtered(lambda line, action=action: line.parent_action_id == action)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not vals.get("name") and vals.get("res_model") in self.env:
                vals["name"] = self.env[vals["res_model"]]._description
        return super().create(vals_list)

    def read(self, fields=None, load="_classic_read"):
        """Read; the help text comes from the model where the action leaves it to that."""
        result = super().read(fields, load=load)
        if not fields or "help" in fields:
            for values in result:
                model = values.get("res_model") or self.browse(values["id"]).res_model
                if model in self.env:
                    context = self._evaluated_context(values.get("context"))
                    values["help"] = (
                        self.with_context(**context).env[model].get_empty_list_help(values.get("help") or "")
                    )
        return result

    def _evaluated_context(self, text):
        """Return the context of an action as far as it can be known before the client runs it."""
        try:
            context = safe_eval(text or "{}", dict(self.env.context, uid=self.env.uid, context=self.env.context))
        except (ValueError, TypeError, SyntaxError, KeyError, NameError):
            return {}  # it names what only the client knows, such as active_id
        return context if isinstance(context, dict) else {}

    def exists(self):
        ids = self._existing()
        return self.filtered(lambda action: action.id in ids)

    @api.model
    @ormcache()
    def _existing(self):
        return frozenset(self._search(Domain.TRUE))

    def _get_readable_fields(self):
        return super()._get_readable_fields() | {
            "context", "cache", "mobile_view_mode", "domain", "filter", "group_ids", "limit", "res_id", "res_model",
            "search_view_id", "target", "view_id", "view_mode", "views", "embedded_action_ids", "flags", "close",
        }  # fmt: skip

    def _get_action_dict(self):
        result = super()._get_action_dict()
        if embedded := result.get("embedded_action_ids"):
            actions = self.env["ir.embedded.actions"].browse(embedded)
            result["embedded_action_ids"] = actions.read(actions._get_readable_fields())
        return result


class IrActionsAct_WindowView(models.Model):
    """One of the views of a window action, in order."""

    _name = "ir.actions.act_window.view"
    _description = "Action Window View"
    _table = "ir_act_window_view"
    _rec_name = "view_id"
    _order = "sequence,id"
    _allow_sudo_commands = False

    _unique_mode_per_action = models.UniqueIndex("(act_window_id, view_mode)", "An action has one view of each kind.")

    sequence = fields.Integer()
    view_id = fields.Many2one("ir.ui.view", string="View", ondelete="set null")
    view_mode = fields.Selection(VIEW_TYPES, string="View Type", required=True)
    act_window_id = fields.Many2one(
        "ir.actions.act_window", string="Action", ondelete="cascade", index="btree_not_null"
    )
    multi = fields.Boolean(string="On Multiple Doc.", help="Offered in the list only, not in the form.")

    @api.model_create_multi
    def create(self, vals_list):
        result = super().create(vals_list)
        self.env.registry.clear_cache()
        return result
