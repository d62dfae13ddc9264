"""What addons find here: of the addons that they depend on, and of the platform itself."""

from __future__ import annotations

import ast
import importlib
from functools import cache
from typing import TYPE_CHECKING, Any

from trivium.modules.errors import MissingRequirementError
from trivium.modules.importer import package_path
from trivium.modules.inspection.files import Files, read_files
from trivium.modules.inspection.source import ModelClass, Source, read_source
from trivium.modules.manifest import _read, check_external
from trivium.modules.paths import find_addon
from trivium.orm.model import BaseModel

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from trivium.modules.inspection.files import View

MAGIC = {
    "id": None, "display_name": None, "create_uid": "res.users", "write_uid": "res.users", "create_date": None,
    "write_date": None,
}  # fmt: skip


class Read:
    """An addon that was read.

    Attributes:
        name, folder: technical name and where it is.
        manifest: what it says of itself.
        source, files: its Python code, its data files and scripts.
    """

    def __init__(self, folder: Path) -> None:
        self.name, self.folder = folder.name, folder
        self.manifest: dict[str, Any] = _read(folder / "__manifest__.py")
        self.source: Source = read_source(folder)
        names = [*self.manifest.get("data", ()), *self.manifest.get("demo", ())]
        self.files: Files = read_files(folder, names)


@cache
def read(folder: Path) -> Read:
    """Read an addon once."""
    return Read(folder)


class Known:
    """What an addon and all that it depends on define.

    Args:
        addons: these, read.
    """

    def __init__(self, addons: Iterable[Read]) -> None:
        self.addons = list(addons)
        self.models: dict[str, list[ModelClass]] = {}
        self.classes: dict[str, list[ModelClass]] = {}
        self.xmlids: set[str] = set()
        self.bundles: set[str] = set()
        self.widgets: set[tuple[str, str]] = set()
        self.views = [view for addon in self.addons for view in addon.files.views]
        self._by_xmlid = {view.xmlid: view for view in reversed(self.views)}
        for addon in self.addons:
            self.xmlids |= addon.files.xmlids | {f"base.module_{addon.name}"}
            self.bundles |= set(addon.manifest.get("assets", {}))
            self.widgets |= addon.files.widgets
            for each in addon.source.classes:
                self.classes.setdefault(each.class_name, []).append(each)
                if each.name:
                    self.models.setdefault(each.name, []).append(each)
        self.by_model_id = {name.replace(".", "_"): name for name in self.models}

    def defines(self, model: str) -> bool:
        """Whether there is such a model: some class defines it and does not only extend it."""
        return model == "base" or any(not each.extends for each in self.models.get(model, ()))

    def whole(self, model: str) -> bool:
        """Whether a model and all its parents are known, so that what it lacks is told for sure."""
        return self.defines(model) and all(self.defines(up) for each in self.family(model) for up in each.parents)

    def view(self, xmlid: str) -> View | None:
        """Return a view by its external id."""
        return self._by_xmlid.get(xmlid)

    def family(self, model: str, seen: set[str] | None = None) -> list[ModelClass]:
        """Return all classes that a model is made of, those of its parents and of all models among them."""
        seen = seen if seen is not None else set()
        if model in seen:
            return []
        seen.add(model)
        found = list(self.models.get(model, ()))
        for each in list(found):
            found += self._python_bases(each, set())
            for parent in each.parents:
                found += self.family(parent, seen)
        return found + self.family("base", seen)

    def _python_bases(self, each: ModelClass, seen: set[str]) -> list[ModelClass]:
        found = []
        for base in each.bases:
            if base not in seen:
                seen.add(base)
                for parent in self.classes.get(base, ()):
                    found += [parent, *self._python_bases(parent, seen)]
        return found

    def fields(self, model: str) -> dict[str, str | None]:
        """Return the fields of a model, with the model that a relational one leads to."""
        found: dict[str, str | None] = dict(MAGIC)
        for each in reversed(self.family(model)):
            for name, comodel in each.fields.items():
                found[name] = comodel or found.get(name)
        return found

    def has_member(self, model: str, name: str, besides: ModelClass | None = None) -> bool:
        """Whether a model has a method; with `besides`, whether that class may call it on `super()`."""
        if hasattr(BaseModel, name):
            return True
        return any(name in each.members for each in self.family(model) if each is not besides)

    def has_xmlid(self, xmlid: str) -> bool:
        """Whether something defines an external id, or reflection makes it."""
        _addon, _dot, name = xmlid.partition(".")
        if name.startswith("model_"):
            return name.removeprefix("model_") in self.by_model_id
        return xmlid in self.xmlids or name.startswith(("field_", "selection__"))

    def branch(self, xmlid: str) -> list[Any]:
        """Return the arches of a view, of those that it inherits, and of all that extend any of them."""
        related, before = {xmlid}, 0
        while len(related) != before:
            before = len(related)
            for view in self.views:
                if view.xmlid in related and view.inherit:
                    related.add(view.inherit)
                elif view.inherit in related:
                    related.add(view.xmlid)
        return [node for view in self.views if view.xmlid in related for node in view.arch]


def installed(kind: str, name: str) -> bool:
    """Whether a Python package (`python`) or a program (`bin`) that a manifest asks for is there."""
    try:
        check_external("", kind, name)
    except MissingRequirementError:
        return False
    return True


@cache
def provides(module: str, name: str | None) -> bool:
    """Whether a Python name can be imported; code of addons is read, that of the platform loaded."""
    if module.startswith(("odoo.addons.", "trivium.addons.")) or module in {"odoo.addons", "trivium.addons"}:
        parts = [*module.split(".")[2:], *([name] if name else [])]
        return not parts or _in_addon(parts[0], parts[1:], named=name is not None)
    package_path()  # the hooks of names, which addons find in place
    try:
        loaded = importlib.import_module(module)
    except ImportError:
        return False
    return name is None or name == "*" or hasattr(loaded, name) or _is_module(f"{module}.{name}")


def _is_module(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _in_addon(addon: str, rest: list[str], *, named: bool) -> bool:
    folder = find_addon(addon)
    if folder is None:
        return False
    at = folder
    for index, part in enumerate(rest):
        if (at / part).is_dir():
            at /= part
        elif (at / f"{part}.py").is_file():
            at /= f"{part}.py"
        else:
            return named and index == len(rest) - 1 and _binds(at if at.is_file() else at / "__init__.py", part)
    return True


def _binds(file: Path, name: str) -> bool:
    """Whether a module may have a name: it is bound at its top, or it takes over all names of others."""
    if not file.is_file():
        return False
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if any((alias.asname or alias.name).split(".")[0] in {name, "*"} for alias in node.names):
                return True
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            if node.name == name:
                return True
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id == name:
            return True
    return name == "*"
