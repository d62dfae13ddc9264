"""How far a domain is optimised."""

from __future__ import annotations

from enum import IntEnum


class OptimizationLevel(IntEnum):
    """The steps from a domain as written to one that the database understands; each includes those before."""

    NONE = 0
    """As written."""
    BASIC = 1
    """Few operators, values of the field's type: the same for every user at every time."""
    DYNAMIC_VALUES = 2
    """Relative dates are resolved: enough to filter records in memory."""
    FULL = 3
    """Search methods were asked and hierarchies walked: enough for SQL."""

    @property
    def next_level(self) -> OptimizationLevel:
        """The level after this one."""
        return OptimizationLevel(self + 1)
