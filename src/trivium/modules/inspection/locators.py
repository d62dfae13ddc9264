"""What extensions of views locate, tried on the views that they extend."""

from __future__ import annotations

import copy
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from lxml import etree

from trivium.tools.template_inheritance import apply_inheritance_specs, locate_node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trivium.modules.inspection.files import View
    from trivium.modules.inspection.known import Known


def unlocated(view: View, known: Known) -> Iterator[Any]:
    """Give the specifications of an extension whose node is not there, as the platform would look for it."""
    arch = _combined(view.inherit, view, known)
    if arch is None:
        return
    for spec in _specs(view.arch):
        if _place(arch, spec) is None:
            yield spec
            continue
        yield from (each for each in spec.iter() if each.get("position") == "move" and _place(arch, each) is None)
        arch = _applied(arch, spec)


def described(spec: Any) -> str:
    """Return what a specification looks for."""
    if spec.tag == "xpath":
        return str(spec.get("expr"))
    wanted = "".join(f"[@{key}='{value}']" for key, value in spec.attrib.items() if key not in {"position", "mode"})
    return f"{spec.tag}{wanted}"


def _specs(nodes: list[Any]) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node.tag, str):
            yield from _specs(list(node)) if node.tag == "data" else [node]


def _place(arch: Any, spec: Any) -> Any:
    with suppress(ValueError):  # an expression that is none finds nothing either
        return locate_node(arch, spec)
    return None


def _applied(arch: Any, spec: Any) -> Any:
    """Return an arch with a specification applied; as it was where that is impossible, which installing tells."""
    with suppress(ValueError):
        return apply_inheritance_specs(arch, copy.deepcopy(spec))
    return arch


def _combined(xmlid: str, until: View | None, known: Known) -> Any:
    """Return the arch of a view with its extensions up to one of them, None where the view is not known."""
    root = _root(xmlid, known)
    if root is None:
        return None
    if root.inherit:
        arch = _combined(root.inherit, None, known)
        if arch is None:
            return None
        for spec in _specs(root.arch):
            arch = _applied(arch, spec)
    else:
        arch = _own(root)
    for each in known.views:
        if each is until:
            break
        if each.inherit and not each.primary and _root(each.xmlid, known) is root:
            for spec in _specs(each.arch):
                arch = _applied(arch, spec)
    return arch


def _own(view: View) -> Any:
    nodes = [copy.deepcopy(node) for node in view.arch if isinstance(node.tag, str)]
    if view.model and len(nodes) == 1:
        return nodes[0]
    arch = etree.Element("t", {"t-name": view.xmlid})
    arch.extend(nodes)
    return arch


def _root(xmlid: str, known: Known) -> View | None:
    """Return the view that a view extends, directly or by others; itself where it stands alone."""
    view = known.view(xmlid)
    while view is not None and view.inherit and not view.primary:
        view = known.view(view.inherit)
    return view
