"""Definitions: the classes that addons write, gathered by addon until a registry composes them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

from .utils import check_object_name

ADDON_PACKAGES = ("odoo.addons.", "trivium.addons.")


def addon_of(python_module: str) -> str | None:
    """Return the addon that a Python module belongs to, None where it belongs to none."""
    for package in ADDON_PACKAGES:
        if python_module.startswith(package):
            return python_module[len(package) :].partition(".")[0]
    return None


def _in_tests(python_module: str) -> bool:
    """Tell whether a module is of an addon's tests: these add their models to a registry themselves."""
    return python_module.startswith("odoo.addons.") and python_module.split(".")[3:4] == ["tests"]


class MetaModel(type):
    """The class of model definitions.

    A class body with ``_name`` or ``_inherit`` inside an addon is kept as one of its definitions; the classes that
    environments hand out are made of them by a registry.
    """

    _module_to_models__: ClassVar[defaultdict[str, list[type]]] = defaultdict(list)

    def __new__(mcs, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> MetaModel:
        """Prepare the class body: slots, module, and what the definition is called and extends."""
        attrs.setdefault("__slots__", ())
        attrs.setdefault("_field_definitions", [])
        attrs.setdefault("_table_object_definitions", [])
        if attrs.setdefault("_register", True) is True:
            if "_module" not in attrs:
                attrs["_module"] = addon_of(attrs.get("__module__", ""))
            inherit = attrs.get("_inherit", ())
            attrs["_inherit"] = inherit = (inherit,) if isinstance(inherit, str) else tuple(inherit or ())
            if not attrs.get("_name"):
                attrs["_name"] = inherit[0] if len(inherit) == 1 else name
            if not check_object_name(attrs["_name"]) and inherit:
                raise TypeError(f"{name}: {attrs['_name']!r} cannot name a model; give _name")
        return super().__new__(mcs, name, bases, attrs)

    def __init__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any]) -> None:
        super().__init__(name, bases, attrs)
        if attrs["_register"] is True and attrs["_module"] and not _in_tests(attrs.get("__module__", "")):
            mcs = type(cls)
            definitions = mcs._module_to_models__[attrs["_module"]]
            # A module that is imported again defines its classes again: the newest definition holds.
            definitions[:] = [
                d for d in definitions if (d.__qualname__, d.__module__) != (cls.__qualname__, cls.__module__)
            ]
            definitions.append(cls)


def is_model_class(cls: type) -> bool:
    """Tell whether a class is one that a registry has composed."""
    return getattr(cls, "pool", None) is not None


def is_model_definition(cls: type) -> bool:
    """Tell whether a class is one that an addon has written."""
    return isinstance(cls, MetaModel) and getattr(cls, "pool", None) is None
