"""Values as data files write them; what they mean is found out when the record is loaded.

Each kind knows the external ids it refers to (`refs`), from which the order of loading follows, and resolves itself
against a `Scope` and the field that it is for.
"""

import base64
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from markupsafe import Markup

if TYPE_CHECKING:
    from trivium.modules.datafiles.scope import Scope
    from trivium.orm.fields import Field

__all__ = [
    "ActionName",
    "Constant",
    "DatabaseId",
    "Evaluation",
    "FileContent",
    "Fragment",
    "Groups",
    "Items",
    "ModelRecord",
    "NameLookup",
    "Reference",
    "References",
    "Search",
    "Text",
    "Value",
]

_REF_CALL = re.compile(r"""\bref\(\s*(['"])(?P<xmlid>[^'"%]+)\1""")
_PLACEHOLDER = re.compile(r"%(?:%|\((?P<xmlid>[^)]+)\)[ds])")
_GROUPS = re.compile(r"""\bgroups=(['"])(?P<xmlids>[^'"]+)\1""")
_TO_MANY = frozenset({"one2many", "many2many"})
_TRUE = frozenset({"1", "true", "yes", "y", "t", "on"})
_FALSE = frozenset({"", "0", "false", "no", "n", "f", "off", "none"})


class Value(Protocol):
    """What a data file gives for a field or an argument."""

    @property
    def refs(self) -> frozenset[str]:
        """External ids that must be known before this can be resolved, as written."""

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return the value for `field`, or the plain value where there is no field."""


def to_boolean(text: str) -> bool:
    """Return what `text` means as a boolean.

    Raises:
        ValueError: it means nothing.
    """
    lowered = text.strip().lower()
    if lowered in _TRUE:
        return True
    if lowered in _FALSE:
        return False
    raise ValueError(f"{text!r} is no boolean; write True or False")


_BY_FIELD_TYPE: dict[str, Callable[[str], Any]] = {
    "boolean": to_boolean,
    "integer": int,
    "many2one_reference": int,
    "float": float,
    "monetary": float,
    "html": Markup,
}

_BY_TYPE: dict[str, Callable[[str], Any]] = {
    "char": str,
    "text": str,
    "int": lambda text: None if text == "None" else int(text),
    "float": float,
    "base64": lambda text: base64.b64encode(text.encode()),
}


@dataclass(frozen=True, slots=True)
class Constant:
    """A value that is complete already."""

    value: Any
    refs: frozenset[str] = frozenset()

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return the value."""
        return self.value


@dataclass(frozen=True, slots=True)
class Text:
    """Text, converted by its declared type, else by the type of the field.

    Attributes:
        text: as written, without the element's tags.
        type: the `type` attribute, empty when absent.
    """

    text: str
    type: str = ""
    refs: frozenset[str] = frozenset()

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return the converted text; False where there is none."""
        if self.type:
            return _BY_TYPE[self.type](self.text)
        if field is None:
            return self.text
        if field.type in _TO_MANY:
            if self.text.strip():
                raise ValueError(f"field {field.name} takes records, not text; use eval= or nested records")
            return False
        if not self.text and field.type != "boolean":
            return False
        if field.type == "many2one":
            return self._to_id(field)
        convert = _BY_FIELD_TYPE.get(field.type)
        return convert(self.text) if convert else self.text

    def _to_id(self, field: "Field") -> int:
        if not self.text.strip().isdecimal():
            raise ValueError(f"field {field.name} takes a {field.comodel_name}; write ref= instead of {self.text!r}")
        return int(self.text)


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A Python expression.

    Attributes:
        expression: its source.
        model: model whose `browse` is `obj` in it, empty when none.
    """

    expression: str
    model: str = ""

    @property
    def refs(self) -> frozenset[str]:
        """External ids in calls of `ref` with a literal."""
        return frozenset(match["xmlid"] for match in _REF_CALL.finditer(self.expression))

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return the value of the expression."""
        return scope.evaluate(self.expression, self.model)


@dataclass(frozen=True, slots=True)
class Reference:
    """The record of an external id."""

    xmlid: str

    @property
    def refs(self) -> frozenset[str]:
        """The external id."""
        return frozenset({self.xmlid})

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return the id, `model,id` for a reference field, a link command for a field of many records."""
        model, res_id = scope.lookup(self.xmlid)
        if field is None:
            return res_id
        if field.type == "reference":
            return f"{model},{res_id}"
        if field.type in _TO_MANY:
            return [(4, res_id, 0)]
        return res_id


@dataclass(frozen=True, slots=True)
class References:
    """The records of a CSV cell with external ids: one, or several for a field of many records."""

    xmlids: tuple[str, ...]

    @property
    def refs(self) -> frozenset[str]:
        """The external ids."""
        return frozenset(self.xmlids)

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return a command that sets exactly these records; for any other field what `Reference` gives."""
        if field is not None and field.type in _TO_MANY:
            return [(6, 0, [scope.lookup(xmlid)[1] for xmlid in self.xmlids])]
        if len(self.xmlids) > 1:
            raise ValueError(f"takes one record, not the {len(self.xmlids)} of {', '.join(self.xmlids)}")
        return Reference(self.xmlids[0]).resolve(scope, field)


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups as menus and templates write them: external ids by comma, `-` before one that is taken away."""

    text: str

    def _parts(self) -> list[str]:
        return [part.strip() for part in self.text.split(",") if part.strip()]

    @property
    def refs(self) -> frozenset[str]:
        """The external ids."""
        return frozenset(part.removeprefix("-") for part in self._parts())

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return commands that link or unlink each group."""
        return [
            (3 if part.startswith("-") else 4, scope.lookup(part.removeprefix("-"))[1], 0) for part in self._parts()
        ]


@dataclass(frozen=True, slots=True)
class ActionName:
    """The name of an action, for a menu that has none of its own."""

    xmlid: str

    @property
    def refs(self) -> frozenset[str]:
        """The external id of the action."""
        return frozenset({self.xmlid})

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return the name."""
        return scope.record(self.xmlid).name


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """The record of `ir.model` for a model."""

    model: str
    refs: frozenset[str] = frozenset()

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return its id."""
        if self.model not in scope.env:
            raise ValueError(f"there is no model {self.model!r}")
        return scope.env["ir.model"]._get_id(self.model)


@dataclass(frozen=True, slots=True)
class Search:
    """Records found by a domain.

    Attributes:
        domain: source of the domain.
        model: model to search, that of the field when empty.
        use: field whose value is taken from the records found.
    """

    domain: str
    model: str = ""
    use: str = "id"

    @property
    def refs(self) -> frozenset[str]:
        """External ids in calls of `ref` within the domain."""
        return frozenset(match["xmlid"] for match in _REF_CALL.finditer(self.domain))

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return the first value found, a command that sets all of them for a field of many records."""
        model = self.model or (field.comodel_name if field is not None else None)
        if not model:
            raise ValueError("search= needs model=, the model to search")
        found = scope.env[model].search(scope.evaluate(self.domain, model))
        values = found.ids if self.use == "id" else [record[self.use] for record in found]
        if field is not None and field.type in _TO_MANY:
            return [(6, 0, values)]
        if not values:
            return False
        if field is not None and field.type == "reference":
            return f"{model},{values[0]}"
        return values[0]


@dataclass(frozen=True, slots=True)
class Fragment:
    """XML or HTML written inside a field, with `%(external id)d` standing for ids.

    Attributes:
        markup: the serialised elements.
        declaration: text put before it once the ids are filled in.
        html: whether the value is safe HTML.
    """

    markup: str
    declaration: str = ""
    html: bool = False

    @property
    def refs(self) -> frozenset[str]:
        """External ids of the placeholders, and of the groups that attributes name."""
        found = {match["xmlid"] for match in _PLACEHOLDER.finditer(self.markup) if match["xmlid"]}
        for match in _GROUPS.finditer(self.markup):
            found.update(part.strip().lstrip("!-") for part in match["xmlids"].split(",") if part.strip())
        return frozenset(found)

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return the markup with ids in it."""

        def fill(match: re.Match[str]) -> str:
            return str(scope.lookup(match["xmlid"])[1]) if match["xmlid"] else "%"

        # a lone %% is an escape only where placeholders are in use; CSS in templates has percentages of its own
        filled = _PLACEHOLDER.sub(fill, self.markup) if "%(" in self.markup else self.markup
        # safe: the text comes from a file of an installed addon
        return Markup(filled) if self.html else self.declaration + filled  # noqa: S704


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file of an addon, its path starting with the addon's name.

    Attributes:
        path: as written, `addon/folder/file`.
        type: the `type` attribute.
    """

    path: str
    type: str = ""
    refs: frozenset[str] = frozenset()

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return the content: encoded for `base64` and binary fields, else as text; the path itself for `file`."""
        file = scope.file(self.path)
        if self.type == "file":
            return self.path if "," in self.path else f"{scope.module},{self.path}"
        if self.type == "base64" or (not self.type and field is not None and field.type == "binary"):
            return base64.b64encode(file.read_bytes())
        return Text(_read_text(file), self.type if self.type in _BY_TYPE else "").resolve(scope, field)


def _read_text(file: Path) -> str:
    return file.read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Items:
    """Several values, as a list or a tuple."""

    items: Sequence[Value]
    make: Callable[[list[Any]], Any]

    @property
    def refs(self) -> frozenset[str]:
        """External ids of all the items."""
        return frozenset().union(*(item.refs for item in self.items))

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return the collection of resolved items."""
        return self.make([item.resolve(scope, None) for item in self.items])


@dataclass(frozen=True, slots=True)
class DatabaseId:
    """Ids as they are in the database, by comma."""

    text: str
    refs: frozenset[str] = frozenset()

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return the id, or a command that sets these records."""
        ids = [int(part) for part in self.text.split(",") if part.strip()]
        if field is not None and field.type in _TO_MANY:
            return [(6, 0, ids)]
        return ids[0] if ids else False


@dataclass(frozen=True, slots=True)
class NameLookup:
    """Text of a CSV cell: for a relational field, the displayed names of the records."""

    text: str
    refs: frozenset[str] = frozenset()

    def resolve(self, scope: "Scope", field: "Field | None") -> Any:
        """Return what the text means for the field."""
        if field is None or not field.relational or not self.text:
            return Text(self.text).resolve(scope, field)
        names = [part.strip() for part in self.text.split(",")] if field.type in _TO_MANY else [self.text]
        ids = [self._find(scope, str(field.comodel_name), name) for name in names]
        return [(6, 0, ids)] if field.type in _TO_MANY else ids[0]

    @staticmethod
    def _find(scope: "Scope", model: str, name: str) -> int:
        found = scope.env[model].name_search(name, operator="=")
        if not found:
            raise ValueError(f"no {model} is named {name!r}")
        if len(found) > 1:
            raise ValueError(f"{len(found)} records of {model} are named {name!r}; refer to one by external id")
        record_id: int = found[0][0]
        return record_id
