"""A value that stands for "nothing was given", where None is a value of its own."""

import enum
from typing import Final, Literal

__all__ = ["SENTINEL", "Sentinel"]


class Sentinel(enum.Enum):
    """Holds the one value that no caller passes by accident; an enum so that type checkers can narrow on it."""

    SENTINEL = -1


SENTINEL: Final[Literal[Sentinel.SENTINEL]] = Sentinel.SENTINEL
