"""Operations on recordsets as sets and sequences."""

from __future__ import annotations

import functools
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Self

from .record import RecordCore
from .utils import regex_alphanumeric

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class SetsMixin(RecordCore):
    """Union, difference, comparison; mapping, filtering, sorting, grouping."""

    __slots__ = ()
    _register = False

    # -- sets --------------------------------------------------------------------------------------------------------

    def _same_model(self, other: Any, symbol: str) -> None:
        if not isinstance(other, RecordCore):
            raise TypeError(f"unsupported operand types in: {self!r} {symbol} {other!r}")
        if other._name != self._name:
            raise TypeError(f"inconsistent models in: {self!r} {symbol} {other!r}")

    def concat(self, *args: Self) -> Self:
        """Return these records followed by others, repetitions kept."""
        ids = list(self._ids)
        for arg in args:
            self._same_model(arg, "+")
            ids.extend(arg._ids)
        return self.browse(ids)

    def union(self, *args: Self) -> Self:
        """Return these records and others, each once."""
        ids = list(self._ids)
        for arg in args:
            self._same_model(arg, "|")
            ids.extend(arg._ids)
        return self.browse(dict.fromkeys(ids))

    def __add__(self, other: Self) -> Self:
        return self.concat(other)

    def __or__(self, other: Self) -> Self:
        return self.union(other)

    def __sub__(self, other: Self) -> Self:
        self._same_model(other, "-")
        gone = set(other._ids)
        return self.browse([id_ for id_ in self._ids if id_ not in gone])

    def __and__(self, other: Self) -> Self:
        self._same_model(other, "&")
        kept = set(other._ids)
        return self.browse(dict.fromkeys(id_ for id_ in self._ids if id_ in kept))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, RecordCore):
            return NotImplemented
        return self._name == other._name and (self._ids == other._ids or set(self._ids) == set(other._ids))

    __hash__ = RecordCore.__hash__

    def __le__(self, other: Self) -> bool:
        self._same_model(other, "<=")
        return set(self._ids) <= set(other._ids)

    def __lt__(self, other: Self) -> bool:
        self._same_model(other, "<")
        return set(self._ids) < set(other._ids)

    def __ge__(self, other: Self) -> bool:
        self._same_model(other, ">=")
        return set(self._ids) >= set(other._ids)

    def __gt__(self, other: Self) -> bool:
        self._same_model(other, ">")
        return set(self._ids) > set(other._ids)

    # -- mapping -----------------------------------------------------------------------------------------------------

    def mapped(self, func: str | Callable[[Self], Any]) -> Any:
        """Apply a function to each record, or follow a dotted path of fields.

        Returns a recordset where the values are records, each once; otherwise a list.
        """
        if not func:
            return self
        if isinstance(func, str):
            values: Any = self
            for name in func.split("."):
                if not isinstance(values, RecordCore):
                    raise TypeError(f"{self._name}: the path {func!r} goes on behind {name!r}, which has no records")
                values = values._mapped_field(name)
            return values
        results = [func(record) for record in self]
        if not results:
            empty = func(self)
            return empty if isinstance(empty, RecordCore) else []
        if isinstance(results[0], RecordCore):
            return results[0].union(*results[1:])
        return results

    def _mapped_field(self, name: str) -> Any:
        field = self._fields[name]
        if field.groups:
            self._check_field_access(field, "read")
        if field.relational:
            return field.__get__(self) if len(self._ids) == 1 else field.mapped(self)  # type: ignore[attr-defined] # relational fields have it
        if field.type == "reference":
            return [field.__get__(record) for record in self]
        column = self.env._readable[field]
        if name != "id" and all(id_ in column for id_ in self._ids):
            convert = field.convert_to_record
            return [convert(column[id_], self) for id_ in self._ids]
        return [field.__get__(record) for record in self]

    def filtered(self, func: Any) -> Self:
        """Return the records for which a function, or a path of fields, gives a true value; or a domain holds."""
        if not func:
            return self
        if isinstance(func, str):
            if "." in func:
                return self.browse([record.id for record in self if any(record.mapped(func))])
            field = self._fields[func]
            return self.browse([record._ids[0] for record in self if field.__get__(record)])
        if not callable(func):
            return self.filtered_domain(func)  # type: ignore[no-any-return] # the method of another part of the class
        return self.browse([record._ids[0] for record in self if func(record)])

    def grouped(self, key: str | Callable[[Self], Any]) -> dict[Any, Self]:
        """Return the records by the value of a field or function, in their order; they are fetched together."""
        function = key if callable(key) else lambda record: record[key]
        groups: defaultdict[Any, list[Any]] = defaultdict(list)
        for record in self:
            groups[function(record)].append(record._ids[0])
        cls, env, prefetch = self.__class__, self.env, self._prefetch_ids
        return {value: cls(env, tuple(ids), prefetch) for value, ids in groups.items()}

    def sorted(self, key: Any = None, reverse: bool = False) -> Self:
        """Return the records sorted by a function, by an order such as ``"date desc, id"``, or by the model's order."""
        if len(self._ids) < 2:
            return self
        if isinstance(key, str) or key is None:
            order = key or self._order
            records: Iterable[Any] = self._sorted_by_order(order, reverse)
        else:
            records = sorted(iter(self), key=key, reverse=reverse)
        return self.__class__(self.env, tuple([record._ids[0] for record in records]), self._prefetch_ids)

    def _sorted_by_order(self, order: str, reverse: bool) -> Iterable[Self]:
        records: list[Any] = list(self)
        for function, descending in reversed(self._sorted_order_to_function(order)):
            records.sort(key=function, reverse=descending != reverse)
        return records

    def _sorted_order_to_function(self, order: str) -> list[tuple[Callable[[Any], Any], bool]]:
        """Return functions by which an order sorts, each with whether it sorts downwards."""
        functions = []
        for part in order.split(","):
            words = part.split()
            if not words:
                continue
            name, _dot, granularity = words[0].strip('"').partition(".")
            name = name.partition(":")[0]
            if not regex_alphanumeric.match(name) or name not in self._fields:
                raise ValueError(f"Invalid order {order!r} for model {self._name}: there is no field {name!r}")
            descending = len(words) > 1 and words[1].lower() == "desc"
            nulls_first = descending
            if "nulls" in (word.lower() for word in words):
                nulls_first = words[-1].lower() == "first"
            functions.append((self._sort_key(name, granularity, nulls_first != descending), descending))
        return functions

    def _sort_key(self, name: str, path: str, nulls_low: bool) -> Callable[[Any], Any]:
        field = self._fields[name]
        if field.type == "many2one" and path != "id":
            ranks = functools.cache(lambda ids: {id_: rank for rank, id_ in enumerate(self._ranked(field, ids))})

            def rank(record: Any) -> Any:
                value = record[name]
                return (not nulls_low, 0) if not value else (nulls_low, ranks(self._ids)[value._ids[0]])

            return rank

        def value_key(record: Any) -> Any:
            value = record[name] if field.type != "many2one" else record[name].id
            if field.type == "boolean":
                return value
            if value is False or value is None:
                return (not nulls_low, 0)
            return (nulls_low, value)

        return value_key

    def _ranked(self, field: Any, ids: Any) -> Iterable[Any]:
        comodel = field.mapped(self.browse(ids))
        return comodel.sorted()._ids  # type: ignore[no-any-return] # ids of a recordset

    def update(self, values: Any) -> None:
        """Assign fields from a dictionary."""
        for name, value in values.items():
            self[name] = value
