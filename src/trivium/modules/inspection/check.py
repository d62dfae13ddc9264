"""The uses of an addon held against what is known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from trivium.modules.graph import closure
from trivium.modules.inspection import scripts
from trivium.modules.inspection.gaps import Gap
from trivium.modules.inspection.known import Known, Read, provides, read
from trivium.modules.paths import BUILTIN, find_addon, find_addons

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from trivium.modules.inspection.files import View
    from trivium.modules.inspection.source import ModelClass

_NAMED = re.compile(r"""@name\s*=\s*["']([^"']+)["']""")


def check_addon(folder: Path, beside: Sequence[Path] = ()) -> list[Gap]:
    """Return what an addon uses and does not find.

    Args:
        folder: the addon.
        beside: folders of other addons that are to be installed with it.

    Raises:
        SyntaxError: a Python file cannot be read.
        lxml.etree.XMLSyntaxError: an XML file cannot be read.
    """
    addon = read(folder.resolve())
    folders = {each.name: each.resolve() for each in beside} | {addon.name: addon.folder}

    def depends(name: str) -> list[str] | None:
        found = folders.get(name) or find_addon(name)
        return None if found is None else list(read(found.resolve()).manifest.get("depends", ["base"]))

    missing = {name for name in _reached(addon.name, depends) if depends(name) is None}
    # what is missing would bring addons along: any of those that come with the platform
    brought = [name for name, at in find_addons().items() if at.parent == BUILTIN] if missing else []
    names = closure(["base", "web", addon.name, *brought], lambda name: depends(name) or [])
    known = Known(read((folders.get(name) or find_addon(name)).resolve()) for name in names if name not in missing)  # type: ignore[union-attr] # those that are missing are left out
    return sorted({*_addons(addon, missing), *_python(addon, known), *_models(addon, known), *_data(addon, known),
                   *_views(addon, known), *_assets(addon, known)})  # fmt: skip


def _reached(name: str, depends: Any) -> set[str]:
    found, waiting = set(), [name]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += depends(each) or []
    return found


def _addons(addon: Read, missing: set[str]) -> Iterator[Gap]:
    lines = (addon.folder / "__manifest__.py").read_text().splitlines()
    for name in missing:
        at = next((number for number, line in enumerate(lines, 1) if re.search(rf"""["']{name}["']""", line)), 1)
        yield Gap("__manifest__.py", at, "addon", name)


def _python(addon: Read, known: Known) -> Iterator[Gap]:
    beside = {each.name for each in known.addons}
    for module, name, file, line in addon.source.imports:
        parts = module.split(".")
        owner = parts[2] if len(parts) > 2 else name
        if parts[1:2] == ["addons"] and owner in beside and find_addon(str(owner)) is None:
            continue
        if not provides(module, name):
            yield Gap(file, line, "python", f"{module}.{name}" if name else module)


def _models(addon: Read, known: Known) -> Iterator[Gap]:
    for model, file, line in [*addon.source.models, *addon.files.models]:
        if model and "." in model and not known.defines(model):
            yield Gap(file, line, "model", model)
    for view in addon.files.views:
        if view.model and not known.defines(view.model):
            yield Gap(view.file, view.line, "model", view.model)
    for each in addon.source.classes:
        for parent in each.parents:
            if not known.defines(parent):
                yield Gap(each.file, each.line, "model", parent)
        for comodel, line in each.comodels:
            if not known.defines(comodel):
                yield Gap(each.file, line, "model", comodel)
        if each.name and known.defines(each.name) and all(known.defines(parent) for parent in each.parents):
            yield from _class(each, known)


def _class(each: ModelClass, known: Known) -> Iterator[Gap]:
    assert each.name is not None
    if any(one.abstract and not one.extends for one in known.models[each.name]):
        return
    if not each.file.startswith("tests/"):
        for method, line in each.supers:
            if (
                not method.startswith("__")
                and method not in each.optional
                and not known.has_member(each.name, method, each)
            ):
                yield Gap(each.file, line, "method", f"{each.name}.{method}")
    for path, line in each.paths:
        wrong = _wrong_step(known, each.name, path)
        if wrong:
            yield Gap(each.file, line, "field", wrong)


def _wrong_step(known: Known, model: str, path: str) -> str | None:
    """Return the first field of a path that its model does not have."""
    at: str | None = model
    for name in path.split("."):
        if (
            at is None
            or not known.defines(at)
            or any(not known.defines(up) for each in known.family(at) for up in each.parents)
        ):
            return None
        fields = known.fields(at)
        if name not in fields:
            return f"{at}.{name}"
        at = fields[name]
    return None


def _whole(known: Known, model: str) -> bool:
    """Whether a model and all its parents are known, so that what it lacks is told for sure."""
    return known.defines(model) and all(known.defines(up) for each in known.family(model) for up in each.parents)


def _data(addon: Read, known: Known) -> Iterator[Gap]:
    for xmlid, file, line in [*addon.files.refs, *addon.source.refs]:
        if "." in xmlid and not file.startswith("tests/") and not known.has_xmlid(xmlid):
            yield Gap(file, line, "xmlid", xmlid)


def _views(addon: Read, known: Known) -> Iterator[Gap]:
    for view in addon.files.views:
        for node in view.arch:
            for element in node.iter():
                if not isinstance(element.tag, str):
                    continue
                if element.get("widget") and view.model and not _is_widget(element, known):
                    yield Gap(view.file, element.sourceline, "widget", element.get("widget"))
                if element.get("js_class") and ("views", element.get("js_class")) not in known.widgets:
                    yield Gap(view.file, element.sourceline, "js_class", element.get("js_class"))
        if view.inherit and known.has_xmlid(view.inherit):
            yield from _locators(view, known)
        if view.model and _whole(known, view.model):
            for node in view.arch:
                yield from _fields_in(node, view, view.model, known)


def _is_widget(element: Any, known: Known) -> bool:
    name = element.get("widget")
    kinds = ("view_widgets", "fields") if element.tag == "widget" else ("fields",)
    return any(
        (kind, form) in known.widgets
        for kind in kinds
        for form in (name, f"form.{name}", f"list.{name}", f"kanban.{name}")
    )


def _locators(view: View, known: Known) -> Iterator[Gap]:
    """Report names to be located that no arch of the view has."""
    arches = [node for node in known.branch(view.inherit) if node not in view.arch]
    names = {element.get("name") for node in arches for element in node.iter() if isinstance(element.tag, str)}
    for node in view.arch:
        specs = node if node.tag == "data" else [node]
        for spec in specs:
            if not isinstance(spec.tag, str):
                continue
            wanted = _NAMED.findall(spec.get("expr") or "") if spec.tag == "xpath" else [spec.get("name")]
            others = [element for element in node.iter() if isinstance(element.tag, str) and element is not spec]
            own = {element.get("name") for element in others}
            for name in wanted:
                if name and name not in names and name not in own and (spec.tag == "xpath" or spec.get("position")):
                    yield Gap(view.file, spec.sourceline, "locator", f"{view.inherit} {name}")


def _fields_in(node: Any, view: View, model: str, known: Known) -> Iterator[Gap]:
    inner: str | None = model
    if node.tag == "field" and node.get("name") and not node.get("position"):
        fields = known.fields(model)
        if node.get("name") not in fields:
            yield Gap(view.file, node.sourceline, "field", f"{model}.{node.get('name')}")
            return
        inner = fields[node.get("name")] if len(node) else None
    elif node.tag == "xpath" or node.get("position"):
        inner = model if _beside(node, view, known) else None
    if inner is None or not known.defines(inner):
        return
    for child in node:
        if isinstance(child.tag, str) and child.tag not in {"attribute", "templates", "searchpanel", "groupby"}:
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


def _assets(addon: Read, known: Known) -> Iterator[Gap]:
    lines = (addon.folder / "__manifest__.py").read_text().splitlines()
    for bundle in addon.manifest.get("assets", {}):
        owner = bundle.partition(".")[0]
        others = {name for each in known.addons if each is not addon for name in each.manifest.get("assets", {})}
        if owner != addon.name and bundle not in others:
            at = next((number for number, line in enumerate(lines, 1) if bundle in line), 1)
            yield Gap("__manifest__.py", at, "asset", bundle)
    for address, names, file, line in addon.files.imports:
        found = scripts.find(address, known.addons)
        if found is None:
            yield Gap(file, line, "import", address)
            continue
        for name in scripts.missing(found, names, known.addons):
            yield Gap(file, line, "import", f"{address} {name}")
    templates = {name for each in known.addons for name in each.files.templates}
    for name, file, line in addon.files.inherited:
        if name not in templates:
            yield Gap(file, line, "template", name)
