"""Functions over iterables: grouping, splitting, ordering by dependency."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, TypeVar

__all__ = [
    "groupby",
    "is_list_of",
    "merge_sequences",
    "partition",
    "reverse_enumerate",
    "split_every",
    "submap",
    "topological_sort",
    "unique",
]

T = TypeVar("T")
K = TypeVar("K")
V = TypeVar("V")


def groupby(iterable: Iterable[T], key: Callable[[T], Any] = lambda item: item) -> Iterable[tuple[Any, list[T]]]:
    """Group elements by key, wherever they stand, and give `(key, elements)` in the order of first sight.

    Unlike `itertools.groupby` the input need not be sorted.
    """
    groups: defaultdict[Any, list[T]] = defaultdict(list)
    for item in iterable:
        groups[key(item)].append(item)
    return groups.items()


def unique(it: Iterable[T]) -> Iterator[T]:
    """Give each element once, where it comes first."""
    seen = set()
    for item in it:
        if item not in seen:
            seen.add(item)
            yield item


def split_every(n: int, iterable: Iterable[T], piece_maker: Callable[[Iterable[T]], Any] = tuple) -> Iterator[Any]:
    """Cut an iterable into pieces of at most `n` elements, each made by `piece_maker`."""
    iterator = iter(iterable)
    while taken := list(islice(iterator, n)):
        yield taken if piece_maker is list else piece_maker(taken)


def partition(pred: Callable[[T], Any], elems: Iterable[T]) -> tuple[list[T], list[T]]:
    """Return the elements that the predicate accepts, and those it does not."""
    accepted: list[T] = []
    others: list[T] = []
    for elem in elems:
        (accepted if pred(elem) else others).append(elem)
    return accepted, others


def reverse_enumerate(lst: Sequence[T]) -> Iterator[tuple[int, T]]:
    """Like `enumerate`, from the last element to the first."""
    return zip(range(len(lst) - 1, -1, -1), reversed(lst), strict=True)


def is_list_of(values: Any, type_: type) -> bool:
    """Tell whether `values` is a list or tuple of nothing but that type."""
    return isinstance(values, (list, tuple)) and all(isinstance(item, type_) for item in values)


def topological_sort(elems: Mapping[T, Collection[T]]) -> list[T]:
    """Order elements so that each comes after what it depends on; otherwise their order is kept.

    Args:
        elems: element -> the elements it depends on; those that are no keys are ignored.

    Raises:
        ValueError: some elements depend on each other in a circle.
    """
    result: list[T] = []
    done: set[T] = set()
    for start in elems:
        path: list[T] = []
        stack: list[tuple[T, Iterator[T]]] = []

        def enter(elem: T, stack: list[tuple[T, Iterator[T]]] = stack, path: list[T] = path) -> None:
            if elem in path:
                circle = " -> ".join(map(str, [*path[path.index(elem) :], elem]))
                raise ValueError(f"Elements depend on each other in a circle: {circle}")
            path.append(elem)
            stack.append((elem, iter(elems[elem])))

        if start not in done:
            enter(start)
        while stack:
            elem, dependencies = stack[-1]
            for dependency in dependencies:
                if dependency in elems and dependency not in done:
                    enter(dependency)
                    break
            else:
                stack.pop()
                path.pop()
                done.add(elem)
                result.append(elem)
    return result


def merge_sequences(*iterables: Iterable[T]) -> list[T]:
    """Merge sequences into one that keeps the order of each; ties go by first appearance.

    Raises:
        ValueError: the orders contradict each other.
    """
    rank: dict[T, int] = {}
    followers: defaultdict[T, set[T]] = defaultdict(set)
    for iterable in iterables:
        previous: list[T] = []
        for item in iterable:
            rank.setdefault(item, len(rank))
            if previous:
                followers[previous[0]].add(item)
            previous = [item]
    waiting = dict.fromkeys(rank, 0)
    for items in followers.values():
        for item in items:
            waiting[item] += 1
    by_rank = list(rank)
    ready = [rank[item] for item, count in waiting.items() if not count]
    heapq.heapify(ready)
    result: list[T] = []
    while ready:
        item = by_rank[heapq.heappop(ready)]
        result.append(item)
        for follower in followers[item]:
            waiting[follower] -= 1
            if not waiting[follower]:
                heapq.heappush(ready, rank[follower])
    if len(result) < len(rank):
        circle = ", ".join(str(item) for item in rank if waiting[item])
        raise ValueError(f"The sequences contradict each other about the order of {circle}")
    return result


def submap(mapping: Mapping[T, V], keys: Iterable[T]) -> dict[T, V]:
    """Return the part of a mapping that has the given keys, as far as it has them."""
    wanted = frozenset(keys)
    return {key: value for key, value in mapping.items() if key in wanted}
