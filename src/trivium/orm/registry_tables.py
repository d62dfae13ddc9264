"""What a registry does to the tables of its models."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import psycopg

from trivium.data import schema as catalogue
from trivium.data.extensions import FunctionStatus, has_trigram, has_unaccent
from trivium.tools.config import config

from .environment import Environment
from .fields._trigrams import trigram_index
from .utils import SUPERUSER_ID
from .violations import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from trivium.data.postgres import Cursor

    from .storage import SchemaSync

_logger = logging.getLogger("odoo.schema")


class RegistryTables:
    """Creating and changing tables, constraints and indexes."""

    models: dict[str, Any]
    schema: SchemaSync
    _post_init: list[tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]]
    _foreign_keys: dict[tuple[str, str], tuple[catalogue.ForeignKey, str]]
    _waiting: dict[Any, Callable[[Cursor], Any]]

    has_trigram: bool
    has_unaccent: FunctionStatus
    _extensions_known: bool
    explain_violation = staticmethod(explain)

    def find_extensions(self, cr: Cursor) -> None:
        """Find out, once, whether the database can index parts of texts, and whether accents are to be ignored."""
        if not self._extensions_known:
            self.has_trigram = has_trigram(cr)
            self.has_unaccent = has_unaccent(cr) if config.get("unaccent") else FunctionStatus.MISSING
            self._extensions_known = True

    def trigram_index(self, *texts: str) -> str:
        """Return the definition of an index by which parts of texts are found; empty if the database cannot have it.

        Args:
            texts: columns, or other expressions, as code.
        """
        unaccented = self.has_unaccent is FunctionStatus.INDEXABLE
        return trigram_index(texts, unaccented=unaccented) if self.has_trigram else ""

    def start_tables(self) -> None:
        """Start without anything to do."""
        self.has_trigram, self.has_unaccent, self._extensions_known = False, FunctionStatus.MISSING, False
        self._post_init = []
        self._foreign_keys = {}
        self._waiting = {}

    def init_models(
        self, cr: Cursor, model_names: Iterable[str], context: Mapping[str, Any], install: bool = True
    ) -> None:
        """Bring the tables of models to what their fields ask for."""
        env = Environment(cr, SUPERUSER_ID, dict(context))
        self.schema.update(env, list(model_names))
        while self._post_init:
            function, args, kwargs = self._post_init.pop(0)
            function(*args, **kwargs)
        self.check_foreign_keys(cr)

    def post_init(self, func: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Call a function at the end of :meth:`init_models`."""
        self._post_init.append((func, args, kwargs))

    def finalize_constraints(self, cr: Cursor) -> None:
        """Apply the constraints that data did not allow before."""
        self.schema.finalize(Environment(cr, SUPERUSER_ID, {}))
        waiting, self._waiting = self._waiting, {}
        for key, function in waiting.items():
            self.post_constraint(cr, function, key)
            if key in self._waiting:
                _logger.warning("A constraint cannot be applied, as the data at hand do not allow it: %s", key)

    def post_constraint(self, cr: Cursor, func: Callable[[Cursor], Any], key: Any) -> None:
        """Call a function that adds a constraint: now, or by :meth:`finalize_constraints` if data do not allow it."""
        try:
            with cr.savepoint(flush=False):
                func(cr)
        except psycopg.Error:
            self._waiting[key] = func

    def apply_table_objects(self, cr: Cursor, model_names: Collection[str]) -> None:
        """Bring the constraints and indexes of models to what they declare."""
        self.schema.constrain(Environment(cr, SUPERUSER_ID, {}), model_names)

    check_indexes = apply_table_objects

    def check_null_constraints(self, cr: Cursor) -> None:
        """Require values where fields are required and none is missing."""
        self.apply_table_objects(cr, list(self.models))

    def add_foreign_key(
        self,
        table1: str,
        column1: str,
        table2: str,
        column2: str,
        ondelete: str,
        model: Any,
        module: str,
        force: bool = True,
    ) -> None:
        """Ask for a foreign key beside those of the fields; it is added at the end of :meth:`init_models`.

        Args:
            table1: the table that refers.
            column1: its column.
            table2: the table referred to.
            column2: its column.
            ondelete: ``"cascade"``, ``"restrict"``, ``"set null"``.
            model: the model that asks.
            module: its addon.
            force: whether it replaces what was asked for before.
        """
        key = (table1, column1)
        if force or key not in self._foreign_keys:
            self._foreign_keys[key] = (catalogue.ForeignKey(column1, table2, column2, ondelete), model._name)

    def check_foreign_keys(self, cr: Cursor) -> None:
        """Add the foreign keys that were asked for and are missing."""
        if not self._foreign_keys:
            return
        wanted, self._foreign_keys = self._foreign_keys, {}
        found = catalogue.reflect(cr, sorted({table for table, _column in wanted}))
        tables = [catalogue.Table(table, (), foreign_keys=(key,)) for (table, _column), (key, _model) in wanted.items()]
        catalogue.apply(cr, catalogue.plan_constraints(found, tables, drop_stale=False), strict=False)

    def check_tables_exist(self, cr: Cursor) -> None:
        """Create the tables of models that have none.

        Raises:
            psycopg.Error: one of them cannot be created.
        """
        env = Environment(cr, SUPERUSER_ID, {})
        tables = {model._table: name for name, model in self.models.items() if self.is_an_ordinary_table(model)}
        missing = set(tables) - set(catalogue.reflect(cr, sorted(tables)))
        if missing:
            _logger.warning("Tables were missing and are created: %s", ", ".join(sorted(missing)))
            self.schema.apply_tables(env, [tables[table] for table in sorted(missing)])

    def is_an_ordinary_table(self, model: Any) -> bool:
        """Tell whether the model's table is one, not a view."""
        return bool(not model._abstract and model._auto and not model._table_query)
