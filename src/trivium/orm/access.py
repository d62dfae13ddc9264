"""Who may do what: model access, record rules, field groups and companies are decided here alone.

A user has the groups that they are in and those that they imply. A model is open for an operation to whom a line of
`ir.model.access` opens it, and to nobody else. Of a model's records those are open that all global rules and, where
there are rules for the user's groups, at least one of those let through. Superuser mode passes over all of it.

The tables are the contract's (`db_schema_base.json`). What is found is cached per user in the registry; the models
of these tables clear the cache when they are written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trivium.data.sql import SQL
from trivium.tools.safe_eval import safe_eval, time

from . import access_errors
from .decorators import model as api_model
from .decorators import private
from .domain import Domain
from .settled import CACHE, settle

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from trivium.exceptions import AccessError

    from .settled import Settled

OPERATIONS: Final = ("read", "write", "create", "unlink")
NO_GROUP: Final = "."
"""The `groups` of a field that only superuser mode reads."""

_PERMISSION: Final = {operation: SQL.identifier(f"perm_{operation}") for operation in OPERATIONS}

GROUPS_OF_USER: Final = (
    "WITH RECURSIVE own(id) AS (SELECT gid FROM res_groups_users_rel WHERE uid = %s"
    " UNION SELECT rel.hid FROM own JOIN res_groups_implied_rel AS rel ON rel.gid = own.id)"
)


def check_operation(operation: str) -> str:
    """Return the operation.

    Raises:
        ValueError: it is none of read, write, create, unlink.
    """
    if operation not in _PERMISSION:
        raise ValueError(f"There is no access operation {operation!r}; it is one of {', '.join(OPERATIONS)}.")
    return operation


def _cached(env: Any, key: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
    store = env.registry._ormcaches[CACHE]
    key = ("trivium.orm.access", *key)
    found = store.get(key)
    if found is None:
        found = store[key] = compute()
    return found


def _flush(env: Any, *model_names: str) -> None:
    """Write what is pending on the tables of access."""
    for name in model_names:
        if name in env.registry.models:
            env[name].flush_model()


def user_groups(env: Any) -> frozenset[int]:
    """Return the ids of the user's groups, implied ones included."""

    def compute() -> frozenset[int]:
        _flush(env, "res.users", "res.groups")
        rows = env.execute_query(SQL("%s SELECT id FROM own", SQL(GROUPS_OF_USER, env.uid)))
        return frozenset(row[0] for row in rows)

    groups: frozenset[int] = _cached(env, ("groups", env.uid), compute)
    return groups


def allowed_models(env: Any, mode: str) -> frozenset[str]:
    """Return the names of the models that the user may do `mode` with."""

    def compute() -> frozenset[str]:
        _flush(env, "ir.model.access", "ir.model")
        rows = env.execute_query(
            SQL(
                "SELECT DISTINCT model.model FROM ir_model_access AS line"
                " JOIN ir_model AS model ON model.id = line.model_id"
                " WHERE line.active AND line.%s AND (line.group_id IS NULL OR line.group_id = ANY(%s))",
                _PERMISSION[check_operation(mode)],
                list(user_groups(env)),
            )
        )
        return frozenset(row[0] for row in rows)

    models: frozenset[str] = _cached(env, ("models", env.uid, mode), compute)
    return models


def rules_of(env: Any, model_name: str, mode: str) -> list[tuple[int, str | None, str | None, bool]]:
    """Return the rules that concern the user: `(id, name, domain, whether it is for their groups)`."""

    def compute() -> list[tuple[int, str | None, str | None, bool]]:
        _flush(env, "ir.rule", "ir.model")
        return env.execute_query(  # type: ignore[no-any-return]  # the environment is known by its interface
            SQL(
                "SELECT * FROM (SELECT rule.id, rule.name, rule.domain_force,"
                " EXISTS (SELECT FROM rule_group_rel WHERE rule_group_id = rule.id) AS grouped,"
                " EXISTS (SELECT FROM rule_group_rel WHERE rule_group_id = rule.id AND group_id = ANY(%s)) AS own"
                " FROM ir_rule AS rule JOIN ir_model AS model ON model.id = rule.model_id"
                " WHERE model.model = %s AND rule.active AND rule.%s) AS found WHERE own OR NOT grouped ORDER BY id",
                list(user_groups(env)),
                model_name,
                _PERMISSION[check_operation(mode)],
            )
        )

    rows = _cached(env, ("rules", env.uid, model_name, mode), compute)
    return [row[:4] for row in rows]


def rule_eval_context(env: Any) -> dict[str, Any]:
    """Return the names that the domain of a rule may use."""
    return {
        "user": env.user.with_context({}),
        "time": time,
        "company_ids": env.companies.ids,
        "company_id": env.company.id,
    }


def evaluate_rule(env: Any, domain_force: str | None, context: dict[str, Any] | None = None) -> Domain:
    """Return the domain of a rule for the user; a rule without domain lets everything through."""
    if not domain_force or not domain_force.strip():
        return Domain.TRUE
    return Domain(safe_eval(domain_force, context or rule_eval_context(env)))


def rule_domain(env: Any, model_name: str, mode: str) -> Domain:
    """Return the domain of the records of the model that the rules let the user do `mode` with.

    It is to be searched in superuser mode: rules may speak of what the user may not read.
    """
    check_operation(mode)
    if env.su:
        return Domain.TRUE
    companies = env.context.get("allowed_company_ids")
    key = ("domain", env.uid, model_name, mode, tuple(companies) if companies else ())
    domain: Domain = _cached(env, key, lambda: _interned(env, key, _compose_rules(env, model_name, mode)))
    return domain


def _interned(env: Any, key: tuple[Any, ...], rules: Domain) -> Domain:
    """Return the rules, the same object for all operations that have the same ones."""
    store = env.registry._ormcaches[CACHE]
    for mode in OPERATIONS:
        other: Domain | None = store.get(("trivium.orm.access", *key[:3], mode, *key[4:]))
        if other is not None and other == rules:
            return other
    return rules


def _compose_rules(env: Any, model_name: str, mode: str) -> Domain:
    rules = rules_of(env, model_name, mode)
    model = env[model_name].sudo()
    domains: list[Domain] = [
        Domain(parent_field, "any", rule_domain(env, parent_name, mode))
        for parent_name, parent_field in model._inherits.items()
        if not rule_domain(env, parent_name, mode).is_true()
    ]
    if rules:
        context = rule_eval_context(env)
        of_groups: list[Domain] = []
        for id_, name, domain_force, grouped in rules:
            try:
                domain = evaluate_rule(env, domain_force, context).optimize(model)
            except ValueError as error:
                raise ValueError(f"Record rule {name!r} (id {id_}) on {model_name}: {error}") from error
            (of_groups if grouped else domains).append(domain)
        if of_groups:
            domains.append(Domain.OR(of_groups))
    return Domain.AND(domains).optimize(model)


def failing_rules(records: Any, operation: str) -> list[str]:
    """Return the names of the rules that close some of the records."""
    sudo = records.sudo().with_context(active_test=False)
    rules = [
        (name or f"rule {id_}", evaluate_rule(records.env, domain_force))
        for id_, name, domain_force, _grouped in rules_of(records.env, records._name, operation)
    ]
    return [name for name, domain in rules if len(sudo.filtered_domain(domain)) < len(records)]


def clear(env: Any) -> None:
    """Forget what was found: lines, rules or groups have changed."""
    env.registry.clear_cache(CACHE)


class AccessMixin:
    """What a recordset knows of access to itself."""

    __slots__ = ()

    # -- records -----------------------------------------------------------------------------------------------------

    @private
    def check_access(self: Any, operation: str) -> None:
        """Refuse the operation if the user may not do it with all of these records.

        On an empty recordset the model alone is looked at.

        Args:
            operation: read, write, create or unlink.

        Raises:
            AccessError: they may not; the message tells which line or rule is missing, and who may.
        """
        if not self.env.su and (result := self._check_access(operation)):
            raise result[1]()  # noqa: RSE102 - a function that makes the error

    def has_access(self: Any, operation: str) -> bool:
        """Tell whether the user may do the operation with all of these records."""
        return self.env.su or not self._check_access(operation)

    def _filtered_access(self: Any, operation: str) -> Any:
        """Return those of these records that the user may do the operation with."""
        if not self.env.su and (result := self._check_access(operation)):
            return self - result[0]
        return self

    def _check_access(self: Any, operation: str) -> tuple[Any, Callable[[], AccessError]] | None:
        """Return the records that are closed to the user and a function that makes the error; None if all are open."""
        if self.env.su:
            return None
        check_operation(operation)
        if self._name not in self._models_with_access(operation):
            return self, lambda: access_errors.model_error(self, operation)
        ids = [id_ for id_ in self._ids if id_]
        if not ids:
            return None
        rules = self._rule_domain(operation)
        if rules.is_true():
            return None
        together = operation == "write" and len(ids) == 1 and self._rule_domain("read") == rules
        forbidden = self._outside_of(ids, rules, fetch=together)
        if not forbidden:
            return None
        return forbidden, lambda: access_errors.rule_error(forbidden, operation, failing_rules(forbidden, operation))

    def _outside_of(self: Any, ids: Collection[int], rules: Domain, *, fetch: bool = False) -> Any:
        """Return the existing records among `ids` that the rules leave out.

        No statement where the cache holds what the rules ask for, as it does of what was just created; else one, and
        another if there are any.

        Args:
            ids: of the records.
            rules: the domain of those that are open.
            fetch: bring the values of the open ones into the cache by the same statement, where it can: the rules are
                those for reading, and the values are about to be used.
        """
        settled = settle(self, rules, archived=True)
        if self._are_cached_open(ids, settled):
            return self.browse()
        if fetch and self._searches_by_rules:
            usual = self._shape.fetches.of(tuple(self._determine_fields_to_fetch()))
            allowed = frozenset(self.browse(ids)._fetch_columns(usual)._ids)
        else:
            sudo = self.sudo().with_context(active_test=False)
            domain = Domain("id", "in", list(ids)) & settled.domain
            query = sudo._search(domain, active_test=False, bypass_access=True)
            allowed = frozenset(query.get_result_ids())
        missing = [id_ for id_ in ids if id_ not in allowed]
        return self.browse(missing).exists() if missing else self.browse()

    def _are_cached_open(self: Any, ids: Collection[int], settled: Settled) -> bool:
        """Whether the cache holds all that the rules ask for, and they let all the records through."""
        if settled.holds is None:
            return False
        columns = [(name, self.env._columns[self._fields[name]]) for name in settled.asked]
        try:
            return all(settled.holds({name: column[id_] for name, column in columns}) for id_ in ids)
        except KeyError:  # not in the cache
            return False

    def _models_with_access(self: Any, operation: str) -> frozenset[str]:
        models = self.env.registry.models
        if "ir.model.access" in models and hasattr(models["ir.model.access"], "_get_allowed_models"):
            allowed: frozenset[str] = self.env["ir.model.access"]._get_allowed_models(operation)
            return allowed
        return allowed_models(self.env, operation)

    def _rule_domain(self: Any, operation: str) -> Domain:
        if self.env.su:
            return Domain.TRUE
        models = self.env.registry.models
        if "ir.rule" in models and hasattr(models["ir.rule"], "_compute_domain"):
            return Domain(self.env["ir.rule"]._compute_domain(self._name, operation), internal=True)
        return rule_domain(self.env, self._name, operation)

    # -- fields ------------------------------------------------------------------------------------------------------

    def _has_field_access(self: Any, field: Any, operation: str) -> bool:
        """Tell whether the user may read or write the field on any record."""
        if not field.groups or self.env.su:
            return True
        if field.groups == NO_GROUP:
            return False
        return bool(self.env.user.has_groups(field.groups))

    def _check_field_access(self: Any, field: Any, operation: str) -> None:
        """Refuse the operation on a field whose groups the user is not in.

        Raises:
            AccessError: they may not read or write it.
        """
        if field.groups and not self._has_field_access(field, operation):
            raise access_errors.field_error(self, field, operation)

    # -- older names -------------------------------------------------------------------------------------------------

    @api_model
    def check_access_rights(self: Any, operation: str, raise_exception: bool = True) -> bool:
        """Tell whether the user may do the operation with the model, or refuse it.

        Raises:
            AccessError: they may not, and `raise_exception` is true.
        """
        model = self.browse()
        if raise_exception:
            model.check_access(operation)
            return True
        return bool(model.has_access(operation))

    def check_access_rule(self: Any, operation: str) -> None:
        """Refuse the operation if a rule closes one of these records to the user."""
        self.check_access(operation)

    @api_model
    def check_field_access_rights(self: Any, operation: str, field_names: Collection[str] | None) -> list[str]:
        """Return the fields that the user may read or write.

        Args:
            operation: read or write.
            field_names: refused as a whole if one of them is closed; all open fields if not given.

        Raises:
            AccessError: one of the named fields is closed.
        """
        if not field_names:
            return [name for name, field in self._fields.items() if self._has_field_access(field, operation)]
        for name in field_names:
            if name in self._fields:
                self._check_field_access(self._fields[name], operation)
        return list(field_names)

    def _filter_access_rules(self: Any, operation: str) -> Any:
        return self._filtered_access(operation)

    def _filter_access_rules_python(self: Any, operation: str) -> Any:
        rules = self._rule_domain(operation)
        return self.browse(self.sudo().filtered_domain(rules)._ids)
