"""Silencing and lowering log lines for a while."""

import functools
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import ParamSpec, Self, TypeVar

__all__ = ["lower_logging", "mute_logger"]

P = ParamSpec("P")
R = TypeVar("R")


class mute_logger(logging.Handler):  # noqa: N801 - the contract's name
    """Keeps the named loggers quiet: as a context manager, or as a decorator.

    Args:
        loggers: names of loggers; those below them keep speaking only to handlers of their own.
    """

    def __init__(self, *loggers: str) -> None:
        super().__init__()
        # the engine's loggers have its own name, under which the ecosystem does not know them
        engine = [f"trivium.{name[5:]}" for name in loggers if name.startswith("odoo.") and name[5:12] != "addons."]
        self.loggers = (*loggers, *engine)
        self._saved: dict[str, tuple[list[logging.Handler], bool]] = {}

    def __enter__(self) -> Self:
        for name in self.loggers:
            logger = logging.getLogger(name)
            self._saved[name] = (logger.handlers, logger.propagate)
            logger.propagate = False
            logger.handlers = [self]
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None = None,
        exc_val: BaseException | None = None,
        exc_tb: TracebackType | None = None,
    ) -> None:
        for name in self.loggers:
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = self._saved.pop(name)

    def __call__(self, func: Callable[P, R]) -> Callable[P, R]:
        """Return the function with the loggers quiet while it runs."""
        loggers = self.loggers

        @functools.wraps(func)
        def quiet(*args: P.args, **kwargs: P.kwargs) -> R:
            with mute_logger(*loggers):
                return func(*args, **kwargs)

        return quiet

    def emit(self, record: logging.LogRecord) -> None:
        """Drop the line."""


class _Lowering(logging.Handler):
    """Hands lines on, none above a level."""

    def __init__(self, max_level: int, to_level: int, handlers: list[logging.Handler]) -> None:
        super().__init__()
        self._max_level = max_level
        self._to_level = to_level
        self._handlers = handlers
        self.had_error_log = False

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno > self._max_level:
            self.had_error_log = True
            record.levelname = f"_{record.levelname}"
            record.levelno = self._to_level
        for handler in self._handlers:
            if record.levelno >= handler.level:
                handler.handle(record)


@contextmanager
def lower_logging(max_level: int, to_level: int | None = None) -> Iterator[logging.Handler]:
    """Give lines above `max_level` the level `to_level` while the context lasts; its value tells `had_error_log`."""
    root = logging.getLogger()
    handlers = root.handlers
    lowering = _Lowering(max_level, max_level if to_level is None else to_level, handlers)
    root.handlers = [lowering]
    try:
        yield lowering
    finally:
        root.handlers = handlers
