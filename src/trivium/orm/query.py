"""A SELECT on a model's table, composed piece by piece and run when its result is wanted.

Interface: `odoo.tools.query` of the contract.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trivium.data.names import make_identifier
from trivium.data.sql import SQL, between

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

MAX_ROWS: Final = 2**63 - 1
"""What PostgreSQL takes for LIMIT and OFFSET."""

_JOIN_KINDS: Final = {
    "": SQL(","),
    "JOIN": SQL("JOIN"),
    "LEFT JOIN": SQL("LEFT JOIN"),
    "FULL JOIN": SQL("FULL JOIN"),
    "RIGHT JOIN": SQL("RIGHT JOIN"),
    "CROSS JOIN": SQL("CROSS JOIN"),
}

TableLike = str | SQL | None


def _table_sql(alias: str, table: TableLike) -> SQL:
    """Return `table AS alias`, or the name alone where both are the same."""
    name = SQL.identifier(alias)
    if isinstance(table, SQL):
        return table if table == name else SQL.concat((table, " AS ", name))
    return name if table is None or table == alias else SQL.concat((SQL.identifier(table), " AS ", name))


def row_count(value: Any, name: str) -> int | None:
    """Return a limit or an offset as a query takes it, None where there is none.

    Args:
        value: as given by a caller: a whole number; nothing, or zero, for none.
        name: of the argument, for the error.

    Raises:
        ValueError: it is no whole number, or a negative one.
    """
    if not value:
        return None
    if isinstance(value, str) and value.isascii() and value.isdigit():
        value = int(value)
    if not isinstance(value, int) or not 0 <= value <= MAX_ROWS:
        raise ValueError(f"The {name} {value!r} of a search is no number of rows.")
    return int(value)


class Query:
    """The records of a table that satisfy conditions, in an order.

    Attributes:
        env: the environment it runs in.
        groupby, having: SQL of a grouped SELECT, or None.
        limit, offset: numbers of rows, or None.

    Args:
        env: the environment it runs in.
        alias: names the table within the SELECT.
        table: name or SQL of the table; the alias if not given.
    """

    __slots__ = (
        "_ids", "_joins", "_order", "_tables", "_where", "alias", "env", "groupby", "having", "limit", "offset",
    )  # fmt: skip

    def __init__(self, env: Any, alias: str, table: TableLike = None) -> None:
        self.env = env
        self.alias = alias
        self._tables: dict[str, TableLike] = {alias: table}
        self._joins: dict[str, tuple[SQL, TableLike, SQL | None]] = {}
        self._where: list[SQL] = []
        self._order: SQL | None = None
        self.groupby: SQL | None = None
        self.having: SQL | None = None
        self.limit: int | None = None
        self.offset: int | None = None
        self._ids: tuple[int, ...] | None = None

    # -- pieces ------------------------------------------------------------------------------------------------------

    @staticmethod
    def make_alias(alias: str, link: str) -> str:
        """Return the alias of what `alias` is joined to by `link`, within PostgreSQL's limit."""
        return make_identifier(f"{alias}__{link}")

    @property
    def table(self) -> str:
        """The alias of the main table."""
        return self.alias

    def _refuse_if_run(self) -> None:
        if self._ids is not None:
            raise ValueError(f"{self!r} has been run already: its conditions cannot be changed any more.")

    def add_table(self, alias: str, table: TableLike = None) -> None:
        """Add another table to FROM."""
        self._refuse_if_run()
        if alias in self._tables or alias in self._joins:
            raise ValueError(f"The alias {alias!r} is taken in {self!r}.")
        self._tables[alias] = table

    def add_join(self, kind: str, alias: str, table: TableLike, condition: SQL | None) -> None:
        """Join a table; the same join twice is one join.

        Args:
            kind: `JOIN`, `LEFT JOIN`, ... or nothing for a plain product.
            alias: of the table; not the alias of another one.
            table: its name or SQL.
            condition: on which rows are joined.

        Raises:
            ValueError: the alias stands for something else.
        """
        self._refuse_if_run()
        sql_kind = _JOIN_KINDS.get(kind.upper())
        if sql_kind is None:
            raise ValueError(f"{kind!r} is no kind of join.")
        join = (sql_kind, table or alias, condition)
        known = self._joins.get(alias)
        if known is None:
            if alias in self._tables:
                raise ValueError(f"The alias {alias!r} is taken in {self!r}.")
            self._joins[alias] = join
        elif known != join:
            raise ValueError(f"The alias {alias!r} stands for another join in {self!r}.")

    def join(self, lhs_alias: str, lhs_column: str, rhs_table: TableLike, rhs_column: str, link: str) -> str:
        """Join rows of `rhs_table` whose column equals the left one; return the alias."""
        return self._join_columns("JOIN", lhs_alias, lhs_column, rhs_table, rhs_column, link)

    def left_join(self, lhs_alias: str, lhs_column: str, rhs_table: TableLike, rhs_column: str, link: str) -> str:
        """Like `join`, keeping rows that have no match."""
        return self._join_columns("LEFT JOIN", lhs_alias, lhs_column, rhs_table, rhs_column, link)

    def _join_columns(
        self, kind: str, lhs_alias: str, lhs_column: str, rhs_table: TableLike, rhs_column: str, link: str
    ) -> str:
        alias = self.make_alias(lhs_alias, link)
        condition = SQL("%s = %s", SQL.identifier(lhs_alias, lhs_column), SQL.identifier(alias, rhs_column))
        self.add_join(kind, alias, rhs_table, condition)
        return alias

    def add_where(self, where_clause: str | SQL, where_params: Sequence[Any] = ()) -> None:
        """Add a condition; all of them must hold."""
        if self._ids is not None:
            self._refuse_if_run()
        self._where.append(SQL(where_clause, *where_params) if isinstance(where_clause, str) else where_clause)

    @property
    def order(self) -> SQL | None:
        """The ORDER BY terms."""
        return self._order

    @order.setter
    def order(self, value: str | SQL | None) -> None:
        self._order = SQL(value) if isinstance(value, str) else value

    @property
    def from_clause(self) -> SQL:
        """The tables and joins."""
        if len(self._tables) == 1 and not self._joins:
            return _table_sql(self.alias, self._tables[self.alias])
        pieces = between(", ", [_table_sql(alias, table) for alias, table in self._tables.items()])
        for alias, (kind, table, condition) in self._joins.items():
            pieces += (" ", kind, " ", _table_sql(alias, table))
            if condition is not None:
                pieces += (" ON (", condition, ")")
        return SQL.concat(pieces)

    @property
    def where_clause(self) -> SQL:
        """The conditions, joined."""
        return SQL.concat(between(" AND ", self._where))

    # -- statements --------------------------------------------------------------------------------------------------

    def has_joins(self) -> bool:
        """Tell whether tables were joined to the main one."""
        return bool(self._joins) or len(self._tables) > 1

    def is_empty(self) -> bool:
        """Tell whether it is known, without asking the database, that nothing is found."""
        return self._ids == ()

    def select(self, *args: str | SQL) -> SQL:
        """Return the SELECT of these expressions, of the id if none is given."""
        columns = [arg if isinstance(arg, SQL) else SQL(arg) for arg in args] or [SQL.identifier(self.alias, "id")]
        pieces = ["SELECT ", *between(", ", columns), " FROM ", self.from_clause]
        if self._where:
            pieces += (" WHERE ", *between(" AND ", self._where))
        elif self._ids is not None:
            pieces += (SQL(" WHERE %s = ANY(%s)", SQL.identifier(self.alias, "id"), list(self._ids)),)
        if self.groupby:
            pieces += (" GROUP BY ", self.groupby)
        if self.having:
            pieces += (" HAVING ", self.having)
        if self._order:
            pieces += (" ORDER BY ", self._order)
        if self.limit:
            pieces += (SQL(" LIMIT %s", self.limit),)
        if self.offset:
            pieces += (SQL(" OFFSET %s", self.offset),)
        return SQL.concat(pieces)

    def subselect(self, *args: str | SQL) -> SQL:
        """Return the SELECT in parentheses, for use after IN; the order matters only with a limit."""
        if self._ids is not None and not args:
            return SQL("(SELECT unnest(%s::int[]))", list(self._ids))
        if not self.limit and not self.offset and self._order:
            unordered = self.copy()
            unordered._order = None
            return SQL("(%s)", unordered.select(*args))
        return SQL("(%s)", self.select(*args))

    def copy(self) -> Query:
        """Return a query that can be changed without changing this one."""
        other = object.__new__(type(self))
        for name in self.__slots__:
            setattr(other, name, getattr(self, name))
        other._tables, other._joins, other._where = dict(self._tables), dict(self._joins), list(self._where)
        return other

    # -- results -----------------------------------------------------------------------------------------------------

    def get_result_ids(self) -> tuple[int, ...]:
        """Return the ids found, in order; the database is asked once."""
        if self._ids is None:
            self._ids = tuple(row[0] for row in self.env.execute_query(self.select()))
        return self._ids

    def set_result_ids(self, ids: Iterable[int], ordered: bool = True) -> None:
        """Make this the query of the given records.

        Args:
            ids: the records.
            ordered: whether a SELECT must give them in that order.
        """
        self._refuse_if_run()
        id_list = list(ids)
        column = SQL.identifier(self.alias, "id")
        self._where.append(SQL("%s = ANY(%s)", column, id_list))
        if ordered:
            self._order = SQL("array_position(%s, %s)", SQL("%s::int[]", id_list), column)
        self._ids = tuple(id_list)

    def count_all(self, limit: int | None = None) -> int:
        """Return how many records are found without limit and offset, counting up to `limit`."""
        counted = self.copy()
        counted.limit, counted.offset = limit, None
        return len(counted)

    def __str__(self) -> str:
        return repr(self)

    def __repr__(self) -> str:
        sql = self.select()
        return f"<Query: {sql.code!r} with {sql.params!r}>"

    def __bool__(self) -> bool:
        return bool(self.get_result_ids())

    def __iter__(self) -> Iterator[int]:
        return iter(self.get_result_ids())

    def __len__(self) -> int:
        """Return how many records are found, counted by the database."""
        if self._ids is not None:
            return len(self._ids)
        if self.limit or self.offset:
            counted = self.copy()
            counted._order = None
            sql = SQL("SELECT COUNT(*) FROM (%s) t", counted.select(SQL("1")))
        else:
            counted = self.copy()
            counted._order = None
            sql = counted.select(SQL("COUNT(*)"))
        count: int = self.env.execute_query(sql)[0][0]
        return count
