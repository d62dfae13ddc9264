"""Classes of evaluated code that stand in for builtin ones."""

from typing import Any

__all__ = ["StandIn"]


class StandIn(type):
    """Makes a class that looks like a builtin one; a subclass tells how its values are made.

    The builtin itself, which knows no bounds, stands under a name that evaluated code may not read.
    """

    __real__: type

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, cls.__real__)

    def __getattr__(cls, name: str) -> Any:
        return getattr(cls.__real__, name)
