"""The variables of a template."""

from typing import Any

from trivium.tools.safe_eval import BUILTINS

__all__ = ["BODY", "Scope"]

BODY = "0"
"""The name under which a called template finds the content of the call."""


class Scope(dict[str, Any]):
    """Variables by name; a name that is not set is a builtin function, or None."""

    __slots__ = ()

    def __missing__(self, key: str) -> Any:
        return BUILTINS.get(key)

    def nested(self) -> "Scope":
        """Return a scope with the same variables, where changes stay inside."""
        return Scope(self)
