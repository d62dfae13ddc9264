"""Sets of intervals: working hours, leaves, and what is left of one without the other."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any, Generic, Protocol, TypeVar

__all__ = ["Intervals", "intervals_overlap", "invert_intervals"]


class Comparable(Protocol):
    """What interval bounds are: anything ordered."""

    def __lt__(self, other: Any, /) -> bool:
        """Order it."""


T = TypeVar("T", bound=Comparable)

_Interval = tuple[T, T, Any]


class Intervals(Generic[T]):
    """Ordered, disjoint intervals `(start, stop, records)`.

    Those that touch or overlap are joined, and their records united; intervals without length are left out.

    Args:
        intervals: in any order.
        keep_distinct: keep intervals apart that only touch.
    """

    def __init__(self, intervals: Iterable[_Interval[T]] | None = None, *, keep_distinct: bool = False) -> None:
        self._keep_distinct = keep_distinct
        self._items: list[_Interval[T]] = []
        for start, stop, records in sorted(intervals or (), key=lambda item: (item[0], item[1])):
            if not start < stop:
                continue
            if self._items and self._joins(self._items[-1][1], start):
                before, until, others = self._items[-1]
                self._items[-1] = (before, max(until, stop), others | records)
            else:
                self._items.append((start, stop, records))

    def _joins(self, stop: T, start: T) -> bool:
        return start < stop or (not self._keep_distinct and not stop < start)

    def __bool__(self) -> bool:
        return bool(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[_Interval[T]]:
        return iter(self._items)

    def __reversed__(self) -> Iterator[_Interval[T]]:
        return reversed(self._items)

    def __or__(self, other: "Intervals[T]") -> "Intervals[T]":
        return Intervals(chain(self._items, other), keep_distinct=self._keep_distinct)

    def __and__(self, other: "Intervals[T]") -> "Intervals[T]":
        return self._cut(other, inside=True)

    def __sub__(self, other: "Intervals[T]") -> "Intervals[T]":
        return self._cut(other, inside=False)

    def items(self) -> list[_Interval[T]]:
        """Return the intervals as a list."""
        return list(self._items)

    def remove(self, interval: _Interval[T]) -> None:
        """Take one of the intervals out.

        Raises:
            ValueError: it is not among them.
        """
        self._items.remove(interval)

    def _cut(self, other: "Intervals[T]", *, inside: bool) -> "Intervals[T]":
        """Return the parts inside or outside of the other intervals, with the records of these."""
        cutters = Intervals(((start, stop, _NOTHING) for start, stop, _records in other), keep_distinct=False)
        result: list[_Interval[T]] = []
        blades = list(cutters)
        position = 0
        for start, stop, records in self._items:
            while position < len(blades) and not start < blades[position][1]:
                position += 1
            current = start
            for low, high, _nothing in blades[position:]:
                if not low < stop:
                    break
                if inside:
                    result.append((max(start, low), min(stop, high), records))
                elif current < low:
                    result.append((current, low, records))
                current = max(current, high)
            if not inside and current < stop:
                result.append((current, stop, records))
        return Intervals(result, keep_distinct=self._keep_distinct)


class _Nothing:
    """Records of an interval that only cuts others."""

    def __or__(self, other: object) -> "_Nothing":
        return self


_NOTHING = _Nothing()


def intervals_overlap(interval_a: tuple[T, T], interval_b: tuple[T, T]) -> bool:
    """Tell whether two intervals share more than a bound."""
    return max(interval_a[0], interval_b[0]) < min(interval_a[1], interval_b[1])


def invert_intervals(intervals: Iterable[tuple[T, T]], first_start: T, last_stop: T) -> list[tuple[T, T]]:
    """Return the gaps between intervals, from `first_start` to `last_stop`."""
    gaps: list[tuple[T, T]] = []
    position = first_start
    for start, stop in sorted(intervals, key=lambda item: item[0]):
        if position < start:
            gaps.append((position, min(start, last_stop)))
        position = max(position, stop)
        if not position < last_stop:
            return gaps
    gaps.append((position, last_stop))
    return gaps
