"""The values of a form that is being edited: what was there, what was changed, and the commands to save it."""

import copy
import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, SupportsIndex, overload

from trivium.orm.commands import Command

__all__ = ["M2MValue", "O2MValue", "UpdateDict", "X2MValue"]

_virtual = itertools.count(1)


class UpdateDict(dict[str, Any]):
    """Values by name, which knows which of them were changed by `update`."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.changed: set[str] = set()
        if args and isinstance(args[0], UpdateDict):
            self.changed.update(args[0].changed)

    def changed_items(self) -> Iterator[tuple[str, Any]]:
        """Give the values that were changed, with their names."""
        return ((name, self[name]) for name in self if name in self.changed)

    def update(self, *args: Any, **kw: Any) -> None:
        """Change values."""
        super().update(*args, **kw)
        self.changed.update(dict(*args, **kw))

    def clear(self) -> None:
        """Forget all values."""
        super().clear()
        self.changed.clear()


class X2MValue(Sequence[Any]):
    """The lines of a relational field: ids, each with the values that the form shows.

    Args:
        iterable_of_vals: the values of the lines that are there, `id` among them.
    """

    def __init__(self, iterable_of_vals: Iterable[Mapping[str, Any]] = ()) -> None:
        self._data: dict[Any, UpdateDict] = {vals["id"]: UpdateDict(vals) for vals in iterable_of_vals}
        self._given = tuple(self._data)

    def __repr__(self) -> str:
        return repr(self._data)

    def __contains__(self, id_: object) -> bool:
        return id_ in self._data

    @overload
    def __getitem__(self, index: SupportsIndex) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> list[Any]: ...

    def __getitem__(self, index: Any) -> Any:
        return list(self._data)[index]

    def __iter__(self) -> Iterator[Any]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __eq__(self, other: object) -> bool:
        return list(self) == other

    __hash__ = None  # type: ignore[assignment]  # it can be changed

    def __deepcopy__(self, memo: dict[int, Any]) -> "X2MValue":
        clone = type(self)()
        clone._data = {id_: copy.deepcopy(vals, memo) for id_, vals in self._data.items()}
        clone._given = self._given
        return clone

    def get_vals(self, id_: Any) -> UpdateDict:
        """Return the values of a line."""
        return self._data[id_]

    def add(self, id_: Any, vals: Mapping[str, Any]) -> None:
        """Add a record as a line."""
        self._data[id_] = UpdateDict(vals)

    def remove(self, id_: Any) -> None:
        """Take a line out."""
        self._data.pop(id_, None)

    def clear(self) -> None:
        """Take all lines out."""
        self._data.clear()

    def create(self, vals: Mapping[str, Any]) -> str:
        """Add a line that is no record yet; return the id that stands for it."""
        id_ = f"virtual_{next(_virtual)}"
        values = UpdateDict(vals)
        values.changed.update(vals)
        self._data[id_] = values
        return id_

    def update(self, id_: Any, changes: Mapping[str, Any], changed: Iterable[str] = ()) -> None:
        """Change values of a line.

        Args:
            id_: of the line.
            changes: the values.
            changed: names of further values that count as changed.
        """
        values = self._data[id_]
        values.update(changes)
        values.changed.update(changed)

    def to_list_of_vals(self) -> list[UpdateDict]:
        """Return the values of all lines."""
        return list(self._data.values())

    def _removed(self) -> list[Any]:
        return [id_ for id_ in self._given if id_ not in self._data]


class O2MValue(X2MValue):
    """The lines of a one2many: removing one deletes its record."""

    def to_commands(
        self, convert_values: Callable[[UpdateDict], Mapping[str, Any]] = lambda vals: vals
    ) -> list[tuple[Any, ...]]:
        """Return the commands that make the field what it is here.

        Args:
            convert_values: makes the values to send of those of a line: all of a new one, the changed ones of another.
        """
        commands: list[tuple[Any, ...]] = [(Command.DELETE, id_, 0) for id_ in self._removed()]
        for id_, vals in self._data.items():
            if not isinstance(id_, int):
                commands.append((Command.CREATE, id_, convert_values(vals)))
                continue
            if id_ not in self._given:
                commands.append((Command.LINK, id_, 0))
            changes = UpdateDict(vals.changed_items())
            changes.changed.update(vals.changed)
            values = {name: value for name, value in convert_values(vals).items() if name in changes}
            if values:
                commands.append((Command.UPDATE, id_, values))
        return commands


class M2MValue(X2MValue):
    """The records of a many2many."""

    def to_commands(self) -> list[tuple[Any, ...]]:
        """Return the commands that make the field what it is here."""
        return [
            *((Command.UNLINK, id_, 0) for id_ in self._removed()),
            *((Command.LINK, id_, 0) for id_ in self._data if id_ not in self._given),
        ]
