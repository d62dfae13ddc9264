"""Fields to records of another model through a table of pairs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL
from trivium.orm.commands import Command
from trivium.orm.identifiers import NewId
from trivium.orm.utils import check_pg_name
from trivium.orm.visibility import visibility
from trivium.tools.misc import SENTINEL

from .x2many import RelationalMulti

if TYPE_CHECKING:
    from collections.abc import Iterable

Ids = dict[Any, None]


class Many2many(RelationalMulti):
    """A field to any number of records of another model.

    Args:
        comodel_name: that model.
        relation: the table of pairs; made from the two tables' names where it is not given.
        column1: its column for this model's records.
        column2: its column for the other model's records.
        ondelete: what becomes of a pair when the other record goes: ``"cascade"`` or ``"restrict"``.
    """

    type = "many2many"
    relation: Any = None
    column1: Any = None
    column2: Any = None
    ondelete: str = "cascade"
    auto: bool = False

    def __init__(
        self,
        comodel_name: Any = SENTINEL,
        relation: Any = SENTINEL,
        column1: Any = SENTINEL,
        column2: Any = SENTINEL,
        string: Any = SENTINEL,
        **kwargs: Any,
    ) -> None:
        super().__init__(
            comodel_name=comodel_name, string=string, relation=relation, column1=column1, column2=column2, **kwargs
        )

    @property
    def column_type(self) -> None:
        """There is no column."""
        return

    def setup_nonrelated(self, model: Any) -> None:
        """Choose the names of the table and its columns, and find the field on the other side.

        Raises:
            TypeError: both columns would have the same name.
            ValueError: the policy of deletion is unknown.
        """
        super().setup_nonrelated(model)
        if self.ondelete not in ("cascade", "restrict"):
            raise ValueError(f"Field {self}: unknown policy ondelete={self.ondelete!r}; it is 'cascade' or 'restrict'")
        if not self.store:
            return
        comodel = model.pool.models[self.comodel_name]
        explicit = bool(self.relation)
        if not explicit:
            first, second = sorted([model._table, comodel._table])
            if first == second:
                raise TypeError(f"Field {self}: a many2many to its own model needs a relation and two columns")
            self.relation = f"{first}_{second}_rel"
        self.column1 = self.column1 or f"{model._table}_id"
        self.column2 = self.column2 or f"{comodel._table}_id"
        if self.column1 == self.column2:
            raise TypeError(f"Field {self}: both columns of {self.relation} would be named {self.column1!r}; name them")
        check_pg_name(self.relation or "")
        registry = model.pool
        registry.many2many[self.relation, self.column1, self.column2].add(self)
        for inverse in registry.many2many.get((self.relation, self.column2, self.column1), ()):
            if inverse.model_name == self.comodel_name and inverse.comodel_name == self.model_name:
                registry.add_inverse(self, inverse)
                registry.add_inverse(inverse, self)

    def _table(self) -> SQL:
        return SQL.identifier(self.relation)

    def read(self, records: Any) -> None:
        """Fetch the pairs of all records with one query, in the other model's order."""
        comodel = self.comodel(records).with_context(active_test=False)
        if visibility(comodel):
            comodel.check_access("read")
            comodel = comodel.sudo()  # the cache is to know of all
        elif self.bypass_search_access:
            comodel = comodel.sudo()
        query = comodel._search(self.get_comodel_domain(records), order=comodel._order)
        pairs = query.join(comodel._table, "id", self.relation, self.column2, self.name)
        owner = SQL.identifier(pairs, self.column1)
        query.add_where(SQL("%s = ANY(%s)", owner, list(records._ids)))
        found: dict[Any, list[Any]] = {id_: [] for id_ in records._ids}
        for id_, other in records.env.execute_query(query.select(owner, SQL.identifier(pairs, self.column2))):
            found[id_].append(other)
        records.env._columns[self].update({id_: tuple(ids) for id_, ids in found.items()})

    # -- assigning ---------------------------------------------------------------------------------------------------

    def write_saved(self, pairs: list[tuple[Any, list[Any]]], create: bool) -> None:
        """Apply commands to saved records: pairs come and go in one statement each."""
        env = pairs[0][0].env
        every = pairs[0][0].browse(tuple(dict.fromkeys(id_ for records, _commands in pairs for id_ in records._ids)))
        if not every:
            return
        old = self._current(every, create)
        new = {id_: dict.fromkeys(ids) for id_, ids in old.items()}
        created: dict[object, dict[str, Any]] = {}
        comodel = self.comodel(every).with_context(**self.static_context(env))
        hidden = self._hidden(every, old)
        for records, commands in pairs:
            targets = [new[id_] for id_ in records._ids]
            for command in commands:
                kind = command[0]
                if kind == Command.CREATE:
                    place = object()  # where the record will stand, unless a later command takes it out
                    created[place] = command[2] or {}
                    for ids in targets:
                        ids[place] = None
                elif kind == Command.UPDATE:
                    comodel.browse([command[1]]).write(command[2])
                else:
                    self._apply(command, targets, comodel, hidden)
        if created:
            lines = comodel.create(list(created.values()))
            made = dict(zip(created, lines._ids, strict=True))
            new = {id_: dict.fromkeys(made.get(other, other) for other in ids) for id_, ids in new.items()}
        self._save(every, old, new, comodel)

    def _current(self, records: Any, create: bool) -> dict[Any, Iterable[Any]]:
        column = records.env._columns[self]
        if create:
            return dict.fromkeys(records._ids, ())
        missing = [id_ for id_ in records._ids if id_ not in column]
        if missing:
            self.read(records.sudo().browse(missing))
        return {id_: column[id_] for id_ in records._ids}

    def _hidden(self, records: Any, values: dict[Any, Iterable[Any]]) -> frozenset[Any]:
        """Return the ids among values that the user is not shown: replacing what they see leaves these alone."""
        found = tuple(dict.fromkeys(id_ for ids in values.values() for id_ in ids))
        return frozenset(found).difference(self.shown(found, records[:1]))

    @staticmethod
    def _apply(command: Any, targets: list[Ids], comodel: Any, hidden: frozenset[Any]) -> None:
        kind = command[0]
        if kind == Command.DELETE:
            comodel.browse([command[1]]).unlink()
        for ids in targets:
            if kind in (Command.DELETE, Command.UNLINK):
                ids.pop(command[1], None)
            elif kind == Command.LINK:
                ids[command[1]] = None
            else:
                kept = [id_ for id_ in ids if id_ in hidden]
                ids.clear()
                ids.update(dict.fromkeys([*kept, *(command[2] if kind == Command.SET else ())]))

    def _save(self, records: Any, old: dict[Any, Iterable[Any]], new: dict[Any, Ids], comodel: Any) -> None:
        added = [(id_, other) for id_, ids in new.items() for other in ids if other not in set(old[id_])]
        removed = [(id_, other) for id_, ids in old.items() for other in ids if other not in new[id_]]
        column = records.env._columns[self]
        records.env.transaction.doubt_visibilities()
        column.update({id_: tuple(ids) for id_, ids in new.items()})
        table, one, two = self._table(), SQL.identifier(self.column1), SQL.identifier(self.column2)
        if removed:
            records.env.execute_query(
                SQL(
                    "DELETE FROM %s USING unnest(%s::int4[], %s::int4[]) AS gone(a, b)"
                    " WHERE %s = gone.a AND %s = gone.b RETURNING 1",
                    table,
                    [a for a, _b in removed],
                    [b for _a, b in removed],
                    one,
                    two,
                )
            )
        if added:
            records.env.cr.execute(
                SQL(
                    "INSERT INTO %s (%s, %s) SELECT * FROM unnest(%s::int4[], %s::int4[]) ON CONFLICT DO NOTHING",
                    table,
                    one,
                    two,
                    [a for a, _b in added],
                    [b for _a, b in added],
                )
            )
        others = list(dict.fromkeys(other for _id, other in [*added, *removed]))
        if others:
            self._update_inverses(records.env, added, removed)
            names = [inverse.name for inverse in records.pool.field_inverses.get(self, ())]
            if names:
                comodel.browse(others).modified(names)

    def _update_inverses(self, env: Any, added: list[tuple[Any, Any]], removed: list[tuple[Any, Any]]) -> None:
        for inverse in env.registry.field_inverses.get(self, ()):
            column = env._columns[inverse]
            if not column:
                continue
            for id_, other in removed:
                if other in column:
                    column[other] = tuple([i for i in column[other] if i != id_])
            for id_, other in added:
                if other in column and id_ not in column[other]:
                    column[other] = (*column[other], id_)

    def write_new_lines(self, records: Any, commands: list[Any]) -> None:
        """Apply commands to new records, in the cache alone."""
        env = records.env
        column = env._columns[self]
        for record in records:
            id_ = record._ids[0]
            before = set(column.get(id_, ()))
            ids = self.convert_to_cache(commands, record)
            column[id_] = ids
            added = [(id_, other) for other in ids if other not in before and isinstance(other, NewId)]
            removed = [(id_, other) for other in before if other not in ids]
            self._update_inverses(env, added, removed)
