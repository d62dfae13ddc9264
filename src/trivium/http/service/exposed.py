"""The call of a function that a service exposes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence


def call_exposed(functions: Mapping[str, Callable[..., Any]], method: str, params: Sequence[Any]) -> Any:
    """Call one of the functions that a service exposes.

    Args:
        functions: what it exposes, by name.
        method: the name that a client gives.
        params: the arguments.

    Raises:
        NameError: there is no such function.
        TypeError: the arguments do not fit.
    """
    function = functions.get(method)
    if function is None:
        raise NameError(f"Method not found: {method}")
    return function(*params)
