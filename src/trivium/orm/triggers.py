"""Which computed fields are outdated when a field changes: the graph, built once per registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from .fields import Field


class TriggerTree(dict[Any, "TriggerTree"]):
    """The computed fields that depend on some field, by the way that leads to their records.

    ``root`` are computed fields of the same records. A key is a field that leads here from another model: its
    subtree speaks of the records whose key field contains the records at hand.
    """

    __slots__ = ("root",)

    def __init__(self, root: Iterable[Field] = (), *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.root: list[Field] = list(root)

    def __bool__(self) -> bool:
        return bool(self.root or len(self))

    def increase(self, key: Field) -> TriggerTree:
        """Return the subtree behind `key`, made if it was not there."""
        subtree = self.get(key)
        if subtree is None:
            subtree = self[key] = TriggerTree()
        return subtree

    def depth_first(self) -> Iterator[TriggerTree]:
        """Yield this tree and all below it."""
        yield self
        for subtree in self.values():
            yield from subtree.depth_first()

    @classmethod
    def merge(cls, trees: Iterable[TriggerTree], select: Callable[[Field], bool] = bool) -> Self:
        """Return one tree that says what all of `trees` say, of the fields that `select` keeps."""
        merged = cls()
        for tree in trees:
            merged._absorb(tree, select)
        return merged

    def _absorb(self, tree: TriggerTree, select: Callable[[Field], bool]) -> None:
        for field in tree.root:
            if field not in self.root and select(field):
                self.root.append(field)
        for key, subtree in tree.items():
            self.increase(key)._absorb(subtree, select)


class Computation:
    """What one method computes, and what is asked about it each time that it is called.

    Attributes:
        fields: the fields that it sets.
        stored: those of them that are stored.
        names: the names of the stored ones.
        leading: the relational ones, by way of which other fields are computed.
        recursive: whether one of the fields is.
    """

    __slots__ = ("fields", "leading", "names", "recursive", "stored")

    def __init__(self, graph: TriggerGraph, fields: Collection[Field]) -> None:
        self.fields = tuple(fields)
        self.stored = tuple([field for field in fields if field.store])
        self.names = tuple([field.name for field in self.stored])
        self.leading = tuple([field for field in fields if field.relational and field in graph.trees])
        self.recursive = any(field.recursive for field in fields)


class _Computations(dict["Field", Computation]):
    """Field -> what the method that computes it computes; the field alone where none does."""

    __slots__ = ("_graph", "_together")

    def __init__(self, graph: TriggerGraph, together: Mapping[Field, Collection[Field]]) -> None:
        super().__init__()
        self._graph = graph
        self._together = together

    def __missing__(self, field: Field) -> Computation:
        found = self[field] = Computation(self._graph, self._together.get(field) or (field,))
        return found


class TriggerGraph:
    """The dependencies of all computed fields of a registry.

    Attributes:
        trees: field -> what depends on it.
        computations: field -> what is computed together with it.

    Raises:
        ValueError: a computed field depends on a field that does not exist.
    """

    def __init__(self, registry: Any) -> None:
        self.trees: dict[Field, TriggerTree] = {}
        self._spreads: dict[tuple[Field, ...], Spread] = {}
        self._spreads_by_trees: dict[frozenset[int], Spread] = {}
        self._reach: dict[Field, frozenset[Field]] = {}
        self.computations = _Computations(self, registry.field_computed)
        self._creations: dict[str, Spread] = {}
        for model in registry.models.values():
            if model._abstract:
                continue
            for field in model._fields.values():
                if field.compute:
                    self._add(field, registry)

    def _add(self, field: Field, registry: Any) -> None:
        for path in field.resolve_depends(registry):
            tree = self.trees.get(path[-1])
            if tree is None:
                tree = self.trees[path[-1]] = TriggerTree()
            for step in reversed(path[:-1]):
                tree = tree.increase(step)
            if field not in tree.root:
                tree.root.append(field)

    def spread(self, fields: tuple[Field, ...]) -> Spread:
        """Return what a change of `fields` outdates, on the same records and by way of which fields on others."""
        found = self._spreads.get(fields)
        if found is None:
            trees = [self.trees[field] for field in fields if field in self.trees]
            found = self._spreads[fields] = self.spread_of(trees)
        return found

    def creation(self, model: Any) -> Spread:
        """Return what is outdated where records of a model's class are created: their stored computed fields too."""
        found = self._creations.get(model._name)
        if found is None:
            fields = model._fields.values()
            found = Spread(self, [self.trees[field] for field in fields if field.name != "id" and field in self.trees])
            computed = [field for field in fields if field.compute and field.store]
            found.stored = tuple(dict.fromkeys([*found.stored, *computed]))
            self._creations[model._name] = found
        return found

    def spread_of(self, trees: Iterable[TriggerTree]) -> Spread:
        """Return what is outdated where all of `trees` are, parts of this graph; the same one for the same trees."""
        parts = {id(tree): tree for tree in trees}  # they live as long as the graph
        key = frozenset(parts)
        found = self._spreads_by_trees.get(key)
        if found is None:
            found = self._spreads_by_trees[key] = Spread(self, parts.values())
        return found

    def reach(self, field: Field) -> frozenset[Field]:
        """Return `field` and everything that depends on it, directly or not."""
        found = self._reach.get(field)
        if found is None:
            seen = {field}
            todo = [field]
            while todo:
                for tree in (self.trees.get(todo.pop()) or TriggerTree()).depth_first():
                    for dependent in tree.root:
                        if dependent not in seen:
                            seen.add(dependent)
                            todo.append(dependent)
            found = self._reach[field] = frozenset(seen)
        return found

    def cycles(self) -> Iterator[tuple[Field, ...]]:
        """Yield the cycles of fields that need each other on one record, each as a path back to its start.

        Where one of the fields may be given, by users or by an inverse method, the others follow from it: that is
        no cycle. Nor are recursive fields, which need each other on different records.
        """
        done: set[Field] = set()
        for start in self.trees:
            if start in done or not _only_computed(start):
                continue
            path: list[Field] = []
            stack: list[tuple[Field, int]] = [(start, 0)]
            while stack:
                field, depth = stack.pop()
                del path[depth:]
                if field in path:
                    yield (*path[path.index(field) :], field)
                    continue
                if field in done:
                    continue
                path.append(field)
                done.add(field)
                tree = self.trees.get(field)
                dependents = tree.root if tree is not None else []
                stack.extend((dependent, depth + 1) for dependent in dependents if _only_computed(dependent))

    def closure_tree(self, field: Field) -> TriggerTree:
        """Return the tree of everything that depends on `field`, directly or not; recursive fields stand once."""

        def grow(tree: TriggerTree, of: Field, seen: frozenset[Field]) -> None:
            for path_tree, target_tree in _paired(self.trees.get(of), tree):
                for dependent in path_tree.root:
                    if dependent not in target_tree.root:
                        target_tree.root.append(dependent)
                    if dependent not in seen:
                        grow(target_tree, dependent, seen | {dependent})

        result = TriggerTree()
        grow(result, field, frozenset([field]))
        return result


class Spread:
    """What a change outdates: worked out once, followed by every change of the same fields.

    Attributes:
        stored: the stored computed fields of the same records, directly or by way of each other.
        volatile: those that are not stored.
        ways: how the change leads on to other records.
    """

    __slots__ = ("stored", "volatile", "ways")

    def __init__(self, graph: TriggerGraph, trees: Iterable[TriggerTree]) -> None:
        own: dict[Field, None] = {}
        parts: dict[int, TriggerTree] = {}
        todo = list(trees)
        for tree in todo:
            if id(tree) in parts:
                continue
            parts[id(tree)] = tree
            for field in tree.root:
                if field not in own:
                    own[field] = None
                    if (further := graph.trees.get(field)) is not None:
                        todo.append(further)
        self.stored = tuple([field for field in own if field.store])
        self.volatile = tuple([field for field in own if not field.store])
        by_key: dict[Field, list[TriggerTree]] = {}
        for tree in parts.values():
            for key, subtree in tree.items():
                by_key.setdefault(key, []).append(subtree)
        self.ways = [Way(graph, key, subtrees) for key, subtrees in by_key.items()]


class Way:
    """The way from changed records to those whose field `key` contains them.

    Attributes:
        key: the field that leads here.
        stored: whether anything behind it is stored, so that the way is always to be gone.
        volatile: what is behind it otherwise: it matters only where it is in the cache.
    """

    __slots__ = ("_graph", "_spread", "_trees", "key", "stored", "volatile")

    def __init__(self, graph: TriggerGraph, key: Field, trees: list[TriggerTree]) -> None:
        self.key = key
        self._graph = graph
        self._trees = trees
        self._spread: Spread | None = None
        fields = {field for tree in trees for part in tree.depth_first() for field in part.root}
        behind = frozenset(dependent for field in fields for dependent in graph.reach(field))
        self.stored = any(field.store for field in behind)
        self.volatile = () if self.stored else tuple(behind)

    @property
    def spread(self) -> Spread:
        """What is outdated on the records that the way leads to."""
        if self._spread is None:
            self._spread = self._graph.spread_of(self._trees)
        return self._spread

    def matters(self, columns: Mapping[Field, Mapping[Any, Mapping[Any, Any]]]) -> bool:
        """Tell whether anything behind it has a value that may be outdated: stored, or among the cached `columns`."""
        return self.stored or any(any(columns[field].values()) for field in self.volatile if field in columns)


def _only_computed(field: Field) -> bool:
    return bool(field.compute and field.readonly and not field.inverse)


def _paired(tree: TriggerTree | None, target: TriggerTree) -> Iterator[tuple[TriggerTree, TriggerTree]]:
    if tree is None:
        return
    yield tree, target
    for key, subtree in tree.items():
        yield from _paired(subtree, target.increase(key))
