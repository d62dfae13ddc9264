"""Searches that users keep: favourites of theirs, and shared ones."""

import ast
import json

from trivium import Domain, _, api, fields, models
from trivium.exceptions import UserError
from trivium.tools.safe_eval import datetime, safe_eval


class IrFilters(models.Model):
    """A kept search: domain, context (with grouping) and sorting, of an action or of a whole model."""

    _name = "ir.filters"
    _description = "Filters"
    _order = "model_id, name, id desc"
    _allow_sudo_commands = False

    _get_filters_index = models.Index("(model_id, action_id, embedded_action_id, embedded_parent_res_id)")
    _check_res_id_only_when_embedded_action = models.Constraint(
        "CHECK(NOT (embedded_parent_res_id IS NOT NULL AND embedded_action_id IS NULL))",
        "Only the favourites of an embedded action belong to a record.",
    )
    _check_sort_json = models.Constraint(
        "CHECK(sort IS NULL OR jsonb_typeof(sort::jsonb) = 'array')", "The sorting is not a list in JSON."
    )

    name = fields.Char(string="Filter Name", required=True)
    user_ids = fields.Many2many(
        "res.users", string="Users", ondelete="cascade", help="Who has this favourite; nobody in particular: everyone."
    )
    domain = fields.Text(default="[]", required=True)
    context = fields.Text(default="{}", required=True)
    sort = fields.Char(default="[]", required=True)
    model_id = fields.Selection(selection="_list_all_models", string="Model", required=True)
    is_default = fields.Boolean(string="Default Filter")
    action_id = fields.Many2one(
        "ir.actions.actions",
        string="Action",
        ondelete="cascade",
        help="Where it is offered; empty: wherever the model is.",
    )
    embedded_action_id = fields.Many2one("ir.embedded.actions", ondelete="cascade", index="btree_not_null")
    embedded_parent_res_id = fields.Integer(help="The record that the embedded action belongs to.")
    active = fields.Boolean(default=True)

    @api.model
    def _list_all_models(self):
        return [(model.model, model.name) for model in self.env["ir.model"].sudo().search([])]

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if default and "name" in default:
            return vals_list
        return [vals | {"name": _("%s (copy)", record.name)} for record, vals in zip(self, vals_list, strict=True)]

    def write(self, vals):
        result = super().write(vals)
        self.check_access("write")
        return result

    def _get_eval_domain(self):
        """Return the domain as a list."""
        self.ensure_one()
        return safe_eval(self.domain, {"datetime": datetime, "context_today": datetime.datetime.now})

    @api.model
    def _get_action_domain(self, action_id=None, embedded_action_id=None, embedded_parent_res_id=None):
        """Return the domain of the favourites that are offered with an action, or with all."""
        domain = Domain("action_id", "in", [action_id, False]) if action_id else Domain("action_id", "=", False)
        if not embedded_action_id:
            return domain & Domain("embedded_action_id", "=", False)
        domain &= Domain("embedded_action_id", "in", [embedded_action_id, False])
        parents = [embedded_parent_res_id, 0, False] if embedded_parent_res_id else [0, False]
        return domain & Domain("embedded_parent_res_id", "in", parents)

    @api.model
    def get_filters(self, model, action_id=None, embedded_action_id=None, embedded_parent_res_id=None):
        """Return the favourites of the user on a model: their own and the shared ones.

        :return: list of dictionaries with name, is_default, domain, context, user_ids, sort and embedded ids
        """
        domain = self._get_action_domain(action_id, embedded_action_id, embedded_parent_res_id)
        domain &= Domain("model_id", "=", model) & Domain("user_ids", "in", [self.env.uid, False])
        names = [
            "name",
            "is_default",
            "domain",
            "context",
            "user_ids",
            "sort",
            "embedded_action_id",
            "embedded_parent_res_id",
        ]
        own_context = self.with_context(self.env["res.users"].context_get())
        return own_context.search_read(domain, names)

    @api.model
    def create_filter(self, vals):
        """Keep a search, in place of one of that name that the same users have with the same action.

        :return: the favourite
        """
        embedded_action_id = vals.get("embedded_action_id")
        if not embedded_action_id and vals.get("embedded_parent_res_id"):
            vals = {key: value for key, value in vals.items() if key != "embedded_parent_res_id"}
        self._check_values(vals)
        return self.create(vals)

    @api.model
    def _check_values(self, vals):
        """Refuse what clients could not use later."""
        try:
            if isinstance(vals.get("context"), str):
                ast.literal_eval(vals["context"])
            if isinstance(vals.get("sort"), str):
                json.loads(vals["sort"])
        except (ValueError, SyntaxError) as error:
            raise UserError(
                _("The favourite %(name)s cannot be kept: %(error)s", name=vals.get("name"), error=error)
            ) from error
