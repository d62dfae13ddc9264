"""The builtins of evaluated code."""

from importlib import import_module
from typing import Any, Final

from trivium.tools.safe_eval._consumers import CONSUMERS
from trivium.tools.safe_eval._guards import (
    GUARDS,
    bounded_bytes,
    bounded_int,
    bounded_range,
    bounded_repr,
    bounded_round,
    bounded_str,
    bounded_sum,
)

__all__ = ["BUILTINS"]

_FUNCTIONS: Final = (
    bool,
    float,
    enumerate,
    map,
    abs,
    reversed,
    len,
    ord,
    chr,
    divmod,
    isinstance,
    zip,
    Exception,
    ArithmeticError,
    AssertionError,
    AttributeError,
    IndexError,
    KeyError,
    LookupError,
    RuntimeError,
    StopIteration,
    TypeError,
    ValueError,
    ZeroDivisionError,
)

_IMPORTED_BY_C: Final = frozenset({"time", "_strptime", "datetime", "_datetime", "calendar", "locale", "re"})


def _import_for_c(name: str, *_args: Any, **_keywords: Any) -> Any:
    """Import what the date functions of Python, written in C, import by the builtins of the code that calls them.

    Evaluated code cannot reach this: a name with two underscores is refused.

    Raises:
        ImportError: for any other module.
    """
    if name not in _IMPORTED_BY_C:
        raise ImportError(f"Evaluated code cannot import {name!r}")
    return import_module(name)


BUILTINS: Final[dict[str, Any]] = {
    "__import__": _import_for_c,
    **{function.__name__: function for function in _FUNCTIONS},
    **CONSUMERS,
    "bytes": bounded_bytes,
    "int": bounded_int,
    "str": bounded_str,
    "sum": bounded_sum,
    "repr": bounded_repr,
    "round": bounded_round,
    "unicode": bounded_str,
    "range": bounded_range,
    "xrange": bounded_range,
    **GUARDS,
}
"""The names that all evaluated code can use, and the guards that the compiler puts in."""
