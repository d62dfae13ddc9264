"""What the work of a thread costs the database: statements, and the time that they take."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from trivium.data.postgres.connection import PsycoConnection


class Account:
    """The costs of one piece of work.

    Attributes:
        statements: number of statements.
        seconds: time spent in waiting for their results.
        connection: the connection on which a statement runs at this moment.
    """

    __slots__ = ("connection", "seconds", "statements")

    def __init__(self) -> None:
        self.statements = 0
        self.seconds = 0.0
        self.connection: PsycoConnection | None = None


class _Current(threading.local):
    def __init__(self) -> None:
        self.account = Account()


current = _Current()
"""Holds the account of this thread; whoever wants to know the costs of a piece of work puts a new one there."""


def open_account() -> Account:
    """Return a new account for what this thread does from now on."""
    current.account = Account()
    return current.account
