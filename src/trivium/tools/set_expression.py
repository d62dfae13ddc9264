"""Expressions over sets that include each other, such as groups of users: `A & ~B | C`, simplified by what is known.

A `Leaf` is a set or its complement, an `Inter` an intersection of leaves, a `Union` a union of intersections: the form
in which every expression is kept. What is known of the sets (which includes which, which share nothing) is used to make
expressions smaller, and to tell whether one is within another.
"""

import functools
from abc import ABC, abstractmethod
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

__all__ = [
    "EMPTY_INTER",
    "EMPTY_LEAF",
    "EMPTY_UNION",
    "UNIVERSAL_INTER",
    "UNIVERSAL_LEAF",
    "UNIVERSAL_UNION",
    "Inter",
    "Leaf",
    "SetDefinitions",
    "SetExpression",
    "Union",
    "UnknownId",
]

LeafId = Any
"""An id of a set (int), an `UnknownId`, or `*` for the set of everything."""


@functools.total_ordering
class UnknownId(str):
    """Stands for a set that has a name but no definition; it comes after all ids."""

    __slots__ = ()

    def __lt__(self, other: Any) -> bool:
        return str.__lt__(self, other) if isinstance(other, UnknownId) else False

    def __gt__(self, other: Any) -> bool:
        return str.__gt__(self, other) if isinstance(other, UnknownId) else True

    __hash__ = str.__hash__


class SetExpression(ABC):
    """An expression over sets."""

    @abstractmethod
    def is_empty(self) -> bool:
        """Tell whether nothing is in it, as far as is known."""

    @abstractmethod
    def is_universal(self) -> bool:
        """Tell whether everything is in it, as far as is known."""

    @abstractmethod
    def invert_intersect(self, factor: "SetExpression") -> "SetExpression | None":
        """Return an expression whose intersection with `factor` is this one, None if none was found."""

    @abstractmethod
    def matches(self, user_group_ids: Collection[int]) -> bool:
        """Tell whether something that is in exactly these sets is in this one."""

    @property
    @abstractmethod
    def key(self) -> str:
        """A text that is equal for equal expressions, from which `SetDefinitions.from_key` makes it again."""

    @abstractmethod
    def __and__(self, other: Any) -> Any: ...

    @abstractmethod
    def __or__(self, other: Any) -> Any: ...

    @abstractmethod
    def __invert__(self) -> Any: ...

    @abstractmethod
    def __eq__(self, other: object) -> bool: ...

    @abstractmethod
    def __hash__(self) -> int: ...

    @abstractmethod
    def __le__(self, other: Any) -> bool: ...

    @abstractmethod
    def __lt__(self, other: Any) -> bool: ...


class Leaf:
    """A set, or its complement.

    Attributes:
        id: of the set.
        ref: its name.
        negative: whether it is the complement.
        subsets, supersets, disjoints: ids of the sets within it, around it (both with itself), and apart from it.
        inverse: the other of the two.
    """

    __slots__ = ("disjoints", "id", "inverse", "key", "negative", "ref", "subsets", "supersets")

    def __init__(self, leaf_id: LeafId, ref: str | int | None = None, negative: bool = False) -> None:
        self.id = leaf_id
        self.ref = ref or str(leaf_id)
        self.negative = bool(negative)
        self.key = ("~" if negative else "") + str(leaf_id)
        self.subsets: set[LeafId] = {leaf_id}
        self.supersets: set[LeafId] = {leaf_id}
        self.disjoints: set[LeafId] = set()
        self.inverse: Leaf | None = None

    def __invert__(self) -> "Leaf":
        if self.inverse is None:
            inverse = Leaf(self.id, self.ref, negative=not self.negative)
            inverse.subsets, inverse.supersets, inverse.disjoints = self.subsets, self.supersets, self.disjoints
            inverse.inverse = self
            self.inverse = inverse
        return self.inverse

    def is_empty(self) -> bool:
        """Tell whether it is the complement of everything."""
        return self.negative and self.id == "*"

    def is_universal(self) -> bool:
        """Tell whether it is the set of everything."""
        return not self.negative and self.id == "*"

    def isdisjoint(self, other: "Leaf") -> bool:
        """Tell whether the two are known to share nothing."""
        return self <= ~other

    def matches(self, user_group_ids: Collection[int]) -> bool:
        """Tell whether something that is in exactly these sets is in this one."""
        if self.id == "*":
            return not self.negative
        return (self.id in user_group_ids) != self.negative

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Leaf) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __le__(self, other: "Leaf") -> bool:
        if self.is_empty() or other.is_universal():
            return True
        if self.is_universal() or other.is_empty():
            return False
        if self.negative:
            return other.negative and self.id in other.supersets
        return other.id in (self.disjoints if other.negative else self.supersets)

    def __lt__(self, other: "Leaf") -> bool:
        return self != other and self <= other

    def __repr__(self) -> str:
        return f"<{'~' if self.negative else ''}{self.ref}>"

    def _order(self) -> tuple[bool, LeafId]:
        return isinstance(self.id, str), self.id


class Inter:
    """An intersection of leaves; of none, everything.

    Args:
        leaves: the leaves.
        optimal: whether they are known to be as few as can be.
    """

    __slots__ = ("key", "leaves")

    def __init__(self, leaves: Iterable[Leaf] = (), optimal: bool = False) -> None:
        self.leaves: list[Leaf] = list(leaves) if optimal else _fewest(leaves)
        self.key = "&".join(leaf.key for leaf in self.leaves)

    def is_empty(self) -> bool:
        """Tell whether nothing is in it."""
        return any(leaf.is_empty() for leaf in self.leaves)

    def is_universal(self) -> bool:
        """Tell whether everything is in it."""
        return not self.leaves

    def matches(self, user_group_ids: Collection[int]) -> bool:
        """Tell whether something that is in exactly these sets is in this one."""
        return all(leaf.matches(user_group_ids) for leaf in self.leaves)

    def __and__(self, other: "Inter") -> "Inter":
        return Inter((*self.leaves, *other.leaves))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Inter) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __le__(self, other: "Inter") -> bool:
        return self.is_empty() or all(any(mine <= leaf for mine in self.leaves) for leaf in other.leaves)

    def __lt__(self, other: "Inter") -> bool:
        return self != other and self <= other

    def __repr__(self) -> str:
        return " & ".join(map(repr, self.leaves)) or "<*>"


def _fewest(leaves: Iterable[Leaf]) -> list[Leaf]:
    """Return the leaves that make the same intersection, without those that say nothing."""
    kept: list[Leaf] = []
    for leaf in leaves:
        if leaf.is_empty() or any(other.isdisjoint(leaf) for other in kept):
            return [EMPTY_LEAF]
        if leaf.is_universal() or any(other <= leaf for other in kept):
            continue
        kept = [other for other in kept if not leaf <= other]
        kept.append(leaf)
    return sorted(kept, key=lambda leaf: (*leaf._order(), leaf.negative))


class Union(SetExpression):
    """A union of intersections; of none, nothing.

    Args:
        inters: the intersections.
        optimal: whether they are known to be as few as can be.
    """

    __slots__ = ("_inters", "_key")

    def __init__(self, inters: Iterable[Inter] = (), optimal: bool = False) -> None:
        self._inters: list[Inter] = list(inters) if optimal else _widest(inters)
        self._key = "|".join(inter.key or UNIVERSAL_LEAF.key for inter in self._inters)

    @property
    def key(self) -> str:
        """The keys of the intersections, with `|` between them."""
        return self._key

    def __iter__(self) -> Iterator[Inter]:
        return iter(self._inters)

    def __bool__(self) -> bool:
        return not self.is_empty()

    def is_empty(self) -> bool:
        """Tell whether it is the union of nothing."""
        return not self._inters

    def is_universal(self) -> bool:
        """Tell whether one of the intersections is everything."""
        return any(inter.is_universal() for inter in self._inters)

    def matches(self, user_group_ids: Collection[int]) -> bool:
        """Tell whether one of the intersections matches."""
        return any(inter.matches(user_group_ids) for inter in self._inters)

    def invert_intersect(self, factor: SetExpression) -> "Union | None":
        """Return this expression without what the factor says too, None where it does not come apart."""
        if not isinstance(factor, Union):
            return None
        if factor.is_universal() or self.is_empty():
            return self
        if self == factor:
            return UNIVERSAL_UNION
        # what the intersection with the factor adds to each part is left out, if the result proves right
        for common in factor:
            result = Union(Inter(leaf for leaf in inter.leaves if leaf not in common.leaves) for inter in self._inters)
            if result & factor == self:
                return result
        return None

    def __and__(self, other: "Union") -> "Union":
        return Union(one & two for one in self._inters for two in other._inters)

    def __or__(self, other: "Union") -> "Union":
        return Union((*self._inters, *other._inters))

    def __invert__(self) -> "Union":
        result = UNIVERSAL_UNION
        for inter in self._inters:
            result &= Union(Inter([~leaf]) for leaf in inter.leaves)
        return result

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Union) and (self.key == other.key or (self <= other <= self))

    def __hash__(self) -> int:
        return hash(self.key)

    def __le__(self, other: "Union") -> bool:
        if not isinstance(other, Union):
            return NotImplemented
        return other.is_universal() or all(any(mine <= inter for inter in other._inters) for mine in self._inters)

    def __lt__(self, other: "Union") -> bool:
        return self <= other and not other <= self

    def __repr__(self) -> str:
        return repr(" | ".join(map(repr, self._inters)))


def _widest(inters: Iterable[Inter]) -> list[Inter]:
    """Return the intersections that make the same union, without those inside of others."""
    kept: list[Inter] = []
    for inter in inters:
        if inter.is_universal():
            return [UNIVERSAL_INTER]
        if inter.is_empty() or any(inter <= other for other in kept):
            continue
        kept = [other for other in kept if not other <= inter]
        kept.append(inter)
    singles = {inter.leaves[0] for inter in kept if len(inter.leaves) == 1}
    if any(~one <= two for one in singles for two in singles):
        return [UNIVERSAL_INTER]
    return sorted(kept, key=lambda inter: [(*leaf._order(), leaf.negative) for leaf in inter.leaves])


UNIVERSAL_LEAF: Final = Leaf("*")
EMPTY_LEAF: Final = ~UNIVERSAL_LEAF
UNIVERSAL_INTER: Final = Inter()
EMPTY_INTER: Final = Inter([EMPTY_LEAF], optimal=True)
UNIVERSAL_UNION: Final = Union([UNIVERSAL_INTER], optimal=True)
EMPTY_UNION: Final = Union()


class SetDefinitions:
    """What is known of a number of sets, and the expressions over them.

    Args:
        definitions: id -> `{"ref": name, "supersets": ids of the sets around it, "disjoints": ids of those apart}`.
    """

    __slots__ = ("_leaves",)

    def __init__(self, definitions: Mapping[int, Mapping[str, Any]]) -> None:
        self._leaves: dict[LeafId, Leaf] = {}
        for leaf_id, info in definitions.items():
            leaf = Leaf(leaf_id, info["ref"])
            self._leaves[leaf_id] = self._leaves[info["ref"]] = leaf
        for leaf_id, info in definitions.items():
            self._leaves[leaf_id].supersets.update(self._above(leaf_id, definitions))
            self._leaves[leaf_id].disjoints.update(info.get("disjoints", ()))
        for leaf_id in definitions:
            leaf = self._leaves[leaf_id]
            for above in leaf.supersets:
                self._leaves[above].subsets.add(leaf_id)
        for leaf_id in definitions:
            leaf = self._leaves[leaf_id]
            # apart from a set is apart from all within it; and whoever is within inherits that
            apart = {d for above in leaf.supersets for d in self._leaves[above].disjoints if d in self._leaves}
            leaf.disjoints |= {below for d in apart for below in self._leaves[d].subsets}
        for leaf_id in definitions:
            for apart_id in self._leaves[leaf_id].disjoints:
                self._leaves[apart_id].disjoints.add(leaf_id)

    @staticmethod
    def _above(leaf_id: int, definitions: Mapping[int, Mapping[str, Any]]) -> set[int]:
        found: set[int] = set()
        waiting = [leaf_id]
        while waiting:
            for above in definitions[waiting.pop()].get("supersets", ()):
                if above not in found and above in definitions:
                    found.add(above)
                    waiting.append(above)
        return found

    @property
    def empty(self) -> Union:
        """The set of nothing."""
        return EMPTY_UNION

    @property
    def universe(self) -> Union:
        """The set of everything."""
        return UNIVERSAL_UNION

    def parse(self, refs: str, raise_if_not_found: bool = True) -> Union:
        """Return the set of what is in one of the named sets, and in none of those named with `!`.

        Args:
            refs: names separated by commas; only names with `!` mean everything outside of these.
            raise_if_not_found: whether an unknown name is an error; otherwise it stands for a set of its own.

        Raises:
            ValueError: a name is unknown.
        """
        positives: list[Inter] = []
        negatives: list[Leaf] = []
        for ref in (part.strip() for part in refs.split(",") if part.strip()):
            leaf = self._named(ref.lstrip("!"), raise_if_not_found=raise_if_not_found)
            if ref.startswith("!"):
                negatives.append(~leaf)
            else:
                positives.append(Inter([leaf]))
        result = Union(positives) if positives or not negatives else UNIVERSAL_UNION
        return result & Union([Inter(negatives)]) if negatives else result

    def _named(self, ref: str, *, raise_if_not_found: bool) -> Leaf:
        leaf = self._leaves.get(ref)
        if leaf is None:
            if raise_if_not_found:
                raise ValueError(f"There is no group {ref!r}: correct the name, or install the module that has it")
            return Leaf(UnknownId(ref), ref)
        return leaf

    def get_id(self, ref: LeafId) -> LeafId:
        """Return the id of a set by its name; an id is returned as it is, None for an unknown name."""
        leaf = self._leaves.get(ref)
        return None if leaf is None else leaf.id

    def from_ids(self, ids: Iterable[int], keep_subsets: bool = False) -> Union:
        """Return the union of sets.

        Args:
            ids: of the sets.
            keep_subsets: whether of sets within each other the inner ones are kept, not the outer.
        """
        wanted = set(ids)
        if keep_subsets:
            wanted = {i for i in wanted if not any(other != i and i in self._leaf(other).supersets for other in wanted)}
        return Union(Inter([self._leaf(leaf_id)]) for leaf_id in wanted)

    def from_key(self, key: str) -> Union:
        """Return the expression that has this key."""
        return Union(Inter(self._leaf_of_key(part) for part in inter.split("&")) for inter in key.split("|") if inter)

    def _leaf_of_key(self, key: str) -> Leaf:
        name = key.removeprefix("~")
        leaf = UNIVERSAL_LEAF if name == "*" else self._leaf(int(name) if name.isdigit() else UnknownId(name))
        return ~leaf if key.startswith("~") else leaf

    def _leaf(self, leaf_id: LeafId) -> Leaf:
        return self._leaves.get(leaf_id) or Leaf(UnknownId(leaf_id), str(leaf_id))

    def get_superset_ids(self, ids: Iterable[int]) -> list[int]:
        """Return the ids of the sets around any of these, with themselves."""
        return sorted({above for leaf in self._known(ids) for above in leaf.supersets})

    def get_subset_ids(self, ids: Iterable[int]) -> list[int]:
        """Return the ids of the sets within any of these, with themselves."""
        return sorted({below for leaf in self._known(ids) for below in leaf.subsets})

    def get_disjoint_ids(self, ids: Iterable[int]) -> list[int]:
        """Return the ids of the sets that share nothing with one of these."""
        return sorted({apart for leaf in self._known(ids) for apart in leaf.disjoints})

    def _known(self, ids: Iterable[int]) -> Iterator[Leaf]:
        return (self._leaves[leaf_id] for leaf_id in ids if leaf_id in self._leaves)
