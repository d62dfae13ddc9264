"""The service `common`: version and sign-in of external clients."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any, Final

from trivium import release
from trivium.exceptions import AccessDenied
from trivium.http.databases import registry_of
from trivium.http.service.exposed import call_exposed
from trivium.orm.environment import Environment

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

_logger = logging.getLogger(__name__)

RPC_VERSION_1: Final = {
    "server_version": release.version,
    "server_version_info": release.version_info,
    "server_serie": release.serie,
    "protocol_version": 1,
}


def exp_login(db: str, login: str, password: str) -> int | bool:
    """Return the id of the user whose login and password these are, false where they are nobody's."""
    return exp_authenticate(db, login, password, None)


def exp_authenticate(db: str, login: str, password: str, user_agent_env: Mapping[str, Any] | None) -> int | bool:
    """Return the id of the user whose login and password (or API key) these are, false where they are nobody's.

    Args:
        db: database.
        login: login.
        password: password or API key.
        user_agent_env: what the client tells of itself.

    Raises:
        RegistryError: the database is not served here.
    """
    if not (isinstance(db, str) and isinstance(login, str) and isinstance(password, str)):
        return False
    environ = {**(user_agent_env or {}), "interactive": False}
    credential = {"login": login, "password": password, "type": "password"}
    with registry_of(db).cursor() as cr:
        env = Environment(cr, None, {})  # type: ignore[arg-type] # nobody, until the password is checked
        try:
            return int(env["res.users"].authenticate(credential, environ)["uid"])
        except AccessDenied:
            return False


def exp_version() -> dict[str, Any]:
    """Return version and protocol."""
    return RPC_VERSION_1


def exp_about(extended: bool = False) -> str | tuple[str, str]:
    """Return what this is; with its version when `extended`."""
    info = "Trivium, an open platform for business applications. https://www.gnu.org/licenses/lgpl-3.0.html"
    return (info, release.version) if extended else info


def exp_set_loglevel(loglevel: Any, logger: Any = None) -> bool:  # noqa: ARG001 - the interface's arguments
    """Change nothing: the log is the operator's, who has settings for it."""
    return True


_EXPOSED: Final[dict[str, Callable[..., Any]]] = {
    "about": exp_about,
    "authenticate": exp_authenticate,
    "login": exp_login,
    "set_loglevel": exp_set_loglevel,
    "version": exp_version,
}


def dispatch(method: str, params: Sequence[Any]) -> Any:
    """Call a function of the service.

    Raises:
        NameError: there is no such function.
        TypeError: the arguments do not fit.
    """
    return call_exposed(_EXPOSED, method, params)
