"""Outdating and recomputing: what changes when a field changes."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL
from trivium.exceptions import MissingError

from .identifiers import NewId
from .record import RecordCore
from .utils import PREFETCH_MAX, OriginIds

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from .fields import Field
    from .triggers import Spread

_REFERRING = frozenset(["many2one", "many2one_reference", "many2many"])
"""Types of fields by which nothing refers to a record that was just made."""


class ComputingMixin(RecordCore):
    """How changes spread through computed fields."""

    __slots__ = ()
    _register = False

    # -- outdating ---------------------------------------------------------------------------------------------------

    def modified(self, fnames: Collection[str], create: bool = False, before: bool = False) -> None:
        """Outdate what depends on fields of these records.

        Args:
            fnames: the fields that have changed, or are about to.
            create: whether the records were just created, so that no saved record refers to them yet.
            before: whether the fields are about to change: of use for relations, whose old values lead to records
                that depend on them.
        """
        if not self._ids or not fnames:
            return
        fields = self._fields
        spread = self.pool.graph.spread(tuple([fields[name] for name in fnames]))
        if spread.stored or spread.volatile or spread.ways:
            self._follow(spread, create)

    def _follow(self, spread: Spread, create: bool) -> None:
        """Outdate what a change of these records outdates, on them and on the records that it leads to."""
        columns = self.env.transaction.columns
        todo: list[tuple[Any, Spread, bool]] = [(self, spread, create)]
        reached: dict[Spread, set[Any]] = {}
        marks: list[tuple[Spread, Collection[Any]]] = []
        while todo:
            records, spread, new = todo.pop()
            if (known := reached.get(spread)) is None:
                reached[spread] = set(records._ids)
            else:
                ids = [id_ for id_ in records._ids if id_ not in known]
                if not ids:
                    continue
                known.update(ids)
                records = records.browse(ids)
            marks.append((spread, records._ids))
            for way in spread.ways:
                if not way.stored and not way.matters(columns):
                    continue
                key = way.key
                if new and key.type in _REFERRING:
                    records._note_unreferred(key)
                elif not records._is_unreferred(key) and (referring := records._referring(key)):
                    todo.append((referring, way.spread, False))
        # only now: the old values may have been needed to find the way
        for spread, concerned in marks:
            self._outdate(spread, concerned)

    def _outdate(self, spread: Spread, ids: Collection[Any]) -> None:
        transaction = self.env.transaction
        columns = transaction.columns
        cached = [field for field in spread.volatile if field in columns]
        for fields, outdate in ((spread.stored, transaction.outdate), (cached, transaction.forget)):
            for field in fields:
                busy = transaction.protected.get(field)
                if not busy:
                    outdate(field, ids)
                elif not busy.issuperset(ids):
                    outdate(field, [id_ for id_ in ids if id_ not in busy])

    def _note_unreferred(self, key: Field) -> None:
        """Note that nothing refers to what was just made but itself; what does later on is noted when it is written."""
        if key.type == "many2one" and key.store:
            known = self.env.transaction.referrers.setdefault(key, {})
            column = self.env._columns[key] if key.model_name == self._name else {}
            for id_ in self._ids:
                if id_:  # new ids are false
                    known[id_] = [id_] if column.get(id_) == id_ else []

    def _is_unreferred(self, key: Field) -> bool:
        """Tell whether it is known that nothing refers to these records by a many2one."""
        transaction = self.env.transaction
        known = transaction.referrers.get(key)
        if not known or key in transaction.dirty or key in transaction.pending:
            return False
        if transaction.unsaved.get(key.model_name) or self.pool.models[key.model_name]._table_query:
            return False
        return not [id_ for id_ in self._ids if known.get(id_) != []]

    def _referring(self, key: Field) -> Any:
        """Return the records whose field `key` contains one of these."""
        env = self.env(su=True, context={**self.env.context, "active_test": False})
        model = env[key.model_name]
        for inverse in self.pool.field_inverses.get(key, ()):
            if inverse.type == "many2one" and inverse.model_name == self._name:
                return self.with_env(env)._mapped_existing(inverse)
        found: dict[Any, None] = {}
        saved = self.ids
        if saved and key.store:
            found = self._referring_saved(key, model, saved)
        elif saved and key.is_searchable():
            try:
                found = dict.fromkeys(model.search([(key.name, "in", saved)], order="id")._ids)
            except NotImplementedError:
                found = {}
        if not key.store and not key.is_searchable():
            found.update(dict.fromkeys(self._referring_cached(key)))
        found.update(dict.fromkeys(self._referring_new(key)._ids))
        return model.browse(found)

    def _mapped_existing(self, field: Field) -> Any:
        try:
            return self.mapped(field.name)
        except MissingError:
            return self.exists().mapped(field.name)

    def _referring_saved(self, key: Any, model: Any, ids: list[int]) -> dict[Any, None]:
        cr = self.env.cr
        if key.type == "many2many":
            cr.execute(
                SQL(
                    "SELECT DISTINCT %s FROM %s WHERE %s = ANY(%s)",
                    SQL.identifier(key.column1),
                    SQL.identifier(key.relation),
                    SQL.identifier(key.column2),
                    ids,
                )
            )
            return dict.fromkeys(row[0] for row in cr.fetchall())
        if key.type != "many2one" or key.company_dependent or model._table_query:
            return dict.fromkeys(model.search([(key.name, "in", ids)], order="id")._ids)
        transaction = self.env.transaction
        if key in transaction.pending:
            model._recompute_field(key)
        referrers = self._referrers(key, model, ids)
        found: dict[Any, None] = dict.fromkeys(other for id_ in ids for other in referrers[id_])
        dirty = transaction.dirty.get(key)
        if dirty:
            wanted = set(ids)
            column = self.env._columns[key]
            for id_ in dirty:
                if column.get(id_) in wanted:
                    found[id_] = None
                else:
                    found.pop(id_, None)
        return found

    def _referrers(self, key: Field, model: Any, ids: list[int]) -> dict[int, list[int]]:
        """Return id -> ids of the rows that refer to it by a many2one, for all records prefetched together."""
        transaction = self.env.transaction
        known = transaction.referrers.setdefault(key, {})
        if any(id_ not in known for id_ in ids):
            near = itertools.islice(OriginIds(tuple(self._prefetch_ids)), PREFETCH_MAX)
            looked_up = [id_ for id_ in dict.fromkeys([*ids, *near]) if id_ not in known]
            column = SQL.identifier(key.name)
            self.env.cr.execute(
                SQL(
                    "SELECT id, %s FROM %s WHERE %s = ANY(%s) ORDER BY id",
                    column,
                    SQL.identifier(model._table),
                    column,
                    looked_up,
                )
            )
            known.update({id_: [] for id_ in looked_up})
            for id_, referred in self.env.cr.fetchall():
                known[referred].append(id_)
        return known

    def _referring_cached(self, key: Field) -> Iterator[Any]:
        wanted = set(self._ids)
        for column in self.env.transaction.columns.get(key, {}).values():
            for id_, value in column.items():
                if (value in wanted) if not isinstance(value, tuple) else not wanted.isdisjoint(value):
                    yield id_

    def _referring_new(self, key: Field) -> Any:
        """Return the new records whose field `key` contains one of these."""
        unsaved = self.env.transaction.unsaved.get(key.model_name)
        if not unsaved:
            return self.env[key.model_name]
        wanted = set(self._ids) | set(self.ids)
        found = []
        for column in self.env.transaction.columns.get(key, {}).values():
            for id_ in unsaved:
                value = column.get(id_)
                if value is not None:  # the id of a new record is false
                    values = value if isinstance(value, tuple) else (value,)
                    if any(
                        v in wanted or (isinstance(v, NewId) and v.origin and v.origin in wanted)
                        for v in values
                        if v is not None
                    ):
                        found.append(id_)
        return self.env[key.model_name].browse(found)

    # -- recomputing -------------------------------------------------------------------------------------------------

    def _compute_field_value(self, field: Field) -> None:
        """Call the method that computes a field, then check constraints on what it stored."""
        compute = field.compute
        computation = self.env.registry.graph.computations[field]
        stored = field.store and any(self._ids)  # new ids are false
        before = self._relations_before(computation.leading) if stored and computation.leading else None
        if isinstance(compute, str):
            getattr(self, compute)()
        else:
            compute(self)
        if stored:
            if before is not None:
                self._spread_relation_changes(before)
            saved = self if all(self._ids) else self.browse([id_ for id_ in self._ids if id_])
            saved._validate_fields(computation.names)

    def _relations_before(self, fields: Iterable[Field]) -> dict[Field, dict[Any, Any]]:
        return {field: {id_: self.env._columns[field].get(id_) for id_ in self._ids} for field in fields}

    def _spread_relation_changes(self, before: dict[Field, dict[Any, Any]]) -> None:
        """Outdate what depends on records through a relation that was just computed."""
        for field, values in before.items():
            column = self.env._columns[field]
            changed = [id_ for id_, old in values.items() if column.get(id_) != old]
            if changed:
                self.browse(changed).modified([field.name])

    def _recompute_model(self, fnames: Iterable[str] | None = None) -> None:
        """Compute outdated fields of the model."""
        pending = self.env.transaction.pending
        for field in self._select_fields(list(fnames) if fnames is not None else None):
            if field in pending:
                self._recompute_field(field)

    def _recompute_recordset(self, fnames: Iterable[str] | None = None) -> None:
        """Compute outdated fields of these records."""
        pending = self.env.transaction.pending
        for field in self._select_fields(list(fnames) if fnames is not None else None):
            if field in pending:
                self._recompute_field(field, self._ids)

    def _recompute_field(self, field: Field, ids: Collection[Any] | None = None) -> None:
        pending = self.env.transaction.pending.get(field)
        if not pending:
            return
        # New records are computed when they are read; nothing needs their values before. Those of a recursive field
        # that are under way stay outdated until they are assigned: a statement that reads the field gets the old value.
        busy = self.env.transaction.protected.get(field, ())
        chosen = [id_ for id_ in (pending if ids is None else ids) if id_ and id_ in pending and id_ not in busy]
        if not chosen:
            return
        records = (self.env.in_mode(True) if field.compute_sudo else self.env)[field.model_name]
        for start in range(0, len(chosen), PREFETCH_MAX * 10):
            batch = chosen[start : start + PREFETCH_MAX * 10]
            if start:
                batch = [id_ for id_ in batch if id_ in pending]
            if batch:
                field.recompute(records.browse(batch))
