"""The classes of models, and the environment that leads to them."""

from __future__ import annotations

import inspect
import keyword
import re
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL
from trivium.orm.environment import Environment

from .library import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from .names import ModelNames

_SIMPLE = re.compile(r"(?:str|int|float|bool|bytes|None|Any|Self)(?:\s*\|\s*(?:str|int|float|bool|bytes|None|Any))*\Z")
"""Annotations that mean the same in a stub; others are left open."""
_TEXTS = {"char": "Char", "text": "Text"}
_PLAIN = {
    "boolean": "Boolean",
    "integer": "Integer",
    "float": "Float",
    "monetary": "Monetary",
    "html": "Html",
    "date": "Date",
    "datetime": "Datetime",
    "binary": "Binary",
    "image": "Image",
    "json": "Json",
    "properties": "Properties",
    "properties_definition": "PropertiesDefinition",
    "reference": "Reference",
    "many2one_reference": "Many2oneReference",
}
_RELATIONS = {"many2one": "Many2one", "one2many": "One2many", "many2many": "Many2many"}


def root_class(env: Any) -> str:
    """Return the class that all models share: the contract's names, and what addons add to every model."""
    known = set(re.findall(r"^    (?:def )?(\w+)", ROOT, re.MULTILINE))
    methods = _methods([env.registry.models["base"]], known, inherited=True)
    return ROOT + "".join(f"    {line}\n" for line in methods)


def model_class(env: Any, model: str, names: ModelNames) -> str:
    """Return the class of one model, with the fields and methods that all addons give it."""
    cls = env.registry.models[model]
    bases = [names[base._name] for base in cls.__bases__ if "pool" in base.__dict__ and base._name in names]
    definitions = [base for base in cls.__bases__ if "pool" not in base.__dict__]
    lines = [f"class {names[model]}({', '.join([*bases, 'BaseModel'])}):"]
    if cls.__doc__:
        lines.append(f"    {(cls._description or model)!r}")
    names_of_fields = [name for name in cls._fields if name not in ("id", "display_name") and _is_name(name)]
    lines += [f"    {name}: {field_type(cls._fields[name], names)}" for name in names_of_fields]
    lines += [f"    {line}" for line in _methods(definitions, {*names_of_fields}, inherited=False)]
    if len(lines) == 1:
        lines.append("    ...")
    return "\n".join(lines) + "\n"


def field_type(field: Any, names: ModelNames) -> str:
    """Return the annotation of a field: what reading it gives stands in its parameter."""
    kind = field.type
    if kind in _RELATIONS:
        return f"fields.{_RELATIONS[kind]}[{names.get(field.comodel_name, 'Any')}]"
    if kind in _TEXTS:
        return f"fields.{_TEXTS[kind]}[{'str' if field.required else 'str | Literal[False]'}]"
    if kind == "selection":
        return f"fields.Selection[{_selection(field)}]"
    return f"fields.{_PLAIN[kind]}" if kind in _PLAIN else "fields.Field[Any]"


def _selection(field: Any) -> str:
    options = field.selection if isinstance(field.selection, list) else None
    if not options or not all(isinstance(value, str) for value, _label in options):
        return "str" if field.required else "str | Literal[False]"
    values = [repr(value) for value, _label in options]
    return f"Literal[{', '.join(values if field.required else [*values, 'False'])}]"


def _is_name(name: str) -> bool:
    return name.isidentifier() and not keyword.iskeyword(name)


# -- methods ---------------------------------------------------------------------------------------------------------


def _methods(classes: Iterable[Any], known: set[str], *, inherited: bool) -> Iterator[str]:
    """Yield the lines of the methods of classes, each name once: the first class has it."""
    for cls in classes:
        for name in dir(cls) if inherited else list(cls.__dict__):
            if name in known or name.startswith("__") or not _is_name(name):
                continue
            member = inspect.getattr_static(cls, name, None)
            line = _member(name, member)
            if line:
                known.add(name)
                yield from line


def _member(name: str, member: Any) -> list[str]:
    if isinstance(member, property):
        return ["@property", f"def {name}(self) -> Any: ..."]
    if isinstance(member, staticmethod):
        return ["@staticmethod", _signature(name, member.__func__)]
    if isinstance(member, classmethod):
        return ["@classmethod", _signature(name, member.__func__)]
    if inspect.isfunction(member):
        return [_signature(name, member)]
    return []


def _signature(name: str, function: Any) -> str:
    """Return the head of a method: names, kinds and defaults of its parameters, and the types that stubs can say."""
    signature = inspect.signature(function)
    parts: list[str] = []
    starred = False
    previous_positional = False
    for parameter in signature.parameters.values():
        kind = parameter.kind
        if previous_positional and kind is not parameter.POSITIONAL_ONLY:
            parts.append("/")
        previous_positional = kind is parameter.POSITIONAL_ONLY
        if kind is parameter.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        prefix = "*" if kind is parameter.VAR_POSITIONAL else "**" if kind is parameter.VAR_KEYWORD else ""
        starred = starred or kind is parameter.VAR_POSITIONAL
        annotation = "" if not parts and parameter.name in ("self", "cls") else f": {_annotation(parameter.annotation)}"
        default = "" if parameter.default is parameter.empty else " = ..."
        parts.append(f"{prefix}{parameter.name}{annotation}{default}")
    if previous_positional:
        parts.append("/")
    return f"def {name}({', '.join(parts)}) -> {_annotation(signature.return_annotation)}: ..."


def _annotation(annotation: Any) -> str:
    if annotation is inspect.Signature.empty:
        return "Any"
    text = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation))
    return text if _SIMPLE.match(text) else "Any"


# -- the environment -------------------------------------------------------------------------------------------------


def environment_class(env: Any, names: ModelNames) -> str:
    """Return the environment: models by name, records by external id, and its own attributes."""
    lines = [
        "class Environment:",
        "    cr: Cursor",
        "    uid: int",
        "    context: Mapping[str, Any]",
        "    su: bool",
        "    lang: str | None",
        "    tz: Any",
        "    registry: Any",
        "    transaction: Any",
        *(
            f"    {name}: {names.get(model, 'Any')}"
            for name, model in (("user", "res.users"), ("company", "res.company"), ("companies", "res.company"))
        ),
    ]
    for model, class_name in names.items():
        lines += ["    @overload", f"    def __getitem__(self, model_name: Literal[{model!r}]) -> {class_name}: ..."]
    lines += ["    @overload", "    def __getitem__(self, model_name: str) -> Any: ..."]
    for model, xmlids in _xmlids(env, names).items():
        known_ids = ", ".join(map(repr, xmlids))
        head = f"    def ref(self, xml_id: Literal[{known_ids}], raise_if_not_found: bool = ...) -> {names[model]}: ..."
        lines += ["    @overload", head]
    lines += ["    @overload", "    def ref(self, xml_id: str, raise_if_not_found: bool = ...) -> Any: ..."]
    lines += [
        "    def __call__(self, cr: Any = ..., user: Any = ..., context: Any = ..., su: Any = ...) -> Self: ...",
        "    def __contains__(self, model_name: object) -> bool: ...",
        "    def __iter__(self) -> Iterator[str]: ...",
        "    def __len__(self) -> int: ...",
    ]
    known = {"ref", "user", "company", "companies", "lang", "tz"}
    lines += [f"    {line}" for line in _methods([Environment], known, inherited=True)]
    return "\n".join(lines) + "\n"


def _xmlids(env: Any, names: ModelNames) -> Mapping[str, list[str]]:
    """Return the external ids by model."""
    rows = env.execute_query(SQL("SELECT model, module || '.' || name FROM ir_model_data ORDER BY model, module, name"))
    found: defaultdict[str, list[str]] = defaultdict(list)
    for model, xmlid in rows:
        if model in names:
            found[model].append(xmlid)
    return found
