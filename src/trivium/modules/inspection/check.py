"""The uses of an addon held against what is known."""

from __future__ import annotations

import re
from contextlib import suppress
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Any

from trivium.modules.graph import closure
from trivium.modules.inspection import scripts
from trivium.modules.inspection.arches import gaps_of_views
from trivium.modules.inspection.attributes import absent
from trivium.modules.inspection.gaps import Gap
from trivium.modules.inspection.known import Known, Read, installed, provides, read
from trivium.modules.paths import BUILTIN, find_addon, find_addons

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from trivium.modules.inspection.source import ModelClass


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
    names = _in_order(closure(["base", "web", addon.name, *brought], lambda name: depends(name) or []))
    known = Known(read((folders.get(name) or find_addon(name)).resolve()) for name in names if name not in missing)  # type: ignore[union-attr] # those that are missing are left out
    return sorted({*_addons(addon, missing), *_python(addon, known), *_models(addon, known), *_data(addon, known),
                   *gaps_of_views(addon, known), *_assets(addon, known)})  # fmt: skip


def _in_order(depends: dict[str, Sequence[str]]) -> list[str]:
    """Return addons after those that they depend on; as they come where they depend on one another."""
    with suppress(CycleError):
        return list(TopologicalSorter(depends).static_order())
    return list(depends)


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
    for kind, wanted in (addon.manifest.get("external_dependencies") or {}).items():
        for name in wanted if kind in {"python", "bin"} else ():
            if not installed(kind, name):
                at = next((number for number, line in enumerate(lines, 1) if name in line), 1)
                yield Gap("__manifest__.py", at, "library" if kind == "python" else "program", name)
    for name in [*addon.manifest.get("data", ()), *addon.manifest.get("demo", ())]:
        if not (addon.folder / name).is_file():
            at = next((number for number, line in enumerate(lines, 1) if name in line), 1)
            yield Gap("__manifest__.py", at, "file", name)
    for name in missing:
        at = next((number for number, line in enumerate(lines, 1) if re.search(rf"""["']{name}["']""", line)), 1)
        yield Gap("__manifest__.py", at, "addon", name)


def _python(addon: Read, known: Known) -> Iterator[Gap]:
    beside = {each.name for each in known.addons}
    for module, names, file, line in addon.source.attributes:
        gap = absent(module, names)
        if gap:
            yield Gap(file, line, "python", gap)
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
        for comodel, inverse, line in each.inverses:
            if known.whole(comodel) and inverse not in known.fields(comodel):
                yield Gap(each.file, line, "field", f"{comodel}.{inverse}")
        if each.name and known.defines(each.name) and all(known.defines(parent) for parent in each.parents):
            yield from _class(each, known)


def _class(each: ModelClass, known: Known) -> Iterator[Gap]:
    assert each.name is not None
    if any(one.abstract and not one.extends for one in known.models[each.name]):
        return
    for method, line in each.methods:
        if not known.has_member(each.name, method):
            yield Gap(each.file, line, "method", f"{each.name}.{method}")
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


def _data(addon: Read, known: Known) -> Iterator[Gap]:
    for xmlid, file, line in [*addon.files.refs, *addon.source.refs]:
        if "." in xmlid and not file.startswith("tests/") and not known.has_xmlid(xmlid):
            yield Gap(file, line, "xmlid", xmlid)
    for model, name, file, line in addon.files.values:
        if known.whole(model) and name not in known.fields(model):
            yield Gap(file, line, "field", f"{model}.{name}")
    for model, name, file, line in addon.files.calls:
        if known.whole(model) and not known.has_member(model, name):
            yield Gap(file, line, "method", f"{model}.{name}")


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
