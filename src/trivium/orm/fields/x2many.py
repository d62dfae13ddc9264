"""What one2many and many2many fields have in common: sets of records, changed by commands."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping
from typing import Any

from trivium.orm.commands import Command
from trivium.orm.identifiers import NewId
from trivium.orm.transaction import ABSENT
from trivium.orm.utils import PREFETCH_MAX
from trivium.orm.visibility import visibility

from ._relational import Relational
from ._relational_conditions import X2manyConditions
from .numeric import INT4_MAX

KINDS = frozenset(Command)


def _is_id(value: Any, kinds: Any) -> bool:
    return isinstance(value, kinds) and not (isinstance(value, int) and value > INT4_MAX)


def _is_command(command: Any, ids: Any) -> bool:
    """Tell whether a value is a command: its kind, then the ids and the values that this kind asks for.

    Args:
        command: the value.
        ids: the types that ids may have.
    """
    if not isinstance(command, list | tuple) or not command or not isinstance(command[0], int):
        return False
    kind, id_, rest = (*command, None, None)[:3]
    named = len(command) > 1 and (id_ is None or _is_id(id_, ids))
    if kind == Command.CREATE:
        return not rest or isinstance(rest, Mapping)
    if kind == Command.UPDATE:
        return named and (not rest or isinstance(rest, Mapping))
    if kind == Command.SET:
        several = isinstance(rest, Iterable) and not isinstance(rest, str | Mapping)
        return not rest or (several and all(each is None or _is_id(each, ids) for each in rest))
    return kind == Command.CLEAR or (kind in KINDS and named)


def _leaves_none(value: Any) -> bool:
    """Tell whether what is assigned is one command after which there are no records, as defaults often are."""
    if not isinstance(value, list) or len(value) != 1:
        return False
    command = value[0]
    if not isinstance(command, list | tuple) or not command or not isinstance(command[0], int):
        return False
    return command[0] == Command.CLEAR or (command[0] == Command.SET and not any(command[2:3]))


class RelationalMulti(X2manyConditions, Relational):  # type: ignore[misc] # a field to records always has a comodel
    """A field to records of another model."""

    write_sequence = 20
    plain_column = False
    falsy_value = ()
    prefetch = True

    @property
    def null(self) -> tuple[()]:
        """No records."""
        return ()

    # -- conversion --------------------------------------------------------------------------------------------------

    def commands(self, value: Any) -> list[Any]:
        """Return what code assigns as a list of commands.

        Raises:
            ValueError: it is neither records, ids, commands, nor false.
        """
        if hasattr(value, "_ids"):
            if value._name != self.comodel_name:
                raise ValueError(f"Wrong value for {self}: {value!r} is not of model {self.comodel_name}")
            return [Command.set(value._ids)]
        if value is None or value is False:
            return [Command.clear()]
        if isinstance(value, list | tuple | set | frozenset):
            if value and all(isinstance(item, int | NewId) and not isinstance(item, Command) for item in value):
                return self._checked([Command.set(value)])
            return self._checked(value)
        raise ValueError(f"Wrong value for {self}: {value!r} is neither records, ids nor commands")

    def _checked(self, value: Iterable[Any], saved: bool = True) -> list[Any]:
        """Return commands, and dictionaries as commands that create.

        Args:
            value: commands and dictionaries.
            saved: whether all ids must be those of records; a form has texts for lines that it has not saved.

        Raises:
            ValueError: one is no command.
        """
        ids = int | NewId if saved else int | NewId | str
        commands = [Command.create(item) if isinstance(item, dict) else item for item in value]
        for command in commands:
            if not _is_command(command, ids):
                raise ValueError(f"Wrong value for {self}: {command!r} is no command")
        return commands

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> tuple[Any, ...]:
        """Records, ids, or commands, as the ids that result."""
        new = bool(record) and not any(record._ids)
        if hasattr(value, "_ids"):
            if validate and value._name != self.comodel_name:
                raise ValueError(f"Wrong value for {self}: {value!r} is not of model {self.comodel_name}")
            return self._wrapped(value._ids, new, record)
        if not value and not isinstance(value, dict):
            # no commands, for the form of a saved record: its lines are those that are saved
            form = not validate and isinstance(value, list) and new and record._origin
            return record[self.name]._ids if form else ()
        if _leaves_none(value):
            return ()
        if isinstance(value, list | tuple | set | frozenset):
            if all(isinstance(item, int | NewId) and not isinstance(item, Command) for item in value):
                return self._wrapped(value, new, record)
            return self._after_commands(record, self._checked(value, validate), new, validate)
        raise ValueError(f"Wrong value for {self}: {value!r}")

    def _wrapped(self, ids: Iterable[Any], new: bool, record: Any) -> tuple[Any, ...]:
        """Return ids as a new record has them: new ids that stand for the saved ones."""
        if new:
            return tuple(dict.fromkeys(self._unsaved(id_, record) for id_ in ids))
        return tuple(dict.fromkeys(ids))

    def _unsaved(self, id_: Any, record: Any) -> Any:
        """Return the new id that stands for a saved one, known to the transaction."""
        if not id_ or isinstance(id_, NewId):
            return id_
        fresh = NewId(id_)
        record.env.transaction.unsaved.setdefault(self.comodel_name, {})[fresh] = None
        return fresh

    def _after_commands(self, record: Any, commands: Iterable[Any], new: bool, validate: bool) -> tuple[Any, ...]:
        comodel = self.comodel(record)
        ids: dict[Any, None] = dict.fromkeys(record[self.name]._ids if record and (validate or record._origin) else ())
        known = {id_.origin if isinstance(id_, NewId) and id_.origin else id_: id_ for id_ in ids}

        def own(id_: Any) -> Any:
            if isinstance(id_, NewId):
                return id_
            return (
                known.get(id_)
                or next((i for i in ids if isinstance(i, NewId) and i.ref == id_), None)
                or (self._unsaved(id_, record) if new and isinstance(id_, int) else id_)
            )

        for command in commands:
            if isinstance(command, dict):
                ids[comodel.new(command)._ids[0]] = None
                continue
            kind = command[0]
            if kind == Command.CREATE:
                ids[comodel.new(command[2] or {}, ref=command[1] or None)._ids[0]] = None
            elif kind == Command.UPDATE:
                line = comodel.browse([own(command[1])])
                if validate:
                    line.update(command[2])
                else:
                    line._update_cache(command[2], validate=False)
                ids.setdefault(line._ids[0])
            elif kind in (Command.DELETE, Command.UNLINK):
                ids.pop(own(command[1]), None)
            elif kind == Command.LINK:
                ids[own(command[1])] = None
            elif kind == Command.CLEAR:
                ids.clear()
            elif kind == Command.SET:
                ids = dict.fromkeys(own(id_) for id_ in command[2])
        return tuple(ids)

    def convert_to_record(self, value: Any, record: Any) -> Any:
        """The records; archived ones are left out unless the context wants them."""
        comodel = self.comodel(record)
        prefetch: Any = value
        near = record._prefetch_ids
        alone = near.__class__ is tuple and len(near) == 1  # the length of others is not known without a walk
        if not alone and value and not isinstance(value[0], NewId):
            prefetch = PrefetchX2many(record, self)
        records = type(comodel)(comodel.env, value or (), prefetch)
        if records and comodel._active_name and self._active_test(record):
            active = comodel._fields[comodel._active_name]
            column = record.env._columns[active]
            kept = [
                id_
                for id_ in records._ids
                if (column[id_] if id_ in column else active.cached(type(comodel)(comodel.env, (id_,), prefetch)))
            ]
            if len(kept) != len(records._ids):
                records = type(comodel)(comodel.env, tuple(kept), prefetch)
        return records

    def _active_test(self, record: Any) -> bool:
        context = self.context
        if isinstance(context, dict) and "active_test" in context:
            return bool(context["active_test"])
        return bool(record.env.context.get("active_test", True))

    def convert_to_read(self, value: Any, record: Any, use_display_name: bool = True) -> Any:
        """The list of ids."""
        return list(value._ids)

    def convert_to_write(self, value: Any, record: Any) -> Any:
        """Commands."""
        if isinstance(value, tuple | set | frozenset):
            value = list(value)
        if not hasattr(value, "_ids"):
            return self.commands(value)
        if all(value._ids):
            return [Command.set(value._ids)]
        result: list[Any] = [Command.clear()] if not any(isinstance(i, NewId) and i.origin for i in value._ids) else []
        kept: list[Any] = [
            i.origin if isinstance(i, NewId) else i for i in value._ids if i or (isinstance(i, NewId) and i.origin)
        ]
        if kept:
            result.append(Command.set(kept))
        for line in value:
            if line.id and not isinstance(line.id, NewId):
                continue
            values = line._convert_to_write(
                {name: line[name] for name in line._cached_names() if name != getattr(self, "inverse_name", None)}
            )
            origin = line._origin.id
            if origin:
                changed = {
                    k: v
                    for k, v in values.items()
                    if v != line._fields[k].convert_to_write(line._origin[k], line._origin)
                }
                if changed:
                    result.append(Command.update(origin, changed))
            else:
                result.append(Command.create(values))
        return result

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """The names, comma separated."""
        return ",".join(name for name in value.mapped("display_name") if name) if value else ""

    def convert_to_display_name(self, value: Any, record: Any) -> Any:
        """Such a field names nothing."""
        raise NotImplementedError(f"{self} cannot be the name of a record")

    # -- reading -----------------------------------------------------------------------------------------------------

    def __get__(self, record: Any, owner: Any = None) -> Any:
        if record is None:
            return self
        if len(record._ids) == 1:
            return self.convert_to_record(self.shown(self.cached(record), record), record)
        return self.mapped(record)

    def shown(self, value: tuple[Any, ...], record: Any, *, sure: bool = False) -> tuple[Any, ...]:
        """Return those of the cached ids that the user of `record` is shown.

        Args:
            value: the ids.
            record: whose value it is; those of the records found with it are looked at too.
            sure: whether what was readable before a change is asked for again: for what clients are told.
        """
        if record.env.su or not self.restricted or not value:
            return value
        comodel = self.comodel(record)
        known = visibility(comodel)
        return value if known is None else known.select(comodel, value, PrefetchX2many(record, self), sure=sure)

    def shown_values(self, values: list[tuple[Any, ...]], records: Any) -> list[tuple[Any, ...]]:
        """Return, of the cached ids of each record, those that clients of the user are told.

        Raises:
            AccessError: the user may not read the other model.
        """
        if records.env.su or not self.restricted:
            return values
        comodel = self.comodel(records)
        comodel.check_access("read")
        known = visibility(comodel)
        if known is None:
            return values
        shown = frozenset(known.select(comodel, dict.fromkeys(id_ for ids in values for id_ in ids), sure=True))
        return [tuple([id_ for id_ in ids if id_ in shown]) for ids in values]

    @property
    def restricted(self) -> bool:
        """Whether the other model's rules decide what users are shown: not of what code has computed for them."""
        return self.store and not self.bypass_search_access

    def mapped(self, records: Any) -> Any:
        """Return the records of several records together, each once."""
        found: dict[Any, None] = {}
        column = records.env._columns[self]
        for index, id_ in enumerate(records._ids):
            value = column.get(id_, ABSENT)
            if value is ABSENT:
                value = self.cached(records[index])
            found.update(dict.fromkeys(value))
        every = records.browse(records._ids)
        alone = type(every)(every.env, every._ids, every._ids[:1])
        return self.convert_to_record(self.shown(tuple(found), alone), alone)

    # -- assigning ---------------------------------------------------------------------------------------------------

    def to_record(self, value: Any, records: Any) -> Any:
        """Commands stay what they are; an empty list that is assigned stands for no records.

        Raises:
            ValueError: records of another model.
        """
        if hasattr(value, "_ids") and value._name != self.comodel_name:
            raise ValueError(f"Wrong value for {self}: {value!r} is not of model {self.comodel_name}")
        return value if value or value is False or value is None else self.comodel(records)

    def write(self, records: Any, value: Any) -> None:
        """Apply what is assigned to each of `records`."""
        self.write_batch([(records, value)])

    def is_blank_after(self, value: Any) -> bool:
        """Tell whether what is assigned leaves no records, where there are none without it."""
        return not self.compute and _leaves_none(value)

    def create(self, record_values: Iterable[tuple[Any, Any]]) -> None:
        """Apply what is assigned to records just created."""
        given = []
        for records, value in record_values:
            if _leaves_none(value):
                records.env._columns[self].update(dict.fromkeys(records._ids, ()))
            else:
                given.append((records, value))
        if given:
            self.write_batch(given, create=True)

    def write_batch(self, pairs: Iterable[tuple[Any, Any]], create: bool = False) -> None:
        """Apply what is assigned to sets of records."""
        saved, new = [], []
        for records, value in pairs:
            commands = self.commands(value)
            real = [id_ for id_ in records._ids if id_ and not isinstance(id_, NewId)]
            if len(real) == len(records):
                saved.append((records, commands))
                continue
            if real:
                saved.append((records.browse(real), commands))
            unsaved = [id_ for id_ in records._ids if not id_ or isinstance(id_, NewId)]
            new.append((records.browse(unsaved), commands))
        if saved:
            if self.store:
                self.write_saved(saved, create)
            else:
                for records, commands in saved:
                    self._write_cache(records, commands)
        for records, commands in new:
            self.write_new_lines(records, commands)

    def _write_cache(self, records: Any, commands: list[Any]) -> None:
        column = records.env._columns[self]
        for record in records:
            column[record._ids[0]] = self.convert_to_cache(commands, record)

    def write_saved(self, pairs: list[tuple[Any, list[Any]]], create: bool) -> None:
        """Apply commands to saved records."""
        raise NotImplementedError

    def write_new_lines(self, records: Any, commands: list[Any]) -> None:
        """Apply commands to new records, in the cache alone."""
        raise NotImplementedError


class PrefetchX2many:
    """The ids to prefetch with the records of a x2many field: those of the values beside it."""

    __slots__ = ("field", "record")

    def __init__(self, record: Any, field: Any) -> None:
        self.record = record
        self.field = field

    def __iter__(self) -> Any:
        column = self.record.env._columns[self.field]
        seen: set[Any] = set()
        for id_ in itertools.islice(self.record._prefetch_ids, PREFETCH_MAX):
            for value in column.get(id_, ()):
                if value not in seen:
                    seen.add(value)
                    yield value

    def __len__(self) -> int:
        return sum(1 for _id in self)

    def __reversed__(self) -> Any:
        return reversed(list(self))
