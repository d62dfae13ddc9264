"""What a form view says of the fields of a form: which there are, and when each is readonly, required or invisible."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from lxml import etree

from trivium.orm.fields import Date, Datetime
from trivium.tools.safe_eval import datetime, dateutil, safe_eval, time

__all__ = ["MODIFIER_ALIASES", "FormField", "FormView", "evaluate", "get_static_context"]

MODIFIER_ALIASES: Final = {"1": "True", "0": "False", "true": "True", "false": "False"}
_MODIFIERS: Final = ("readonly", "required", "invisible", "column_invisible")
_X2MANY: Final = ("one2many", "many2many")
_MAX_DEPTH: Final = 2
"""Lines of lines have a form; the lines of these do not."""


@dataclass(slots=True)
class FormField:
    """A field of a form.

    Attributes:
        name: of the field.
        type: of the field.
        relation: model it leads to, "" for none.
        inverse: field of the lines that leads back, "" for none.
        modifiers: modifier -> expressions, one for each place in the view; it holds if all of them do.
        context: expression of the context for the records it leads to.
        force_save: whether it is saved although it is readonly.
        edition: the view of its lines.
    """

    name: str
    type: str
    relation: str = ""
    inverse: str = ""
    modifiers: dict[str, list[str]] = field(default_factory=dict)
    context: str = "{}"
    force_save: bool = False
    edition: "FormView | None" = None


class FormView:
    """The fields of a view.

    Args:
        model: an empty recordset.
        arch: the view's element.
        depth: how deep it stands in others.
    """

    def __init__(self, model: Any, arch: etree._Element, depth: int = 0) -> None:
        self.model = model
        self.arch = arch
        self.fields: dict[str, FormField] = {}
        for node in _own_fields(arch):
            self._add(node, depth)
        if "id" in model._fields and "id" not in self.fields:
            self.fields["id"] = FormField("id", "integer", modifiers={"readonly": ["True"]})

    @classmethod
    def load(cls, model: Any, view: Any = None) -> "FormView":
        """Return the form view of a model: the default one, or that of an id, an external id or a record."""
        if isinstance(view, str):
            view = model.env.ref(view)
        view_id = view if isinstance(view, int) or view is None else view.id
        loaded = model.get_view(view_id or False, "form")
        return cls(model, etree.fromstring(loaded["arch"]))

    def _add(self, node: etree._Element, depth: int) -> None:
        name = node.get("name", "")
        definition = self.model._fields.get(name)
        if definition is None:
            raise AssertionError(f"The view shows the field {name!r}, which {self.model._name} does not have")
        found = self.fields.get(name)
        if found is None:
            found = self.fields[name] = FormField(
                name,
                definition.type,
                getattr(definition, "comodel_name", None) or "",
                getattr(definition, "inverse_name", None) or "",
            )
        for modifier in _MODIFIERS:
            found.modifiers.setdefault(modifier, []).append(self._modifier(node, modifier, definition))
        found.context = node.get("context") or found.context
        found.force_save = found.force_save or node.get("force_save") in {"1", "True"}
        if definition.type in _X2MANY and found.edition is None and depth < _MAX_DEPTH:
            found.edition = self._edition(node, found, depth)

    def _modifier(self, node: etree._Element, modifier: str, definition: Any) -> str:
        """Return the expression of a modifier at one place; what hides an element hides what is inside."""
        declared = modifier in {"readonly", "required"} and bool(getattr(definition, modifier))
        expressions = [node.get(modifier) or str(declared)]
        if modifier == "invisible":
            parent = node.getparent()
            while parent is not None and parent is not self.arch.getparent():
                if parent.get("invisible"):
                    expressions.append(parent.get("invisible", ""))
                parent = parent.getparent()
        return " or ".join(f"({MODIFIER_ALIASES.get(text.strip(), text.strip())})" for text in expressions)

    def _edition(self, node: etree._Element, found: FormField, depth: int) -> "FormView":
        """Return the view in which lines are edited: the list if it can be edited, otherwise the form."""
        comodel = self.model.env[found.relation].with_context(**get_static_context(found.context))
        listed = next((child for child in node if child.tag in {"list", "tree"}), None)
        form = next((child for child in node if child.tag == "form"), None)
        if listed is not None and listed.get("editable"):
            return FormView(comodel, listed, depth + 1)
        if form is not None:
            return FormView(comodel, form, depth + 1)
        if found.type == "many2many":
            return FormView(comodel, etree.Element("form"), depth + 1)
        loaded = comodel.get_view(False, "form")
        return FormView(comodel, etree.fromstring(loaded["arch"]), depth + 1)

    def specification(self) -> dict[str, Any]:
        """Return what the server is asked for: the fields, with those of their lines."""
        result: dict[str, Any] = {}
        for name, found in self.fields.items():
            if found.type in _X2MANY:
                inner = found.edition.specification() if found.edition and found.type == "one2many" else {}
                result[name] = {"fields": inner}
            else:
                result[name] = {}
        return result


def _own_fields(arch: etree._Element) -> Iterator[etree._Element]:
    """Give the field elements of a view, not those of the views inside of fields."""
    for child in arch:
        if child.tag == "field":
            yield child
        elif isinstance(child.tag, str):
            yield from _own_fields(child)


def get_static_context(context_str: str) -> dict[str, Any]:
    """Return the parts of a context's source that are constants."""
    try:
        tree = ast.parse((context_str or "{}").strip(), mode="eval").body
    except SyntaxError:
        return {}
    if not isinstance(tree, ast.Dict):
        return {}
    found = {}
    for key, value in zip(tree.keys, tree.values, strict=True):
        try:
            if key is not None:
                found[str(ast.literal_eval(key))] = ast.literal_eval(value)
        except ValueError:
            continue  # it depends on the record
    return found


def evaluate(expression: str, env: Any, values: dict[str, Any]) -> Any:
    """Return the value of an expression of a view, as the browser would evaluate it."""
    context = {
        "uid": env.uid,
        "context": dict(env.context),
        "allowed_company_ids": env.companies.ids,
        "current_company_id": env.company.id,
        "time": time,
        "datetime": datetime,
        "relativedelta": dateutil.relativedelta.relativedelta,  # type: ignore[attr-defined]  # a wrapped module
        "context_today": lambda: Date.context_today(env.user),
        "today": str(Date.today()),
        "now": str(Datetime.now()),
        **values,
    }
    return safe_eval(expression, context)
