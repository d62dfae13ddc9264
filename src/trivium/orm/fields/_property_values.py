"""Values of properties: as they are kept in JSON, and what is left of them where their definition has changed."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def plain(value: Any) -> Any:
    """Return a value as it is kept in JSON: ids for records, texts for dates."""
    if hasattr(value, "_ids"):
        return list(value.ids) if len(value) != 1 else value.id
    if isinstance(value, list | tuple) and value and isinstance(value[0], list | tuple):
        return [pair[0] for pair in value]
    if isinstance(value, tuple):
        return value[0] if value else False
    if hasattr(value, "isoformat"):
        return str(value)
    return value


def options(definition: dict[str, Any]) -> list[str]:
    """Return what a selection offers, or the tags that there are."""
    return [option[0] for option in definition.get(definition["type"]) or ()]


def fitting(value: Any, definition: dict[str, Any]) -> Any:
    """Return what a kept value says under a definition; None where it says nothing.

    Definitions change under the values of many records: options and tags go, a property gets another type. The values
    stay as they are until they are written again.

    Args:
        value: as it is kept.
        definition: the definition as it is now.
    """
    if value is None or value is False:
        return None
    fit = _FITTING.get(definition["type"])
    return fit(value, definition) if fit else value


class PrefetchProperty:
    """The ids to prefetch with the records that a property leads to: those of records that were found together.

    Args:
        record: one of them.
        field: the field of properties.
        definition: of the property.
    """

    __slots__ = ("column", "definition", "ids")

    def __init__(self, record: Any, field: Any, definition: dict[str, Any]) -> None:
        self.ids, self.column, self.definition = record._prefetch_ids, record.env._columns[field], definition

    def __iter__(self) -> Iterator[int]:
        found: dict[int, None] = {}
        for id_ in self.ids:
            value = fitting((self.column.get(id_) or {}).get(self.definition["name"]), self.definition)
            found.update(dict.fromkeys(value if isinstance(value, list) else [value] if value else []))
        return iter(found)

    def __len__(self) -> int:
        return sum(1 for _id in self)

    def __reversed__(self) -> Iterator[int]:
        return reversed(list(self))


def _id(value: Any, _definition: dict[str, Any]) -> int | None:
    if isinstance(value, list) and value:  # one of several is kept as its id alone, several as their list
        value = value[0]
    return value if type(value) is int and value > 0 else None


def _ids(value: Any, _definition: dict[str, Any]) -> list[int]:
    found = value if isinstance(value, list) else [value]
    return list(dict.fromkeys(id_ for id_ in found if type(id_) is int and id_ > 0))


def _number(value: Any, _definition: dict[str, Any]) -> float | None:
    return value if type(value) in (int, float) else None


def _integer(value: Any, _definition: dict[str, Any]) -> int | None:
    return int(value) if type(value) in (int, float) else None


def _text(value: Any, _definition: dict[str, Any]) -> str | None:
    return value if isinstance(value, str) else None


def _option(value: Any, definition: dict[str, Any]) -> str | None:
    return value if value in options(definition) else None


def _tags(value: Any, definition: dict[str, Any]) -> list[str]:
    known = options(definition)
    return [tag for tag in value if tag in known] if isinstance(value, list) else []


def _moment(value: Any, _definition: dict[str, Any]) -> str | None:
    try:
        dt.datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return None
    return str(value)


_FITTING: Final[dict[str, Callable[[Any, dict[str, Any]], Any]]] = {
    "boolean": lambda value, _definition: bool(value),
    "integer": _integer,
    "float": _number,
    "monetary": _number,
    **dict.fromkeys(("char", "text", "html", "signature"), _text),
    "date": _moment,
    "datetime": _moment,
    "selection": _option,
    "tags": _tags,
    "many2one": _id,
    "many2many": _ids,
}
