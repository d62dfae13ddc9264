"""From definitions to the classes of a registry: bases, attributes, fields."""

from __future__ import annotations

import warnings
from collections import defaultdict
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from trivium.data.names import make_identifier

from . import fields
from .definition import MetaModel, is_model_definition
from .definition import is_model_class as is_model_class  # noqa: PLC0414 - addons look for it here, too
from .tables import Constraint, TableObject
from .utils import check_object_name

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .registry import Registry

_by_sequence = attrgetter("_sequence")


def add_to_registry(registry: Registry, definition: Any) -> type:
    """Add a definition to a registry: a new model, or an extension of one.

    Raises:
        TypeError: the definition extends a model that is not there, or has no valid name.
    """
    name = definition._name
    parents = list(definition._inherit)
    if not check_object_name(name):
        raise TypeError(f"{definition.__module__}.{definition.__name__}: {name!r} cannot name a model")
    for parent in parents:
        if parent not in registry.models:
            if parent == name:
                raise TypeError(
                    f"{definition.__module__}.{definition.__name__} extends model {name!r}, which does not exist;"
                    " add the addon that defines it to depends"
                )
            raise TypeError(
                f"Model {name!r} inherits from model {parent!r}, which does not exist;"
                " add the addon that defines it to depends"
            )
    bases: dict[type, None] = {definition: None}
    if name in parents:
        cls: Any = registry.models[name]
        if not definition._abstract and cls._abstract and "_abstract" in definition.__dict__:
            raise TypeError(f"{definition}: the abstract model {name!r} cannot be made concrete by an extension")
    else:
        if name != "base":
            parents.append("base")
        cls = MetaModel(
            name,
            (definition,),
            {
                "_register": False,
                "_name": name,
                "_inherit": (),
                "__module__": definition.__module__,
                "__qualname__": name,
                "__doc__": definition.__doc__,
                "pool": registry,
                "_original_module": definition._module,
                "_inherit_children": {},
                "_inherits_children": set(),
                "_fields": {},
                "_base_classes": (definition,),
            },
        )
        registry.models[name] = cls
    for parent in parents:
        if parent == name:
            for base in cls._base_classes:
                bases.setdefault(base)
        else:
            parent_class = registry.models[parent]
            bases.setdefault(parent_class)
            parent_class._inherit_children.setdefault(name)
    base_model = registry.models.get("base")
    if base_model is not None and base_model in bases:
        bases.pop(base_model)
        bases[base_model] = None
    cls._base_classes = tuple(bases)
    # Layouts agree, since every class has the same slots: bases may change while the class lives.
    cls.__bases__ = tuple(bases)
    return cls  # type: ignore[no-any-return] # a class made by MetaModel


def definitions_of(cls: Any) -> list[Any]:
    """Return the definitions that a registry class is made of, the most basic first."""
    known: tuple[tuple[type, ...], list[Any]] | None = cls.__dict__.get("_known_definitions")
    if known is None or known[0] is not cls.__mro__:  # another one since a class was extended
        known = (cls.__mro__, [base for base in reversed(cls.__mro__) if is_model_definition(base)])
        cls._known_definitions = known
    return known[1]


def prepare(cls: Any) -> None:
    """Compute the class attributes that do not follow from Python's inheritance."""
    own = [d for d in definitions_of(cls) if d._register and d._name == cls._name]
    everything = definitions_of(cls)
    for attribute in ("_abstract", "_transient"):
        setattr(cls, attribute, getattr(own[0], attribute))
    cls._description = next(
        (d.__dict__["_description"] for d in reversed(own) if d.__dict__.get("_description")), cls._name
    )
    cls._table = next(
        (d.__dict__["_table"] for d in reversed(own) if d.__dict__.get("_table")), cls._name.replace(".", "_")
    )
    cls._auto = next((d.__dict__["_auto"] for d in reversed(own) if "_auto" in d.__dict__), not cls._abstract)
    cls._log_access = next((d.__dict__["_log_access"] for d in reversed(own) if "_log_access" in d.__dict__), cls._auto)
    cls._module = own[0]._module
    inherits: dict[str, str] = {}
    depends: defaultdict[str, list[str]] = defaultdict(list)
    sql_constraints: dict[str, tuple[str, str, str]] = {}
    objects: dict[str, TableObject] = {}
    for definition in everything:
        inherits.update(definition.__dict__.get("_inherits", {}))
        for model, names in definition.__dict__.get("_depends", {}).items():
            depends[model].extend(names)
        for name, clause, message in definition.__dict__.get("_sql_constraints", ()):
            sql_constraints[name] = (name, clause, message)
            objects["_" + name] = _old_constraint(definition, name, clause, message)
        for table_object in definition.__dict__["_table_object_definitions"]:
            objects[table_object.name] = table_object
    cls._inherits = inherits
    cls._depends = dict(depends)
    cls._sql_constraints = list(sql_constraints.values())
    cls._table_objects = {o.full_name(cls): o for o in objects.values()} if not cls._abstract else {}
    for parent in inherits:
        if parent in cls.pool.models:
            cls.pool.models[parent]._inherits_children.add(cls._name)


def _old_constraint(definition: Any, name: str, clause: str, message: str) -> Constraint:
    if definition._module and not getattr(definition, "_sql_constraints_warned", False):
        definition._sql_constraints_warned = True
        warnings.warn(
            f"{definition.__module__}.{definition.__name__}: _sql_constraints is deprecated, declare"
            f" _{name} = models.Constraint({clause!r}, ...)",
            DeprecationWarning,
            stacklevel=2,
        )
    constraint = Constraint(clause, message)
    constraint.name = name
    constraint._module = definition._module or ""
    return constraint


def declared_fields(cls: Any) -> dict[str, list[fields.Field]]:
    """Return the declarations for each name, the most basic first."""
    declared: dict[str, list[fields.Field]] = {}
    for definition in definitions_of(cls):
        for field in definition._field_definitions:
            declared.setdefault(field.name, []).append(field)
    return declared


def add_field(cls: Any, name: str, definition: fields.Field) -> None:
    """Add a field to a model of a registry, or put it in the place of another; a hook after set-up may do so."""
    definition.name = name
    field = fields.Field.compose(name, cls, [definition])
    cls._fields[name] = field
    setattr(cls, name, field)


def compose_fields(cls: Any) -> None:
    """Make the fields of a model: declared, automatic, of the parents it delegates to, and made at run time."""
    for name in list(cls._fields):
        if name in cls.__dict__:
            delattr(cls, name)
    composed: dict[str, fields.Field] = {}
    declared = declared_fields(cls)
    for name, definitions in _automatic(cls):
        declared.setdefault(name, definitions)
    for name, definitions in declared.items():
        composed[name] = fields.Field.compose(name, cls, definitions)
    for name, definition in cls.pool.manual_fields(cls._name).items():
        if name not in composed:
            definition.name = name
            composed[name] = field = fields.Field.compose(name, cls, [definition])
            field.manual = True
    _add_delegated(cls, composed)
    ordered = dict(sorted(composed.items(), key=lambda item: item[1]._sequence))
    # both names are known: the second is the one that tests of addons take fields out of
    cls._fields = cls._fields__ = ordered
    for name, field in ordered.items():
        setattr(cls, name, field)
    cls._rec_name = _rec_name(cls, ordered)
    cls._active_name = _active_name(cls, ordered)


def _automatic(cls: Any) -> Iterator[tuple[str, list[fields.Field]]]:
    def automatic(name: str, field: fields.Field) -> tuple[str, list[fields.Field]]:
        field.name = name
        field._module = cls._original_module
        return name, [field]

    if cls._log_access and not cls._abstract:
        common = {"readonly": True, "copy": False, "automatic": True}
        yield automatic("create_uid", fields.Many2one("res.users", string="Created by", **common))
        yield automatic("create_date", fields.Datetime(string="Created on", **common))
        yield automatic("write_uid", fields.Many2one("res.users", string="Last Updated by", **common))
        yield automatic("write_date", fields.Datetime(string="Last Updated on", **common))


def _add_delegated(cls: Any, composed: dict[str, fields.Field]) -> None:
    for name, field in composed.items():
        if field.type == "many2one" and getattr(field, "delegate", False) and field.comodel_name:
            cls._inherits = {**cls._inherits, field.comodel_name: name}
    for parent_name, link in cls._inherits.items():
        if parent_name not in cls.pool.models:
            raise TypeError(f"Model {cls._name!r} delegates to model {parent_name!r}, which does not exist")
        if link not in composed:
            raise TypeError(
                f"Model {cls._name!r} delegates to {parent_name!r} through {link!r}, which it has no field for"
            )
        composed[link].delegate = True  # type: ignore[attr-defined] # checked to be a many2one in its set-up
        parent = cls.pool.models[parent_name]
        cls.pool.compose_model(parent)
        for name, field in parent._fields.items():
            if name not in composed:
                composed[name] = _delegated(cls, link, field)


def _delegated(cls: Any, link: str, field: fields.Field) -> fields.Field:
    definition = type(field)(
        inherited=True,
        inherited_field=field,
        related=f"{link}.{field.name}",
        related_sudo=False,
        copy=field.copy,
        readonly=field.readonly,
        export_string_translation=False,
    )
    definition.name = field.name
    definition._module = field._module
    definition._sequence = field._sequence
    return fields.Field.compose(field.name, cls, [definition])


def _rec_name(cls: Any, composed: dict[str, fields.Field]) -> str | None:
    for definition in reversed(definitions_of(cls)):
        name = definition.__dict__.get("_rec_name")
        if name:
            if name not in composed:
                raise TypeError(f"Model {cls._name!r}: _rec_name {name!r} is not one of its fields")
            return str(name)
    return next((name for name in ("name", "x_name") if name in composed), None)


def _active_name(cls: Any, composed: dict[str, fields.Field]) -> str | None:
    for definition in reversed(definitions_of(cls)):
        name = definition.__dict__.get("_active_name")
        if name:
            return str(name)
    return next((name for name in ("active", "x_active") if name in composed and composed[name].store), None) or next(
        (name for name in ("active", "x_active") if name in composed), None
    )


def index_name(table: str, column: str) -> str:
    """Return the name of the index that a field asks for."""
    return make_identifier(f"{table}__{column}_index")
