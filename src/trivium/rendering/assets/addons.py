"""The addons whose assets count: those installed in a database, each after the ones that it depends on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from trivium.modules.manifest import Manifest

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["ordered"]


def ordered(names: Iterable[str]) -> list[Manifest]:
    """Return the manifests of addons, dependencies first, otherwise by name.

    Args:
        names: technical names of the addons.
    """
    wanted = set(names)
    found: dict[str, Manifest] = {}

    def visit(name: str) -> None:
        if name in found or name not in wanted:
            return
        manifest = Manifest.for_addon(name, display_warning=False)
        if manifest is None:
            return
        wanted.discard(name)
        for dependency in sorted(manifest["depends"]):
            visit(dependency)
        found[name] = manifest

    for name in sorted(wanted):
        visit(name)
    return list(found.values())
