"""Exceptions that business code raises and that clients are shown.

The hierarchy, the constructors and the HTTP status of each class are the contract's (`odoo.exceptions`). A class is
named `odoo.exceptions.X` towards clients, whatever module it is defined in.
"""

from collections.abc import Mapping
from typing import Any

__all__ = [
    "AccessDenied",
    "AccessError",
    "CacheMiss",
    "ConcurrencyError",
    "LockError",
    "MissingError",
    "RedirectWarning",
    "UserError",
    "ValidationError",
]


class UserError(Exception):
    """Something the user asked for makes no sense or cannot be done now; the message tells why.

    Args:
        message: text in the user's language; it is all that the user sees.
    """

    http_status: int = 422

    def __init__(self, message: Any) -> None:
        super().__init__(message)


class RedirectWarning(Exception):  # noqa: N818 - the contract's name
    """A warning with a button that leads the user to where the cause is repaired.

    Args:
        message: text in the user's language.
        action: id of an action, or an action as a dictionary, to run when the button is pressed.
        button_text: label of that button.
        additional_context: merged into the context of the action.
    """

    def __init__(
        self,
        message: Any,
        action: Any,
        button_text: Any,
        additional_context: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message, action, button_text, additional_context)


class AccessDenied(UserError):  # noqa: N818 - the contract's name
    """Login or password were refused.

    The traceback is left out of logs and answers: its frames hold the credentials.
    """

    http_status = 403

    def __init__(self, message: Any = "Access Denied") -> None:
        super().__init__(message)
        self.suppress_traceback()

    def suppress_traceback(self) -> None:
        """Forget where this was raised, so that nothing of the check leaks."""
        self.with_traceback(None)
        self.traceback = ("", "", "")
        self.__suppress_context__ = True


class AccessError(UserError):
    """The user may not do this operation on these records or fields."""

    http_status = 403


class CacheMiss(KeyError):  # noqa: N818 - the contract's name
    """A value was looked for in the cache alone and is not there.

    Args:
        record: the record, shown by its representation.
        field: the field whose value is missing.
    """

    def __init__(self, record: Any, field: Any) -> None:
        super().__init__(f"{record!r}.{getattr(field, 'name', field)}")


class MissingError(UserError):
    """The records do not exist, or not any more."""

    http_status = 404


class LockError(UserError):
    """The records are locked by another transaction."""

    http_status = 409


class ValidationError(UserError):
    """A value or a record breaks a constraint of its model."""


class ConcurrencyError(Exception):
    """The transaction met another one; running the request again may succeed."""
