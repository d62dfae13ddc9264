"""From a list in Polish notation to a tree, whatever the tree is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from .operators import AND, NOT, OR

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


def parse(
    items: Sequence[Any],
    *,
    leaf: Callable[[Any], T],
    negate: Callable[[T], T],
    connect: Callable[[str, Sequence[T]], T],
) -> T:
    """Build a tree from a list such as ``["|", a, "!", b, c]``, in which terms without connective are joined by ``&``.

    Args:
        items: connectives (``&``, ``|``, ``!``) and leaves.
        leaf: makes a node of anything that is not a connective.
        negate: makes the opposite of a node.
        connect: makes one node of a connective and its operands.

    Raises:
        ValueError: a connective lacks an operand.
    """
    stack: list[T] = []
    for index in range(len(items) - 1, -1, -1):
        item = items[index]
        if item in (AND, OR) and isinstance(item, str):
            if len(stack) < 2:
                raise ValueError(f"Domain {items!r}: {item!r} at position {index} needs two operands.")
            stack.append(connect(item, (stack.pop(), stack.pop())))
        elif isinstance(item, str) and item == NOT:
            if not stack:
                raise ValueError(f"Domain {items!r}: '!' at position {index} needs an operand.")
            stack.append(negate(stack.pop()))
        else:
            stack.append(leaf(item))
    return stack[0] if len(stack) == 1 else connect(AND, stack[::-1])
