"""Creating records: defaults, rows, what follows from them; unsaved records."""

from __future__ import annotations

import operator
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Self

import orjson

from trivium.data.sql import SQL

from .commands import Command
from .decorators import model as api_model
from .decorators import model_create_multi
from .identifiers import NewId, PassingId
from .record import RecordCore
from .shape import MAX_KEPT
from .transaction import NO_KEY, Transaction
from .utils import LOG_ACCESS_COLUMNS, MAGIC_COLUMNS, check_known_fields

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from .fields import Field


class CreationMixin(RecordCore):
    """Create, new, defaults."""

    __slots__ = ()
    _register = False

    # -- defaults ----------------------------------------------------------------------------------------------------

    @api_model
    def default_get(self, fields: Collection[str]) -> dict[str, Any]:
        """Return default values for the named fields: of the context, of the user or company, of the fields."""
        defaults: dict[str, Any] = {}
        result: dict[str, Any] = {}
        parent_fields: defaultdict[str, list[str]] = defaultdict(list)
        user_defaults = (
            self.env["ir.default"]._get_model_defaults(self._name) if "ir.default" in self.pool.models else {}
        )
        asked_for = self._context_defaults()
        usual, constants = self._shape.defaulted, self._shape.constants
        for name in fields:
            if name not in usual and name not in asked_for and name not in user_defaults:
                continue
            field = self._fields.get(name)
            if field is None:
                continue
            if name in asked_for:
                defaults[name] = asked_for[name]
            elif name in user_defaults and not field.company_dependent:
                defaults[name] = user_defaults[name]
            elif name in constants:
                result[name] = constants[name]
            elif field.default is not None:
                defaults[name] = field.default(self)
            elif field.inherited:
                parent_fields[field.related_field.model_name].append(field.name)
        for model_name, names in parent_fields.items():
            defaults.update(self.env[model_name].default_get(names))
        result.update(self._convert_to_write(defaults))
        return result

    def _context_defaults(self) -> dict[str, Any]:
        """Return the defaults that the context asks for."""
        return {key[8:]: value for key, value in self.env.context.items() if key.startswith("default_")}

    def _convert_to_write(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values as ``write`` takes them."""
        fields = self._fields
        result = {}
        for name, value in values.items():
            if name in fields:
                field = fields[name]
                value = field.convert_to_write(
                    value
                    if field.relational
                    else field.convert_to_record(field.convert_to_cache(value, self, validate=False), self),
                    self,
                )
                if not isinstance(value, NewId):
                    result[name] = value
        return result

    def _convert_to_record(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return cached values as code sees them."""
        return {name: self._fields[name].convert_to_record(value, self) for name, value in values.items()}

    def _default_names(self) -> frozenset[str]:
        """The fields that may have a default without the context or users giving one.

        A `default_get` of an addon may know one for any field.
        """

        def find() -> frozenset[str]:
            fast = _uses_engine_defaults(type(self))
            return frozenset(
                name
                for name, field in self._fields.items()
                if name not in MAGIC_COLUMNS and (not fast or field.default is not None or field.inherited)
            )

        return self._derived("default_names", find)  # type: ignore[no-any-return] # what `find` returns

    def _add_missing_default_values(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return values completed by defaults."""
        missing = self._missing_defaults(frozenset(values))
        return self._with_defaults(values, missing)

    def _missing_defaults(self, given: frozenset[str]) -> list[str]:
        """Return the names of the fields that need a default where `given` ones have a value."""
        further = set(self._context_defaults())
        if "ir.default" in self.pool.models:
            further.update(self.env["ir.default"]._get_model_defaults(self._name))
        kept = self._shape.missing
        key = (given, frozenset(further))
        found = kept.get(key)
        if found is None:
            if len(kept) >= MAX_KEPT:
                kept.clear()
            found = kept[key] = self._among_defaults(given, self._default_names().union(further))
        return found

    def _among_defaults(self, given: frozenset[str], names: frozenset[str]) -> list[str]:
        """Return those of the named fields that need a default where `given` ones have a value."""
        # A record that is linked brings its values along: no default may overwrite them.
        avoid = {parent for parent, link in self._inherits.items() if link in given}
        return [
            name
            for name in self._fields
            if name in names
            and name not in given
            and not ((field := self._fields[name]).inherited and field.related_field.model_name in avoid)
            and not (field.compute and not field.inherited and not field.store and field.default is None)
        ]

    def _with_defaults(self, values: Mapping[str, Any], missing: list[str]) -> dict[str, Any]:
        if not missing:
            return dict(values)
        defaults = self.default_get(list(missing))  # what is kept for others is not for addons to change
        for name, value in defaults.items():
            if (
                self._fields[name].type in ("one2many", "many2many")
                and isinstance(value, list | tuple)
                and value
                and isinstance(value[0], dict)
            ):
                defaults[name] = [Command.create(line) for line in value]
        return {**defaults, **values}

    def _prepare_create_values(self, vals_list: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        """Return values completed by defaults and by what is computed before records exist."""
        avoid = self._names_kept
        fast = _uses_engine_defaults(type(self))
        missing_by_given: dict[frozenset[str], list[str]] = {}
        constant: dict[frozenset[str], dict[str, Any] | None] = {}
        properties = self._shape.properties
        result = []
        for vals in vals_list:
            given = frozenset(vals)
            missing = missing_by_given.get(given)
            if missing is None:
                missing = missing_by_given[given] = self._missing_defaults(given)
                constant[given] = self._constant_defaults(missing) if fast else None
            defaults = constant[given]
            completed = {**defaults, **vals} if defaults is not None else self._with_defaults(vals, missing)
            for name in avoid:
                if name in completed:
                    del completed[name]
            for field in properties:
                field.complete(completed, self)
            result.append(completed)
        self._add_precomputed_values(result)
        return result

    def _constant_defaults(self, names: list[str]) -> dict[str, Any] | None:
        """Return defaults that are the same for every record, None where one of them may not be."""
        for name in names:
            field = self._fields[name]
            base = field.base_field
            if f"default_{name}" in self.env.context:
                continue
            if base.default is not None and "constant_default" not in base.__dict__:
                return None
        return self._with_defaults({}, names)

    def _add_precomputed_values(self, vals_list: list[dict[str, Any]]) -> None:
        """Compute fields with ``precompute`` on unsaved records, and add their values."""
        precomputed = self._shape.precomputed
        if not precomputed:
            return
        wanting = [(vals, [field for field in precomputed if field.name not in vals]) for vals in vals_list]
        wanting = [(vals, fields) for vals, fields in wanting if fields]
        if not wanting:
            return
        transaction = self.env.transaction
        records = self.browse([PassingId() for _wanting in wanting])
        ids = records._ids
        transaction.unsaved.setdefault(self._name, {}).update(dict.fromkeys(ids))
        for (vals, _fields), record in zip(wanting, records, strict=True):
            # nothing is outdated by them: they are forgotten at once, and the saved ones outdate what they change
            record._fill_cache(vals, validate=False)
        wanted = [(vals, frozenset(fields), record) for (vals, fields), record in zip(wanting, records, strict=True)]
        for field in precomputed:
            column = self.env._columns[field]
            concerned = [(vals, record) for vals, fields, record in wanted if field in fields]
            missing = [record._ids[0] for _vals, record in concerned if record._ids[0] not in column]
            if missing:
                field.compute_value(self.browse(missing))
            for vals, record in concerned:
                vals[field.name] = field.convert_to_write(record[field.name], self)
        unsaved = transaction.unsaved[self._name]
        for id_ in ids:
            unsaved.pop(id_, None)
        pending, columns = transaction.pending, transaction.columns
        for field in self._fields.values():
            if field in pending:
                transaction.restore(field, ids)
            if field in columns:
                for column in columns[field].values():
                    for id_ in ids:
                        if id_ in column:
                            del column[id_]

    # -- create ------------------------------------------------------------------------------------------------------

    @model_create_multi
    def create(self, vals_list: list[dict[str, Any]]) -> Self:
        """Create records.

        Args:
            vals_list: a dictionary of values for each.

        Raises:
            AccessError: the user may not create such records.
            ValidationError: a constraint refuses a value.
            ValueError: there is no such field, or a value is of a wrong type.
        """
        if not vals_list:
            return self.browse()
        empty = self.browse()
        empty.check_access("create")
        if self._abstract:
            raise ValueError(f"{self._name} is abstract: it has no records to create.")
        for vals in vals_list:
            check_known_fields(self, vals)
        if not self.env.su:
            for name, field in self._shape.guarded.items():
                if any(name in vals for vals in vals_list):
                    empty._check_field_access(field, "write")
        prepared = empty._prepare_create_values(vals_list)
        plans = [_Plan(self, vals) for vals in prepared]
        self._create_parents(plans)
        records = self._insert(plans)
        for plan, id_ in zip(plans, records._ids, strict=True):
            plan.id = id_
        protected = [([field], self.browse(ids)) for field, ids in _given_computed(self, plans).items()]
        with self.env.protecting(protected):
            self._after_insert(records, plans)
        if self._check_company_auto:
            records._check_company()
        records.check_access("create")
        return records

    def _create_parents(self, plans: list[_Plan]) -> None:
        """Create or update the records that these delegate to, each model in one call."""
        for parent_name, link in self._inherits.items():
            creating = []
            for plan in plans:
                values = plan.parents.get(parent_name, {})
                existing = plan.stored.get(link)
                if existing:
                    if values:
                        self.env[parent_name].browse([existing]).write(values)
                else:
                    creating.append((plan, values))
            if creating:
                parents = self.env[parent_name].create([values for _plan, values in creating])
                for (plan, _values), id_ in zip(creating, parents._ids, strict=True):
                    plan.stored[link] = id_

    def _insert(self, plans: list[_Plan]) -> Self:
        """Insert rows for the columns that any record has a value for, and cache what is known of them."""
        env = self.env
        fields = self._fields
        shape = self._shape
        given = dict.fromkeys([name for plan in plans for name in plan.stored])
        columns: dict[Field, list[Any]] = {
            # What is computed later begins as 0 in the row as in the cache: NULL and 0 look the same there.
            field: [null] * len(plans)
            for field, null in shape.zeros
            if field.name not in given
        }
        absent: dict[Field, list[int]] = {}
        for name in given:
            field = shape.columns[name]
            null = field.null
            if null is not None and not field.compute:
                # 0 in the cache, but NULL in the row: as if the record were made alone
                absent[field] = [index for index, plan in enumerate(plans) if name not in plan.stored]
            convert = field.convert_to_cache
            if field.type == "monetary":
                columns[field] = [self._rounded(field, plan) if name in plan.stored else null for plan in plans]
            else:
                columns[field] = [convert(plan.stored[name], self) if name in plan.stored else null for plan in plans]
        if self._log_access:
            now = Transaction.now()
            for name, value in zip(LOG_ACCESS_COLUMNS, (env.uid, now, env.uid, now), strict=True):
                field = fields[name]
                if field not in columns:
                    columns[field] = [value] * len(plans)
        ids = self._insert_rows(columns, len(plans), absent)
        env.transaction.doubt_visibilities()
        referrers = env.transaction.referrers
        for field in referrers.keys() & columns.keys():
            del referrers[field]
        records = self.browse(ids)
        self._cache_created(records, columns)
        return records

    def _rounded(self, field: Any, plan: _Plan) -> Any:
        """Return an amount rounded to the currency of the same record."""
        value = field.convert_to_cache(plan.stored[field.name], self, validate=False)
        name = field.get_currency_field(self)
        currency_id = plan.stored.get(name) if name else None
        if currency_id and value:
            return self.env["res.currency"].sudo().browse(currency_id).round(value)
        return value

    def _round_created(self, plans: list[_Plan]) -> None:
        """Round the amounts of new records whose currency is not given but computed, or that of another record."""
        for field in self._shape.amounts:
            currency = self._fields.get(field.get_currency_field(self) or "")
            if currency is None or not currency.compute:
                continue
            ids = [plan.id for plan in plans if plan.stored.get(field.name) and not plan.stored.get(currency.name)]
            column = self.env._columns[field]
            changed = []
            for record in self.browse(ids):
                amount = column[record._ids[0]]
                field.write(record, amount)
                if column[record._ids[0]] != amount:
                    changed.append(record._ids[0])
            self.browse(changed).modified([field.name])

    def _insert_rows(
        self, columns: Mapping[Field, list[Any]], count: int, absent: Mapping[Field, Iterable[int]]
    ) -> tuple[int, ...]:
        cr = self.env.cr
        table = SQL.identifier(self._table)
        if not columns:
            cr.execute(
                SQL(
                    "INSERT INTO %s (id) SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
                    " FROM generate_series(1, %s) RETURNING id",
                    table,
                    self._table,
                    count,
                )
            )
            return tuple(row[0] for row in cr.fetchall())
        values = []
        for field, cached in columns.items():
            column = self._encoded(field, cached)
            if field in absent:
                for index in absent[field]:
                    column[index] = None
            values.append(column if count > 1 else column[0])
        cr.execute(SQL.bound(self._insert_code(tuple(columns), many=count > 1), values))
        return tuple([row[0] for row in cr.fetchall()])

    def _insert_code(self, fields: tuple[Field, ...], *, many: bool) -> str:
        """Return the code of an INSERT of these columns, with a placeholder for each."""
        kept = self._shape.inserts
        code = kept.get((many, fields))
        if code is None:
            names = SQL(", ").join(SQL.identifier(field.name) for field in fields)
            cast = "%s::%s[]" if many else "%s::%s"
            values = SQL(", ").join(SQL(cast, None, field.sql_type) for field in fields)
            rows = SQL("SELECT * FROM unnest(%s)" if many else "VALUES (%s)", values)
            insert = SQL("INSERT INTO %s (%s) %s RETURNING id", SQL.identifier(self._table), names, rows)
            if len(kept) >= MAX_KEPT:
                kept.clear()
            code = kept[many, fields] = insert.code
        return code

    def _encoded(self, field: Field, values: list[Any]) -> list[Any]:
        """Return cached values as the column takes them."""
        if field.company_dependent:
            key = str(self.env.company.id)
            fallback = field.get_company_dependent_fallback(self)
            return [
                None if value in (None, fallback) else orjson.dumps({key: field.to_json(value)}).decode()
                for value in values
            ]
        if field.translate:
            lang = self.env._lang
            return [None if value is None else orjson.dumps({"en_US": value, lang: value}).decode() for value in values]
        return list(map(field.cache_to_column, values))

    def _cache_created(self, records: Any, columns: Mapping[Field, list[Any]]) -> None:
        """Cache what the new rows hold: given values, and NULL or nothing for the rest."""
        env = self.env
        ids = records._ids
        every = env.transaction.columns
        inverses = self.pool.field_inverses
        for field, values in columns.items():
            if field.context_keys:
                env._columns[field].update(zip(ids, values, strict=True))
            elif NO_KEY in (by_key := every[field]):
                by_key[NO_KEY].update(zip(ids, values, strict=True))
            else:
                by_key[NO_KEY] = dict(zip(ids, values, strict=True))
            if field in inverses:
                self._join_lines(records, field, values, inverses[field])
        for field, null in self._shape.blank:
            if field not in columns:
                if NO_KEY in (by_key := every[field]):
                    by_key[NO_KEY].update(dict.fromkeys(ids, null))
                else:
                    by_key[NO_KEY] = dict.fromkeys(ids, null)

    def _join_lines(self, records: Any, field: Field, values: list[Any], inverses: Iterable[Field]) -> None:
        """Add the new records to the cached one2many fields of the records that they refer to."""
        env = self.env
        for inverse in inverses:
            lines = env._columns[inverse]
            if not lines:
                continue
            joined: defaultdict[Any, list[Any]] = defaultdict(list)
            for id_, value in zip(records._ids, values, strict=True):
                if value in lines:
                    joined[value].append(id_)
            for owner, ids in joined.items():
                if inverse.domain:  # type: ignore[attr-defined] # a one2many
                    ids = records.browse(ids).filtered_domain(inverse.get_comodel_domain(records))._ids  # type: ignore[attr-defined] # a one2many
                lines[owner] = (*lines[owner], *ids)

    def _after_insert(self, records: Any, plans: list[_Plan]) -> None:
        """Outdate what depends on the new records, then set what is no column: lines, inverses; check constraints."""
        if self._parent_store:
            records._parent_store_create()
        lined = {name for plan in plans for name in plan.lines}
        with self.env.protecting(self._shown_empty(records), records):
            records._follow(self.pool.graph.creation(self), create=True)
        for name in sorted(lined, key=lambda name: self._fields[name].write_sequence):
            field = self._fields[name]
            field.create([(self.browse((plan.id,)), plan.lines[name]) for plan in plans if name in plan.lines])
        if lined:
            records.modified(list(lined))
        self._round_created(plans)
        self._inverse_created(plans)
        given: set[str] = set()
        for plan in plans:
            given.update(plan.stored, plan.lines, plan.inversed, plan.delegated)
        records._validate_fields(given)

    def _shown_empty(self, records: Any) -> list[Field]:
        """Return the stored fields that show nothing of any of the new records, because their paths lead nowhere yet.

        What is set later, such as files, outdates them like any change. Those with constraints are computed all the
        same: that checks them.
        """
        columns = self.env.transaction.columns
        constrained, _asked = self._constrained
        found = []
        for field, first, empty in self._shape.shown:
            column = columns[first][NO_KEY]
            if field.name not in constrained and not [id_ for id_ in records._ids if column[id_] != empty]:
                found.append(field)
        return found

    def _inverse_created(self, plans: list[_Plan]) -> None:
        groups: dict[Any, dict[str, list[_Plan]]] = {}
        for plan in plans:
            for name in plan.inversed:
                field = self._fields[name]
                key = field.inverse if isinstance(field.inverse, str) else name
                groups.setdefault(key, {}).setdefault(name, []).append(plan)
        for by_name in groups.values():
            ids: dict[Any, None] = {}
            for name, concerned in by_name.items():
                field = self._fields[name]
                for plan in concerned:
                    ids[plan.id] = None
                    field.write(self.browse((plan.id,)), plan.inversed[name])
            records = self.browse(ids)
            fields = [self._fields[name] for name in by_name]
            with self.env.protecting(fields, records):
                records.modified(list(by_name))
                fields[0].determine_inverse(records)
            for field in fields:
                if not field.store:
                    self.env.transaction.forget(field, records._ids)

    # -- unsaved records ---------------------------------------------------------------------------------------------

    def new(self, values: Mapping[str, Any] | None = None, origin: Any = None, ref: Any = None) -> Self:
        """Return a record that is not saved.

        Args:
            values: of its fields.
            origin: the saved record that it stands for, whose values it has where none are given.
            ref: a mark of the caller's; records made with the same mark are equal.
        """
        id_ = ref if isinstance(ref, NewId) else NewId(int(origin) if origin else None, ref)
        record = self.browse((id_,))
        unsaved = self.env.transaction.unsaved.setdefault(self._name, {})
        fresh = id_ not in unsaved
        unsaved[id_] = None
        record._update_cache(values or {}, validate=False, fresh=fresh)
        return record

    def _update_cache(self, values: Mapping[str, Any], validate: bool = True, fresh: bool = False) -> None:
        """Put values of one unsaved record into the cache, and keep the records that they refer to in step.

        Args:
            values: of its fields, as code assigns them.
            validate: whether they are checked.
            fresh: whether the record was just made, so that nothing can refer to it.
        """
        fields = self._fill_cache(values, validate)
        with self.env.protecting(fields, self):
            self._tell_parents(fields)
            self.modified([field.name for field in fields], create=fresh)

    def _tell_parents(self, fields: Iterable[Any]) -> None:
        """Give the unsaved records that this one delegates to the values that it shows of them."""
        for field in fields:
            if field.inherited:
                parent = self[field.related_path[0]]
                if parent and not parent.id:
                    field.related_field.write_new(parent, self[field.name])

    def _fill_cache(self, values: Mapping[str, Any], validate: bool = True) -> list[Field]:
        """Put values of one unsaved record into the cache; return their fields.

        Raises:
            ValueError: there is no such field.
        """
        self.ensure_one()
        env = self.env
        check_known_fields(self, values)
        fields = [self._fields[name] for name in values if name != "id"]
        id_ = self._ids[0]
        columns, pending = env._columns, env.transaction.pending
        in_order = sorted(fields, key=_write_sequence) if any(map(_write_sequence, fields)) else fields
        for field in in_order:
            columns[field][id_] = field.convert_to_cache(values[field.name], self, validate)
            if field in pending:
                pending[field].pop(id_, None)
        for field in fields:
            if field.relational:
                self._enter_cached_inverses(field)
        return fields

    def _enter_cached_inverses(self, field: Field) -> None:
        env = self.env
        value = env._columns[field][self._ids[0]]
        for inverse in self.pool.field_inverses.get(field, ()):
            column = env._columns[inverse]
            id_ = self._ids[0]
            if field.type == "one2many":
                for line in value:
                    if isinstance(line, NewId):
                        column[line] = id_
            elif field.type == "many2one" and value is not None:
                if isinstance(value, NewId) and value not in column and not value.origin:
                    column[value] = (id_,)
                elif value in column and isinstance(value, NewId) and id_ not in column[value]:
                    column[value] = (*column[value], id_)
            elif field.type == "many2many":
                for other in value:
                    if isinstance(other, NewId) and other in column and id_ not in column[other]:
                        column[other] = (*column[other], id_)


_write_sequence = operator.attrgetter("write_sequence")


class _Plan:
    """The values of a record to create, sorted by what is done with them.

    Attributes:
        stored: for columns of the table.
        lines: for stored fields that are no columns.
        inversed: for computed fields with an inverse method.
        parents: for the records that it delegates to: model -> values.
        delegated: names of the fields whose values these are.
    """

    __slots__ = ("delegated", "id", "inversed", "lines", "parents", "stored")

    def __init__(self, model: Any, vals: Mapping[str, Any]) -> None:
        self.stored: dict[str, Any] = {}
        self.lines: dict[str, Any] = {}
        self.inversed: dict[str, Any] = {}
        self.parents: dict[str, dict[str, Any]] = {}
        self.delegated: list[str] = []
        self.id: Any = None
        fields, columns = model._fields, model._shape.columns
        for name, value in vals.items():
            field = fields[name]
            if field.inherited:
                self.parents.setdefault(field.related_field.model_name, {})[field.related_path[-1]] = value
                self.delegated.append(name)
                continue
            if field.store:
                if name in columns:
                    self.stored[name] = value
                else:
                    self.lines[name] = value
            if field.inverse and not (field.store and field.related and not field.inverse):
                self.inversed[name] = value


def _given_computed(model: Any, plans: Iterable[_Plan]) -> dict[Field, list[Any]]:
    """Return the stored computed fields that were given a value, with the records that were given one."""
    found: dict[Field, list[Any]] = {}
    for plan in plans:
        for name in (*plan.stored, *plan.lines):
            field = model._fields[name]
            if field.compute and field.store:
                # What one method computes belongs together: a given value keeps it from running.
                for together in model.pool.field_computed.get(field, [field]):
                    found.setdefault(together, []).append(plan.id)
    return found


def _uses_engine_defaults(cls: Any) -> bool:
    """Tell whether no addon overrides how defaults are found."""
    return bool(cls.default_get.__module__ == cls._add_missing_default_values.__module__ == __name__)


__all__ = ["CreationMixin"]
