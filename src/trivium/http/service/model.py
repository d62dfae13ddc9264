"""Calls of the methods of models from outside.

What may be called is decided in `trivium.http.rpc.dispatch` alone.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Any

import psycopg

from trivium.data.postgres import retrying
from trivium.exceptions import UserError
from trivium.http.databases import registry_of
from trivium.http.rpc.dispatch import bind, get_public_method, public_kind, returned
from trivium.orm.environment import Environment
from trivium.orm.violations import explain

__all__ = ["Params", "call_kw", "dispatch", "execute_cr", "get_public_method", "retrying"]


_logger = logging.getLogger(__name__)


class Params:
    """Arguments of a call, shown without their values."""

    def __init__(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> None:
        self.args = args
        self.kwargs = kwargs

    def __str__(self) -> str:
        return ", ".join(["..."] * len(self.args) + [f"{name}=..." for name in self.kwargs])


def call_kw(model: Any, name: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Any:
    """Call a public method.

    Args:
        model: empty recordset of the model.
        name: name of the method.
        args: positional arguments; the first are the ids where the method works on records.
        kwargs: named arguments; `context` is added to the environment's.

    Returns:
        what the method returns, recordsets as ids.

    Raises:
        AttributeError: there is no such method.
        AccessError: it may not be called from outside.
        TypeError: the arguments do not fit.
    """
    method = get_public_method(model, name)
    records, args, kwargs = bind(model, name, method, args, kwargs)
    return returned(name, args, method(records, *args, **kwargs))


def execute_cr(cr: Any, uid: int, obj: str, method: str, args: Sequence[Any], kw: Mapping[str, Any]) -> Any:
    """Call a public method as a user, by a cursor; what it left pending is written.

    Raises:
        UserError: there is no such model.
    """
    env = Environment(cr, uid, {})
    env.transaction.default_env = env  # what is computed at the end is computed for this user
    if obj not in env.registry.models:
        raise UserError(f"Object {obj} doesn't exist")
    result = retrying(lambda: call_kw(env[obj], method, args, kw), env, translate=lambda error: explain(env, error))
    env.registry.signal_changes()
    # What is computed late must be computed before the cursor is closed.
    return list(result) if isinstance(result, map | filter) else result


def dispatch(method: str, params: Sequence[Any]) -> Any:
    """Answer `execute` and `execute_kw` of the object service.

    Args:
        method: `execute` (arguments one after another) or `execute_kw` (a list and a mapping).
        params: database, user id, password, model, method, and the arguments.

    Raises:
        NameError: there is no such function.
        TypeError: parameters are missing or of the wrong kind.
        RegistryError: the database is not served here.
        AccessDenied: the password is wrong.
    """
    if method not in {"execute", "execute_kw"}:
        raise NameError(f"Method not available {method}")
    if len(params) < 5:
        raise TypeError(f"{method} takes database, uid, password, model, method and the method's arguments")
    db, uid, password, model, name, *rest = params
    args, kwargs = _arguments(method, rest)
    if not (isinstance(db, str) and isinstance(model, str) and isinstance(name, str)):
        raise TypeError(f"{method}: database, model and method are texts")
    uid = int(uid)
    registry = registry_of(db)

    def run(*, readonly: bool) -> Any:
        with registry.cursor(readonly=readonly) as cr:
            env = Environment(cr, None, {})  # type: ignore[arg-type] # nobody, until the password is checked
            env["res.users"]._check_uid_passwd(uid, password)
            return execute_cr(cr, uid, model, name, args, kwargs)

    if public_kind(registry, model, name) == "readonly":
        try:
            return run(readonly=True)
        except psycopg.errors.ReadOnlySqlTransaction:
            _logger.info("%s.%s writes although it is readonly: run again", model, name)
    return run(readonly=False)


def _arguments(method: str, rest: Sequence[Any]) -> tuple[list[Any], dict[str, Any]]:
    if method == "execute":
        return list(rest), {}
    if len(rest) > 2:
        raise TypeError("execute_kw takes one list of arguments and one mapping of named arguments")
    args = rest[0] if rest else []
    kwargs = rest[1] if len(rest) > 1 else {}
    if not isinstance(args, (list, tuple)) or not isinstance(kwargs, Mapping):
        raise TypeError("execute_kw takes one list of arguments and one mapping of named arguments")
    return list(args), dict(kwargs)
