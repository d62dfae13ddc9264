"""Creating records, with what follows from them; unsaved records."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, Self

from .decorators import model_create_multi
from .defaults import ITSELF, DefaultsMixin
from .identifiers import NewId
from .inserting import InsertingMixin
from .utils import check_known_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .fields import Field


class CreationMixin(DefaultsMixin, InsertingMixin):
    """Create and new."""

    __slots__ = ()
    _register = False

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
        plans = [Plan(self, vals) for vals in prepared]
        self._create_parents(plans)
        records = self._insert(plans)
        for plan, id_ in zip(plans, records._ids, strict=True):
            plan.id = id_
        with self.env.protecting(_given_computed(self, plans)):
            self._after_insert(records, plans)
        if self._check_company_auto:
            records._check_company()
        records.check_access("create")
        return records

    def _create_parents(self, plans: list[Plan]) -> None:
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

    def _round_created(self, plans: list[Plan]) -> None:
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

    def _after_insert(self, records: Any, plans: list[Plan]) -> None:
        """Outdate what depends on the new records, then set what is no column: lines, inverses; check constraints."""
        if self._parent_store:
            records._parent_store_create()
        fields = self._fields
        lined = {name for plan in plans for name, value in plan.lines.items() if not fields[name].is_blank_after(value)}
        with self.env.protecting(self._shown_empty(records), records):
            records._follow(self.pool.graph.creation(self), create=True)
        for name in sorted(lined, key=lambda name: fields[name].write_sequence):
            field = fields[name]
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
        shape, found = self._shape, []
        constrained, _asked = self._constrained
        for first, showing in shape.shown.items():
            column, empty = self.env._columns[first], shape.blank[first]
            if not [id_ for id_ in records._ids if column[id_] != empty]:
                found += [field for field in showing if field.name not in constrained]
        return found

    def _inverse_created(self, plans: list[Plan]) -> None:
        groups: dict[Any, dict[str, list[Plan]]] = {}
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
        in_order = fields if self._shape.late.isdisjoint(values) else sorted(fields, key=_write_sequence)
        for field in in_order:
            columns[field][id_] = field.convert_to_cache(values[field.name], self, validate)
            if pending and field in pending:
                pending[field].pop(id_, None)
        for field in fields:
            if field.relational:
                self._enter_cached_inverses(field)
        return fields

    def _enter_cached_inverses(self, field: Field) -> None:
        env = self.env
        value = env._columns[field][self._ids[0]]
        if value is None or value == ():
            return
        for inverse in self.pool.field_inverses.get(field, ()):
            column = env._columns[inverse]
            id_ = self._ids[0]
            if field.type == "one2many":
                for line in value:
                    if isinstance(line, NewId):
                        column[line] = id_
            elif field.type == "many2one":
                if isinstance(value, NewId) and value not in column and not value.origin:
                    column[value] = (id_,)
                elif value in column and isinstance(value, NewId) and id_ not in column[value]:
                    column[value] = (*column[value], id_)
            elif field.type == "many2many":
                for other in value:
                    if isinstance(other, NewId) and other in column and id_ not in column[other]:
                        column[other] = (*column[other], id_)


_write_sequence = operator.attrgetter("write_sequence")


class Plan:
    """The values of a record to create, sorted by what is done with them.

    Attributes:
        stored: for columns of the table.
        lines: for stored fields that are no columns.
        inversed: for computed fields with an inverse method.
        parents: for the records that it delegates to: model -> values.
        delegated: names of the fields whose values these are.
        own: names of columns that hold the record's own id.
    """

    __slots__ = ("delegated", "id", "inversed", "lines", "own", "parents", "stored")

    def __init__(self, model: Any, vals: Mapping[str, Any]) -> None:
        self.stored: dict[str, Any] = {}
        self.lines: dict[str, Any] = {}
        self.inversed: dict[str, Any] = {}
        self.parents: dict[str, dict[str, Any]] = {}
        self.delegated: list[str] = []
        self.own: list[str] = []
        self.id: Any = None
        fields, columns, direct = model._fields, model._shape.columns, model._shape.direct
        for name, value in vals.items():
            if value is ITSELF:
                self.own.append(name)
                self.stored[name] = None
                continue
            if name in direct:
                self.stored[name] = value
                continue
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


def _given_computed(model: Any, plans: Iterable[Plan]) -> list[tuple[tuple[Field, ...], Any]]:
    """Return the stored computed fields that were given a value, with the records that were given one."""
    fields, computations = model._fields, model.pool.graph.computations
    computed = model._shape.computed
    groups: dict[tuple[Field, ...], list[Any]] = {}
    for plan in plans:
        given: list[Field] = []
        for name in (*plan.stored, *plan.lines):
            if name in computed:
                # What one method computes belongs together: a given value keeps it from running.
                given += computations[fields[name]].fields
        groups.setdefault(tuple(given), []).append(plan.id)
    return [(given, model.browse(ids)) for given, ids in groups.items() if given]


__all__ = ["CreationMixin"]
