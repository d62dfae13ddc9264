"""Which computed fields are outdated when a field changes: the graph, built once per registry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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


class TriggerGraph:
    """The dependencies of all computed fields of a registry.

    Raises:
        ValueError: a computed field depends on a field that does not exist.
    """

    def __init__(self, registry: Any) -> None:
        self.trees: dict[Field, TriggerTree] = {}
        self._merged: dict[tuple[Field, ...], TriggerTree] = {}
        self._reach: dict[Field, frozenset[Field]] = {}
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

    def tree(self, fields: tuple[Field, ...]) -> TriggerTree | None:
        """Return what depends directly on any of `fields`; None where nothing does."""
        if len(fields) == 1:
            return self.trees.get(fields[0])
        merged = self._merged.get(fields)
        if merged is None:
            trees = [tree for field in fields if (tree := self.trees.get(field)) is not None]
            merged = self._merged[fields] = TriggerTree.merge(trees)
        return merged or None

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


def _only_computed(field: Field) -> bool:
    return bool(field.compute and field.readonly and not field.inverse)


def _paired(tree: TriggerTree | None, target: TriggerTree) -> Iterator[tuple[TriggerTree, TriggerTree]]:
    if tree is None:
        return
    yield tree, target
    for key, subtree in tree.items():
        yield from _paired(subtree, target.increase(key))
