"""Errors of the presentation tier, and the form in which any error is sent to clients."""

from __future__ import annotations

import traceback
from typing import Any

import psycopg

from trivium.data.errors import PoolError, RedisGoneError, ServerError
from trivium.data.postgres.retrying import is_passing
from trivium.exceptions import AccessDenied, UserError
from trivium.tools.config import config

SERVER_ERROR_MESSAGE = "Server Error"
UNREACHABLE = "The database cannot be reached at the moment."
RETRY_SECONDS = 2
"""When to come back after an outage."""


class SessionExpiredException(Exception):  # noqa: N818 - the contract's name
    """The session ended or never was: the user has to log in."""

    http_status = 403


class RegistryError(RuntimeError):
    """The database cannot be used: it does not exist, or is not served here."""


class OverLimitError(Exception):
    """The request took more time or memory than it may: what it did is undone."""


_OUTAGES = (PoolError, ServerError, RedisGoneError, OverLimitError, psycopg.errors.ConnectionTimeout)


def is_outage(error: BaseException) -> bool:
    """Whether the request failed for want of something that may be there soon: the database, time, memory."""
    return isinstance(error, _OUTAGES) or is_passing(error)


def exception_name(exception: BaseException) -> str:
    """Return the class name that clients are told: `odoo.exceptions.UserError`, `builtins.ValueError`."""
    cls = type(exception)
    module = cls.__module__
    if module.startswith("trivium."):
        module = "odoo." + module.removeprefix("trivium.")
    if module.startswith("odoo.http."):
        module = "odoo.http"
    return f"{module}.{cls.__qualname__}"


def exception_message(exception: BaseException) -> str:
    """Return the text of an exception: its first argument where it has one.

    Of an error of PostgreSQL the first line alone: the others hold the statement and its values. Where PostgreSQL is,
    and why it does not answer, is not for clients.
    """
    if _tells_of_connections(exception):
        return UNREACHABLE
    if isinstance(exception, psycopg.Error):
        return exception.diag.message_primary or str(exception).partition("\n")[0]
    if isinstance(exception, UserError) and exception.args:
        return str(exception.args[0])
    return str(exception)


def exception_debug(exception: BaseException) -> str:
    """Return the traceback in a developer's server, and nothing in any other."""
    if isinstance(exception, AccessDenied) or not config.get("dev_mode"):
        return ""
    return "".join(traceback.format_exception(exception))


def _arguments(exception: BaseException) -> list[Any]:
    if isinstance(exception, psycopg.Error | ServerError):
        return [exception_message(exception)]
    return list(exception.args)


def _tells_of_connections(exception: BaseException) -> bool:
    """Whether an error comes of connecting to PostgreSQL, and not from PostgreSQL: its text has addresses and names."""
    if isinstance(exception, psycopg.OperationalError):
        return not exception.diag.message_primary
    return isinstance(exception, ServerError)


def serialize_exception(
    exception: BaseException, *, message: str | None = None, arguments: Any = None
) -> dict[str, Any]:
    """Return an exception as JSON-RPC and JSON-2 clients read it.

    Args:
        exception: what was raised.
        message: text to send instead of the exception's own.
        arguments: arguments to send instead of the exception's own.
    """
    return {
        "name": exception_name(exception),
        "message": exception_message(exception) if message is None else message,
        "arguments": _arguments(exception) if arguments is None else arguments,
        "context": getattr(exception, "context", None) or {},
        "debug": exception_debug(exception),
    }
