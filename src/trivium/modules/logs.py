"""Where logs go, and what a line looks like: text for people, JSON for programs.

A line that is written while a request is served tells which: its id, its database and its user.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
import threading
import time
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import orjson
import psycopg

from trivium.data.errors import DataError
from trivium.data.postgres import db_connect
from trivium.data.sql import SQL
from trivium.modules.collector import CollectorHandler

if TYPE_CHECKING:
    from collections.abc import Mapping
    from io import TextIOWrapper

origin: ContextVar[Mapping[str, Any]] = ContextVar("origin", default=MappingProxyType({}))
"""What a line that is written now belongs to: `request_id`, `db` and the like."""

NAMES: Final = {
    "odoo": ("odoo", "trivium"),
    "odoo.http": ("trivium.http",),
    "odoo.http.rpc": ("trivium.http.rpc",),
    "odoo.modules": ("trivium.modules",),
    "odoo.sql_db": ("trivium.data.postgres",),
    "werkzeug": ("trivium.http.access",),
}
"""Loggers by the names that the ecosystem knows."""

LEVELS: Final[dict[str, tuple[str, ...]]] = {
    "runbot": ("werkzeug:WARNING",),
    "warn": ("odoo:WARNING", "werkzeug:WARNING"),
    "error": ("odoo:ERROR", "werkzeug:ERROR"),
    "critical": ("odoo:CRITICAL", "werkzeug:CRITICAL"),
    "debug": ("odoo:DEBUG", "trivium.data.postgres.cursor:INFO"),
    "debug_sql": ("odoo.sql_db:DEBUG",),
    "debug_rpc": ("odoo.http.rpc:DEBUG",),
    "debug_rpc_answer": ("odoo.http.rpc:DEBUG",),
    "notset": (":NOTSET",),
}
"""What each `log_level` means for which loggers."""

_STANDARD: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


# C0 and C1 but the line feed and the tab, and what some readers take for the end of a line
_CONTROL: Final = {code: f"\\x{code:02x}" for code in (*range(9), *range(11, 32), *range(127, 160))} | {
    0x2028: r"\u2028",
    0x2029: r"\u2029",
}
_CONTROL_IN_JSON: Final = {code: f"\\u{code:04x}" for code in (*range(127, 160), 0x2028, 0x2029)}
"""What the format leaves as it is."""
_CONTINUED: Final = "\n    "


class TextFormatter(logging.Formatter):
    """Lines for people; what belongs to a request ends with its id.

    Only the first line of an event begins at the margin, and control characters are written out: a value that
    somebody typed cannot pass for an event of its own, nor speak to a terminal. Times are UTC.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")
        self.converter = time.gmtime

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = super().format(record).translate(_CONTROL).replace("\n", _CONTINUED)
        request_id = origin.get().get("request_id")
        return f"{line} [{request_id}]" if request_id else line


class JsonFormatter(logging.Formatter):
    """A JSON object a line: time, level, logger, event, what is known of the request, and what was logged with it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        event: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
            "pid": record.process,
            **origin.get(),
            **{key: value for key, value in vars(record).items() if key not in _STANDARD},
        }
        if record.exc_info:
            event["exception"] = self.formatException(record.exc_info)
        return orjson.dumps(event, default=str).decode().translate(_CONTROL_IN_JSON)


class _PrivateFileHandler(logging.handlers.WatchedFileHandler):
    """Makes a file that its owner and group alone may read: names and addresses of people are in it."""

    def _open(self) -> TextIOWrapper:
        os.close(os.open(self.baseFilename, os.O_CREAT | os.O_WRONLY, 0o640))
        return super()._open()


class DatabaseHandler(logging.Handler):
    """Writes to the table `ir_logging` of a database.

    Args:
        db_name: which database; `%d` stands for the one that a line belongs to.
    """

    def __init__(self, db_name: str) -> None:
        super().__init__()
        self.db_name = db_name
        self._busy = threading.local()

    def emit(self, record: logging.LogRecord) -> None:
        """Write a line, unless it comes from writing one."""
        if getattr(self._busy, "now", False):
            return
        self._busy.now = True
        try:
            self._write(record)
        except (psycopg.Error, DataError, OSError):
            self.handleError(record)
        finally:
            self._busy.now = False

    def _write(self, record: logging.LogRecord) -> None:
        of_line = origin.get().get("db")
        target = of_line if self.db_name == "%d" else self.db_name
        if not target:
            return
        message = record.getMessage()
        if record.exc_info:
            message += "\n" + logging.Formatter().formatException(record.exc_info)
        with db_connect(target).cursor() as cr:
            cr.execute(
                SQL(
                    "INSERT INTO ir_logging (create_date, type, dbname, name, level, message, path, func, line)"
                    " VALUES (now() AT TIME ZONE 'UTC', 'server', %s, %s, %s, %s, %s, %s, %s)",
                    of_line or target,
                    record.name,
                    record.levelname,
                    message,
                    record.pathname,
                    record.funcName,
                    str(record.lineno),
                ),
                log_exceptions=False,
            )


_handlers: list[logging.Handler] = []
_leveled: set[str] = set()


def configure(settings: Mapping[str, Any]) -> None:
    """Make the settings of logs hold; those of an earlier call are undone.

    Args:
        settings: `logfile`, `syslog`, `log_collector`, `log_format`, `log_level`, `log_handler`, `log_db`,
            `log_db_level`.
    """
    root = logging.getLogger()
    for handler in _handlers:
        root.removeHandler(handler)
        handler.close()
    _handlers.clear()
    for name in _leveled:
        logging.getLogger(name).setLevel(logging.NOTSET)
    _leveled.clear()
    # who embeds the platform, or tests it, has set up the logs already
    if not root.handlers or settings.get("logfile") or settings.get("syslog"):
        handler = _handler(settings)
        handler.setFormatter(JsonFormatter() if settings.get("log_format") == "json" else TextFormatter())
        _handlers.append(handler)
    if settings.get("log_collector"):
        handler = CollectorHandler(str(settings["log_collector"]))
        handler.setFormatter(JsonFormatter() if settings.get("log_format") == "json" else TextFormatter())
        _handlers.append(handler)
    if settings.get("log_db"):
        handler = DatabaseHandler(str(settings["log_db"]))
        handler.setLevel(str(settings.get("log_db_level") or "warning").upper())
        _handlers.append(handler)
    for handler in _handlers:
        root.addHandler(handler)
    # the level of all stands first in the list, as its default does
    _set_levels((*(settings.get("log_handler") or ()), *LEVELS.get(str(settings.get("log_level")), ())))


def _handler(settings: Mapping[str, Any]) -> logging.Handler:
    if settings.get("syslog"):
        return logging.handlers.SysLogHandler("/dev/log")
    if settings.get("logfile"):
        # opened anew when logrotate has moved it away
        return _PrivateFileHandler(str(settings["logfile"]), encoding="utf-8")
    return logging.StreamHandler(sys.stderr)


def _set_levels(rules: tuple[str, ...]) -> None:
    level_of_all = logging.INFO
    for rule in rules:
        prefix, _colon, level = rule.rpartition(":")
        number = logging.getLevelNamesMapping().get(level.strip().upper(), logging.INFO)
        if not prefix:
            level_of_all = number
            continue
        for name in NAMES.get(prefix, (prefix,)):
            logging.getLogger(name).setLevel(number)
            _leveled.add(name)
    logging.getLogger().setLevel(level_of_all)
