"""What the work of a thread costs the database: statements, and the time that they take."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from trivium.data.postgres.profile import Profile
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from trivium.data.postgres.connection import PsycoConnection

    Observer = Callable[[Any, Any, Any, float, float], None]


class Account:
    """The costs of one piece of work.

    Attributes:
        statements: number of statements.
        seconds: time spent in waiting for their results.
        connection: the connection on which a statement runs at this moment.
        profile: what a developer is told of it; None unless `dev_mode` is on.
        observers: called after each statement with cursor, statement, its values, its beginning
            (`time.perf_counter`), and the seconds that it took.
    """

    __slots__ = ("connection", "observers", "profile", "seconds", "statements")

    def __init__(self) -> None:
        self.statements = 0
        self.seconds = 0.0
        self.connection: PsycoConnection | None = None
        self.profile = Profile() if config.get("dev_mode") else None
        self.observers: tuple[Observer, ...] = (self.profile.executed,) if self.profile else ()


class _Current(threading.local):
    def __init__(self) -> None:
        self.account = Account()


current = _Current()
"""Holds the account of this thread; whoever wants to know the costs of a piece of work puts a new one there."""


def open_account() -> Account:
    """Return a new account for what this thread does from now on."""
    current.account = Account()
    return current.account
