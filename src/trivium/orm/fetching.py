"""What fetching asks of fields: worked out once for each set of them, and forgotten when the model is composed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from .fields import Field

MAX_KEPT: Final = 1000
"""How many sets of fields of a model are remembered: clients choose what they read."""


Loader: TypeAlias = "Callable[[Sequence[Any]], Sequence[Any]]"
"""Makes cached values of those that the database gave."""


class Fetch:
    """Stored fields that are fetched together.

    Attributes:
        columns: those with a column of the model's own table, in the order in which they are selected.
        ahead: whether they are most of the table: fetched in case they are asked for, rather than asked for by name.
        others: those that have none.
        every: each of `columns` with what makes cached values of those of the database; None where these are the same.
        shared: those with one value for everybody: field -> its place among what is selected, and the same.
        keyed: those whose value depends on the language or company, with their places, and the same.
    """

    __slots__ = ("_fixed", "_heads", "_selected", "_varying", "ahead", "columns", "every", "keyed", "others", "shared")

    def __init__(self, fields: tuple[Field, ...], own: Mapping[str, Field]) -> None:
        columns = [field for field in fields if own.get(field.name) is field]
        self._fixed = [field for field in columns if not field.company_dependent]
        self._varying = [field for field in columns if field.company_dependent]
        self._selected: dict[str, SQL] = {}
        self._heads: dict[tuple[Any, ...], SQL] = {}
        self.columns = (*self._fixed, *self._varying)
        self.ahead = 2 * len(self.columns) > len(own)
        self.others = [field for field in fields if not field.is_stored_column]
        self.every = [(field, _loader(field)) for field in self.columns]
        places = [(place, field, load) for place, (field, load) in enumerate(self.every, 1)]
        self.shared = {field: (place, load) for place, field, load in places if not field.context_keys}
        self.keyed = [(place, field, load) for place, field, load in places if field.context_keys]

    def selection(self, model: Any, alias: str) -> list[SQL]:
        """Return what is selected of the id and of the columns; most of it is the same in each language, and kept."""
        if alias != model._table:
            return [SQL.identifier(alias, "id"), *[field.to_sql(model, alias) for field in self.columns]]
        lang = model.env._lang
        common = self._selected.get(lang)
        if common is None:
            parts = [SQL.identifier(alias, "id"), *[field.to_sql(model, alias) for field in self._fixed]]
            common = self._selected[lang] = SQL(", ").join(parts)
        return [common, *[field.to_sql(model, alias) for field in self._varying]]

    def by_ids(self, records: Any, condition: SQL | None = None) -> SQL:
        """Return the SELECT of the columns of records of an ordinary table.

        Args:
            records: the records.
            condition: on the model's table, which they satisfy beside; None for none.
        """
        key: tuple[Any, ...] = (records.env._lang,)
        if self._varying:
            fallbacks = [field.get_company_dependent_fallback(records) for field in self._varying]
            key = (*key, records.env.company.id, *fallbacks)
        head = self._heads.get(key)
        if head is None:
            table, id_ = SQL.identifier(records._table), SQL.identifier(records._table, "id")
            columns = SQL(", ").join(self.selection(records, records._table))
            if len(self._heads) >= MAX_KEPT:
                self._heads.clear()
            head = self._heads[key] = SQL("SELECT %s FROM %s WHERE %s", columns, table, id_)
        ids = SQL.bound(" = ANY(%s)", (list(records._ids),))
        return SQL.concat((head, ids) if condition is None else (head, ids, " AND ", condition))


def _loader(field: Field) -> Loader | None:
    """Return what makes the cached values of a field of those in the database; None where these are the same."""
    if field.plain_column:
        return None
    if field.plain_but_null:
        null = field.null
        return lambda values: [null if value is None else value for value in values]
    return lambda values: list(map(field.column_to_cache, values))


class Named:
    """Fields by the names that a caller gave.

    Attributes:
        names: each once, in the order given.
        fields: those of the names, but for `id`.
        stored: whether all of `fields` are stored.
        flat: whether all of `fields` have a column of the model's own table.
        files: whether one of them holds files, of which an environment may ask for the size alone.
    """

    __slots__ = ("_make_rows", "fields", "files", "flat", "names", "stored")

    def __init__(
        self, names: tuple[str, ...], known: Mapping[str, Field], own: Mapping[str, Field], model_name: str
    ) -> None:
        self.names = tuple(dict.fromkeys(names))
        for name in self.names:
            if name not in known:
                raise ValueError(f"Invalid field {name!r} on model {model_name!r}")
        self.fields = tuple([known[name] for name in self.names if name != "id"])
        self.stored = all(field.store for field in self.fields)
        self.flat = all(field.name in own for field in self.fields)
        self.files = any(field.type == "binary" for field in self.fields)
        self._make_rows: Callable[..., list[dict[str, Any]]] | None = None

    def rows(self, ids: Sequence[Any], columns: Sequence[Sequence[Any]]) -> list[dict[str, Any]]:
        """Return a dictionary for each record.

        Args:
            ids: of the records; they come first where `id` is not among the names.
            columns: the values of each name, in the order of the records.
        """
        if self._make_rows is None:
            self._make_rows = _row_maker(self.names if "id" in self.names else ("id", *self.names))
        return self._make_rows(columns if "id" in self.names else (ids, *columns))


def _row_maker(names: Sequence[str]) -> Callable[..., list[dict[str, Any]]]:
    """Return a function that makes dictionaries with these keys of columns of values.

    A display that has the keys written in it makes one in half the time that `dict(zip(keys, values))` takes.
    """
    places = [f"v{number}" for number in range(len(names))]
    items = ", ".join([f"{name!r}: {place}" for name, place in zip(names, places, strict=True)])
    code = f"lambda columns: [{{{items}}} for {', '.join(places)}, in zip(*columns, strict=True)]"
    make: Callable[..., list[dict[str, Any]]] = eval(code)  # noqa: S307 - of names of fields, written as literals
    return make


class Fetches:
    """The sets of fields of a model that were fetched, or named, so far.

    Args:
        model_name: the model.
        fields: its fields.
        own: those with a column of its table.
    """

    __slots__ = ("_by_fields", "_by_names", "_dependencies", "_fields", "_model_name", "_own")

    def __init__(self, model_name: str, fields: Mapping[str, Field], own: Mapping[str, Field]) -> None:
        self._model_name = model_name
        self._fields = fields
        self._own = own
        self._by_fields: dict[tuple[Field, ...], Fetch] = {}
        self._by_names: dict[tuple[str, ...], Named] = {}
        self._dependencies: dict[Field, tuple[Field, ...]] = {}

    def of(self, fields: tuple[Field, ...]) -> Fetch:
        """Return how these fields are fetched."""
        found = self._by_fields.get(fields)
        if found is None:
            if len(self._by_fields) >= MAX_KEPT:
                self._by_fields.clear()
            found = self._by_fields[fields] = Fetch(fields, self._own)
        return found

    def named(self, names: tuple[str, ...]) -> Named:
        """Return the fields of these names.

        Raises:
            ValueError: there is no such field.
        """
        found = self._by_names.get(names)
        if found is None:
            if len(self._by_names) >= MAX_KEPT:
                self._by_names.clear()
            found = self._by_names[names] = Named(names, self._fields, self._own, self._model_name)
        return found

    def dependencies(self, field: Field, model: Any) -> tuple[Field, ...]:
        """Return the fields of the model itself that a computed one depends on, each once."""
        found = self._dependencies.get(field)
        if found is None:
            names = dict.fromkeys(dotted.partition(".")[0] for dotted in model.pool.field_depends(field))
            found = self._dependencies[field] = tuple([self._fields[name] for name in names if name != "id"])
        return found


__all__ = ["MAX_KEPT", "Fetch", "Fetches", "Loader", "Named"]
