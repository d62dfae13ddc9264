"""A plugin of mypy: classes that extend a model are checked as the model that all addons make of it.

    [mypy]
    mypy_path = typings
    plugins = trivium.mypy_plugin

What `_name` and `_inherit` say is a matter of run time, so that `self` in `class Partner(models.Model)` is open for a
type checker. This plugin reads them, and puts the class of that model, as `trivium stubs` has written it, in the place
of `models.Model`. Source: "Extending mypy using plugins" in mypy's manual.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mypy.mro import calculate_mro
from mypy.nodes import AssignmentStmt, ListExpr, MypyFile, NameExpr, OverloadedFuncDef, StrExpr, TupleExpr, TypeInfo
from mypy.plugin import ClassDefContext, Plugin
from mypy.types import CallableType, Instance, LiteralType, Overloaded, get_proper_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy.nodes import ClassDef, Expression

_MODELS: Final = frozenset({"odoo.models.Model", "odoo.models.AbstractModel", "odoo.models.TransientModel"})
_REGISTRY: Final = "odoo.registry_types"
_CHANGED: Final = 10  # of `get_additional_deps`: the priority of an import that is not in the file


def plugin(_version: str) -> type[Plugin]:
    """Return the plugin, as mypy asks for it."""
    return RegistryPlugin


class RegistryPlugin(Plugin):
    """Gives classes of addons the models of the registry as bases."""

    def get_additional_deps(self, file: MypyFile) -> list[tuple[int, str, int]]:
        """Check a file that imports `odoo` again when the registry has changed."""
        if file.fullname.startswith("odoo.") and not file.fullname.startswith("odoo.addons."):
            return []
        imported = any(str(getattr(part, "id", "")).partition(".")[0] == "odoo" for part in file.imports)
        return [(_CHANGED, _REGISTRY, -1)] if imported else []

    def get_customize_class_mro_hook(self, _fullname: str) -> Callable[[ClassDefContext], None]:
        """Look at every class."""
        return _take_place_of_model


def _take_place_of_model(ctx: ClassDefContext) -> None:
    """Put the classes of the models that a class extends in the place of `models.Model`."""
    info = ctx.cls.info
    places = [index for index, base in enumerate(info.bases) if base.type.fullname in _MODELS]
    environment = ctx.api.lookup_fully_qualified_or_none(f"{_REGISTRY}.Environment")
    if not places or environment is None or not isinstance(environment.node, TypeInfo):
        return
    known = dict(_classes(environment.node))
    said = _said(ctx.cls)
    # a model that is not installed yet has what it says that it inherits, if that is installed
    names = list(dict.fromkeys([*(name for name in said["_name"] if name in known), *said["_inherit"]]))
    classes = [known[name] for name in names if name in known]
    if classes and len(classes) == len(names):
        kept = [base for index, base in enumerate(info.bases) if index not in places]
        leading = [cls for cls in classes if not any(cls in other.mro[1:] for other in classes)]
        info.bases = [*(Instance(cls, []) for cls in leading), *kept]
        info.mro = []  # what is there is not computed again
        calculate_mro(info)


def _said(cls: ClassDef) -> dict[str, list[str]]:
    """Return the texts that the body of a class assigns to `_name` and `_inherit`."""
    said: dict[str, list[str]] = {"_name": [], "_inherit": []}
    for statement in cls.defs.body:
        if isinstance(statement, AssignmentStmt):
            for target in statement.lvalues:
                if isinstance(target, NameExpr) and target.name in said:
                    said[target.name] = list(_texts(statement.rvalue))
    return said


def _texts(value: Expression) -> Iterator[str]:
    for item in value.items if isinstance(value, ListExpr | TupleExpr) else [value]:
        if isinstance(item, StrExpr):
            yield item.value


def _classes(environment: TypeInfo) -> Iterator[tuple[str, TypeInfo]]:
    """Yield the models with their classes, as `env[...]` knows them."""
    symbol = environment.names.get("__getitem__")
    node = symbol.node if symbol is not None else None
    overloaded = get_proper_type(node.type) if isinstance(node, OverloadedFuncDef) else None
    for item in overloaded.items if isinstance(overloaded, Overloaded) else []:
        argument, result = get_proper_type(item.arg_types[1]), get_proper_type(item.ret_type)
        if isinstance(item, CallableType) and isinstance(argument, LiteralType) and isinstance(result, Instance):
            yield str(argument.value), result.type
