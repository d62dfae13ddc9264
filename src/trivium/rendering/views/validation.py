"""An arch held against the models: whatever it names must be there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.rendering.views.errors import ViewError
from trivium.rendering.views.names import SUBVIEWS, Scope, domain_names, used_names
from trivium.tools.constants import SKIPPED_ELEMENT_TYPES
from trivium.tools.view_validation import get_dict_asts, relaxng

if TYPE_CHECKING:
    from collections.abc import Iterable

KINDS = frozenset({"list", "form", "kanban", "graph", "pivot", "calendar", "activity", "search"})
"""Kinds of views whose archs are understood here; others belong to the addon that brings them."""

_FIELD_ATTRIBUTES = {
    "calendar": ("all_day", "color", "create_name_field", "date_delay", "date_start", "date_stop"),
    "kanban": ("default_group_by",),
    "list": ("default_group_by",),
}
"""Attributes of the root element that name a field, by kind of view."""

_OUTDATED = ("attrs", "states")
_DEEP_OPERATORS_END = frozenset({"properties"})
_DATE_PARTS = frozenset({"date", "datetime"})


class Validator:
    """Checks archs of the models of an environment.

    Args:
        env: environment with all rights.
    """

    def __init__(self, env: Any) -> None:
        self._env = env
        self._groups: dict[str, bool] = {}

    def check(self, arch: Any, model_name: str) -> None:
        """Check an arch.

        Raises:
            ViewError: something in it is wrong.
        """
        if arch.tag == "tree":
            raise ViewError("A list is written <list>, no longer <tree>.", arch)
        if arch.tag not in KINDS:
            return
        if model_name not in self._env:
            raise ViewError(
                f"There is no model {model_name!r}: check its name, and the dependencies of the addon.", arch
            )
        self._check_schema(arch)
        self._scope(arch, self._env[model_name], None)

    @staticmethod
    def _check_schema(arch: Any) -> None:
        schema = relaxng(str(arch.tag))
        if schema is not None and not schema.validate(arch):
            error = schema.error_log[0]
            fault = ViewError(f"The {arch.tag} view does not have the form of one: {error.message}", arch)
            fault.line = error.line
            raise fault

    def _scope(self, root: Any, model: Any, parent: Scope | None) -> None:
        scope = Scope(model, root, str(root.tag), parent)
        self._check_names(root, scope)
        self._check_root(root, model)
        for child in root:
            self._visit(child, scope)
        for name, nodes in scope.missing().items():
            if name not in model._fields:
                raise ViewError(
                    f"There is no field {name!r} in the model {model._name}: an expression reads it.", nodes[0]
                )

    def _check_root(self, root: Any, model: Any) -> None:
        """Check the attributes of a view that name fields."""
        for attribute in _FIELD_ATTRIBUTES.get(root.tag, ()):
            for name in filter(None, map(str.strip, root.get(attribute, "").split(","))):
                self._check_path(name.partition(":")[0], model, root)
        for term in filter(None, map(str.strip, root.get("default_order", "").split(","))):
            self._check_path(term.split()[0].partition(":")[0], model, root)

    def _visit(self, node: Any, scope: Scope) -> None:
        if isinstance(node, SKIPPED_ELEMENT_TYPES):
            return
        check = getattr(self, f"_check_{node.tag}", None) if isinstance(node.tag, str) else None
        if check is not None:
            check(node, scope)
        self._check_names(node, scope)
        if node.tag == "field":
            return
        inner = self._group_by_scope(node, scope) if node.tag == "groupby" else scope
        for child in node:
            self._visit(child, inner)

    def _check_names(self, node: Any, scope: Scope) -> None:
        groups = node.get("groups")
        for attribute in _OUTDATED:
            if node.get(attribute) is not None and node.tag in {"button", "field", "group", "page", "div"}:
                raise ViewError(
                    f"{attribute}= has no meaning any more: write invisible=, readonly=, required= as expressions.",
                    node,
                )
        if groups:
            self._check_groups(node, groups)
        if scope.kind != "search":
            for _attribute, names in used_names(node):
                for name in names:
                    scope.use(name, node)

    def _check_groups(self, node: Any, groups: str) -> None:
        for name in (part.strip().removeprefix("!") for part in groups.split(",")):
            known = self._groups.get(name)
            if known is None:
                model, _id = (
                    self._env["ir.model.data"]._xmlid_to_res_model_res_id(name) if "." in name else (None, None)
                )
                known = self._groups[name] = model == "res.groups" or name in {"", "."}
            if not known:
                raise ViewError(
                    f"There is no group {name!r}: check its external id, and the dependencies of the addon.", node
                )

    # ---- elements ----------------------------------------------------------------------------------------------

    def _check_field(self, node: Any, scope: Scope) -> None:
        name = node.get("name")
        if not name:
            raise ViewError("A field needs a name.", node)
        field = scope.model._fields.get(name)
        if field is None:
            if self._is_inside_template(node) or scope.kind == "activity":
                return
            raise ViewError(f"There is no field {name!r} in the model {scope.model._name}.", node)
        scope.has(name, node)
        if node.get("domain") and field.comodel_name:
            self._check_domain(node, "domain", self._env[field.comodel_name])
        if node.get("filter_domain"):
            self._check_domain(node, "filter_domain", scope.model)
        for child in node:
            if isinstance(child, SKIPPED_ELEMENT_TYPES):
                continue
            if child.tag in SUBVIEWS:
                if not field.comodel_name:
                    raise ViewError(f"The field {field} has no records to show in a view.", child)
                self._scope(child, self._env[field.comodel_name], scope)
            else:
                self._visit(child, scope)

    def _check_filter(self, node: Any, scope: Scope) -> None:
        if scope.kind == "search" and not node.get("name"):
            raise ViewError("A filter needs a name: extensions and contexts refer to it.", node)
        if node.get("domain"):
            self._check_domain(node, "domain", scope.model)
        date = node.get("date")
        if date:
            field = scope.model._fields.get(date.partition(".")[0])
            if field is None or field.type not in _DATE_PARTS:
                raise ViewError(f"date={date!r} of a filter must name a date field of {scope.model._name}.", node)
        context = node.get("context")
        if context:
            self._check_context(node, context, scope)

    def _check_context(self, node: Any, context: str, scope: Scope) -> None:
        try:
            values = get_dict_asts(context)
        except (SyntaxError, ValueError) as error:
            raise ViewError(f"context={context!r} is no dictionary: {error}", node) from error
        grouping = values.get("group_by")
        names: Iterable[Any] = (
            [grouping] if grouping is not None and not hasattr(grouping, "elts") else getattr(grouping, "elts", ())
        )
        for name in names:
            value = getattr(name, "value", None)
            if isinstance(value, str):
                self._check_path(value.partition(":")[0], scope.model, node)

    def _check_button(self, node: Any, scope: Scope) -> None:
        kind, name = node.get("type"), node.get("name")
        if kind == "object":
            self._check_method(node, name, scope.model)
        elif kind == "action":
            self._check_action(node, name)
        elif kind and kind not in {
            "submit",
            "reset",
            "button",
            "edit",
            "delete",
            "open",
            "url",
            "archive",
            "unarchive",
            "set_cover",
        }:
            raise ViewError(f"A button is of type object or action, not {kind!r}.", node)

    @staticmethod
    def _check_method(node: Any, name: str | None, model: Any) -> None:
        if not name:
            raise ViewError("A button of type object needs the name of a method.", node)
        if name.startswith("_"):
            raise ViewError(f"The method {name} is private: a button cannot call it.", node)
        if not callable(getattr(type(model), name, None)):
            raise ViewError(f"{name} is no method of the model {model._name}.", node)

    def _check_action(self, node: Any, name: str | None) -> None:
        if not name:
            raise ViewError("A button of type action needs the external id or the number of an action.", node)
        if name.isdigit():
            if not self._env["ir.actions.actions"].browse(int(name)).exists():
                raise ViewError(f"There is no action {name}.", node)
        elif "." in name:
            model, _id = self._env["ir.model.data"]._xmlid_to_res_model_res_id(name)
            if not model or not model.startswith("ir.actions."):
                raise ViewError(
                    f"There is no action {name!r}: check its external id, and the dependencies of the addon.", node
                )

    def _check_label(self, node: Any, scope: Scope) -> None:
        target = node.get("for")
        if not target:
            return
        if any(
            each.get("id") == target or each.get("name") == target for each in scope.root.iter() if each is not node
        ):
            return
        raise ViewError(f"The label is for {target!r}, but no element of the view has that name or id.", node)

    def _check_groupby(self, node: Any, scope: Scope) -> None:
        field = scope.model._fields.get(node.get("name") or "")
        if field is None or field.type != "many2one":
            raise ViewError(f"<groupby> needs a many2one field of {scope.model._name}.", node)

    def _group_by_scope(self, node: Any, scope: Scope) -> Scope:
        field = scope.model._fields[node.get("name")]
        return Scope(self._env[field.comodel_name], node, "groupby", scope)

    def _check_progressbar(self, node: Any, scope: Scope) -> None:
        if node.get("field") not in scope.model._fields:
            raise ViewError(f"<progressbar> needs a field of {scope.model._name}, not {node.get('field')!r}.", node)

    # ---- texts -------------------------------------------------------------------------------------------------

    def _check_domain(self, node: Any, attribute: str, model: Any) -> None:
        paths, _names = domain_names(node, attribute, node.get(attribute))
        for path in paths:
            self._check_path(path, model, node)

    def _check_path(self, path: str, model: Any, node: Any) -> None:
        """Check a path of fields, such as `partner_id.country_id.code` or `date.month_number`."""
        current = model
        for step in path.split("."):
            field = current._fields.get(step) if current is not None else None
            if field is None:
                raise ViewError(
                    f"There is no field {step!r} in {current._name if current is not None else path!r} ({path}).", node
                )
            if field.comodel_name and field.comodel_name in self._env:
                current = self._env[field.comodel_name]
            elif field.type in _DATE_PARTS or field.type in _DEEP_OPERATORS_END:
                return
            else:
                current = None

    @staticmethod
    def _is_inside_template(node: Any) -> bool:
        """Tell whether the element belongs to a template with loops of its own, whose fields are not the view's."""
        return any(each.get("t-foreach") for each in node.iterancestors())
