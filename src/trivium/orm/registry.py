"""The registry of a database: its models, and what the engine derives from them."""

from __future__ import annotations

import contextlib
import itertools
import logging
import threading
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from trivium.data.postgres import close_db, db_connect
from trivium.data.sql import SQL
from trivium.tools.func import lazy_property
from trivium.tools.lru import LRU
from trivium.tools.misc import OrderedSet

from . import composition
from .definition import MetaModel
from .environment import Environment
from .registry_tables import RegistryTables
from .storage import SchemaSync
from .transaction import Transaction
from .triggers import TriggerGraph, TriggerTree
from .utils import SUPERUSER_ID

if TYPE_CHECKING:
    from trivium.data.postgres import Cursor

    from .fields import Field

_logger = logging.getLogger("odoo.registry")

Loader = Callable[..., None]

CACHE_SIZES = {
    "default": 8192,
    "assets": 512,
    "stable": 1024,
    "templates": 1024,
    "routing": 1024,
    "routing.rewrites": 8192,
    "templates.cached_values": 2048,
    "groups": 64,
}
"""Cache of method results -> how many it holds."""

CLEARED_WITH = {"stable": ("default",), "groups": ("default", "templates"), "templates": ("templates.cached_values",)}
"""Cache -> caches whose results are derived from what it holds."""


class Registry(RegistryTables, Mapping[str, Any]):
    """The models of one database.

    ``Registry(db_name)`` returns the one of this process, loaded at first use by the loader that the addon tier
    has set. Registries are shared by all threads; while one is loaded others wait.

    Attributes:
        models: name -> class, in the order in which they came.
        ready: whether all installed addons are loaded.
        loaded: whether models are set up.
        field_computed: computed field -> fields that its compute method sets together with it.
        field_inverses: relational field -> fields that lead back.
        many2many: (table, column, column) -> fields kept in it.
    """

    registries: ClassVar[dict[str, Registry]] = {}
    _lock: ClassVar[threading.RLock] = threading.RLock()
    loader: ClassVar[Loader | None] = None
    signaling: ClassVar[Any] = None
    """Tells other processes of changes: an object with ``send(registry, changes)`` and ``check(registry)``."""

    def __new__(cls, db_name: str) -> Registry:  # noqa: D102, PYI034 - one shared object; documented by the class
        registry = cls.registries.get(db_name)
        if registry is not None and (registry.loaded or registry._loading_thread == threading.get_ident()):
            return registry
        with cls._lock:
            registry = cls.registries.get(db_name)
            return registry if registry is not None else cls.new(db_name)

    @classmethod
    def new(cls, db_name: str, **options: Any) -> Registry:
        """Make the registry of a database anew and load its addons.

        Args:
            db_name: the database.
            options: passed to the loader: what to install or upgrade.
        """
        with cls._lock:
            previous = cls.registries.get(db_name)
            registry = cls._begin(db_name)
            try:
                if cls.loader is not None:
                    cls.loader(registry, **options)
            except BaseException:
                cls._put_back(db_name, previous)
                raise
            registry._loading_thread = None
            registry.ready = True
            registry.graph  # noqa: B018 - built now, so that what is wrong with dependencies is told at once
            return registry

    @classmethod
    @contextlib.contextmanager
    def provisional(cls, db_name: str) -> Iterator[Registry]:
        """Give an empty registry that is the database's as long as the block runs; other threads wait."""
        with cls._lock:
            previous = cls.registries.get(db_name)
            try:
                yield cls._begin(db_name)
            finally:
                cls._put_back(db_name, previous)

    @classmethod
    def _begin(cls, db_name: str) -> Registry:
        registry = object.__new__(cls)
        registry.init(db_name)
        cls.registries[db_name] = registry
        registry._loading_thread = threading.get_ident()
        return registry

    @classmethod
    def _put_back(cls, db_name: str, previous: Registry | None) -> None:
        if previous is not None:
            cls.registries[db_name] = previous
        else:
            cls.registries.pop(db_name, None)

    @classmethod
    def delete(cls, db_name: str) -> None:
        """Forget the registry of a database."""
        with cls._lock:
            cls.registries.pop(db_name, None)

    @classmethod
    def delete_all(cls) -> None:
        """Forget all registries."""
        with cls._lock:
            cls.registries.clear()

    def init(self, db_name: str) -> None:
        """Start without any model."""
        self.models: dict[str, Any] = {}
        self.db_name = db_name
        self._db = db_connect(db_name)
        self._db_readonly = db_connect(db_name, readonly=True)
        self.loaded = False
        self.ready = False
        self._loading_thread: int | None = None
        self._init = True
        self._init_modules: set[str] = set()
        self.updated_modules: list[str] = []
        self.loaded_xmlids: set[str] = set()
        self._ormcaches: dict[str, LRU[Any, Any]] = {name: LRU(size) for name, size in CACHE_SIZES.items()}
        self.field_computed: dict[Field, list[Field]] = {}
        self.field_inverses: dict[Field, OrderedSet[Field]] = {}
        self.many2many: defaultdict[tuple[str, str, str], OrderedSet[Field]] = defaultdict(OrderedSet)
        self._depends: dict[Field, tuple[str, ...]] = {}
        self._context_depends: dict[Field, tuple[str, ...]] = {}
        self._composed: set[str] = set()
        self._composing: list[str] = []
        self._set_up: set[Field] = set()
        self._manual: dict[str, dict[str, Field]] = {}
        self._local = threading.local()
        self.registry_sequence = -1
        self.cache_sequences: dict[str, int] = {}
        self.schema = SchemaSync(self)
        self.start_tables()

    # -- mapping -----------------------------------------------------------------------------------------------------

    def __getitem__(self, model_name: str) -> Any:
        return self.models[model_name]

    def __setitem__(self, model_name: str, model: Any) -> None:
        self.models[model_name] = model

    def __delitem__(self, model_name: str) -> None:
        fields = set(self.models.pop(model_name)._fields.values())
        for model in self.models.values():
            model._inherit_children.pop(model_name, None)
        # nothing is recomputed, and nothing led back, by fields of a model that is gone
        self.__dict__.pop("graph", None)
        for known in (self._depends, self._context_depends, self.field_computed, self.field_inverses):
            for field in fields & known.keys():
                known.pop(field)
        for inverses in self.field_inverses.values():
            for field in fields & set(inverses):
                inverses.discard(field)

    def __iter__(self) -> Iterator[str]:
        return iter(self.models)

    def __len__(self) -> int:
        return len(self.models)

    def __contains__(self, model_name: object) -> bool:
        return model_name in self.models

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = object.__hash__

    def __repr__(self) -> str:
        return f"<Registry {self.db_name}: {len(self.models)} models>"

    # -- models ------------------------------------------------------------------------------------------------------

    def load(self, module: Any) -> OrderedSet[str]:
        """Add the definitions of an addon, and return the names of the models that they concern."""
        name = getattr(module, "name", module)
        touched: OrderedSet[str] = OrderedSet()
        for definition in MetaModel._module_to_models__.get(name, ()):
            model = composition.add_to_registry(self, definition)
            touched.add(model._name)  # type: ignore[attr-defined] # a class made by MetaModel
        return touched

    def setup_models(self, cr: Cursor, model_names: Collection[str] | None = None) -> None:
        """Make the fields of all models and resolve what they refer to.

        Args:
            cr: a cursor on the database, to find fields made at run time.
            model_names: the models that changed; all are set up, since fields of others may refer to them.
        """
        transaction = cr.transaction
        if transaction is not None:
            transaction.flush()
            transaction.columns.clear()
            transaction.clear()
        self.__dict__.pop("graph", None)
        self._depends.clear()
        self._context_depends.clear()
        self.field_computed.clear()
        self.field_inverses.clear()
        self.many2many.clear()
        self._composed.clear()
        self._set_up.clear()
        self.find_extensions(cr)
        self._read_manual_fields(cr)
        for model in self.models.values():
            composition.prepare(model)
        for model in self.models.values():
            self.compose_model(model)
        for model in self.models.values():
            for field in list(model._fields.values()):
                self.setup_field(field, model)
        env = Environment(cr, SUPERUSER_ID, {})
        for other in list(env.transaction.environments.values()):
            other.renew(self)
        for model_name in self.models:
            env[model_name]._post_model_setup__()
        # the hooks may have added fields, and computed what was stored: what follows sees the result
        for model in self.models.values():
            for field in list(model._fields.values()):
                self.setup_field(field, model)
        self._group_computed()
        for model in self.models.values():
            for field in model._fields.values():
                field.context_keys = self._context_keys(field)
            # hooks may have asked what follows from fields that were not ready
            model._derived_values = (None, {})
            model._kept_shape = None
        self.loaded = True

    _setup_models__ = setup_models
    """The name that tests of addons call after they added models."""

    def compose_model(self, model: Any) -> None:
        """Make the fields of a model, once, after those of the models that it delegates to.

        Raises:
            TypeError: models delegate to each other in a circle.
        """
        name = model._name
        if name in self._composing:
            circle = [*self._composing[self._composing.index(name) :], name]
            links = [self.models[one]._inherits[next_] for one, next_ in itertools.pairwise(circle)]
            path = [f"{one}.{link}" for one, link in zip(circle, links, strict=False)]
            raise TypeError(
                f"Models delegate to each other in a circle: {' -> '.join([*path, name])}."
                " Remove one of these from _inherits, or its delegate=True."
            )
        if name in self._composed:
            return
        self._composing.append(name)
        try:
            composition.compose_fields(model)
        finally:
            self._composing.pop()
        self._composed.add(name)

    def setup_field(self, field: Field, model: Any) -> None:
        """Resolve what a field refers to, once.

        Raises:
            Exception: what is wrong with the field; one made at run time is left out instead.
        """
        if field in self._set_up:
            return
        self._set_up.add(field)
        if model._abstract and (field.related or field.relational):
            # A mixin speaks of fields that only the models it is mixed into need to have.
            with contextlib.suppress(KeyError, ValueError, TypeError, AssertionError):
                field.setup(model)
            return
        try:
            field.setup(model)
        except Exception:
            if not field.manual:
                raise
            _logger.warning("Field %s, made at run time, cannot be used and is left out", field, exc_info=True)
            model._fields.pop(field.name, None)
            if field.name in model.__dict__:
                delattr(model, field.name)

    def _group_computed(self) -> None:
        for model in self.models.values():
            groups: defaultdict[Any, list[Field]] = defaultdict(list)
            for field in model._fields.values():
                if field.compute and not field.related:
                    groups[field.compute if isinstance(field.compute, str) else id(field.compute)].append(field)
                elif field.compute:
                    self.field_computed[field] = [field]
            for together in groups.values():
                for field in together:
                    same = [
                        f for f in together if bool(f.store) == bool(field.store) or f.precompute == field.precompute
                    ]
                    self.field_computed[field] = same if field in same else [field]

    def _read_manual_fields(self, cr: Cursor) -> None:
        self._manual = {}
        model = self.models.get("ir.model.fields")
        reader = getattr(model, "_manual_field_definitions", None)
        if reader is not None and not self._init:
            self._manual = reader(cr)

    def manual_fields(self, model_name: str) -> dict[str, Field]:
        """Return the declarations of the fields that users made on a model."""
        return self._manual.get(model_name, {})

    def add_inverse(self, field: Field, inverse: Field) -> None:
        """Say that `inverse` leads back where `field` leads from."""
        self.field_inverses.setdefault(field, OrderedSet()).add(inverse)

    def descendants(self, model_names: Iterable[str], *kinds: str) -> OrderedSet[str]:
        """Return models with all that extend or delegate to them: kinds ``_inherit``, ``_inherits``."""
        found: OrderedSet[str] = OrderedSet()
        todo = list(model_names)
        for name in todo:
            if name in found or name not in self.models:
                continue
            found.add(name)
            for kind in kinds:
                todo.extend(getattr(self.models[name], kind + "_children"))
        return found

    # -- dependencies ------------------------------------------------------------------------------------------------

    def field_depends(self, field: Field) -> tuple[str, ...]:
        """Return the dotted paths that a computed field depends on."""
        found = self._depends.get(field)
        if found is None:
            self._resolve(field)
            found = self._depends[field]
        return found

    @property
    def field_depends_context(self) -> dict[Field, tuple[str, ...]]:
        """Field -> keys of the context that its value depends on."""
        return self._context_depends

    def _resolve(self, field: Field) -> None:
        model_class = self.models[field.model_name]
        model = object.__new__(model_class)
        model.env = None
        model._ids = model._prefetch_ids = ()
        depends, keys = field.get_depends(model)
        self._depends[field] = tuple(depends)
        self._context_depends[field] = tuple(keys)

    def _context_keys(self, field: Field) -> tuple[str, ...]:
        """Return what cached values depend on, with what they inherit from the fields they are computed from."""
        if field.store:
            if field.company_dependent:
                return ("company",)
            return ("lang",) if field.translate else ()
        keys: dict[str, None] = {}
        self._gather_context(field, keys, set())
        return tuple(sorted(keys))

    def _gather_context(self, field: Field, keys: dict[str, None], seen: set[Field]) -> None:
        if field in seen:
            return
        seen.add(field)
        if field.store:
            if field.company_dependent:
                keys["company"] = None
            elif field.translate:
                keys["lang"] = None
            return
        if not field.compute:
            return
        depends = self.field_depends(field)
        keys.update(dict.fromkeys(self._context_depends[field]))
        if field.translate and not self._context_depends[field] and not field.related:
            keys["lang"] = None
        for dotted in depends:
            current = self.models.get(field.model_name)
            for name in dotted.split("."):
                step = current._fields.get(name) if current is not None else None
                if step is None:
                    break
                self._gather_context(step, keys, seen)
                current = self.models.get(step.comodel_name) if step.comodel_name else None

    @lazy_property
    def graph(self) -> TriggerGraph:
        """Which computed fields are outdated when a field changes; those that need each other are reported."""
        graph = TriggerGraph(self)
        for cycle in graph.cycles():
            _logger.warning(
                "Computed fields need each other, none of them has a value that can be relied on: %s;"
                " correct what their methods declare to depend on, or let one of them be given",
                " -> ".join(map(str, cycle)),
            )
        return graph

    def get_field_trigger_tree(self, field: Field) -> TriggerTree:
        """Return everything that depends on `field`, by the way that leads to its records."""
        return self.graph.closure_tree(field)

    def get_trigger_tree(self, fields: Iterable[Field], select: Callable[[Field], bool] = bool) -> TriggerTree:
        """Return everything that depends on `fields`, of the fields that `select` keeps."""
        return TriggerTree.merge([self.graph.closure_tree(field) for field in fields], select)

    def get_dependent_fields(self, field: Field) -> Iterator[Field]:
        """Yield the fields that depend on `field`, directly or not."""
        yield from (dependent for dependent in self.graph.reach(field) if dependent is not field)

    def is_modifying_relations(self, field: Field) -> bool:
        """Tell whether a change of the field changes which records others depend on."""
        return any(f.relational or self.field_inverses.get(f) for f in self.graph.reach(field))

    # -- what the database says -------------------------------------------------------------------------------------

    def languages(self, env: Environment) -> frozenset[str]:
        """Return the codes of the active languages."""
        cache = self._ormcaches["stable"]
        found: frozenset[str] | None = cache.get("registry.languages")
        if found is None:
            if "res.lang" not in self.models:
                return frozenset()
            rows = env.execute_query(SQL("SELECT code FROM res_lang WHERE active"))
            found = cache["registry.languages"] = frozenset(row[0] for row in rows)
        return found

    def get_sequences(self, cr: Cursor) -> tuple[int, dict[str, int]]:
        """Return the numbers of changes of models and of caches that this process knows of."""
        return self.registry_sequence, dict(self.cache_sequences)

    # -- cursors and caches ------------------------------------------------------------------------------------------

    def cursor(self, readonly: bool = False) -> Cursor:
        """Return a new cursor on the database."""
        return (self._db_readonly if readonly else self._db).cursor()

    @property
    def _changes(self) -> set[str]:
        """What this thread has changed, and the other processes do not know yet."""
        changes: set[str] | None = getattr(self._local, "changes", None)
        if changes is None:
            changes = self._local.changes = set()
        return changes

    def clear_cache(self, *cache_names: str) -> None:
        """Empty caches of method results, and tell the other processes when the transaction commits."""
        for name in cache_names or ("default",):
            for cleared in (name, *CLEARED_WITH.get(name, ())):
                self._ormcaches[cleared].clear()
                self._changes.add(cleared)

    def clear_all_caches(self) -> None:
        """Empty all caches of method results."""
        self.clear_cache(*CACHE_SIZES)

    def signal_changes(self) -> None:
        """Tell the other processes of emptied caches and changed models, once what changed is committed."""
        changes = getattr(self._local, "changes", None)
        if not changes:
            return
        self._local.changes = set()
        for name in changes - {"registry"}:  # another thread may have filled them from what was there before
            self._ormcaches[name].clear()
        if self.signaling is not None:
            self.signaling.send(self, changes)

    def invalidate_registry(self) -> None:
        """Have every process load the models anew, once the transaction is committed."""
        self._changes.add("registry")

    @property
    def registry_invalidated(self) -> bool:
        """Whether models have changed and the other processes do not know yet."""
        return "registry" in self._changes

    @registry_invalidated.setter
    def registry_invalidated(self, value: bool) -> None:
        (self._changes.add if value else self._changes.discard)("registry")

    @property
    def cache_invalidated(self) -> set[str]:
        """The caches emptied since the other processes were told."""
        return self._changes - {"registry"}

    def reset_changes(self) -> None:
        """After a rollback: forget what would have been told; caches are empty already."""
        if "registry" in self._changes:
            with contextlib.closing(self.cursor()) as cr:
                self.setup_models(cr)
        for name in self._changes - {"registry"}:
            self._ormcaches[name].clear()
        self._changes.clear()

    @contextlib.contextmanager
    def manage_changes(self) -> Iterator[None]:
        """Tell the other processes of the changes made inside, or undo them after an error."""
        try:
            yield
            self.signal_changes()
        except Exception:
            self.reset_changes()
            raise

    def setup_signaling(self) -> None:
        """Start to hear of other processes' changes."""
        if self.signaling is not None:
            self.signaling.start(self)

    def check_signaling(self, cr: Cursor | None = None) -> Registry:
        """Return the current registry: this one, or a new one if another process has changed the models."""
        if self.signaling is None:
            return self
        return self.signaling.check(self)  # type: ignore[no-any-return] # an object of another tier

    def close(self) -> None:
        """Close the connections to the database."""
        close_db(self.db_name)


Transaction.registry_of = Registry


class DummyRLock:
    """A lock that locks nothing, for tests in one thread."""

    def acquire(self) -> None:
        """Do nothing."""

    def release(self) -> None:
        """Do nothing."""

    def __enter__(self) -> None:
        self.acquire()

    def __exit__(self, type: object, value: object, traceback: object) -> None:  # noqa: A002 - the protocol's name
        self.release()
