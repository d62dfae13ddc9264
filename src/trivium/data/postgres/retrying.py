"""Run a unit of work again when another transaction, or a lost connection, got in its way."""

from __future__ import annotations

import logging
import random
import time
from typing import TYPE_CHECKING, Any, Final, TypeVar

import psycopg
from psycopg import errors

from trivium.data.postgres.turns import Turn

if TYPE_CHECKING:
    from collections.abc import Callable

_logger = logging.getLogger(__name__)
_Result = TypeVar("_Result")

MAX_TRIES: Final = 5
CONCURRENCY_ERRORS: Final = (errors.LockNotAvailable, errors.SerializationFailure, errors.DeadlockDetected)
"""What another transaction causes; the same work may succeed when that has ended."""
JITTER: Final = 0.004
"""Seconds of the longest pause before the first further try, after a conflict."""


def is_passing(error: BaseException) -> bool:
    """Tell whether the same work may succeed when it is tried again: other transactions, or a lost connection."""
    if isinstance(error, CONCURRENCY_ERRORS):
        return True
    if isinstance(error, errors.FeatureNotSupported):
        return "cached plan" in str(error)  # a table was changed under a prepared statement
    return _is_loss(error)


def _is_loss(error: BaseException) -> bool:
    """Tell whether the connection, or the server, is gone."""
    gone = isinstance(error, (errors.AdminShutdown, errors.CrashShutdown, errors.CannotConnectNow))
    return gone or (type(error) is psycopg.OperationalError and error.sqlstate is None)


def retrying(
    func: Callable[[], _Result],
    env: Any,
    *,
    translate: Callable[[psycopg.IntegrityError | psycopg.DataError], Exception] | None = None,
    passing: tuple[type[Exception], ...] = (),
    reset: Callable[[], None] | None = None,
) -> _Result:
    """Call `func` and commit; try again, up to five times, if that may help.

    The transaction of `env` is rolled back before each further try.

    Args:
        func: the work; it is called anew for each try.
        env: environment that the work is done in.
        translate: makes the error that the user sees of a violated constraint, or of a value that no column
            takes; by default the registry's `explain_violation(env, error)`.
        passing: further exceptions after which another try may succeed.
        reset: called before each further try, to put back what lies outside of the transaction.

    Raises:
        Exception: what `func` raised, or the translation of it.
    """
    with Turn() as turn:
        for attempt in range(1, MAX_TRIES + 1):
            try:
                result = func()
                env.cr.keep()
            except (psycopg.IntegrityError, psycopg.DataError) as error:
                _undo(env)
                explained = _explained(env, error, translate)
                if explained is error:
                    raise
                raise explained from error
            except Exception as error:
                # a connection lost after COMMIT was sent leaves open whether the server had committed
                done = env.cr.in_doubt and _is_loss(error)
                _undo(env)
                if attempt == MAX_TRIES or done or not (isinstance(error, passing) or is_passing(error)):
                    raise
                if reset is not None:
                    reset()
                _wait(env, turn, error, attempt)
            else:
                env.cr.commit()  # what follows from it, which is not done again
                return result
    raise AssertionError("the last try returns or raises")


def _explained(
    env: Any,
    error: psycopg.IntegrityError | psycopg.DataError,
    translate: Callable[[psycopg.IntegrityError | psycopg.DataError], Exception] | None,
) -> Exception:
    """Return the error that the user sees, the same one where nothing explains it."""
    if translate is not None:
        return translate(error)
    explain = getattr(env.registry, "explain_violation", None)
    explained: Exception = error if explain is None else explain(env, error)
    return explained


def _wait(env: Any, turn: Turn, error: Exception, attempt: int) -> None:
    """Wait for what was in the way: for other transactions by a turn, for a server to come back by a growing pause."""
    if isinstance(error, CONCURRENCY_ERRORS):
        _logger.info("%s, try %d of %d", type(error).__name__, attempt + 1, MAX_TRIES)
        time.sleep(random.uniform(0.0, JITTER * attempt))  # noqa: S311 - chance spreads the tries, it hides nothing
        turn.take(env.cr)
        return
    pause = random.uniform(0.0, 2 ** (attempt - 1)) / 10  # noqa: S311 - as above
    _logger.info("%s, try %d of %d in %.2f s", type(error).__name__, attempt + 1, MAX_TRIES, pause)
    time.sleep(pause)


def _undo(env: Any) -> None:
    """Roll back, on a new connection if the old one is lost; what was cached of the failed work goes."""
    env.cr.rollback()
    env.cr.reset()
    env.registry.reset_changes()
