"""Small rules about names and ids that the whole engine shares."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from trivium.exceptions import AccessError, ValidationError

from .identifiers import IdType, NewId

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Reversible

SUPERUSER_ID = 1
PREFETCH_MAX = 1000
"""How many records are fetched, or computed, at once when one of them is read."""

MAGIC_COLUMNS = ["id", "create_uid", "create_date", "write_uid", "write_date"]
LOG_ACCESS_COLUMNS = MAGIC_COLUMNS[1:]

COLLECTION_TYPES = (list, tuple, set, frozenset)
SQL_OPERATORS_NAMES = ("=", "!=", "<", "<=", ">", ">=", "in", "not in", "like", "ilike")

regex_alphanumeric = re.compile(r"^[a-z0-9_]+$")
regex_object_name = re.compile(r"^[a-z0-9_.]+$")
regex_pg_name = re.compile(r"^[a-z_][a-z0-9_$]*$", re.IGNORECASE)
regex_private = re.compile(r"^(_.*|init)$")

PG_NAME_MAX = 63


def check_object_name(name: str) -> bool:
    """Tell whether `name` may name a model: lower case letters, digits, dots and underscores."""
    return regex_object_name.match(name) is not None


def check_pg_name(name: str) -> None:
    """Refuse a name that PostgreSQL would not take unquoted.

    Raises:
        ValidationError: the name has other characters, or more than 63 of them.
    """
    if not regex_pg_name.match(name):
        raise ValidationError(f"Invalid characters in table or column name {name!r}")
    if len(name) > PG_NAME_MAX:
        raise ValidationError(f"Table or column name {name!r} is too long: at most {PG_NAME_MAX} characters")


def check_method_name(name: str) -> None:
    """Refuse a method that may not be called from outside.

    Raises:
        AccessError: the method is private by its name.
    """
    if regex_private.match(name):
        raise AccessError(f"Private methods (such as {name!r}) cannot be called remotely.")


def parse_field_expr(field_expr: str) -> tuple[str, str | None]:
    """Split ``field.rest`` into its first name and what follows, None where nothing does.

    Raises:
        ValueError: the expression is empty or ends with a dot.
    """
    name, dot, rest = field_expr.partition(".")
    if not name or (dot and not rest):
        raise ValueError(f"Invalid field expression {field_expr!r}")
    return name, rest or None


def expand_ids(id0: IdType, ids: Iterable[IdType]) -> Iterator[IdType]:
    """Yield `id0`, then those of `ids` of the same kind (saved or new), each once."""
    yield id0
    seen = {id0}
    kind = bool(id0)
    for id_ in ids:
        if id_ not in seen and bool(id_) == kind:
            seen.add(id_)
            yield id_


class OriginIds:
    """The ids of saved records behind `ids`, in their order; new records without origin are left out."""

    __slots__ = ("ids",)

    def __init__(self, ids: Reversible[IdType]) -> None:
        self.ids = ids

    def __iter__(self) -> Iterator[int]:
        for id_ in self.ids:
            if real := (id_.origin if isinstance(id_, NewId) else id_):
                yield real

    def __len__(self) -> int:
        return sum(1 for _id in self)

    def __reversed__(self) -> Iterator[int]:
        for id_ in reversed(self.ids):
            if real := (id_.origin if isinstance(id_, NewId) else id_):
                yield real


origin_ids = OriginIds


def to_record_ids(value: Any) -> list[int]:
    """Return the database ids in `value`: a recordset, an id, or a list of ids."""
    if not value:
        return []
    if isinstance(value, int):
        return [value]
    ids = getattr(value, "_ids", value)
    return [id_ for id_ in ids if id_]


def check_values(model: Any, method: str, values: Iterable[Any]) -> None:
    """Refuse what does not give values by the names of fields.

    Args:
        model: who is to have the values.
        method: what was called, for the error.
        values: what was given for each record.

    Raises:
        TypeError: something is no mapping.
    """
    for value in values:
        if type(value) is not dict and not isinstance(value, Mapping):
            raise TypeError(
                f"{model._name}.{method}: values are a dictionary from names of fields to values, not {value!r:.80}"
            )


def check_known_fields(model: Any, names: Iterable[str], error: type[LookupError | ValueError] = ValueError) -> None:
    """Refuse names that are no fields of a model.

    Args:
        model: whose fields are meant.
        names: of fields.
        error: what clients are used to get from the method that was called.

    Raises:
        ValueError: there is no such field; or `error`.
    """
    for name in names:
        if name not in model._fields:
            raise error(f"Invalid field {name!r} in {model._name!r}")
