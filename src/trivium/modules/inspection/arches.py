"""What the arches of views use: widgets, fields, methods, and the nodes of the views that they extend."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from trivium.modules.inspection.gaps import Gap
from trivium.modules.inspection.locators import described, unlocated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trivium.modules.inspection.files import View
    from trivium.modules.inspection.known import Known, Read

_NAMED = re.compile(r"""@name\s*=\s*["']([^"']+)["']""")


def gaps_of_views(addon: Read, known: Known) -> Iterator[Gap]:
    """Give what the views of an addon use and do not find."""
    for view in addon.files.views:
        for node in view.arch:
            yield from _names_in(node, view, known)
        if view.inherit and known.has_xmlid(view.inherit):
            for spec in unlocated(view, known):
                yield Gap(view.file, spec.sourceline, "locator", f"{view.inherit} {described(spec)}")
        if view.model and known.whole(view.model):
            for node in view.arch:
                yield from _fields_in(node, view, view.model, known)


def _names_in(node: Any, view: View, known: Known) -> Iterator[Gap]:
    for element in node.iter():
        if not isinstance(element.tag, str):
            continue
        if element.get("widget") and view.model and not _is_widget(element.get("widget"), element.tag, known):
            yield Gap(view.file, element.sourceline, "widget", element.get("widget"))
        if element.tag == "widget" and view.model and ("view_widgets", element.get("name")) not in known.widgets:
            yield Gap(view.file, element.sourceline, "widget", str(element.get("name")))
        if element.tag == "attribute" and element.get("name") == "widget" and (element.text or "").strip():
            name = element.text.strip()
            if not _is_widget(name, "field", known):
                yield Gap(view.file, element.sourceline, "widget", name)
        if element.get("js_class") and ("views", element.get("js_class")) not in known.widgets:
            yield Gap(view.file, element.sourceline, "js_class", element.get("js_class"))


def _is_widget(name: str, tag: str, known: Known) -> bool:
    kinds = ("view_widgets", "fields") if tag == "widget" else ("fields",)
    return any(
        (kind, form) in known.widgets
        for kind in kinds
        for form in (name, f"form.{name}", f"list.{name}", f"kanban.{name}")
    )


def _fields_in(node: Any, view: View, model: str, known: Known) -> Iterator[Gap]:
    inner: str | None = model
    if node.tag == "field" and node.get("name") and not node.get("position"):
        fields = known.fields(model)
        if node.get("name") not in fields:
            yield Gap(view.file, node.sourceline, "field", f"{model}.{node.get('name')}")
            return
        inner = fields[node.get("name")] if len(node) else None
    elif node.tag == "button" and node.get("type") == "object" and not node.get("position"):
        name = node.get("name")
        if name and known.whole(model) and not known.has_member(model, name):
            yield Gap(view.file, node.sourceline, "method", f"{model}.{name}")
    elif node.tag == "xpath" or node.get("position"):
        inner = model if _beside(node, view, known) else None
    if inner is None or not known.defines(inner):
        return
    for child in node:
        if isinstance(child.tag, str) and child.tag not in {"attribute", "groupby"}:
            yield from _fields_in(child, view, inner, known)


def _beside(spec: Any, view: View, known: Known) -> bool:
    """Whether what is put at a located element is of the view's own model: not within a field's own view."""
    expression = spec.get("expr") or ""
    if expression.count("field") > 1 or (expression and "field" in expression and spec.get("position") == "inside"):
        return False
    names = _NAMED.findall(expression) or [spec.get("name")]
    located = [
        element
        for node in known.branch(view.inherit or view.xmlid)
        for element in node.iter()
        if isinstance(element.tag, str) and element.get("name") in names and element is not spec
    ]
    return not any(
        above.tag == "field" and above.get("name") != "arch" for each in located for above in each.iterancestors()
    )
