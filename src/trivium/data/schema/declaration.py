"""What a table should be like."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

OnDelete = Literal["cascade", "set null", "restrict", "no action", "set default"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        name: unquoted.
        type: as PostgreSQL or a field calls it: `int4`, `varchar`, `VARCHAR(64)`, `timestamp`, `jsonb`, `serial`.
        not_null: a value is required.
        comment: stored with the column; None leaves the comment alone.
        default: SQL expression for rows that name no value; only set when the column is made.
        translated: a jsonb column of texts by language: a text that was there becomes the one of `en_US`.
    """

    name: str
    type: str
    not_null: bool = False
    comment: str | None = None
    default: str | None = None
    translated: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """A reference to a row of another table.

    Attributes:
        column: that holds the reference.
        ref_table: that it points to.
        ref_column: key of that table.
        on_delete: what happens to this row when that one is deleted.
        name: of the constraint; by default as PostgreSQL would name it.
    """

    column: str
    ref_table: str
    ref_column: str = "id"
    on_delete: str = "set null"
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Index:
    """An index.

    Attributes:
        name: unique in the schema.
        definition: what follows the table: `(name)`, `USING gin (name gin_trgm_ops)`, `(a, b) WHERE active`.
        unique: no two rows with equal values.
    """

    name: str
    definition: str
    unique: bool = False

    @property
    def signature(self) -> str:
        """What is remembered beside the index, to see whether it is the one wanted."""
        return f"UNIQUE {self.definition}" if self.unique else self.definition


@dataclass(frozen=True, slots=True)
class Constraint:
    """A condition on each row or on all of them.

    Attributes:
        name: unique in the table.
        definition: `CHECK (amount >= 0)`, `UNIQUE (code, company_id)`, `EXCLUDE USING gist (...)`.
    """

    name: str
    definition: str

    @property
    def signature(self) -> str:
        """What is remembered beside the constraint, to see whether it is the one wanted."""
        return self.definition


Check = Constraint


@dataclass(frozen=True, slots=True)
class Table:
    """A table with everything on it.

    Attributes:
        name: unquoted.
        columns: all of them, the key included (`Column("id", "serial", not_null=True)`).
        primary_key: names of the key columns; empty for none.
        foreign_keys: references to other tables.
        constraints: checks and unique constraints.
        indexes: beside those of keys and constraints.
        comment: stored with the table; None leaves the comment alone.
        inherits: a table whose columns and ids this one shares, and that finds the rows of both (manual, 5.11).
    """

    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ("id",)
    foreign_keys: tuple[ForeignKey, ...] = ()
    constraints: tuple[Constraint, ...] = ()
    indexes: tuple[Index, ...] = ()
    comment: str | None = None
    inherits: str | None = None
