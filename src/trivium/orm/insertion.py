"""What an INSERT is made of, worked out once for each set of columns that values are given for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL

from .fields.base import Field
from .utils import LOG_ACCESS_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from .shape import Shape

OWN_ID = 0
"""Stands for a row's id among the values that it is to be made of: no row has it."""


class Insertion:
    """How rows are made of values for the same columns.

    Args:
        shape: the fields of the model.
        given: the names of the columns, in the order in which they are written.
        logged: whether rows tell who made them, and when.

    Attributes:
        zeros: the columns that begin as 0 in the row as in the cache, each with that value.
        given: the given ones: name, field, what the cache holds where none is given, whether that is a value for which
            the row has NULL all the same, and whether it is an amount to be rounded.
        logged: the columns that tell who made the row and when, but those that are given, in their order.
        encoders: for each column what makes the database's values of cached ones; None where these are the same.
        varying: the columns that hold values for each language or company, which are encoded otherwise, by their place.
        blank: what the cache holds of the rows in columns that have no value, and in stored fields without column.
    """

    __slots__ = ("_codes", "blank", "encoders", "fields", "given", "logged", "varying", "zeros")

    def __init__(self, shape: Shape, given: tuple[str, ...], *, logged: bool) -> None:
        columns = [shape.columns[name] for name in given]
        self.zeros = [(field, null) for field, null in shape.zeros if field.name not in given]
        self.given = [
            (field.name, field, field.null, field.null is not None and not field.compute, field.type == "monetary")
            for field in columns
        ]
        self.logged = [shape.fields[name] for name in LOG_ACCESS_COLUMNS if logged and name not in given]
        self.fields = (*[field for field, _null in self.zeros], *columns, *self.logged)
        self.encoders: list[Callable[[Any], Any] | None] = [
            None
            if field.context_keys or type(field).cache_to_column is Field.cache_to_column
            else field.cache_to_column
            for field in self.fields
        ]
        self.varying = [(index, field) for index, field in enumerate(self.fields) if field.context_keys]
        self.blank = {field: null for field, null in shape.blank.items() if field not in self.fields}
        self._codes: dict[tuple[tuple[str, ...], bool], str] = {}

    def code(self, table: str, own: tuple[str, ...], *, many: bool) -> str:
        """Return the code of the INSERT, with a placeholder for each column.

        Args:
            table: its name.
            own: the columns in which rows may have their own id; if there are any, the first placeholder is for the
                name of the table.
            many: whether the placeholders are for lists of values, or for one value each.
        """
        found = self._codes.get((own, many))
        if found is None:
            found = self._codes[own, many] = self._compose(table, own, many=many).code
        return found

    def _compose(self, table: str, own: tuple[str, ...], *, many: bool) -> SQL:
        columns = SQL(", ").join(SQL.identifier(field.name) for field in self.fields)
        cast = "%s::%s[]" if many else "CAST(%s AS %s)"  # `-x::t` is `-(x::t)`
        values = SQL(", ").join(SQL(cast, None, field.sql_type) for field in self.fields)
        rows = SQL("SELECT * FROM unnest(%s)" if many else "VALUES (%s)", values)
        if own:
            rows = self._with_own_ids(own, columns, rows)
            columns = SQL("id, %s", columns)
        return SQL("INSERT INTO %s (%s) %s RETURNING id", SQL.identifier(table), columns, rows)

    def _with_own_ids(self, own: tuple[str, ...], columns: SQL, rows: SQL) -> SQL:
        """Return rows of new ids and values, with the id in place of :data:`OWN_ID`."""
        values = [
            SQL("CASE new.%s WHEN %s THEN new.id ELSE new.%s END", name, SQL(str(OWN_ID)), name)
            if field.name in own
            else SQL("new.%s", name)
            for field, name in [(field, SQL.identifier(field.name)) for field in self.fields]
        ]
        return SQL(
            "SELECT new.id, %s FROM (SELECT nextval((SELECT pg_get_serial_sequence(%s, 'id')::regclass)) AS id, given.*"
            " FROM (%s) AS given(%s)) AS new",
            SQL(", ").join(values),
            None,
            rows,
            columns,
        )
