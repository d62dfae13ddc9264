"""The builtins of evaluated code."""

from functools import reduce
from typing import Any, Final

from trivium.tools.safe_eval._guards import GUARDS, bounded_bytes, bounded_range, bounded_repr, bounded_round

__all__ = ["BUILTINS"]

_FUNCTIONS: Final = (
    str,
    bool,
    int,
    float,
    enumerate,
    dict,
    list,
    tuple,
    map,
    abs,
    min,
    max,
    sum,
    reduce,
    filter,
    sorted,
    reversed,
    len,
    set,
    frozenset,
    all,
    any,
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

BUILTINS: Final[dict[str, Any]] = {
    **{function.__name__: function for function in _FUNCTIONS},
    "bytes": bounded_bytes,
    "repr": bounded_repr,
    "round": bounded_round,
    "unicode": str,
    "range": bounded_range,
    "xrange": bounded_range,
    **GUARDS,
}
"""The names that all evaluated code can use, and the guards that the compiler puts in."""
