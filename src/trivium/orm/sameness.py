"""Whether a record has the values that it is given already, so that nothing has to be written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.orm.commands import Command

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["is_as_given"]

_PLAIN = frozenset(
    (
        *("binary", "boolean", "char", "date", "datetime", "float", "html", "integer"),
        *("many2one", "monetary", "reference", "selection", "text"),
    )
)
_TO_MANY = frozenset({"many2many", "one2many"})


def is_as_given(record: Any, values: Mapping[str, Any]) -> bool:
    """Tell whether `record` has `values`, as far as that is certain; False where only writing can tell.

    Args:
        record: one record; what is read of it is read for all that it was browsed with.
        values: as for `write`.
    """
    record = record.with_context(active_test=False)
    return all(_has(record, name, value) for name, value in values.items())


def _has(record: Any, name: str, value: Any) -> bool:
    field = record._fields.get(name)
    if field is None:
        return False
    if field.type in _TO_MANY:
        return _are_done(value, set(record[name]._ids))
    if field.type not in _PLAIN:
        return False
    given = field.convert_to_record(field.convert_to_cache(value, record, validate=False), record)
    return bool(given == record[name])


def _are_done(commands: Any, present: set[Any]) -> bool:
    """Tell whether commands would leave the records `present` as they are."""
    return isinstance(commands, (list, tuple)) and all(_is_done(command, present) for command in _listed(commands))


def _listed(commands: Iterable[Any]) -> Iterable[Any]:
    return (command if isinstance(command, (list, tuple)) else (None,) for command in commands)


def _is_done(command: Any, present: set[Any]) -> bool:
    match tuple(command):
        case (Command.SET, _, [*ids]) | (Command.SET, _, (*ids,)):
            return set(ids) == present
        case (Command.LINK, record_id, *_):
            return record_id in present
        case (Command.UNLINK | Command.DELETE, record_id, *_):
            return record_id not in present
        case (Command.CLEAR, *_):
            return not present
    return False
