"""Evaluating expressions and code that users wrote: domains, defaults, server actions, templates.

The source is checked against a list of allowed syntax and rewritten, then compiled once. What it may not do: name or
reach anything with two underscores, import, set attributes, define classes, format its way into objects, loop without
end, or make values that fill the memory. What it can reach otherwise is what the caller hands it.
"""

import ast
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import ModuleType
from typing import Any, Final, Literal

import psycopg
from werkzeug.exceptions import HTTPException

from trivium.exceptions import RedirectWarning, UserError
from trivium.tools.safe_eval._budget import begin, end, go_on, keep, metered, tick
from trivium.tools.safe_eval._builtins import BUILTINS
from trivium.tools.safe_eval._compiling import Compiled, Rewriter, compile_source
from trivium.tools.safe_eval._guards import STEP_LIMIT, LimitError, make_tick
from trivium.tools.safe_eval._modules import datetime, dateutil, json, pytz, time, wrap_module
from trivium.tools.safe_eval._names import UnsafeError, check_attribute, check_name

__all__ = [
    "BUILTINS",
    "Compiled",
    "LimitError",
    "Rewriter",
    "UnsafeError",
    "check_attribute",
    "check_name",
    "check_values",
    "compile_source",
    "const_eval",
    "datetime",
    "dateutil",
    "expr_eval",
    "go_on",
    "json",
    "keep",
    "limited",
    "make_tick",
    "metered",
    "pytz",
    "safe_eval",
    "test_expr",
    "test_python_expr",
    "tick",
    "time",
    "wrap_module",
]

_logger = logging.getLogger(__name__)

Mode = Literal["eval", "exec"]

_PASSED_ON: Final = (
    UserError,
    RedirectWarning,
    HTTPException,
    psycopg.OperationalError,  # the request is tried again
    ZeroDivisionError,
)
"""Errors that reach the caller as they are; others come as ValueError with the source."""


@contextmanager
def limited() -> Iterator[None]:
    """Limit steps and memory of what runs within, as one evaluation; an evaluation around it goes on."""
    outer = begin(STEP_LIMIT)
    try:
        yield
    finally:
        end(outer)


_HIDDEN: Final = ("__builtins__", "__tick__", "__limit__")


def check_values(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Refuse modules among the values handed to code: they lead everywhere.

    Raises:
        TypeError: one is a module; `wrap_module` makes it harmless.
    """
    for name, value in values.items():
        if isinstance(value, ModuleType):
            raise TypeError(f"The module {value.__name__} ({name}) cannot be given to evaluated code: wrap it first")
    return values


def safe_eval(
    expr: str | bytes,
    context: dict[str, Any] | Mapping[str, Any] | None = None,
    *,
    mode: Mode = "eval",
    filename: str | None = None,
) -> Any:
    """Evaluate an expression, or run statements, that a user wrote.

    Args:
        expr: the source.
        context: values by name; what statements assign is put there.
        mode: `eval` for an expression, `exec` for statements.
        filename: shown in tracebacks.

    Returns:
        The expression's value; None for statements.

    Raises:
        ValueError: the source is wrong, forbidden, or failed; the cause is chained.
        UserError, AccessError, HTTPException, OperationalError, ZeroDivisionError: as the code raised them.
    """
    if isinstance(expr, bytes):
        expr = expr.decode()
    if not isinstance(expr, str):
        raise TypeError(f"Code is a str, not {type(expr).__name__}")
    try:
        compiled = compile_source(expr, mode, filename or "")
    except (SyntaxError, UnsafeError, RecursionError, MemoryError) as error:
        raise ValueError(f"{_described(error)} while evaluating\n{expr!r}") from error
    namespace: dict[str, Any] = dict(check_values(context)) if context else {}
    namespace["__builtins__"] = BUILTINS
    if compiled.has_loops:
        _limit(namespace)
    outer = begin(STEP_LIMIT)
    try:
        # the only eval of the platform: what it runs was checked and rewritten above
        if mode == "eval":
            return eval(compiled.code, namespace)  # noqa: S307 - see above
        exec(compiled.code, namespace)  # noqa: S102 - see above
    except _PASSED_ON:
        raise
    except Exception as error:
        raise ValueError(f"{_described(error)} while evaluating\n{expr!r}") from error
    else:
        return None
    finally:
        end(outer)
        if mode == "exec" and isinstance(context, dict):
            for name in _HIDDEN:
                namespace.pop(name, None)
            context.update(namespace)


def _limit(namespace: dict[str, Any]) -> None:
    """Give the code its count of steps; once it is used up every further step, also in a handler, raises."""
    tick = make_tick(STEP_LIMIT)
    namespace["__tick__"] = tick
    namespace["__limit__"] = tick


def _described(error: BaseException) -> str:
    return f"{type(error).__name__}: {str(error)!r}"


def test_python_expr(expr: str, mode: Mode = "eval") -> str | Literal[False]:  # noqa: PT028 - no test
    """Return what is wrong with code that a user typed, or False if nothing is."""
    try:
        compile_source(expr, mode)
    except SyntaxError as error:
        place = f" at line {error.lineno}" if error.lineno else ""
        return f"{type(error).__name__} : {error.msg}{place}\n{error.text or ''}".rstrip()
    except (UnsafeError, ValueError, TypeError, RecursionError, MemoryError) as error:
        return f"{type(error).__name__} : {error}"
    return False


def test_expr(
    expr: str,
    allowed_codes: Any = None,  # noqa: ARG001, PT028 - part of the interface
    mode: Mode = "eval",  # noqa: PT028 - no test
    filename: str | None = None,  # noqa: PT028 - no test
) -> Any:
    """Return the code object of an expression that passed the check.

    Args:
        expr: the source.
        allowed_codes: kept for the interface: the syntax allowed is always the one above.
        mode: `eval` or `exec`.
        filename: shown in tracebacks.

    Raises:
        ValueError: the source is wrong or forbidden.
    """
    try:
        return compile_source(expr, mode, filename or "").code
    except SyntaxError as error:
        raise ValueError(f"{_described(error)} while compiling\n{expr!r}") from error


def const_eval(expr: str) -> Any:
    """Return the value of a literal: numbers, texts, True, False, None, and containers of these.

    Raises:
        ValueError: it is something else.
    """
    try:
        return ast.literal_eval(expr.strip())
    except (SyntaxError, TypeError, MemoryError, RecursionError) as error:
        raise ValueError(f"{expr!r} is no constant: {error}") from error


def expr_eval(expr: str) -> Any:
    """Return the value of an expression over constants, without names.

    Raises:
        ValueError: it is something else, or fails.
    """
    compiled = compile_source(expr)
    if compiled.names:
        raise ValueError(f"{expr!r} uses the name {min(compiled.names)!r}: only constants are allowed")
    return safe_eval(expr)


# names that begin with `test_` would be collected as tests where a test module imports them
test_python_expr.__test__ = False  # type: ignore[attr-defined]  # pytest reads it
test_expr.__test__ = False  # type: ignore[attr-defined]  # pytest reads it
