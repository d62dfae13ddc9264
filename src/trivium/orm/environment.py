"""The environment of records: cursor, user, context, and the transaction that holds their values."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any
from weakref import ReferenceType, ref
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytz

from trivium.exceptions import AccessError, UserError
from trivium.tools.func import lazy_property
from trivium.tools.misc import clean_context, frozendict
from trivium.tools.translate import get_translated_module, get_translation

from .cache import Cache
from .transaction import MAX_ENVIRONMENTS, NO_KEY, Column, Transaction
from .underway import Protection
from .utils import SUPERUSER_ID

if TYPE_CHECKING:
    import datetime

    from trivium.data.postgres import Cursor
    from trivium.data.sql import SQL

    from .explain import Explanation
    from .fields import Field
    from .identifiers import IdType
    from .query import Query
    from .registry import Registry

MAX_FLUSH_ROUNDS = 10
"""After so many rounds of computing and writing, a cycle between computed fields is certain."""

_LEADING_BACK = ("user", "company", "companies", "cache")
_DERIVED = (*_LEADING_BACK, "lang", "_lang", "tz")
"""What an environment has worked out of its user and context."""

EMPTY_CONTEXT: frozendict[str, Any] = frozendict()


class _Columns(dict["Field", Column]):
    """The columns that an environment sees: those of its transaction, chosen by its language, company and context."""

    __slots__ = ("_env", "_transaction")
    _env: ReferenceType[Environment]
    _transaction: Transaction

    def __missing__(self, field: Field) -> Column:
        key = NO_KEY
        if field.context_keys:
            env = self._env()
            assert env is not None, "columns are reached by their environment"
            key = env.cache_key(field)
        transaction = self._transaction
        by_key = transaction.columns[field]
        column = by_key.get(key)
        if column is None:
            known = transaction.blanks or transaction.fetched
            column = by_key[key] = transaction.first_values(field, key) if known else {}
        self[field] = column
        return column

    def take(self, field: Field, values: Column) -> None:
        """Put values into a column; they become the column where nothing else is known of it."""
        transaction = self._transaction
        if field in transaction.columns or field.context_keys or transaction.blanks or transaction.fetched:
            self[field].update(values)
        else:
            transaction.columns[field] = {NO_KEY: values}
            self[field] = values


class _Readable(dict["Field", Column]):
    """The columns that code may read in an environment.

    This is the read path of every field: a hit is one dictionary look-up. A field with groups that bind the user is
    never kept here, so that each reading of it asks for the user's groups: somebody else may have brought the value
    into the cache.
    """

    __slots__ = ("_env",)
    _env: ReferenceType[Environment]

    def __missing__(self, field: Field) -> Column:
        env = self._env()
        assert env is not None, "columns are reached by their environment"
        if field.groups and not env.su:
            env[field.model_name]._check_field_access(field, "read")
            return env._columns[field]
        if field.type == "binary" and field.shows_size(env):  # type: ignore[attr-defined] # a field of files
            column = self[field] = {}  # the cache holds contents: sizes are asked for anew
        else:
            column = self[field] = env._columns[field]
        return column


def _columns_of(env: Environment, transaction: Transaction) -> tuple[_Columns, _Readable]:
    """Return the columns that an environment sees, and those that code may read in it; none are known yet."""
    columns, readable = _Columns(), _Readable()
    columns._env = readable._env = ref(env)  # no circle: what a request leaves behind goes at once
    columns._transaction = transaction
    return columns, readable


_FIXED = frozenset({"cr", "uid", "context", "su", "user", "company", "companies", "lang"})
"""What an environment is made of, and what follows from it."""


class Environment(Mapping[str, Any]):
    """Everything that records need to know beside their ids.

    Args:
        cr: the cursor; all environments on it share one transaction.
        uid: the id of the user.
        context: arbitrary values that methods look at, such as ``lang`` and ``tz``.
        su: whether access rights are passed over.

    Environments are immutable and shared: equal arguments give the same object. As a mapping it gives the empty
    recordset of each model: ``env["res.partner"]``.
    """

    cr: Cursor
    uid: int
    context: frozendict[str, Any]
    su: bool
    transaction: Transaction
    registry: Registry
    _columns: _Columns
    _readable: _Readable
    _counterpart: Environment | None
    """The one like this but for superuser mode, once it has been asked for."""
    _followed: dict[Field, Any]
    """What the last record read by a many2one is fetched with, so that a loop makes it once."""

    def __new__(  # noqa: D102, PYI034 - equal arguments give one shared object; documented by the class
        cls, cr: Cursor, uid: int, context: Mapping[str, Any] | None = None, su: bool = False
    ) -> Environment:
        su = su or uid == SUPERUSER_ID
        transaction = cr.transaction
        if transaction is None:
            transaction = cr.transaction = Transaction(Transaction.registry_of(cr.dbname))
        frozen = context if isinstance(context, frozendict) else frozendict(context) if context else EMPTY_CONTEXT
        key: Any = (uid, su, frozen) if frozen else (uid, su)
        env: Environment | None
        try:
            env = transaction.environments.get(key)
        except TypeError:  # a value of the context cannot be hashed: such an environment is not shared
            key = env = None
        if env is not None:
            return env
        env = object.__new__(cls)
        columns, readable = _columns_of(env, transaction)
        env.__dict__.update(
            cr=cr, uid=uid, context=frozen, su=su, transaction=transaction, registry=transaction.registry,
            _counterpart=None, _columns=columns, _readable=readable, _followed={},
        )  # fmt: skip
        if transaction.default_env is None or (transaction.default_env.uid is None and uid is not None):
            transaction.default_env = env
        if key is not None:
            if len(transaction.environments) >= MAX_ENVIRONMENTS:
                transaction.environments.clear()
            transaction.environments[key] = env
        return env

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _FIXED:
            raise AttributeError(
                f"env.{name} cannot be assigned, as environments are shared: make another one by env()"
            )
        object.__setattr__(self, name, value)

    def renew(self, registry: Registry) -> None:
        """Use another registry from now on, and forget what was derived from the old one."""
        self.registry = registry
        self._forget_columns()
        self._forget(_DERIVED)

    def retire(self) -> None:
        """Let go of what leads back to this environment: its cursor is closed, and all goes when the last user does."""
        self._forget(_LEADING_BACK)
        self.__dict__.update(_followed={}, _counterpart=None)

    def _forget(self, names: Iterable[str]) -> None:
        known = self.__dict__
        for name in names:
            if name in known:
                del known[name]

    def _forget_columns(self) -> None:
        columns, readable = _columns_of(self, self.transaction)
        self.__dict__.update(_columns=columns, _readable=readable, _followed={})

    # -- mapping -----------------------------------------------------------------------------------------------------

    def __getitem__(self, model_name: str) -> Any:
        return self.registry.models[model_name](self, (), ())

    def __contains__(self, model_name: object) -> bool:
        return model_name in self.registry.models

    def __iter__(self) -> Iterator[str]:
        return iter(self.registry.models)

    def __len__(self) -> int:
        return len(self.registry.models)

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return object.__hash__(self)

    def __repr__(self) -> str:
        return f"<Environment {self.cr.dbname} uid={self.uid} su={self.su} context={dict(self.context)}>"

    def __call__(
        self,
        cr: Cursor | None = None,
        user: Any = None,
        context: Mapping[str, Any] | None = None,
        su: bool | None = None,
    ) -> Environment:
        """Return an environment like this one but for the given parts.

        A change of user without `su` leaves superuser mode.
        """
        uid = self.uid if user is None else int(user)
        if context is None:
            context = clean_context(self.context) if su and not self.su else self.context
        if su is None:
            su = self.su if user is None else False
        return Environment(self.cr if cr is None else cr, uid, context, su)

    def in_mode(self, su: bool) -> Environment:
        """Return this environment, or the one like it, with superuser mode on or off."""
        if su is self.su:
            return self
        found = self._counterpart
        if found is None:
            found = self.__dict__["_counterpart"] = self(su=su)
        return found

    # -- who and where -----------------------------------------------------------------------------------------------

    @lazy_property
    def user(self) -> Any:
        """The current user, readable without access rights."""
        return self(su=True)["res.users"].browse(self.uid)

    @lazy_property
    def company(self) -> Any:
        """The main company: the first of the context's ``allowed_company_ids``, or the user's.

        Raises:
            AccessError: the context asks for a company that the user does not have.
        """
        company_ids = self.context.get("allowed_company_ids", [])
        if company_ids:
            if not self.su:
                self._check_companies(company_ids)
            return self["res.company"].browse(company_ids[0])
        users = self["res.users"]
        if self.uid and hasattr(users, "_main_company_id"):
            return self["res.company"].browse(users._main_company_id(self.uid) or ())
        return self.user.company_id.with_env(self)

    @lazy_property
    def companies(self) -> Any:
        """The companies whose records are seen: the context's ``allowed_company_ids``, or all of the user's.

        Raises:
            AccessError: the context asks for a company that the user does not have.
        """
        company_ids = self.context.get("allowed_company_ids", [])
        if company_ids:
            if not self.su:
                self._check_companies(company_ids)
            return self["res.company"].browse(company_ids)
        return self.user.company_ids.with_env(self)

    def _check_companies(self, company_ids: Iterable[int]) -> None:
        own = self.user._get_company_ids()
        if foreign := [id_ for id_ in company_ids if id_ not in own]:
            raise AccessError(
                f"User {self.uid} may not act for companies {foreign}: they are not among theirs {list(own)}."
            )

    @lazy_property
    def tz(self) -> datetime.tzinfo:
        """The time zone of the context or the user, UTC where there is none."""
        name = self.context.get("tz") or self.user.tz
        if name:
            with contextlib.suppress(ZoneInfoNotFoundError, ValueError, pytz.UnknownTimeZoneError):
                ZoneInfo(name)
                return pytz.timezone(name)
        return pytz.utc

    @lazy_property
    def lang(self) -> str | None:
        """The code of the context's language, None where it has none or one that is not active."""
        lang = self.context.get("lang")
        if lang and lang != "en_US" and lang not in self.registry.languages(self):
            return None
        return lang or None

    @lazy_property
    def _lang(self) -> str:
        """The key of translated values: the context's language, or the source language."""
        return self.lang or "en_US"

    def is_superuser(self) -> bool:
        """Tell whether access rights are passed over."""
        return self.su

    def is_admin(self) -> bool:
        """Tell whether the user administers access rights, or superuser mode is on."""
        return self.su or self.user._is_admin()

    def is_system(self) -> bool:
        """Tell whether the user may change settings, or superuser mode is on."""
        return self.su or self.user._is_system()

    def explain(self, records: Any, operation: str) -> Explanation:
        """Return which lines, rules, groups of fields and companies decide an operation of this user on records.

        Args:
            records: the records, or none to ask about the model alone.
            operation: read, write, create or unlink.

        Raises:
            ValueError: there is no such operation.
        """
        from .explain import explain  # noqa: PLC0415 - only who asks needs it

        return explain(records.with_env(self), operation)

    # -- names and texts ---------------------------------------------------------------------------------------------

    def ref(self, xml_id: str, raise_if_not_found: bool = True) -> Any:
        """Return the record of an external id, ``module.name``.

        Raises:
            ValueError: there is no such external id or record, unless `raise_if_not_found` is false.
        """
        model, id_ = self["ir.model.data"]._xmlid_to_res_model_res_id(xml_id, raise_if_not_found=raise_if_not_found)
        if model and id_:
            record = self[model].browse(id_)
            if record.exists():
                return record
            if raise_if_not_found:
                raise ValueError(f"External id {xml_id} stands for {record}, which has been deleted")
        return None

    def _(self, source: Any, *args: Any, **kwargs: Any) -> str:
        """Return a text of the calling addon in the environment's language, with its placeholders filled in."""
        if not isinstance(source, str):
            return str(source._translate(self.lang or "en_US")) if hasattr(source, "_translate") else str(source)
        lang = self.context.get("lang") or "en_US"
        return get_translation(get_translated_module(2), lang, source, args or kwargs)

    # -- cache -------------------------------------------------------------------------------------------------------

    @lazy_property
    def cache(self) -> Cache:
        """The cache by the contract's interface."""
        return Cache(self.transaction)

    def cache_key(self, field: Field) -> tuple[Any, ...]:
        """Return what the value of `field` depends on beside the record: language, company, keys of the context."""
        return tuple([self._context_value(key) for key in field.context_keys])

    def _context_value(self, key: str) -> Any:
        if key == "lang":
            return self._lang
        if key == "company":
            return self.company.id
        if key == "uid":
            return (self.uid, self.su)
        value = self.context.get(key)
        if key == "active_test":
            return self.context.get(key, True)
        if isinstance(value, list):
            return tuple(value)
        return value

    def invalidate_all(self, flush: bool = True) -> None:
        """Empty the cache; write what is to be written first, unless `flush` is false."""
        if flush:
            self.flush_all()
        self.transaction.invalidate()
        if not flush:
            self.transaction.dirty.clear()
            self.transaction.dirty_keys.clear()

    def clear(self) -> None:
        """Forget cached values and everything that is to be written or computed."""
        self.transaction.clear()

    def reset(self) -> None:
        """Start over on the registry's current state."""
        self.transaction.reset()

    # -- writing -----------------------------------------------------------------------------------------------------

    def flush_all(self) -> None:
        """Compute what is pending and write what is dirty, until neither is left.

        Raises:
            RuntimeError: computed fields keep each other outdated.
        """
        transaction = self.transaction
        for _round in range(MAX_FLUSH_ROUNDS):
            self._recompute_all()
            if not transaction.dirty:
                return
            for name in dict.fromkeys(field.model_name for field in list(transaction.dirty)):
                self[name]._flush()
        if transaction.dirty or transaction.pending:
            names = sorted(str(field) for field in [*transaction.dirty, *transaction.pending])
            raise RuntimeError(f"Computed fields keep each other outdated: {', '.join(names)}")

    def _recompute_all(self) -> None:
        pending, protected = self.transaction.pending, self.transaction.protected

        def waits(field: Field, ids: Iterable[IdType]) -> bool:
            busy = protected.get(field)
            # new ids are false, they wait until they are read
            return not any(ids) if not busy else all(not id_ or id_ in busy for id_ in ids)

        while pending and (fields := [field for field, ids in pending.items() if not waits(field, ids)]):
            for field in fields:
                self[field.model_name]._recompute_field(field)

    def flush_query(self, query: SQL) -> None:
        """Write the fields that a statement reads."""
        transaction = self.transaction
        if not (transaction.dirty or transaction.pending):
            return
        by_model: dict[str, list[str]] = {}
        for field in query.to_flush:
            by_model.setdefault(field.model_name, []).append(field.name)
        for model_name, names in by_model.items():
            self[model_name].flush_model(names)

    def execute_query(self, query: SQL) -> list[tuple[Any, ...]]:
        """Write what the statement reads, execute it and return its rows."""
        self.flush_query(query)
        self.cr.execute(query)
        return self.cr.fetchall()

    def execute_query_dict(self, query: SQL) -> list[dict[str, Any]]:
        """Like :meth:`execute_query`, with the rows as dictionaries."""
        self.flush_query(query)
        self.cr.execute(query)
        return self.cr.dictfetchall()

    # -- computing ---------------------------------------------------------------------------------------------------

    def add_to_compute(self, field: Field, records: Any) -> None:
        """Mark a stored computed field to be computed on `records`."""
        if records._ids:
            self.transaction.outdate(field, records._ids)

    def remove_to_compute(self, field: Field, records: Any) -> None:
        """Take `records` off those to compute; the values they had are valid again."""
        self.transaction.restore(field, records._ids)

    def not_to_compute(self, field: Field, records: Any) -> Any:
        """Return those of `records` whose value is up to date."""
        ids = self.transaction.pending.get(field, ())
        return records.browse([id_ for id_ in records._ids if id_ not in ids])

    def is_to_compute(self, field: Field, record: Any) -> bool:
        """Tell whether the field is outdated on the record."""
        return record.id in self.transaction.pending.get(field, ())

    def fields_to_compute(self) -> Collection[Field]:
        """Return the fields that are outdated on some record."""
        return self.transaction.pending.keys()

    def records_to_compute(self, field: Field) -> Any:
        """Return the records on which the field is outdated."""
        return self[field.model_name].browse(list(self.transaction.pending.get(field, ())))

    def is_protected(self, field: Field, record: Any) -> bool:
        """Tell whether the field is being assigned or computed on the record."""
        return record.id in self.transaction.protected.get(field, ())

    def protected(self, field: Field) -> Any:
        """Return the records on which the field is being assigned or computed."""
        return self[field.model_name].browse(list(self.transaction.protected.get(field, ())))

    def protecting(self, what: Any, records: Any = None) -> Protection:
        """Keep fields from being outdated or written through while their values are set.

        Args:
            what: fields, with `records`; or pairs of fields and records.
            records: the records.
        """
        return Protection(self.transaction, what if records is None else [(what, records)])

    @contextlib.contextmanager
    def norecompute(self) -> Iterator[None]:
        """Do nothing special: recomputation is delayed anyway. Kept for addons that ask for it."""
        yield

    def query_ids(self, query: Query) -> list[int]:
        """Return the ids that a query finds."""
        return list(query.get_result_ids())


class Starred:
    """A list of arguments that stands for itself when formatted, comma separated."""

    __slots__ = ("value",)

    def __init__(self, value: Iterable[Any]) -> None:
        self.value = value

    def __str__(self) -> str:
        return ", ".join(map(str, self.value))


__all__ = ["EMPTY_CONTEXT", "AccessError", "Environment", "Starred", "Transaction", "UserError"]
