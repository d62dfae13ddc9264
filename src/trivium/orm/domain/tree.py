"""The tree of a domain: what joins conditions by and, or, not; `leaves` has the conditions themselves.

Interface: `odoo.fields.Domain_module` of the contract. Nodes are immutable and may be shared. Each can be turned back
into a list, simplified (`optimize`), turned into SQL, or run on records in memory.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar, Final, Self

from trivium.data.sql import SQL

from .levels import OptimizationLevel
from .operators import (
    AND,
    NEGATIVE_OPERATORS,
    NOT,
    OR,
)
from .parsing import parse
from .rules import merge

_logger = logging.getLogger(__name__)

ToSql = Callable[[Any, str, Any], SQL]
Predicate = Callable[[Any], bool]

_UNOPTIMIZED: Final[tuple[type | None, int]] = (None, 0)
_LEVELS: Final = tuple(OptimizationLevel)


class Domain:
    """A set of records of a model, by conditions on their fields.

    >>> list(Domain("name", "=", "Ada") | Domain([("age", "<", 3), ("age", ">", 1)]))
    ['|', ('name', '=', 'Ada'), '&', ('age', '<', 3), ('age', '>', 1)]

    Args:
        args: a field expression, an operator and a value; or a list in Polish notation, a domain, a bool, nothing.
        internal: whether a list may hold operators that pass over access rules. Never true for what comes from outside.

    Raises:
        ValueError: the arguments make no domain.
    """

    __slots__ = ("_optimized",)

    TRUE: ClassVar[Domain]
    FALSE: ClassVar[Domain]
    NEGATIVE_OPERATORS: ClassVar[frozenset[str]] = NEGATIVE_OPERATORS
    _make_leaf: ClassVar[Callable[..., Domain]]
    """Makes a node of what is no connective; `leaves` sets it."""

    _optimized: tuple[type | None, int]

    def __new__(cls, *args: Any, internal: bool = False) -> Domain:  # noqa: PYI034 - a factory of its subclasses
        """Make the tree of the arguments."""
        if len(args) == 3:
            return Domain._make_leaf(args, internal=True)
        if not args:
            return Domain.TRUE
        if len(args) > 1:
            raise TypeError(f"Domain takes a list, or a field, an operator and a value; not {args!r}.")
        value = args[0]
        if isinstance(value, Domain):
            return value
        if isinstance(value, bool):
            return Domain.TRUE if value else Domain.FALSE
        if not isinstance(value, (list, tuple)):
            raise ValueError(  # noqa: TRY004 - what clients send wrongly is a wrong value
                f"{value!r} is no domain: a domain is a list of conditions (field, operator, value)."
            )
        if not value:
            return Domain.TRUE
        domain: Domain = parse(
            value,
            leaf=lambda item: Domain._make_leaf(item, internal=internal),
            negate=lambda node: ~node,
            connect=_connect,
        )
        return domain

    # -- algebra -----------------------------------------------------------------------------------------------------

    @staticmethod
    def AND(items: Iterable[Any]) -> Domain:  # noqa: N802 - the contract's name
        """Return the domain of the records that all of `items` hold for."""
        return DomainAnd.apply(map(Domain, items))

    @staticmethod
    def OR(items: Iterable[Any]) -> Domain:  # noqa: N802 - the contract's name
        """Return the domain of the records that at least one of `items` holds for."""
        return DomainOr.apply(map(Domain, items))

    @staticmethod
    def custom(*, to_sql: ToSql, predicate: Predicate | None = None) -> Domain:
        """Return a condition in SQL of its own.

        Args:
            to_sql: called with model, alias and query, returns a boolean expression.
            predicate: the same for one record in memory; without it such a domain can only search.
        """
        return DomainCustom(to_sql, predicate)

    def __and__(self, other: Any) -> Domain:
        return DomainAnd.apply((self, other)) if isinstance(other, Domain) else NotImplemented

    def __or__(self, other: Any) -> Domain:
        return DomainOr.apply((self, other)) if isinstance(other, Domain) else NotImplemented

    def __invert__(self) -> Domain:
        return DomainNot(self)

    def __add__(self, other: Any) -> Domain:
        if not isinstance(other, (Domain, list, tuple)):
            return NotImplemented
        return self & Domain(other)

    def __radd__(self, other: Any) -> Domain:
        return Domain(other) & self if isinstance(other, (list, tuple)) else NotImplemented

    def is_true(self) -> bool:
        """Tell whether this is the domain of all records, without looking at any model."""
        return False

    def is_false(self) -> bool:
        """Tell whether this is the domain of no record, without looking at any model."""
        return False

    # -- as a list ---------------------------------------------------------------------------------------------------

    def __iter__(self) -> Iterator[Any]:
        raise NotImplementedError

    def __reversed__(self) -> Iterator[Any]:
        return iter(list(self)[::-1])

    def __bool__(self) -> bool:
        # as the list that it stands for: empty when it holds for all
        return not self.is_true()

    def __eq__(self, other: object) -> bool:
        raise NotImplementedError

    def __hash__(self) -> int:
        raise NotImplementedError

    def __repr__(self) -> str:
        # as the list that it stands for: what addons write into views and actions
        return repr(list(self))

    # -- conditions --------------------------------------------------------------------------------------------------

    def iter_conditions(self) -> Iterator[Any]:
        """Yield each condition, in order."""
        return iter(())

    def map_conditions(self, function: Callable[[Any], Domain]) -> Domain:
        """Return the same domain with each condition replaced by what `function` makes of it."""
        return self

    def validate(self, model: Any) -> None:
        """Refuse the domain if it does not fit the model.

        Raises:
            ValueError: a field does not exist, or an operator or a value does not suit it.
        """
        self._optimize(model, OptimizationLevel.BASIC)

    # -- the way to the answer ---------------------------------------------------------------------------------------

    def optimize(self, model: Any) -> Domain:
        """Return a simpler domain that finds the same; it holds for every user and transaction."""
        return self._optimize(model, OptimizationLevel.BASIC)

    def optimize_full(self, model: Any) -> Domain:
        """Return a domain of stored fields and few operators; it holds for the model's environment, now."""
        return self._optimize(model, OptimizationLevel.FULL)

    def _optimize(self, model: Any, level: OptimizationLevel) -> Domain:
        raise NotImplementedError

    def _is_optimized(self, model: Any, level: OptimizationLevel) -> bool:
        done_for, done_level = self._optimized
        return done_level >= level and done_for is type(model)

    def _negate(self, model: Any) -> Domain:
        """Return the opposite, with no `not` left in the tree."""
        return ~self

    def _to_sql(self, model: Any, alias: str, query: Any) -> SQL:
        """Return a boolean expression; call it on a domain that is optimised in full."""
        raise NotImplementedError

    def _as_predicate(self, records: Any) -> Predicate:
        """Return a function that tells for each of `records` whether the domain holds."""
        raise NotImplementedError


class DomainBool(Domain):
    """All records, or none: there are two of them, `Domain.TRUE` and `Domain.FALSE`."""

    __slots__ = ("value",)

    value: bool

    def __new__(cls, value: bool) -> Self:
        """Make the node as it is given; `Domain(...)` chooses among the kinds of nodes."""
        self = object.__new__(cls)
        self.value = value
        self._optimized = _UNOPTIMIZED
        return self

    def is_true(self) -> bool:  # noqa: D102 - described by the base
        return self.value

    def is_false(self) -> bool:  # noqa: D102 - described by the base
        return not self.value

    def __invert__(self) -> Domain:
        return Domain.FALSE if self.value else Domain.TRUE

    def __and__(self, other: Any) -> Domain:
        return (other if self.value else self) if isinstance(other, Domain) else NotImplemented

    def __or__(self, other: Any) -> Domain:
        return (self if self.value else other) if isinstance(other, Domain) else NotImplemented

    def __iter__(self) -> Iterator[Any]:
        yield (1 if self.value else 0, "=", 1)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DomainBool) and self.value is other.value

    def __hash__(self) -> int:
        return hash(self.value)

    def __reduce__(self) -> tuple[Any, ...]:
        return Domain, (self.value,)

    def _optimize(self, model: Any, level: OptimizationLevel) -> Domain:
        return self

    def _to_sql(self, model: Any, alias: str, query: Any) -> SQL:
        return SQL("TRUE") if self.value else SQL("FALSE")

    def _as_predicate(self, records: Any) -> Predicate:
        value = self.value
        return lambda _record: value


class DomainNot(Domain):
    """The records that a domain does not hold for."""

    __slots__ = ("child",)

    OPERATOR = NOT
    child: Domain

    def __new__(cls, child: Domain) -> Self:
        """Make the node as it is given; `Domain(...)` chooses among the kinds of nodes."""
        self = object.__new__(cls)
        self.child = child
        self._optimized = _UNOPTIMIZED
        return self

    def __invert__(self) -> Domain:
        return self.child

    def __iter__(self) -> Iterator[Any]:
        yield NOT
        yield from self.child

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DomainNot) and self.child == other.child

    def __hash__(self) -> int:
        return ~hash(self.child)

    def __reduce__(self) -> tuple[Any, ...]:
        return DomainNot, (self.child,)

    def iter_conditions(self) -> Iterator[Any]:  # noqa: D102 - described by the base
        return self.child.iter_conditions()

    def map_conditions(self, function: Callable[[Any], Domain]) -> Domain:  # noqa: D102 - described by the base
        return ~self.child.map_conditions(function)

    def _optimize(self, model: Any, level: OptimizationLevel) -> Domain:
        negated = self.child._optimize(model, level)._negate(model)
        return negated if isinstance(negated, DomainNot) else negated._optimize(model, level)

    def _to_sql(self, model: Any, alias: str, query: Any) -> SQL:
        return SQL("(%s) IS NOT TRUE", self.child._to_sql(model, alias, query))

    def _as_predicate(self, records: Any) -> Predicate:
        predicate = self.child._as_predicate(records)
        return lambda record: not predicate(record)


class DomainNary(Domain):
    """Two or more domains joined by the same connective."""

    __slots__ = ("_hash", "children")

    OPERATOR: ClassVar[str]
    OPERATOR_SQL: ClassVar[SQL]
    INVERSE: ClassVar[type[DomainNary]]
    ZERO: ClassVar[Domain]
    """The domain that decides alone, whatever the others are."""

    children: tuple[Domain, ...]
    _hash: int | None

    def __new__(cls, children: tuple[Domain, ...]) -> Self:
        """Make the node as it is given; `Domain(...)` chooses among the kinds of nodes."""
        self = object.__new__(cls)
        self.children = children
        self._hash = None
        self._optimized = _UNOPTIMIZED
        return self

    @classmethod
    def apply(cls, items: Iterable[Domain]) -> Domain:
        """Join the domains: those of the same kind become one, and those that decide nothing are left out."""
        children: list[Domain] = []
        for item in items:
            if isinstance(item, cls):
                children.extend(item.children)
            elif not isinstance(item, DomainBool):
                children.append(item)
            elif item is cls.ZERO:
                return item
        if not children:
            return ~cls.ZERO
        return children[0] if len(children) == 1 else cls(tuple(children))

    def __iter__(self) -> Iterator[Any]:
        yield from self.OPERATOR * (len(self.children) - 1)
        for child in self.children:
            yield from child

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and isinstance(other, DomainNary) and self.children == other.children

    def __hash__(self) -> int:
        if self._hash is None:
            self._hash = hash((self.OPERATOR, self.children))
        return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.children,)

    def __invert__(self) -> Domain:
        return self.INVERSE(tuple(~child for child in self.children))

    def iter_conditions(self) -> Iterator[Any]:  # noqa: D102 - described by the base
        for child in self.children:
            yield from child.iter_conditions()

    def map_conditions(self, function: Callable[[Any], Domain]) -> Domain:  # noqa: D102 - described by the base
        return self.apply(child.map_conditions(function) for child in self.children)

    def _negate(self, model: Any) -> Domain:
        return self.INVERSE.apply([child._negate(model) for child in self.children])

    def _optimize(self, model: Any, level: OptimizationLevel) -> Domain:
        if self._is_optimized(model, level):
            return self
        result = self.apply([child._optimize(model, level) for child in self.children])
        if not isinstance(result, type(self)):
            return result
        merged = merge(type(self), list(result.children), model)
        if len(merged) != len(result.children):
            result = self.apply([child._optimize(model, level) for child in merged])
            if not isinstance(result, type(self)):
                return result
        result = type(self)(tuple(sorted(result.children, key=_place)))
        if result.children == self.children and all(map(_same, result.children, self.children)):
            result = self
        result._optimized = (type(model), level)
        return result

    def _to_sql(self, model: Any, alias: str, query: Any) -> SQL:
        return SQL("(%s)", self.OPERATOR_SQL.join([child._to_sql(model, alias, query) for child in self.children]))


class DomainAnd(DomainNary):
    """The records that all of the children hold for."""

    __slots__ = ()

    OPERATOR = AND
    OPERATOR_SQL = SQL(" AND ")

    def _as_predicate(self, records: Any) -> Predicate:
        predicates = [child._as_predicate(records) for child in self.children]
        return lambda record: all(predicate(record) for predicate in predicates)


class DomainOr(DomainNary):
    """The records that at least one of the children holds for."""

    __slots__ = ()

    OPERATOR = OR
    OPERATOR_SQL = SQL(" OR ")

    def _as_predicate(self, records: Any) -> Predicate:
        predicates = [child._as_predicate(records) for child in self.children]
        return lambda record: any(predicate(record) for predicate in predicates)


class DomainCustom(Domain):
    """A condition in SQL of its own."""

    __slots__ = ("_predicate", "_sql")

    _sql: ToSql
    _predicate: Predicate | None

    def __new__(cls, to_sql: ToSql, predicate: Predicate | None = None) -> Self:
        """Make the node as it is given; `Domain(...)` chooses among the kinds of nodes."""
        self = object.__new__(cls)
        self._sql = to_sql
        self._predicate = predicate
        self._optimized = _UNOPTIMIZED
        return self

    def __iter__(self) -> Iterator[Any]:
        yield self

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DomainCustom) and self._sql is other._sql and self._predicate is other._predicate

    def __hash__(self) -> int:
        return hash((self._sql, self._predicate))

    def __repr__(self) -> str:
        return f"Domain.custom(to_sql={self._sql!r}, predicate={self._predicate!r})"

    def _optimize(self, model: Any, level: OptimizationLevel) -> Domain:
        return self

    def _negate(self, model: Any) -> Domain:
        return DomainNot(self)

    def _to_sql(self, model: Any, alias: str, query: Any) -> SQL:
        return self._sql(model, alias, query)

    def _as_predicate(self, records: Any) -> Predicate:
        if self._predicate is not None:
            return self._predicate
        found = records._search(Domain("id", "in", list(records._ids)) & self, active_test=False, bypass_access=True)
        ids = frozenset(found.get_result_ids())
        return lambda record: record.id in ids


def _place(node: Domain) -> tuple[int, str, str]:
    """Return what the operands of a connective are sorted by, so that what says the same is the same."""
    expr = getattr(node, "field_expr", None)
    return (1, "", "") if expr is None else (0, expr, getattr(node, "operator", ""))


def _same(one: Domain, other: Domain) -> bool:
    return one is other


def _connect(operator: str, nodes: Any) -> Domain:
    return (DomainAnd if operator == AND else DomainOr).apply(nodes)


Domain.TRUE = DomainBool(value=True)
Domain.FALSE = DomainBool(value=False)
DomainAnd.INVERSE = DomainOr
DomainOr.INVERSE = DomainAnd
DomainAnd.ZERO = Domain.FALSE
DomainOr.ZERO = Domain.TRUE
