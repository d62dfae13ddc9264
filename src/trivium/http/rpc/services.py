"""The services by name, and the call of one of their functions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trivium.http.service import common, db, model, report

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SERVICES: Final[dict[str, Callable[[str, Sequence[Any]], Any]]] = {
    "common": common.dispatch,
    "db": db.dispatch,
    "object": model.dispatch,
    "report": report.dispatch,
}


def dispatch_rpc(service_name: str, method: str, params: Sequence[Any]) -> Any:
    """Call a function of a service.

    Args:
        service_name: `common`, `db`, `object` or `report`.
        method: name of the function.
        params: its arguments.

    Raises:
        KeyError: there is no such service.
        NameError: there is no such function.
    """
    return _SERVICES[service_name](method, params)
