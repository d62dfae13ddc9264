"""What compiled expressions call in place of operations that could use up the machine or leak its inside."""

import operator
import re
import string
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

import psycopg
from markupsafe import EscapeFormatter, Markup, escape

from trivium.tools.safe_eval._budget import REFERENCE, LimitError, measure, metered, spend
from trivium.tools.safe_eval._consumers import bounded_list
from trivium.tools.safe_eval._names import UnsafeError, check_attribute
from trivium.tools.safe_eval._standins import StandIn

__all__ = ["GUARDED_ATTRIBUTES", "GUARDS", "MAX_SIZE", "STEP_LIMIT", "LimitError", "bounded_range", "make_tick"]

STEP_LIMIT: Final = 10_000_000
"""Iterations and calls of own functions that one evaluation may make."""

MAX_SIZE: Final = 10_000_000
"""Elements of a sequence, or characters of a text, that one operation may make."""

MAX_BITS: Final = 100_000
"""Bits of an integer that one operation may make."""

MAX_WIDTH: Final = 100_000
"""Characters to which a text may be padded."""

_SLOW_SECONDS: Final = 0.001
"""Time that a few steps take only where something large is made."""

_PERCENT_WIDTH: Final = re.compile(r"%(?:\([^)]*\))?[#0\- +]*(\*|\d+)?(?:\.(\*|\d+))?")
_DIGITS: Final = re.compile(r"\d+")
_CONTAINERS: Final = (list, tuple, set, frozenset)
_SEQUENCES: Final = (str, bytes, bytearray, list, tuple)


def make_tick(limit: int = STEP_LIMIT) -> Callable[[], bool]:
    """Return a function that counts the steps of one evaluation, and raises when they are too many."""
    left = limit
    seen = time.monotonic()

    def tick() -> bool:
        nonlocal left, seen
        left -= 1
        if left < 0:
            raise LimitError(f"The code was stopped after {limit:,} steps: does a loop never end?")
        if not left & 7 and (not left & 63 or time.monotonic() - seen > _SLOW_SECONDS):
            measure()  # what methods make is not seen by any guard
            seen = time.monotonic()
        return True

    return tick


def bounded_range(*args: int) -> range:
    """Return a range that is not longer than an evaluation may take steps."""
    result = range(*args)
    if (result.stop - result.start) // result.step > STEP_LIMIT:
        raise LimitError(f"{result} is longer than {STEP_LIMIT:,}, the steps that an evaluation may take")
    return result


def _too_large(what: str) -> LimitError:
    return LimitError(f"The {what} would be larger than an evaluation may make")


def check_size(value: Any) -> None:
    """Refuse a text or sequence that is too large."""
    if len(value) > MAX_SIZE:
        raise _too_large("value")


def check_shown(value: Any) -> int:
    """Refuse a value whose text would be too large, before it is made: containers may hold the same thing often.

    Returns about how many characters of it are those of texts and containers.
    """
    left = MAX_SIZE // 10
    waiting = [value]
    while waiting:
        current = waiting.pop()
        if isinstance(current, (str, bytes, bytearray)):
            left -= len(current) + 2
        elif isinstance(current, Mapping):
            left -= 2 * len(current) + 2
            if left >= 0:
                waiting.extend(current.keys())
                waiting.extend(current.values())
        elif isinstance(current, _CONTAINERS):
            left -= len(current) + 2
            if left >= 0:
                waiting.extend(current)
        if left < 0:
            raise _too_large("text of the value")
    return MAX_SIZE // 10 - left


def bounded_sum(items: Iterable[Any], /, start: Any = 0) -> Any:
    """Return the sum, of numbers by the builtin, of anything else piece by piece."""
    if isinstance(start, (int, float)):
        return sum(metered(items), start)
    for item in metered(items):
        start = add(start, item)
    return start


def _check_sum(left: Any, right: Any) -> None:
    if isinstance(left, _SEQUENCES) and isinstance(right, _SEQUENCES) and len(left) + len(right) > MAX_SIZE:
        raise _too_large("sum of the sequences")


def _made(value: Any) -> Any:
    """Count a new value in the budget of the evaluation."""
    if isinstance(value, (str, bytes, bytearray)):
        spend(len(value))
    elif isinstance(value, (list, tuple)):
        spend(len(value) * REFERENCE)
    return value


def add(left: Any, right: Any) -> Any:
    """Return `left + right`."""
    _check_sum(left, right)
    return _made(left + right)


def multiply(left: Any, right: Any) -> Any:
    """Return `left * right`."""
    _check_product(left, right)
    return _made(left * right)


def _check_product(left: Any, right: Any) -> None:
    """Refuse a product that would be too large."""
    if isinstance(left, int):
        if isinstance(right, int):
            if left.bit_length() + right.bit_length() > MAX_BITS:
                raise _too_large("product")
        elif isinstance(right, _SEQUENCES) and left * len(right) > MAX_SIZE:
            raise _too_large("repeated sequence")
    elif isinstance(left, _SEQUENCES) and isinstance(right, int) and right * len(left) > MAX_SIZE:
        raise _too_large("repeated sequence")


def _check_power(left: Any, right: Any) -> None:
    if isinstance(left, int) and isinstance(right, int) and right > 0 and left.bit_length() * right > MAX_BITS:
        raise _too_large("power")


def power(left: Any, right: Any) -> Any:
    """Return `left ** right`."""
    _check_power(left, right)
    return left**right


def _check_shift(left: Any, right: Any) -> None:
    if isinstance(left, int) and isinstance(right, int) and left.bit_length() + right > MAX_BITS:
        raise _too_large("shifted number")


def shift_left(left: Any, right: Any) -> Any:
    """Return `left << right`."""
    _check_shift(left, right)
    return left << right


def modulo(left: Any, right: Any) -> Any:
    """Return `left % right`, where the left may be a format."""
    _check_percent(left, right)
    return _made(left % right)


def _check_percent(left: Any, right: Any) -> None:
    if isinstance(left, (str, bytes)):
        shown = check_shown(right)
        text = left if isinstance(left, str) else left.decode("latin1")
        longest = max((abs(value) for value in _items(right) if isinstance(value, int)), default=0)
        filled = 0
        for match in _PERCENT_WIDTH.finditer(text):
            for width in match.groups():
                padded = longest if width == "*" else int(width or 0)
                if padded > MAX_WIDTH:
                    raise _too_large("padded text")
                filled += padded
            if isinstance(right, Mapping):
                filled += shown  # each field may name the largest value again
            if filled > MAX_SIZE:
                raise _too_large("filled in text")
        if sum(len(value) for value in _items(right) if isinstance(value, (str, bytes))) > MAX_SIZE:
            raise _too_large("filled in text")


def _items(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, tuple) else (value,)


_AUGMENTS: Final[Mapping[str, tuple[Callable[[Any, Any], Any], Callable[[Any, Any], None]]]] = {
    "Add": (operator.iadd, _check_sum),
    "Mult": (operator.imul, _check_product),
    "Pow": (operator.ipow, _check_power),
    "LShift": (operator.ilshift, _check_shift),
    "Mod": (operator.imod, _check_percent),
}
_PLAIN_AUGMENTS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "Sub": operator.isub,
    "Div": operator.itruediv,
    "FloorDiv": operator.ifloordiv,
    "MatMult": operator.imatmul,
    "RShift": operator.irshift,
    "BitOr": operator.ior,
    "BitXor": operator.ixor,
    "BitAnd": operator.iand,
}


def augment(left: Any, right: Any, name: str) -> Any:
    """Return what `left <operator>= right` assigns."""
    if name in _AUGMENTS:
        function, check = _AUGMENTS[name]
        check(left, right)
        return _made(function(left, right))
    return _PLAIN_AUGMENTS[name](left, right)


def augment_item(container: Any, key: Any, value: Any, name: str) -> None:
    """Do `container[key] <operator>= value`, the container and the key computed once."""
    container[key] = augment(container[key], value, name)


def unpacked(value: Any) -> Any:
    """Return what is unpacked by a star; a list of many stars could grow without end."""
    if hasattr(value, "__len__") and len(value) > MAX_SIZE // 10:
        raise _too_large("unpacked sequence")
    return metered(value)


def check_spec(spec: str) -> None:
    """Refuse a format specification that pads too far."""
    if any(int(number) > MAX_WIDTH for number in _DIGITS.findall(spec)):
        raise _too_large("padded text")


def _bounded(text: str) -> str:
    if len(text) > MAX_SIZE // 10:
        raise _too_large("filled in text")
    spend(len(text))
    return text


def bounded_repr(value: Any) -> str:
    """Return the representation of a value, if it is not too large."""
    check_shown(value)
    return _bounded(repr(value))


def bounded_round(number: Any, ndigits: int | None = None) -> Any:
    """Round as the builtin does; to a precision that can matter."""
    if ndigits is not None and abs(ndigits) > MAX_WIDTH:
        raise _too_large("rounded number")
    return round(number, ndigits)


class _BoundedText(StandIn):
    """Makes a class that looks like `str`, and makes no texts that are too large."""

    def __call__(self, *args: Any, **kwargs: Any) -> str:
        if args:
            check_shown(args[0])
        text: str = _made(str(*args, **kwargs))
        return text


class bounded_str(metaclass=_BoundedText):  # noqa: N801 - it stands in for the builtin
    """`str` of evaluated code."""

    __real__ = str


class _BoundedBytes(StandIn):
    """Makes a class that looks like `bytes`, and makes none that are too large."""

    def __call__(self, *args: Any, **kwargs: Any) -> bytes:
        if args and isinstance(args[0], int) and args[0] > MAX_SIZE:
            raise _too_large("bytes")
        made: bytes = _made(bytes(*args, **kwargs))
        return made


class bounded_bytes(metaclass=_BoundedBytes):  # noqa: N801 - it stands in for the builtin
    """`bytes` of evaluated code."""

    __real__ = bytes


def _check_number(value: Any) -> Any:
    """Refuse an integer that arithmetic, which nobody can interrupt, would go about for minutes."""
    if isinstance(value, int) and value.bit_length() > MAX_BITS:
        raise _too_large("number")
    return value


class _BoundedInt(StandIn):
    """Makes a class that looks like `int`, and makes none that are too large."""

    def __call__(self, *args: Any, **kwargs: Any) -> int:
        number: int = _check_number(int(*args, **kwargs))
        return number


class bounded_int(metaclass=_BoundedInt):  # noqa: N801 - it stands in for the builtin
    """`int` of evaluated code."""

    __real__ = int


class _FieldGuard(string.Formatter):
    """Formats as `str.format` does, without access to what expressions may not read."""

    def get_field(self, field_name: str, args: Any, kwargs: Any) -> Any:
        for part in re.split(r"[.\[\]]", field_name)[1:]:
            if part:
                check_attribute(part)
        return super().get_field(field_name, args, kwargs)

    def convert_field(self, value: Any, conversion: Any) -> Any:
        check_shown(value)
        return super().convert_field(value, conversion)

    def format_field(self, value: Any, format_spec: str) -> Any:
        check_spec(format_spec)
        check_shown(value)
        return _bounded(super().format_field(value, format_spec))


class _MarkupGuard(_FieldGuard, EscapeFormatter):
    """The same for markup, values escaped."""


def _format(template: str, args: Sequence[Any], kwargs: Mapping[str, Any]) -> str:
    if isinstance(template, Markup):
        text = _MarkupGuard(escape).vformat(str(template), args, kwargs)
        return Markup(text)  # noqa: S704 - each value was escaped by the formatter
    return _FieldGuard().vformat(template, args, kwargs)


def _bound_format(template: str) -> Callable[..., str]:
    return lambda *args, **kwargs: _format(template, args, kwargs)


def _bound_format_map(template: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda mapping: _format(template, (), mapping)


def _padding(method: Callable[..., Any]) -> Callable[..., Any]:
    def padded(*args: Any, **kwargs: Any) -> Any:
        if any(isinstance(value, int) and abs(value) > MAX_WIDTH for value in (*args, *kwargs.values())):
            raise _too_large("padded text")
        return _made(method(*args, **kwargs))

    return padded


def _replacing(text: str | bytes) -> Callable[..., Any]:
    def replaced(old: Any, new: Any, count: int = -1) -> Any:
        found = text.count(old)
        times = found if count < 0 else min(found, count)
        if len(text) + times * (len(new) - len(old)) > MAX_SIZE:
            raise _too_large("text with replacements")
        return _made(text.replace(old, new, count))

    return replaced


def _joining(separator: str | bytes) -> Callable[..., Any]:
    def joined(parts: Any) -> Any:
        items = list(metered(parts))
        if sum(len(item) for item in items) + len(separator) * len(items) > MAX_SIZE:
            raise _too_large("joined text")
        return _made(separator.join(items))

    return joined


def _translating(text: str) -> Callable[[Any], str]:
    def translated(table: Any) -> str:
        values = table.values() if isinstance(table, Mapping) else table
        longest = max((len(value) for value in values if isinstance(value, str)), default=1)
        if len(text) * longest > MAX_SIZE:
            raise _too_large("translated text")
        translation: str = _made(text.translate(table))
        return translation

    return translated


def _growing(text: str | bytes | bytearray, method: Callable[..., Any]) -> Callable[..., Any]:
    """Return a method that makes something so many times as large as the text at most."""

    def grown(*args: Any, **kwargs: Any) -> Any:
        check_size(text)
        return _made(method(*args, **kwargs))

    return grown


def _extending(target: list[Any]) -> Callable[[Iterable[Any]], None]:
    def extended(items: Iterable[Any]) -> None:
        augment(target, list(metered(items)), "Add")

    return extended


_GROWING: Final = frozenset(
    (
        "capitalize",
        "casefold",
        "decode",
        "encode",
        "hex",
        "lower",
        "rsplit",
        "split",
        "splitlines",
        "swapcase",
        "title",
        "upper",
    )
)
"""Methods of texts whose results are larger than the text, though not without bound."""

GUARDED_ATTRIBUTES: Final = _GROWING.union(
    (
        "extend",
        "format",
        "format_map",
        "ljust",
        "rjust",
        "center",
        "zfill",
        "expandtabs",
        "to_bytes",
        "replace",
        "join",
        "translate",
        "from_bytes",
        "connect",
        "connect_start",
        "connection",
        "pgconn",
    )
)
"""Methods of texts and numbers that could leak or grow, and connections; `guarded_attribute` decides by the object."""


def guarded_attribute(obj: Any, name: str) -> Any:
    """Return `obj.name` for one of the guarded attributes.

    Raises:
        UnsafeError: it is a connection to the database, or makes one.
    """
    if name in _CONNECTIONS:
        return _without_connection(getattr(obj, name), name)
    if name == "from_bytes":
        make = getattr(obj, name)
        return lambda *args, **kwargs: _check_number(make(*args, **kwargs))
    if isinstance(obj, type) and issubclass(
        obj, (str, bytes, bytearray, int, list, bounded_list, bounded_str, bounded_bytes, bounded_int)
    ):
        # the unbound form: the text comes as first argument
        def unbound(first: Any, *args: Any, **kwargs: Any) -> Any:
            return guarded_attribute(first, name)(*args, **kwargs)

        return unbound
    if isinstance(obj, str):
        if name == "format":
            return _bound_format(obj)
        if name == "format_map":
            return _bound_format_map(obj)
        if name == "translate":
            return _translating(obj)
    if isinstance(obj, (str, bytes, bytearray)):
        if name == "replace":
            return _replacing(obj)  # type: ignore[arg-type]  # bytearray has the same methods
        if name == "join":
            return _joining(obj)  # type: ignore[arg-type]  # bytearray has the same methods
    method: Callable[..., Any] = getattr(obj, name)
    if name in _GROWING:
        return _growing(obj, method) if isinstance(obj, (str, bytes, bytearray)) else method
    if name == "extend" and isinstance(obj, list):
        return _extending(obj)
    return _padding(method) if isinstance(obj, (str, bytes, bytearray, int)) else method


_CONNECTIONS: Final = frozenset(("connect", "connect_start", "connection", "pgconn"))
_DRIVER: Final = (psycopg.Connection, psycopg.pq.PGconn)


def _without_connection(value: Any, name: str) -> Any:
    """Return the value of an attribute, unless it makes one another user of the database; records may have the name."""
    owner = getattr(value, "__self__", value)
    if issubclass(owner if isinstance(owner, type) else type(owner), _DRIVER):
        raise UnsafeError(f"Access to forbidden attribute {name!r}: use the cursor")
    return value


def formatted(value: Any, conversion: int, spec: str) -> str:
    """Return a value as an f-string shows it."""
    check_shown(value)
    if conversion != -1:
        conversions: dict[int, Callable[[Any], str]] = {ord("s"): str, ord("r"): repr, ord("a"): ascii}
        value = conversions[conversion](value)
    check_spec(spec)
    return _bounded(format(value, spec))


GUARDS: Final[Mapping[str, Any]] = {
    "__add__": add,
    "__mult__": multiply,
    "__pow__": power,
    "__lshift__": shift_left,
    "__mod__": modulo,
    "__augment__": augment,
    "__augment_item__": augment_item,
    "__unpacked__": unpacked,
    "__attribute__": guarded_attribute,
    "__formatted__": formatted,
}
"""Put among the builtins of evaluated code, under names that it cannot say itself."""
