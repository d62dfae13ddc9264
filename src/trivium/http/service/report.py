"""The service `report`: reports in base64, as clients of the oldest servers ask for them, in one call or in two.

Clients of today fetch `/report/pdf/<name>/<ids>` over a session.
"""

from __future__ import annotations

import base64
import json
import secrets
from typing import TYPE_CHECKING, Any, Final

from trivium.data.postgres import retrying
from trivium.data.shared_store import shared_store
from trivium.exceptions import UserError
from trivium.http.databases import registry_of
from trivium.http.service.exposed import call_exposed
from trivium.orm.environment import Environment
from trivium.orm.violations import explain

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

KEPT_SECONDS: Final = 300
"""How long a report waits for who asked for it."""


def exp_render_report(
    db: str,
    uid: int,
    password: str,
    name: str,
    ids: Sequence[int],
    data: Mapping[str, Any] | None = None,
    context: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return a report on records.

    Args:
        db: database.
        uid: the user.
        password: the password, or an API key.
        name: name of the report, or its external id.
        ids: the records.
        data: what the report is told beside them.
        context: of the environment in which it is made.

    Returns:
        `result` in base64, its `format` (`pdf`, `html`, `text`), and `state`, which is true.

    Raises:
        RegistryError: the database is not served here.
        AccessDenied: the password is wrong.
        UserError: there is no such report.
        TypeError: the arguments are of the wrong kind.
    """
    if not (isinstance(name, str) and isinstance(ids, (list, tuple)) and all(type(id_) is int for id_ in ids)):
        raise TypeError("A report is asked for by its name and the ids of the records")
    with _signed_in(db, uid, password).cursor() as cr:
        env = Environment(cr, int(uid), dict(context or {}))
        env.transaction.default_env = env
        reports = env["ir.actions.report"]

        def render() -> tuple[bytes | str, str]:
            try:
                report = reports._get_report(name)
            except ValueError as error:
                raise UserError(str(error)) from error
            made: tuple[bytes | str, str] = reports._render(report, list(ids), data=dict(data or {}))
            return made

        content, kind = retrying(render, env, translate=lambda error: explain(env, error))
        env.registry.signal_changes()
    raw = content.encode() if isinstance(content, str) else content
    return {"result": base64.b64encode(raw).decode(), "format": kind, "state": True}


def exp_report(db: str, uid: int, password: str, *wanted: Any) -> int:
    """Make a report, and return the number by which its user fetches it within minutes.

    Args:
        db: database.
        uid: the user.
        password: the password, or an API key.
        wanted: the further arguments of `exp_render_report`, whose errors it has.
    """
    made = exp_render_report(db, uid, password, *wanted)
    number = secrets.randbelow(2**31 - 1) + 1  # XML-RPC has numbers of four bytes
    shared_store(db).put(_key(uid, number), json.dumps(made).encode(), KEPT_SECONDS)
    return number


def exp_report_get(db: str, uid: int, password: str, number: int) -> dict[str, Any]:
    """Return the report that `exp_report` made, once.

    Raises:
        RegistryError: the database is not served here.
        AccessDenied: the password is wrong.
        UserError: there is none: it was fetched before, is another user's, or its time is over.
    """
    _signed_in(db, uid, password)
    store, key = shared_store(db), _key(uid, number)
    found = store.get(key)
    if found is None:
        raise UserError(f"There is no report of the number {number}: ask for it again.")
    store.delete(key)
    made: dict[str, Any] = json.loads(found)
    return made


def _signed_in(db: str, uid: int, password: str) -> Any:
    """Return the models of a database, once the user has shown the password."""
    registry = registry_of(db)
    with registry.cursor() as cr:
        env = Environment(cr, None, {})  # type: ignore[arg-type] # nobody, until the password is checked
        env["res.users"]._check_uid_passwd(int(uid), password)
    return registry


def _key(uid: int, number: int) -> str:
    return f"report:{int(uid)}:{int(number)}"


_EXPOSED: Final[dict[str, Callable[..., Any]]] = {
    "render_report": exp_render_report,
    "report": exp_report,
    "report_get": exp_report_get,
}


def dispatch(method: str, params: Sequence[Any]) -> Any:
    """Call a function of the service.

    Raises:
        NameError: there is no such function.
        TypeError: the arguments do not fit.
    """
    return call_exposed(_EXPOSED, method, params)
