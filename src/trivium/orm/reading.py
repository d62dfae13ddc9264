"""Reading: from the database into the columns of the cache, and from there to callers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from trivium.data.sql import SQL
from trivium.exceptions import AccessError, MissingError

from .decorators import readonly
from .fields import Field
from .identifiers import NewId
from .introspection import IntrospectionMixin
from .query import Query
from .record import RecordCore
from .search import SearchMixin
from .transaction import Fetched

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from .fetching import Fetch, Named


class ReadingMixin(RecordCore):
    """Fetching, reading, existence, locking."""

    __slots__ = ()
    _register = False

    # -- fetching ----------------------------------------------------------------------------------------------------

    def _fetch_field(self, field: Field) -> None:
        """Fetch a field of these records, with the other fields that are usually read together with it."""
        self._check_field_access(field, "read")
        if not field.is_stored_column:
            if not self.env.su:
                self.check_access("read")
            field.read_ahead(self)
            return
        if self.env.context.get("prefetch_fields", True) and field.prefetch:
            pending = self.env.transaction.pending
            fields = [
                other
                for other in self._shape.prefetched.get(field.prefetch, ())
                if (other is field or other not in pending)
                and (not other.groups or self._has_field_access(other, "read"))
            ]
            if field not in fields:
                fields.append(field)
        else:
            fields = [field]
        self._fetch(fields)

    def fetch(self, field_names: Collection[str] | None = None) -> None:
        """Bring fields of these records into the cache: all that are fetched by default, if none are named.

        Raises:
            AccessError: one of the records may not be read.
        """
        if not self._fetch_missing(field_names) and not self.env.su:
            self.check_access("read")

    def _fetch_missing(self, field_names: Collection[str] | None) -> bool:
        """Fetch the named fields where they are not in the cache; tell whether rights were checked by that."""
        fields = self._determine_fields_to_fetch(field_names, ignore_when_in_cache=True) if self._ids else ()
        if not fields:
            return False
        if all(self._ids):
            self._fetch(fields, complain=True)
            return True
        ids = [id_ for id_ in self._ids if id_]  # new ones have nothing to fetch
        if ids:
            self.browse(ids)._fetch(fields, complain=True)
        return False

    def _determine_fields_to_fetch(
        self, field_names: Collection[str] | None = None, ignore_when_in_cache: bool = False
    ) -> Sequence[Field]:
        """Return the stored fields to fetch for the named ones; computed ones ask for what they depend on.

        Raises:
            AccessError: a named field may not be read.
        """
        if field_names is None:
            usual = self._shape.prefetched.get(True, ())
            return [field for field in usual if not field.groups or self._has_field_access(field, "read")]
        named = self._shape.fetches.named(tuple(field_names))
        if not self.env.su:
            for field in named.fields:
                if field.groups:
                    self._check_field_access(field, "read")
        todo = self._not_cached(named.fields) if ignore_when_in_cache else named.fields
        return todo if named.stored else self._with_dependencies(todo, ignore_when_in_cache)

    def _not_cached(self, fields: Sequence[Field]) -> Sequence[Field]:
        """Return those of the fields that the cache does not have of all of these records."""
        columns = self.env._columns
        if len(self._ids) == 1:
            id_ = self._ids[0]
            transaction = self.env.transaction
            if not (transaction.blanks or transaction.fetched):  # a column that nobody has asked for holds nothing
                known = transaction.columns
                return [field for field in fields if field not in known or id_ not in columns[field]]
            return [field for field in fields if id_ not in columns[field]]
        wanted = dict.fromkeys(self._ids).keys()
        return [field for field in fields if not wanted <= columns[field].keys()]

    def _with_dependencies(self, todo: Sequence[Field], ignore_when_in_cache: bool) -> Sequence[Field]:
        """Return the stored ones of the fields, and in place of computed ones the stored fields that they depend on."""
        found: dict[Field, None] = {}
        seen = set(todo)
        while todo:
            further: list[Field] = []
            for field in todo:
                if field.store:
                    found[field] = None
                elif field.compute:
                    for dependency in self._shape.fetches.dependencies(field, self):
                        if dependency not in seen and self._has_field_access(dependency, "read"):
                            seen.add(dependency)
                            if dependency.prefetch is True:
                                further.append(dependency)
            todo = self._not_cached(further) if ignore_when_in_cache else further
        return list(found)

    def _fetch(self, fields: Iterable[Field], complain: bool = False) -> None:
        """Fetch stored fields of saved records: one statement for all columns, one for each other field."""
        if self._abstract:
            raise MissingError(f"{self._name} is abstract: there are no records {self.ids}.")
        su = self.env.su
        fetch = self._shape.fetches.of(tuple(fields))
        fetched: Any = self
        if fetch.columns or not su:
            fetched = self._fetch_columns(fetch)
            if not su and len(fetched._ids) < len(set(self._ids)):
                self._check_fetched(fetched, complain)
        for field in fetch.others:
            if fetched:
                field.read(fetched)

    def _fetch_columns(self, fetch: Fetch) -> Self:
        """Fetch the columns of those of these records that the user may read, and return the records.

        Raises:
            AccessError: the user may not read the model.
        """
        su = self.env.su
        ordinary = not self._table_query and not self._depends
        if fetch.columns and ordinary and type(self)._fetch_query is ReadingMixin._fetch_query:
            if su:
                return self._fill(fetch, fetch.by_ids(self))
            if self._searches_by_rules:
                self._check_model_read()
                rules, sql = self._restriction("read")
                if sql is not None or rules.is_true():
                    if sql is not None:
                        self.env.flush_query(sql)
                    return self._fill(fetch, fetch.by_ids(self, sql))
        query = self._query_of_ids() if su and ordinary else self._query_of_readable()
        if query is None:
            query = self.with_context(active_test=False)._search([("id", "in", list(self._ids))], order=None)
            query.order = None
        return self._fetch_query(query, fetch.columns)

    def _check_model_read(self) -> None:
        if self._name not in self._models_with_access("read"):
            self.browse().check_access("read")

    @property
    def _searches_by_rules(self) -> bool:
        """Whether no addon has a say in which records a user may read, beside the rules."""
        return type(self)._search is SearchMixin._search  # type: ignore[attr-defined] # every model has it, the parts of its class do not

    def _query_of_readable(self) -> Query | None:
        """Return the query of those of these records that the user may read; None where an addon has a say in searches.

        Raises:
            AccessError: the user may not read the model.
        """
        if not self._searches_by_rules:
            return None
        query = self._query_of_ids()
        if not self.env.su:
            self._check_model_read()
            if not self._restrict(query, "read"):
                query.set_result_ids(())
        return query

    def _query_of_ids(self) -> Query:
        query = Query(self.env, self._table, self._table_sql)
        query.add_where(SQL("%s = ANY(%s)", SQL.identifier(self._table, "id"), list(self._ids)))
        return query

    def _check_fetched(self, fetched: Any, complain: bool) -> None:
        """Raise for records that may not be read; those that do not exist raise when they are used."""
        if self.env.su:
            return
        forbidden = (self - fetched).exists()
        if forbidden:
            forbidden._raise_forbidden("read")

    def _raise_forbidden(self, operation: str) -> None:
        result = self._check_access(operation)
        if result:
            error = result[1]()
            raise error
        raise AccessError(f"User {self.env.uid} may not {operation} {self}")

    def _fetch_query(self, query: Query, fields: Collection[Field]) -> Self:
        """Execute a query, fill the cache with stored fields of what it finds, and return the records.

        Args:
            query: finds the records.
            fields: to fetch; those without a column are passed over.
        """
        fetch = self._shape.fetches.of(tuple(fields))
        if not fetch.columns:
            return self.browse(query)
        transaction = self.env.transaction
        if transaction.dirty or transaction.pending:
            self.env.flush_query(query.select())
        return self._fill(fetch, query.select(*fetch.selection(self, query.alias)))

    def _fill(self, fetch: Fetch, statement: SQL) -> Self:
        """Execute a SELECT of the id and of columns, fill the cache with what it finds, and return the records."""
        env = self.env
        transaction = env.transaction
        busy = transaction.dirty or transaction.pending
        if busy:
            if any(field.context_keys and field in transaction.dirty for field in fetch.columns):
                env.flush_query(statement)
            busy = transaction.dirty or transaction.pending
        env.cr.execute(statement)
        rows = env.cr.fetchall()
        if not rows:
            return self.browse()
        columns = env._columns
        if len(rows) == 1 and not (busy or fetch.ahead):
            (row,) = rows
            for (field, load), value in zip(fetch.every, row[1:], strict=True):
                columns.take(field, {row[0]: value if load is None else load((value,))[0]})
            return self.browse((row[0],))
        values: list[Any] = list(zip(*rows, strict=True))
        ids = values[0]
        if fetch.ahead and not busy:
            transaction.enter_fetched(self._name, Fetched(values, fetch.shared))
            for place, field, load in fetch.keyed:
                columns[field].update(zip(ids, values[place] if load is None else load(values[place]), strict=True))
            return self.browse(ids)
        for (field, load), column_values in zip(fetch.every, values[1:], strict=True):
            found = zip(ids, column_values if load is None else load(column_values), strict=True)
            if busy:
                # values that are not written yet stay in the cache, and outdated ones out of it
                dirty, pending = transaction.dirty.get(field, ()), transaction.pending.get(field, ())
                found = ((id_, value) for id_, value in found if id_ not in dirty and id_ not in pending)  # type: ignore[assignment] # pairs as well
            columns.take(field, dict(found))
        return self.browse(ids)

    # -- reading -----------------------------------------------------------------------------------------------------

    @readonly
    def read(self, fields: Sequence[str] | None = None, load: str | None = "_classic_read") -> list[dict[str, Any]]:
        """Return the values of fields of these records, as clients take them.

        Args:
            fields: names; all that the user may read where none are given.
            load: ``"_classic_read"`` gives many2one values as pairs of id and name, None as ids.

        Raises:
            AccessError: a record or field may not be read.
            ValueError: there is no such field.
        """
        if not fields:
            fields = [name for name, field in self._fields.items() if self._has_field_access(field, "read")]
        named = self._shape.fetches.named(tuple(fields))
        if not self._ids:
            return []
        if not self._fetch_missing(self._names_to_fetch(named)) and not self.env.su:
            self.check_access("read")
        return self._read_format(named.names, load)

    def _names_to_fetch(self, named: Named) -> Sequence[str]:
        """Return the names of the fields that are read from their columns: all but those of which the size is shown."""
        if not named.files:
            return named.names
        return [name for name in named.names if not self._wants_size(self._fields[name])]

    def _wants_size(self, field: Any) -> bool:
        """Tell whether the size of a file is read instead of its content."""
        return bool(field.type == "binary" and field.wants_size(self.env))

    def _read_format(self, fnames: Sequence[str], load: str | None = "_classic_read") -> list[dict[str, Any]]:
        """Return the values of fields by record; records that do not exist are left out."""
        named = self._shape.fetches.named(tuple(fnames))
        records, columns = self._read_columns(named, use_names=load == "_classic_read")
        return named.rows(records._ids, columns)

    def _read_columns(self, named: Named, *, use_names: bool) -> tuple[Self, list[list[Any]]]:
        """Return the values of fields, a list for each, with the records that they are of: those of these that exist.

        Args:
            named: the fields.
            use_names: whether many2one values are pairs of id and name.
        """
        try:
            return self, [self._read_column(name, use_names) for name in named.names]
        except MissingError:
            if len(self._ids) == 1:
                return self.browse()._read_columns(named, use_names=use_names)
        existing = self.exists()
        if len(existing._ids) == len(self._ids):  # what is missing is something that their values are computed of
            each = [record._read_columns(named, use_names=use_names)[0] for record in self]
            existing = self.browse([id_ for record in each for id_ in record._ids])
        return existing._read_columns(named, use_names=use_names)

    def _read_names(self) -> tuple[Self, list[Any]]:
        """Return the names of these records, in superuser mode, with the records that exist, which they are of."""
        namer = self._namer
        title = self._fields["display_name"]
        if namer is None or (title in self.env.transaction.columns and self.env._columns[title]):
            namer = title
        named = self._shape.fetches.named((namer.name,))
        self._fetch_missing(named.names)
        records, (names,) = self._read_columns(named, use_names=False)
        return records, names if namer is title else [name or False for name in names]

    @property
    def _namer(self) -> Field | None:
        """The field whose texts are the names of records, as they are; None where more is done to name them."""

        def find() -> Field | None:
            field = self._fields.get(self._rec_name or "")
            title = self._fields["display_name"]
            if field is None or field.type != "char" or title.store or title.compute != "_compute_display_name":
                return None
            by_engine = type(self)._compute_display_name is IntrospectionMixin._compute_display_name  # type: ignore[attr-defined] # every model has it, the parts of its class do not
            return field if by_engine and type(field).convert_to_display_name is Field.convert_to_display_name else None

        return self._derived("namer", find)  # type: ignore[no-any-return] # what `find` returns

    def _read_column(self, name: str, use_names: bool) -> list[Any]:
        """Return the values of one field for all records.

        Raises:
            MissingError: one of the records turns out to be missing.
        """
        if name == "id":
            return list(self._ids)
        field = self._fields[name]
        kind = field.type
        if kind == "binary" and self._wants_size(field):
            return field.sizes(self)  # type: ignore[attr-defined, no-any-return] # a field of files
        column = self.env._columns[field]
        ids = self._ids
        try:
            if len(column) == len(ids) > 1 and tuple(column) == ids:  # as after a search: they need not be looked up
                values = list(column.values())
            else:
                values = list(map(column.__getitem__, ids))
        except KeyError:
            values = [field.cached(record) for record in self]
        if kind in PLAIN_READS:
            return [False if value is None else value for value in values] if None in values else values
        if kind == "many2one":
            return self._read_many2one(field, values, use_names)
        if kind in ("one2many", "many2many"):
            shown = field.shown_values(values, self)  # type: ignore[attr-defined] # a field to sets of records
            return [
                list(field.convert_to_record(value, record)._ids) for record, value in zip(self, shown, strict=True)
            ]
        return [
            field.convert_to_read(field.convert_to_record(value, record), record, use_names)
            for record, value in zip(self, values, strict=True)
        ]

    def _read_many2one(self, field: Field, values: list[Any], use_names: bool) -> list[Any]:
        if not use_names:
            return [value if value is not None else False for value in values]
        distinct = dict.fromkeys(value for value in values if value is not None)
        if not distinct:
            return [False] * len(values)
        comodel = self.env.in_mode(True)[field.comodel_name].browse(distinct)  # type: ignore[index] # a many2one has a comodel
        comodel, names = comodel._read_names()
        # A pair per value, not per record: callers only read them.
        pairs = {
            id_: ((id_.origin or False) if isinstance(id_, NewId) else id_, name)
            for id_, name in zip(comodel._ids, names, strict=True)
        }
        return [pairs.get(value, False) for value in values]

    # -- existence ---------------------------------------------------------------------------------------------------

    def exists(self) -> Self:
        """Return the records that are in the database; new ones stay."""
        saved = [id_ for id_ in self._ids if id_ and not isinstance(id_, NewId)]
        if not saved:
            return self.browse([id_ for id_ in self._ids if isinstance(id_, NewId)])
        query = (
            self.sudo()._query_of_ids() if len(saved) == len(self._ids) else self.sudo().browse(saved)._query_of_ids()
        )
        found = {row[0] for row in self.env.execute_query(query.select())}
        if len(found) == len(self._ids):
            return self
        return self.browse([id_ for id_ in self._ids if isinstance(id_, NewId) or id_ in found])

    def lock_for_update(self, *, allow_referencing: bool = False) -> None:
        """Lock the rows of these records until the end of the transaction.

        Args:
            allow_referencing: whether others may still refer to the rows meanwhile.

        Raises:
            LockError: another transaction holds one of them, or one does not exist.
        """
        from trivium.exceptions import LockError  # noqa: PLC0415 - raised here alone

        locked = self.try_lock_for_update(allow_referencing=allow_referencing)
        if len(locked) != len(self):
            raise LockError(
                f"Records {self.browse(set(self._ids) - set(locked._ids))!r} are locked by another transaction,"
                " or do not exist"
            )

    def try_lock_for_update(self, *, allow_referencing: bool = False, limit: int | None = None) -> Self:
        """Lock the rows that no other transaction holds, at most `limit`, and return their records."""
        saved = [id_ for id_ in self._ids if id_ and not isinstance(id_, NewId)]
        if not saved:
            return self.browse()
        self.flush_recordset()
        strength = SQL("FOR NO KEY UPDATE SKIP LOCKED" if allow_referencing else "FOR UPDATE SKIP LOCKED")
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE id = ANY(%s) ORDER BY array_position(%s, id) %s %s",
                self._table_sql,
                saved,
                saved,
                SQL("LIMIT %s", limit) if limit else SQL(),
                strength,
            )
        )
        found = {row[0] for row in self.env.cr.fetchall()}
        return self.browse([id_ for id_ in self._ids if id_ in found])

    def _check_cache_query(self, field: Field, ids: list[int]) -> SQL:
        """Return the statement that reads what the database has of a field."""
        return SQL(
            "SELECT id, %s FROM %s WHERE id = ANY(%s)",
            field.to_sql(self, self._table),
            SQL.identifier(self._table),
            ids,
        )


PLAIN_READS = frozenset(["char", "text", "integer", "float", "monetary", "boolean", "date", "datetime", "selection"])
"""Types whose cached values are read as they are, but for NULL."""

__all__ = ["ReadingMixin"]
