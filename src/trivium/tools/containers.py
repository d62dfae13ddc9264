"""Containers that the standard library lacks: frozen and layered mappings, ordered sets, queues of callbacks."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, MutableMapping, MutableSet
from typing import Any, Generic, NoReturn, TypeVar

__all__ = [
    "Callbacks",
    "Collector",
    "ConstantMapping",
    "DotDict",
    "LastOrderedSet",
    "OrderedSet",
    "ReadonlyDict",
    "Reverse",
    "StackMap",
    "frozendict",
]

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")


class frozendict(dict[K, V], Generic[K, V]):  # noqa: N801 - the contract's name
    """A dict that cannot be changed, and can be hashed when its values can.

    The context of an environment is one, so that environments can be compared and found again.
    """

    __slots__ = ("_hash",)
    _hash: int

    def _refuse(self, *_args: Any, **_kwargs: Any) -> NoReturn:
        raise NotImplementedError(
            f"{type(self).__name__} cannot be changed; make a new one: frozendict(old, key=value)"
        )

    __delitem__ = _refuse
    __setitem__ = _refuse
    __ior__ = _refuse
    clear = _refuse
    pop = _refuse
    popitem = _refuse
    setdefault = _refuse
    update = _refuse

    def __hash__(self) -> int:  # type: ignore[override]  # None in dict, which can be changed
        try:
            return self._hash
        except AttributeError:
            self._hash = hash(frozenset([(key, freeze(value)) for key, value in self.items()]))
            return self._hash

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (dict(self),)

    def __or__(self, other: Any) -> "frozendict[Any, Any]":
        return frozendict(super().__or__(other))


_ATOMS = frozenset([str, int, bool, float, type(None)])
"""Classes of the values that contexts mostly have, which are frozen as they are."""


def freeze(value: Any) -> Any:
    """Return a hashable stand-in for `value`: containers become their frozen kind, all else stays."""
    if value.__class__ in _ATOMS:
        return value
    if isinstance(value, Mapping):
        return frozendict(value)
    if isinstance(value, (list, tuple)):
        return tuple(freeze(item) for item in value)
    if isinstance(value, (set, frozenset)):
        return frozenset(freeze(item) for item in value)
    return value


class ReadonlyDict(Mapping[K, V], Generic[K, V]):
    """A mapping without any way to change it, which keeps its own copy of the data."""

    __slots__ = ("_data",)

    def __init__(self, data: Mapping[K, V] | Iterable[tuple[K, V]] = ()) -> None:
        self._data = dict(data)

    def __getitem__(self, key: K) -> V:
        return self._data[key]

    def __iter__(self) -> Iterator[K]:
        return iter(self._data)

    def __len__(self) -> int:
        return len(self._data)

    def __contains__(self, key: object) -> bool:
        return key in self._data

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._data!r})"


class ConstantMapping(Mapping[Any, V], Generic[V]):
    """A mapping that gives the same value for every key, and iterates over none."""

    __slots__ = ("_value",)

    def __init__(self, value: V) -> None:
        self._value = value

    def __getitem__(self, key: Any) -> V:
        return self._value

    def __contains__(self, key: object) -> bool:
        return True

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __len__(self) -> int:
        return 0


class DotDict(dict[Any, Any]):
    """A dict whose keys can be read as attributes, dicts inside of it too."""

    def __getattr__(self, attrib: str) -> Any:
        value = self.get(attrib)
        return DotDict(value) if isinstance(value, dict) else value


class StackMap(MutableMapping[K, V], Generic[K, V]):
    """Layers of mappings: a look-up goes from the top down, a change touches the top only."""

    __slots__ = ("_maps",)

    def __init__(self, m: MutableMapping[K, V] | None = None) -> None:
        self._maps: list[MutableMapping[K, V]] = [] if m is None else [m]

    def __getitem__(self, key: K) -> V:
        for layer in reversed(self._maps):
            if key in layer:
                return layer[key]
        raise KeyError(key)

    def __setitem__(self, key: K, val: V) -> None:
        self._maps[-1][key] = val

    def __delitem__(self, key: K) -> None:
        del self._maps[-1][key]

    def __iter__(self) -> Iterator[K]:
        return iter({key for layer in self._maps for key in layer})

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def pushmap(self, m: MutableMapping[K, V] | None = None) -> None:
        """Put a layer on top."""
        self._maps.append({} if m is None else m)

    def popmap(self) -> MutableMapping[K, V]:
        """Take the top layer away."""
        return self._maps.pop()


class OrderedSet(MutableSet[T], Generic[T]):
    """A set that remembers the order in which its elements came."""

    __slots__ = ("_map",)

    def __init__(self, elems: Iterable[T] = ()) -> None:
        self._map: dict[T, None] = dict.fromkeys(elems)

    def __contains__(self, elem: object) -> bool:
        return elem in self._map

    def __iter__(self) -> Iterator[T]:
        return iter(self._map)

    def __len__(self) -> int:
        return len(self._map)

    def __reversed__(self) -> Iterator[T]:
        return reversed(self._map)

    def add(self, elem: T) -> None:
        """Add at the end; an element that is there already keeps its place."""
        self._map[elem] = None

    def discard(self, elem: T) -> None:
        """Remove the element if it is there."""
        self._map.pop(elem, None)

    def update(self, elems: Iterable[T]) -> None:
        """Add each element in turn."""
        self._map.update(dict.fromkeys(elems))

    def difference_update(self, elems: Iterable[T]) -> None:
        """Remove each element that is there."""
        for elem in elems:
            self._map.pop(elem, None)

    def intersection(self, *others: Collection[T]) -> "OrderedSet[T]":
        """Return the elements that every other collection has too, in this set's order."""
        return type(self)(elem for elem in self if all(elem in other for other in others))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({list(self)!r})"


class LastOrderedSet(OrderedSet[T], Generic[T]):
    """An ordered set where adding an element again moves it to the end."""

    __slots__ = ()

    def __init__(self, elems: Iterable[T] = ()) -> None:
        super().__init__()
        self.update(elems)

    def add(self, elem: T) -> None:
        """Add at the end, also when it is there already."""
        self._map.pop(elem, None)
        self._map[elem] = None

    def update(self, elems: Iterable[T]) -> None:
        """Add each element in turn at the end."""
        for elem in elems:
            self.add(elem)


class Reverse:
    """Turns the order of a value round: a sort key for "descending" beside ascending ones."""

    __slots__ = ("val",)

    def __init__(self, val: Any) -> None:
        self.val = val

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Reverse) and bool(self.val == other.val)

    def __hash__(self) -> int:
        return hash(self.val)

    def __lt__(self, other: "Reverse") -> bool:
        return bool(other.val < self.val)

    def __le__(self, other: "Reverse") -> bool:
        return bool(other.val <= self.val)

    def __gt__(self, other: "Reverse") -> bool:
        return bool(other.val > self.val)

    def __ge__(self, other: "Reverse") -> bool:
        return bool(other.val >= self.val)


class Collector(dict[K, tuple[Any, ...]], Generic[K]):
    """A dict of tuples of distinct values; a missing key reads as the empty tuple."""

    __slots__ = ()

    def __getitem__(self, key: K) -> tuple[Any, ...]:
        return self.get(key, ())

    def __setitem__(self, key: K, val: Iterable[Any]) -> None:
        values = tuple(dict.fromkeys(val))
        if values:
            super().__setitem__(key, values)
        else:
            self.pop(key, None)

    def add(self, key: K, val: Any) -> None:
        """Add a value to those of the key, unless it is there."""
        values = self[key]
        if val not in values:
            super().__setitem__(key, (*values, val))

    def discard_keys_and_values(self, excludes: Collection[Any]) -> None:
        """Remove what is excluded, whether it stands as key or as value."""
        for key in excludes:
            self.pop(key, None)
        for key, values in list(self.items()):
            self[key] = (val for val in values if val not in excludes)


class Callbacks:
    """A queue of functions to call later, each once, with a dict where they leave data for each other.

    A cursor has four: before and after a commit, before and after a rollback.
    """

    __slots__ = ("_funcs", "data")

    def __init__(self) -> None:
        self._funcs: deque[Callable[[], Any]] = deque()
        self.data: dict[Any, Any] = {}

    def add(self, func: Callable[[], T]) -> Callable[[], T]:
        """Append a function; it is returned, so that this can decorate."""
        self._funcs.append(func)
        return func

    def run(self) -> None:
        """Call the functions in their order; those that they add are called too. The data is cleared at the end."""
        while self._funcs:
            self._funcs.popleft()()
        self.clear()

    def clear(self) -> None:
        """Forget all functions and data."""
        self._funcs.clear()
        self.data.clear()

    def __len__(self) -> int:
        return len(self._funcs)
