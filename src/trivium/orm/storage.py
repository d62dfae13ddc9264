"""From models to tables: what the schema should be, and how it gets there."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from trivium.data import schema
from trivium.data.names import make_identifier
from trivium.data.postgres import forget_statements
from trivium.data.sql import SQL

from .fields._trigrams import indexed_text

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from .environment import Environment
    from .registry import Registry

_logger = logging.getLogger("odoo.schema")


class SchemaSync:
    """Brings the tables of a registry's models to what their fields ask for, in a few statements.

    Args:
        registry: the registry.
    """

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.unfinished: set[str] = set()
        """Models whose constraints the data did not allow so far."""
        self._partial: set[str] = set()
        """Models brought up to date before all addons were loaded: what is stale on their tables was not known."""
        self._collected: list[str] | None = None
        self._starting = False
        """Whether the database is so new that not even its users exist: every record refers to one."""

    # -- what there should be ----------------------------------------------------------------------------------------

    def table(self, model: Any, lenders: Collection[Any] | None = None) -> schema.Table:
        """Return the table of a model.

        Args:
            model: the model.
            lenders: the tables that others inherit from, where they are known.
        """
        lenders = self._lenders() if lenders is None else lenders
        columns = [schema.Column("id", "serial", not_null=True)]
        foreign_keys, indexes = [], []
        stored = [field for field in model._fields.values() if field.is_stored_column and field.name != "id"]
        for field in sorted(stored, key=lambda field: field.column_order):
            columns.append(
                schema.Column(
                    field.name,
                    field.column_type[1].lower(),
                    not_null=bool(field.required) and not field.company_dependent,
                    comment=str(field.string),
                    translated=bool(field.translate),
                )
            )
            key = self._foreign_key(model, field, lenders)
            if key is not None:
                foreign_keys.append(key)
            index = self._index(model, field)
            if index is not None:
                indexes.append(index)
        objects = [table_object.schema_object(model) for table_object in model._table_objects.values()]
        indexes.extend(o for o in objects if isinstance(o, schema.Index) and o.definition)
        columns.extend(o for o in objects if isinstance(o, schema.Column))
        return schema.Table(
            model._table,
            tuple(columns),
            foreign_keys=tuple(foreign_keys),
            indexes=tuple(indexes),
            constraints=tuple(o for o in objects if isinstance(o, schema.Check)),
            comment=str(model._description),
            inherits=getattr(model, "_table_inherits", None),
        )

    def _foreign_key(self, model: Any, field: Any, lenders: Collection[Any]) -> schema.ForeignKey | None:
        if field.type != "many2one" or field.company_dependent:
            return None
        comodel = self.registry.models[field.comodel_name]
        if comodel._table in lenders:
            # a foreign key does not see the rows of inheriting tables (PostgreSQL manual, 5.11.1)
            return None
        if not self.registry.is_an_ordinary_table(comodel) or (comodel._transient and not model._transient):
            return None
        return schema.ForeignKey(field.name, comodel._table, "id", field.ondelete or "set null")

    def _lenders(self) -> set[Any]:
        """Return the tables that others inherit from."""
        return {getattr(model, "_table_inherits", None) for model in self.registry.models.values()} - {None}

    def _index(self, model: Any, field: Any) -> schema.Index | None:
        kind = field.index
        if not kind:
            return None
        column = f'"{field.name}"'
        if field.company_dependent:
            definition = f"(({column} IS NOT NULL)) WHERE {column} IS NOT NULL"
        elif kind == "trigram":
            definition = self.registry.trigram_index(indexed_text(field))
            if not definition:
                return None
        elif kind == "btree_not_null" and not field.required:
            definition = f"({column}) WHERE {column} IS NOT NULL"
        elif field.translate:
            return None
        else:
            definition = f"({column})"
        return schema.Index(make_identifier(f"{model._table}__{field.name}_index"), definition)

    def relation_table(self, field: Any) -> schema.Table:
        """Return the table of pairs of a many2many field."""
        comodel = self.registry.models[field.comodel_name]
        model = self.registry.models[field.model_name]
        keys = []
        for column, end, ondelete in ((field.column1, model, "cascade"), (field.column2, comodel, field.ondelete)):
            if self.registry.is_an_ordinary_table(end):
                keys.append(schema.ForeignKey(column, end._table, "id", ondelete))
        return schema.Table(
            field.relation,
            (schema.Column(field.column1, "int4", not_null=True), schema.Column(field.column2, "int4", not_null=True)),
            primary_key=(field.column1, field.column2),
            foreign_keys=tuple(keys),
            indexes=(
                schema.Index(
                    make_identifier(f"{field.relation}_{field.column2}_{field.column1}_idx"),
                    f'("{field.column2}", "{field.column1}")',
                ),
            ),
            comment=f"RELATION BETWEEN {model._table} AND {comodel._table}",
        )

    def tables(self, model_names: Iterable[str]) -> list[schema.Table]:
        """Return the tables of models, and those of their many2many fields."""
        tables: dict[str, schema.Table] = {}
        keepers, lenders = self._keepers(), self._lenders()
        for name in model_names:
            model = self.registry.models[name]
            if not self.registry.is_an_ordinary_table(model):
                continue
            tables[model._table] = self.table(model, lenders)
            for field in model._fields.values():
                if field.type == "many2many" and field.store and not field.inherited:
                    relation = self.registry.models.get(field.relation.replace("_", "."))
                    if relation is None and field.relation not in tables and not self._is_model_table(field.relation):
                        tables[field.relation] = self.relation_table(keepers.get(field.relation, field))
        return list(tables.values())

    def _keepers(self) -> dict[str, Any]:
        """Return, by table of pairs, the field that says how it is made: the first of those that share it.

        Both ends of a relation may have a field on the same table; whichever of their models is brought up to date,
        the table stays the same.
        """
        keepers: dict[str, Any] = {}
        for (table, _column1, _column2), fields in self.registry.many2many.items():
            for field in fields:
                keepers.setdefault(table, field)
        return keepers

    def _is_model_table(self, table: str) -> bool:
        return any(model._table == table and not model._abstract for model in self.registry.models.values())

    # -- getting there -----------------------------------------------------------------------------------------------

    def update(self, env: Environment, model_names: list[str]) -> None:
        """Create and change the tables of models, give new columns their values, then apply constraints."""
        models = [env[name] for name in model_names if not env[name]._abstract]
        self.registry.find_extensions(env.cr)
        self._collected = []
        for model in models:
            model._auto_init()
        collected, self._collected = self._collected, None
        self.apply_tables(env, collected)
        for model in models:
            model.init()
        env.flush_all()
        self.constrain(env, collected)

    def collect(self, model: Any) -> None:
        """Have the table of a model brought up to date: at once, or together with others in :meth:`update`."""
        overridden = any(
            "_auto_init" in cls.__dict__ for cls in type(model).__mro__ if not cls.__module__.startswith("trivium.orm.")
        )
        if self._collected is None or overridden:
            self.apply_tables(model.env, [model._name])
        if self._collected is not None:
            self._collected.append(model._name)

    def apply_tables(self, env: Environment, model_names: Collection[str]) -> None:
        """Create and change tables, and give new columns of existing rows their values."""
        tables = self.tables(model_names)
        if not tables:
            return
        cr = env.cr
        catalogue = schema.reflect(cr, [table.name for table in tables])
        names = {table.name for table in tables}
        self._starting = self._starting or ("res_users" in names and "res_users" not in catalogue)
        new_columns = {
            table.name: {column.name for column in table.columns} - set(catalogue[table.name].columns)
            for table in tables
            if table.name in catalogue
        }
        plan = schema.plan_tables(catalogue, tables)
        if not plan:
            return
        schema.apply(cr, plan)
        forget_statements(cr.dbname)
        for name in model_names:
            model = env[name]
            added = new_columns.get(model._table)
            if added and self.registry.is_an_ordinary_table(model):
                self._fill(model, added)

    def _fill(self, model: Any, column_names: Collection[str]) -> None:
        if not model._table_has_rows():
            return
        for name in column_names:
            field = model._fields.get(name)
            if field is None:
                continue
            if field.compute and field.store:
                _logger.info("Computing %s for existing records", field)
                if field.is_stored_column and not field.context_keys and field.null is not None:
                    # NULL and 0 look the same in the cache, so that a computed 0 would not be written.
                    model.env.cr.execute(
                        SQL("UPDATE %s SET %s = %s", SQL.identifier(model._table), SQL.identifier(name), field.null)
                    )
                model.env.cr.execute(SQL("SELECT id FROM %s", SQL.identifier(model._table)))
                records = model.browse([row[0] for row in model.env.cr.fetchall()])
                model.env.add_to_compute(field, records)
            elif field.name == "parent_path" and model._parent_store:
                model._parent_store_compute()
            elif field.default is not None:
                model._init_column(name)

    def constrain(self, env: Environment, model_names: Collection[str]) -> None:
        """Apply constraints and indexes; those that the data do not allow yet wait for :meth:`finalize`."""
        if self._starting:
            self.unfinished.update(model_names)
            return
        tables = self.tables(model_names)
        if not tables:
            return
        if not self.registry.ready:
            self._partial.update(model_names)
        self._plan_and_constrain(env, tables, model_names, drop_stale=self.registry.ready)

    def drop_stale(self, env: Environment) -> None:
        """Drop the constraints and indexes that no addon declares any more; all addons must be loaded by now."""
        names, self._partial = self._partial & self.registry.models.keys(), set()
        if names:
            self._plan_and_constrain(env, self.tables(names), names, drop_stale=True)

    def _plan_and_constrain(
        self, env: Environment, tables: list[schema.Table], model_names: Collection[str], drop_stale: bool
    ) -> None:
        catalogue = schema.reflect(env.cr, [table.name for table in tables])
        plan = schema.plan_constraints(catalogue, tables, drop_stale=drop_stale)
        if schema.apply(env.cr, plan, strict=False):
            self.unfinished.update(model_names)

    def finalize(self, env: Environment) -> None:
        """Apply the constraints that data did not allow before."""
        env.flush_all()
        self._starting = False
        names, self.unfinished = self.unfinished, set()
        if names:
            self.constrain(env, names)
