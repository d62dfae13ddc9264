"""The order in which addons are loaded: dependencies first, then by depth, then by name."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from trivium.modules import paths
from trivium.modules.errors import DependencyCycleError, MissingDependencyError, ModuleNotFoundInPathError
from trivium.modules.manifest import Manifest

if TYPE_CHECKING:
    from trivium.data.postgres import Cursor

__all__ = ["ModuleGraph", "ModuleNode", "closure", "load_order"]

DependsOf = Callable[[str], Sequence[str] | None]


def closure(names: Iterable[str], depends_of: DependsOf) -> dict[str, Sequence[str]]:
    """Return `names` and everything they depend on, each with its dependencies.

    Args:
        names: where to start.
        depends_of: gives the direct dependencies of a name, None where there is no such addon.

    Raises:
        ModuleNotFoundInPathError: one of `names` does not exist.
        MissingDependencyError: a dependency does not exist; the chain that leads there is in the message.
    """
    found: dict[str, Sequence[str]] = {}
    todo: list[tuple[str, ...]] = [(name,) for name in reversed(list(names))]
    while todo:
        chain = todo.pop()
        name = chain[-1]
        if name in found:
            continue
        depends = depends_of(name)
        if depends is None:
            if len(chain) == 1:
                raise ModuleNotFoundInPathError(name, paths.addons_paths())
            raise MissingDependencyError(name, chain[:-1], paths.addons_paths())
        found[name] = depends
        todo.extend((*chain, depend) for depend in reversed(depends))
    return found


def load_order(depends: dict[str, Sequence[str]]) -> dict[str, int]:
    """Return the names in loading order, each with its depth.

    Args:
        depends: direct dependencies by name; every dependency is itself a key.

    Raises:
        DependencyCycleError: there is no such order.
    """
    depths: dict[str, int] = {}
    waiting = dict(depends)
    while waiting:
        ready = [name for name, below in waiting.items() if all(each in depths for each in below)]
        if not ready:
            raise DependencyCycleError(_find_cycle(waiting))
        for name in ready:
            depths[name] = 1 + max((depths[each] for each in waiting.pop(name)), default=-1)
    return {name: depths[name] for name in sorted(depths, key=lambda name: (depths[name], name))}


def _find_cycle(waiting: dict[str, Sequence[str]]) -> list[str]:
    """Return a circle among `waiting`, where each name depends on another one of them."""
    path: list[str] = []
    name = next(iter(waiting))
    while name not in path:
        path.append(name)
        name = next(each for each in waiting[name] if each in waiting)
    return [*path[path.index(name) :], name]


class ModuleNode:
    """An addon in a graph.

    Attributes:
        name: technical name.
        manifest: what its manifest says.
        depends: the nodes of its direct dependencies.
        id: row of `ir_module_module`, 0 where there is none yet.
        state: state in the database.
        demo: whether its demo data is loaded.
        load_version: version in the database before this run, None for a first installation.
    """

    def __init__(self, name: str, module_graph: "ModuleGraph") -> None:
        manifest = Manifest.for_addon(name, display_warning=False)
        if manifest is None:
            raise ModuleNotFoundInPathError(name, paths.addons_paths())
        self.name = name
        self.manifest = manifest
        self.module_graph = module_graph
        self.depth = 0
        self.id = 0
        self.state = "uninstalled"
        self.demo = False
        self.load_version: str | None = None

    def __repr__(self) -> str:
        """Show the name and its state."""
        return f"ModuleNode({self.name}, {self.state})"

    @cached_property
    def depends(self) -> "list[ModuleNode]":
        """The nodes of the direct dependencies."""
        return [self.module_graph[name] for name in self.manifest["depends"]]

    @property
    def demo_installable(self) -> bool:
        """Whether every dependency has its demo data, so that this one's can be loaded."""
        return all(node.demo for node in self.depends)

    @property
    def phase(self) -> int:
        """0 for `base`, whose models everything needs, 1 for the others."""
        return 0 if self.name == "base" else 1

    @property
    def order_name(self) -> str:
        """Name by which nodes of one depth are ordered."""
        return self.name


class ModuleGraph:
    """Addons in loading order, with what the database knows about each.

    Args:
        cr: cursor on the database; its table `ir_module_module` is read when it exists.
        mode: `load` for a normal start, `update` when addons are being installed or upgraded.
    """

    def __init__(self, cr: "Cursor | None", mode: str = "load") -> None:
        self._cr = cr
        self.mode = mode
        self.is_initialized = cr is not None
        self._nodes: dict[str, ModuleNode] = {}

    def __contains__(self, name: object) -> bool:
        """Tell whether the addon of that name is in the graph."""
        return name in self._nodes

    def __getitem__(self, name: str) -> ModuleNode:
        """Return the node of that name."""
        return self._nodes[name]

    def __iter__(self) -> Iterator[ModuleNode]:
        """Iterate in loading order."""
        return iter(self._nodes.values())

    def __len__(self) -> int:
        """Return the number of addons."""
        return len(self._nodes)

    def extend(self, names: Iterable[str]) -> None:
        """Add `names` and all that they depend on.

        Raises:
            ModuleNotFoundInPathError, MissingDependencyError, DependencyCycleError: see there.
        """
        depends = closure([*self._nodes, *names], self._depends_of)
        order = load_order(depends)
        fresh = [name for name in order if name not in self._nodes]
        nodes = {name: self._nodes.get(name) or ModuleNode(name, self) for name in order}
        for name, depth in order.items():
            nodes[name].depth = depth
        self._nodes = nodes
        self._read_states(fresh)

    @staticmethod
    def _depends_of(name: str) -> Sequence[str] | None:
        manifest = Manifest.for_addon(name, display_warning=False)
        if manifest is None:
            return None
        depends: list[str] = manifest["depends"]
        return depends

    def _read_states(self, names: Sequence[str]) -> None:
        """Take over what the database knows about `names`."""
        if self._cr is None or not names:
            return
        self._cr.execute(
            "SELECT name, id, state, demo, latest_version FROM ir_module_module WHERE name = ANY(%s)", [list(names)]
        )
        for name, row_id, state, demo, version in self._cr.fetchall():
            node = self._nodes[name]
            node.id, node.state, node.demo, node.load_version = row_id, state, bool(demo), version
