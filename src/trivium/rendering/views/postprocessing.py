"""An arch made ready for a user: what they may not see is gone, what the client needs to know is added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from lxml import etree

from trivium.rendering.views.access import Access
from trivium.rendering.views.names import SUBVIEWS, Scope, domain_names, used_names
from trivium.tools.constants import SKIPPED_ELEMENT_TYPES
from trivium.tools.template_inheritance import remove_element

if TYPE_CHECKING:
    from collections.abc import Callable

_TAG_LIKE_WIDGETS = ("many2many_", "many2one", "tags", "checkboxes", "selection", "badge")
_DATE_ATTRIBUTES = {
    "calendar": ("date_start", "date_stop", "date_delay", "color", "all_day", "create_name_field", "aggregate"),
    "kanban": ("default_group_by",),
    "list": ("default_group_by",),
    "form": (),
    "graph": (),
    "pivot": (),
    "activity": (),
    "search": (),
}  # fmt: skip
_NEEDS_RECORD_FIELDS = frozenset({"form", "list", "kanban"})


@dataclass
class Ready:
    """The result.

    Attributes:
        arch: the root element.
        models: names of the fields that the client is to be told of, by model.
    """

    arch: Any
    models: dict[str, set[str]]


class Postprocessor:
    """Makes archs ready.

    Args:
        env: environment of the user.
        default_arch: returns the arch of a kind of view of a model, for the records inside of a field.
        mobile: cards rather than lists inside of fields.
    """

    def __init__(self, env: Any, default_arch: Callable[[str, str], Any], *, mobile: bool = False) -> None:
        self._env = env
        self._access = Access(env)
        self._default_arch = default_arch
        self._mobile = mobile
        self._models: dict[str, set[str]] = {}

    def run(self, arch: Any, model: Any) -> Ready:
        """Make an arch ready; it is changed.

        Raises:
            ViewError: an expression in it is malformed.
        """
        self._scope(arch, model, None)
        return Ready(arch, self._models)

    def _scope(self, root: Any, model: Any, parent: Scope | None) -> Scope:
        scope = Scope(model, root, str(root.tag), parent, editable=self._is_editable(root, parent))
        names = self._models.setdefault(model._name, set())
        for attribute in _DATE_ATTRIBUTES.get(scope.kind, ()):
            name = (root.get(attribute) or "").partition(":")[0].partition(".")[0]
            if name in model._fields:
                names.add(name)
        for attribute, used in used_names(root):
            if attribute != "context":
                for name in used:
                    scope.use(name, root)
        for child in list(root):
            self._visit(child, scope)
        self._access.mark_root(root, model)
        self._add_missing(scope)
        names.update(scope.fields)
        if scope.kind in _NEEDS_RECORD_FIELDS:
            names.add("id")
            if "write_date" in model._fields:
                names.add("write_date")
        return scope

    @staticmethod
    def _is_editable(root: Any, parent: Scope | None) -> bool:
        if root.tag in {"form", "kanban"}:
            return True
        return root.tag == "list" and bool(root.get("editable") or root.get("multi_edit") or parent is not None)

    def _visit(self, node: Any, scope: Scope) -> None:
        if isinstance(node, SKIPPED_ELEMENT_TYPES):
            remove_element(node)
            return
        groups = node.attrib.pop("groups", None)
        if groups and not self._access.matches(groups):
            remove_element(node)
            return
        if node.tag == "field" and not self._field(node, scope):
            return
        if node.tag == "groupby":
            self._group_by(node, scope)
            return
        if node.tag == "label" and not self._label(node, scope):
            return
        if node.tag == "progressbar" and node.get("field") in scope.model._fields:
            self._models[scope.model._name].add(node.get("field"))
        if scope.kind != "search":
            for _attribute, names in used_names(node):
                for name in names:
                    scope.use(name, node)
        if node.tag != "field":
            for child in list(node):
                self._visit(child, scope)

    def _label(self, node: Any, scope: Scope) -> bool:
        """Remove the label of a field that the user may not see."""
        field = scope.model._fields.get(node.get("for") or "")
        if field is not None and not self._access.reads(field, scope.model):
            remove_element(node)
            return False
        return True

    def _group_by(self, node: Any, scope: Scope) -> None:
        """Treat the fields of `<groupby name="field">` as those of the model behind the field."""
        field = scope.model._fields.get(node.get("name") or "")
        if field is None or not field.comodel_name or not self._access.reads(field, scope.model):
            remove_element(node)
            return
        scope.has(field.name, node)
        inner = Scope(self._env[field.comodel_name], node, "groupby", scope, editable=False)
        for child in list(node):
            self._visit(child, inner)
        self._models.setdefault(field.comodel_name, set()).update(inner.fields)

    def _field(self, node: Any, scope: Scope) -> bool:
        """Make a field ready; return False if it was removed."""
        field = scope.model._fields.get(node.get("name") or "")
        if field is None:
            return True
        if not self._access.reads(field, scope.model):
            remove_element(node)
            return False
        scope.has(field.name, node)
        if scope.kind == "search":
            return True
        if field.comodel_name and field.type in {"many2one", "many2many", "one2many"}:
            self._relation(node, field, scope)
        if scope.editable and self._triggers_onchange(field, scope.model):
            node.set("on_change", "1")
        for needed in self._companions(field):
            scope.use(needed, node)
        for child in list(node):
            if child.tag in SUBVIEWS and field.comodel_name:
                self._subview(child, field, scope)
            elif isinstance(child, SKIPPED_ELEMENT_TYPES):
                remove_element(child)
            else:
                self._visit(child, scope)
        return True

    def _subview(self, child: Any, field: Any, scope: Scope) -> None:
        groups = child.attrib.pop("groups", None)
        if groups and not self._access.matches(groups):
            remove_element(child)
            return
        self._scope(child, self._env[field.comodel_name], scope)

    def _relation(self, node: Any, field: Any, scope: Scope) -> None:
        if scope.kind in {"form", "list", "kanban"} and field.type in {"many2one", "many2many"}:
            self._access.mark_relation(node, field)
        if not node.get("domain") and isinstance(field.domain, str):
            for name in domain_names(node, "domain", field.domain)[1]:
                scope.use(name, node)
        if scope.kind == "form" and field.type in {"one2many", "many2many"}:
            self._embed_views(node, field)

    def _embed_views(self, node: Any, field: Any) -> None:
        """Add the views of the records inside of a field where the arch leaves them to their model."""
        widget = node.get("widget") or ""
        if any(part in widget for part in _TAG_LIKE_WIDGETS) and widget != "many2many_list":
            return
        if node.get("invisible") in {"1", "True"} or field.comodel_name not in self._env:
            return
        present = {child.tag for child in node}
        modes = (node.get("mode") or ("kanban,list" if self._mobile else "list,kanban")).split(",")
        if present.isdisjoint(modes):
            wanted = "kanban" if self._mobile and "kanban" in modes else modes[0]
            if not self._access.may(field.comodel_name, "read"):
                return
            node.append(self._default_arch(field.comodel_name, wanted))

    @staticmethod
    def _triggers_onchange(field: Any, model: Any) -> bool:
        return bool(model._has_onchange(field, model._fields.values()))

    @staticmethod
    def _companions(field: Any) -> list[str]:
        """Return the fields without which the client cannot show a value: currency, model, definition."""
        names = [getattr(field, "currency_field", None), getattr(field, "model_field", None)]
        if field.type == "monetary":
            names[0] = field.currency_field or None
        if field.type == "properties":
            names.append(getattr(field, "definition_record", None))
        return [name for name in names if isinstance(name, str)]

    def _add_missing(self, scope: Scope) -> None:
        """Add, unseen, the fields that expressions read and that the view does not show."""
        if scope.kind not in _NEEDS_RECORD_FIELDS:
            return
        hide = "column_invisible" if scope.kind == "list" else "invisible"
        for name in scope.missing():
            field = scope.model._fields.get(name)
            if field is None or not self._access.reads(field, scope.model):
                continue
            node = etree.Element("field", {"name": name, hide: "True", "readonly": "True"})
            if scope.kind == "kanban":
                scope.root.insert(0, node)
            else:
                scope.root.append(node)
            scope.has(name, node)
            if scope.editable and self._triggers_onchange(field, scope.model):
                node.set("on_change", "1")
