"""Records: an environment and ids. What all parts of a model's class stand on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self

from trivium.data.sql import SQL
from trivium.exceptions import MissingError

from .definition import MetaModel
from .identifiers import NewId
from .shape import Shape
from .utils import OriginIds

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from .environment import Environment
    from .fields import Field
    from .registry import Registry
    from .tables import TableObject

ENGINE = "trivium.orm."
"""Where the engine's own classes are."""


class RecordCore(metaclass=MetaModel):
    """An ordered set of records of one model, immutable.

    Args:
        env: the environment.
        ids: their ids; database ids, or :class:`~trivium.orm.identifiers.NewId`.
        prefetch_ids: ids of records that are fetched together with these.
    """

    __slots__ = ("_ids", "_prefetch_ids", "env")
    _register = False
    env: Environment
    _ids: tuple[Any, ...]
    _prefetch_ids: Any

    _name: ClassVar[str]
    _description: ClassVar[str]
    _table: ClassVar[str]
    _fields: ClassVar[dict[str, Field]]
    pool: ClassVar[Registry]
    _abstract: ClassVar[bool]
    _transient: ClassVar[bool]
    _inherits: ClassVar[Mapping[str, str]]
    _order: ClassVar[str]
    _rec_name: ClassVar[str | None]
    _active_name: ClassVar[str | None]
    _parent_name: ClassVar[str]
    _parent_store: ClassVar[bool]
    _log_access: ClassVar[bool]
    _table_objects: ClassVar[dict[str, TableObject]]
    _table_query: Any
    _depends: ClassVar[Mapping[str, Collection[str]]]
    _check_company_auto: ClassVar[bool]
    _derived_values: ClassVar[tuple[Any, dict[str, Any]]] = (None, {})
    _kept_shape: ClassVar[Shape | None]

    if TYPE_CHECKING:
        # Fields, and methods that other parts of the model's class or addons bring.
        def __getattr__(self, name: str) -> Any: ...

    def __init__(self, env: Environment, ids: tuple[Any, ...], prefetch_ids: Any) -> None:
        self.env = env
        self._ids = ids
        self._prefetch_ids = prefetch_ids

    # -- making recordsets -------------------------------------------------------------------------------------------

    def browse(self, ids: Any = ()) -> Self:
        """Return the records with the given ids; nothing is looked up."""
        if not ids:
            ids = ()
        elif ids.__class__ is int:
            ids = (ids,)
        elif ids.__class__ is not tuple:
            ids = (ids,) if isinstance(ids, NewId) else tuple(ids)
        return self.__class__(self.env, ids, ids)

    def with_env(self, env: Environment) -> Self:
        """Return the same records in another environment."""
        return self.__class__(env, self._ids, self._prefetch_ids)

    def sudo(self, flag: bool = True) -> Self:
        """Return the same records with access rights passed over, or not."""
        env = self.env
        return self if flag is env.su else self.with_env(env.in_mode(flag))

    def with_user(self, user: Any) -> Self:
        """Return the same records for another user, without superuser mode."""
        return self.with_env(self.env(user=user, su=False)) if user else self

    def with_company(self, company: Any) -> Self:
        """Return the same records with another main company; the allowed ones stay, and it joins them."""
        company_id = int(company) if company else 0
        if not company_id:
            return self
        allowed = list(self.env.context.get("allowed_company_ids") or [])
        if allowed and allowed[0] == company_id:
            return self
        if company_id in allowed:
            allowed.remove(company_id)
        return self.with_context(allowed_company_ids=[company_id, *allowed])

    def with_context(self, ctx: Mapping[str, Any] | None = None, /, **overrides: Any) -> Self:
        """Return the same records with another context, or with some keys changed.

        The allowed companies are kept when the context is replaced by one without them.
        """
        if ctx is not None and not (ctx or overrides or self.env.context):
            return self
        context = dict(self.env.context if ctx is None else ctx)
        context.update(overrides)
        if "force_company" in context:
            raise DeprecationWarning("The context key force_company is no longer known; use with_company()")
        if "allowed_company_ids" not in context and "allowed_company_ids" in self.env.context:
            context["allowed_company_ids"] = self.env.context["allowed_company_ids"]
        if context == self.env.context:
            return self
        return self.with_env(self.env(context=context))

    def with_prefetch(self, prefetch_ids: Any = None) -> Self:
        """Return the same records, to be fetched together with others; alone if none are given."""
        return self.__class__(self.env, self._ids, self._ids if prefetch_ids is None else prefetch_ids)

    # -- ids ---------------------------------------------------------------------------------------------------------

    @property
    def ids(self) -> list[int]:
        """The database ids of the records, and of those behind new ones."""
        return [saved for id_ in self._ids if (saved := id_.origin if isinstance(id_, NewId) else id_)]

    @property
    def _origin(self) -> Self:
        """The saved records: these, and those that new ones stand for."""
        ids = tuple(OriginIds(self._ids))
        return self if ids == self._ids else self.__class__(self.env, ids, OriginIds(self._prefetch_ids))

    @property
    def _cr(self) -> Any:
        return self.env.cr

    @property
    def _uid(self) -> int:
        return self.env.uid

    @property
    def _context(self) -> Mapping[str, Any]:
        return self.env.context

    @property
    def _table_sql(self) -> SQL:
        """The model's table, or the query that stands for it, with the fields that a view is made of."""
        query = self._table_query
        if query:
            code = SQL("(%s)", query if isinstance(query, SQL) else SQL(query.replace("%", "%%")))
        else:
            code = SQL.identifier(self._table)
        return SQL(code, to_flush=self._fields_of_view()) if self._depends else code

    def _fields_of_view(self) -> tuple[Field, ...]:
        """Return the fields that ``_depends`` names, and those that other views among them are made of."""

        def find() -> tuple[Field, ...]:
            found: dict[Field, None] = {}
            seen, todo = {self._name}, [type(self)]
            while todo:
                for model_name, names in todo.pop()._depends.items():
                    model = self.pool.models[model_name]
                    found.update(dict.fromkeys(model._fields[name] for name in names))
                    if model_name not in seen:
                        seen.add(model_name)
                        todo.append(model)
            return tuple(found)

        return self._derived("fields_of_view", find)  # type: ignore[no-any-return] # what `find` returns

    @property
    def _cache(self) -> Mapping[str, Any]:
        """The cached values of one record by field name, as code sees them."""
        return {
            name: field.convert_to_record(self.env._columns[field][self._ids[0]], self)
            for name, field in self._fields.items()
            if name != "id" and self._ids[0] in self.env._columns[field]
        }

    def _cached_names(self) -> list[str]:
        """Return the names of the fields of which one record has a cached value."""
        id_ = self._ids[0]
        return [name for name, field in self._fields.items() if name != "id" and id_ in self.env._columns[field]]

    def ensure_one(self) -> Self:
        """Return the record if it is one.

        Raises:
            ValueError: there are none or several.
        """
        if len(self._ids) != 1:
            raise ValueError(f"Expected singleton: {self}")
        return self

    def _raise_missing(self, field: Any = None) -> None:
        reading = f" (reading {field})" if field is not None else ""
        raise MissingError(
            f"Record does not exist or has been deleted{reading}: {self._name}({self._ids[0]},) for user {self.env.uid}"
        )

    # -- protocol ----------------------------------------------------------------------------------------------------

    def __bool__(self) -> bool:
        return bool(self._ids)

    def __len__(self) -> int:
        return len(self._ids)

    def __iter__(self) -> Iterator[Self]:
        cls, env, ids, prefetch = self.__class__, self.env, self._ids, self._prefetch_ids
        if len(ids) == 1 and prefetch is ids:
            yield self
            return
        if cls.__init__ is not RecordCore.__init__:
            for id_ in ids:
                yield cls(env, (id_,), prefetch)
            return
        new = object.__new__  # without a call of __init__ for each record
        for id_ in ids:
            record = new(cls)
            record.env = env
            record._ids = (id_,)
            record._prefetch_ids = prefetch
            yield record

    def __reversed__(self) -> Iterator[Self]:
        cls, env, prefetch = self.__class__, self.env, self._prefetch_ids
        for id_ in reversed(self._ids):
            yield cls(env, (id_,), prefetch)

    def __contains__(self, item: Any) -> bool:
        if isinstance(item, RecordCore):
            if item._name != self._name:
                raise TypeError(f"{item} is of another model than {self}: they cannot contain each other")
            return len(item._ids) == 1 and item._ids[0] in self._ids
        if isinstance(item, str):
            return item in self._fields
        if isinstance(item, int):
            return item in self._ids
        raise TypeError(f"unsupported operand types in: {item!r} in {self}")

    def __getitem__(self, key: Any) -> Any:
        if isinstance(key, str):
            return self._fields[key].__get__(self, self.__class__)
        if isinstance(key, slice):
            return self.__class__(self.env, self._ids[key], self._prefetch_ids)
        return self.__class__(self.env, (self._ids[key],), self._prefetch_ids)

    def __setitem__(self, key: str, value: Any) -> None:
        self._fields[key].__set__(self, value)

    def __int__(self) -> int:
        return self.id or 0

    def __repr__(self) -> str:
        return f"{self._name}{self._ids!r}"

    __str__ = __repr__

    def __hash__(self) -> int:
        return hash((self._name, frozenset(self._ids)))

    def __reduce__(self) -> Any:
        raise TypeError(f"{self} belongs to a transaction and cannot be pickled; keep its ids")

    def __deepcopy__(self, memo: Any) -> Self:
        return self

    @classmethod
    def _derived(cls, name: str, compute: Callable[[], Any]) -> Any:
        """Return what follows from the model's class, computed once for each time that it is composed."""
        fields, values = cls._derived_values
        if fields is not cls._fields:  # another model's, or of an earlier composition
            values = {}
            cls._derived_values = (cls._fields, values)
        if name not in values:
            values[name] = compute()
        return values[name]

    @property
    def _names_kept(self) -> frozenset[str]:
        """The fields whose values nobody gives: ids, paths in trees and, but for superuser code, who wrote when."""
        shape = self._shape
        return shape.kept_by_all if self.env.su else shape.kept

    @property
    def _shape(self) -> Shape:
        """The model's fields, sorted by how they are handled."""
        cls = self.__class__
        shape: Shape | None = cls.__dict__.get("_kept_shape")
        if shape is None or shape.fields is not cls._fields:
            shape = cls._kept_shape = Shape(cls)
        return shape

    @classmethod
    def _declared_methods(cls, mark: str) -> list[tuple[str, Any]]:
        """Return the names of the methods that a decorator has marked, each with the mark's value."""

        def find() -> list[tuple[str, Any]]:
            # the engine's own classes declare none, and have most of the methods
            bases = [base for base in cls.__mro__ if not base.__module__.startswith(ENGINE)]
            members = [member for base in bases for member in vars(base).items()]
            names = sorted({name for name, value in members if hasattr(getattr(value, "__func__", value), mark)})
            methods = ((name, getattr(cls, name, None)) for name in names)
            return [
                (name, getattr(method, mark)) for name, method in methods if callable(method) and hasattr(method, mark)
            ]

        return cls._derived(mark, find)  # type: ignore[no-any-return] # what `find` returns

    # -- life of the class -------------------------------------------------------------------------------------------

    @classmethod
    def is_transient(cls) -> bool:
        """Tell whether records of the model are removed after a while."""
        return cls._transient

    def init(self) -> None:
        """Complete the model's table, after it was created or changed; a hook."""

    def _auto_init(self) -> None:
        """Create the model's table or bring it up to date."""
        if self._auto and not self._abstract:
            self.pool.schema.collect(self)

    def _post_model_setup__(self) -> None:
        """Complete the model's class, after all models are set up; a hook."""

    def _register_hook(self) -> None:
        """Act when the registry has been loaded; a hook."""

    def _unregister_hook(self) -> None:
        """Undo what :meth:`_register_hook` did; a hook."""

    def _is_an_ordinary_table(self) -> bool:
        return self.pool.is_an_ordinary_table(self)

    def _table_has_rows(self) -> bool:
        self.env.cr.execute(SQL("SELECT 1 FROM %s LIMIT 1", SQL.identifier(self._table)))
        return bool(self.env.cr.fetchone())

    def _valid_field_parameter(self, field: Any, name: str) -> bool:
        """Tell whether a field of the model may have an attribute of that name."""
        return name == "related_sudo"

    def _select_fields(self, names: Collection[str] | None) -> Iterable[Field]:
        return self._fields.values() if names is None else [self._fields[name] for name in names]
