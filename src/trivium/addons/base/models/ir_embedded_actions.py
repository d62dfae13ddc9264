"""Actions shown as tabs above another action, for one record or for all."""

from trivium import _, api, fields, models
from trivium.exceptions import AccessError, UserError, ValidationError
from trivium.http.rpc.dispatch import get_public_method
from trivium.tools.safe_eval import safe_eval


class IrEmbeddedActions(models.Model):
    """An action, or a method that returns one, embedded in the view of a parent action."""

    _name = "ir.embedded.actions"
    _description = "Embedded Actions"
    _order = "sequence, id"

    _check_only_one_action_defined = models.Constraint(
        "CHECK((action_id IS NOT NULL AND python_method IS NULL) OR (action_id IS NULL AND python_method IS NOT NULL))",
        "An embedded action has either an action or a Python method.",
    )
    _check_python_method_requires_name = models.Constraint(
        "CHECK(NOT (python_method IS NOT NULL AND name IS NULL))",
        "An embedded action with a Python method needs a name.",
    )

    name = fields.Char(translate=True)
    sequence = fields.Integer()
    parent_action_id = fields.Many2one(
        "ir.actions.act_window", string="Parent Action", required=True, ondelete="cascade"
    )
    parent_res_id = fields.Integer(string="Active Parent Id")
    parent_res_model = fields.Char(string="Active Parent Model", required=True)
    action_id = fields.Many2one("ir.actions.actions", string="Action", ondelete="cascade")
    python_method = fields.Char(help="Method of the parent's model that returns an action.")
    user_id = fields.Many2one("res.users", string="User", ondelete="cascade", help="Empty: shared by all users.")
    is_deletable = fields.Boolean(compute="_compute_is_deletable")
    default_view_mode = fields.Char(string="Default View")
    filter_ids = fields.One2many("ir.filters", "embedded_action_id", help="Favourites of this embedded action.")
    is_visible = fields.Boolean(string="Embedded visibility", compute="_compute_is_visible")
    domain = fields.Char(default="[]", help="Parent records on which the action is shown.")
    context = fields.Char(default="{}")
    groups_ids = fields.Many2many("res.groups", string="Groups")

    @api.depends("user_id")
    def _compute_is_deletable(self):
        external = self._get_external_ids()
        for action in self:
            names = external.get(action.id, ())
            ships_with_addon = any(not name.startswith(("__export__", "__custom__")) for name in names)
            action.is_deletable = not ships_with_addon

    def _compute_is_visible(self):
        active_id = self.env.context.get("active_id", False)
        user_groups = self.env.user._get_group_ids()
        for action in self:
            for_user = not action.user_id or action.user_id == self.env.user
            for_groups = not action.groups_ids or bool(user_groups.intersection(action.groups_ids.ids))
            if not (for_user and for_groups) or action.parent_res_id not in (False, 0, active_id):
                action.is_visible = False
                continue
            model = self.env.get(action.parent_res_model)
            domain = safe_eval(action.domain or "[]", {"uid": self.env.uid, "context": self.env.context})
            if not domain or model is None or not active_id:
                action.is_visible = model is not None
            else:
                action.is_visible = bool(model.browse(active_id).exists().filtered_domain(domain))

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if "name" not in vals and vals.get("action_id"):
                vals["name"] = self.env["ir.actions.actions"].browse(vals["action_id"]).name
        return super().create(vals_list)

    @api.constrains("python_method", "parent_res_model")
    def _check_python_method(self):
        for action in self.filtered("python_method"):
            model = self.env.get(action.parent_res_model)
            if model is None:
                continue
            try:
                get_public_method(model, action.python_method)
            except (AttributeError, AccessError) as error:
                raise ValidationError(
                    _(
                        "The model %(model)s has no method %(method)s that clients may call.",
                        model=action.parent_res_model,
                        method=action.python_method,
                    )
                ) from error

    @api.ondelete(at_uninstall=False)
    def _unlink_if_action_deletable(self):
        for action in self:
            if not action.is_deletable:
                raise UserError(_("The embedded action %s belongs to an addon: it cannot be deleted.", action.name))

    def _get_readable_fields(self):
        """Return the names of the fields that clients get."""
        return {
            "name", "parent_action_id", "parent_res_id", "parent_res_model", "action_id", "python_method", "user_id",
            "is_deletable", "default_view_mode", "filter_ids", "domain", "context", "groups_ids",
        }  # fmt: skip
