"""The base of all fields: declaration, attributes, conversion, and the descriptor that reads and assigns."""

from __future__ import annotations

import itertools
import logging
from typing import TYPE_CHECKING, Any, ClassVar

from trivium.data.sql import SQL
from trivium.tools.misc import SENTINEL

from ._columns import FieldColumn
from ._conditions import FieldConditions
from ._related import RelatedField
from ._values import FieldValues

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from trivium.orm.registry import Registry

_logger = logging.getLogger("odoo.registry")
_sequence = itertools.count()
_DECLARED = frozenset({"depends", "group_operator", "states"})
"""What declarations may say besides the attributes: paths of a related field, a former name, what has no effect."""
_told: set[tuple[str, str]] = set()
"""Fields and attributes that a warning has named: one is enough for each set-up of models."""


class Field(FieldValues, FieldColumn, FieldConditions, RelatedField):
    """A field of a model.

    In a class body a field is a declaration: it keeps its arguments. A registry combines the declarations that
    the addons give for one name into one field, and sets it up; that field is a descriptor on the model's class.

    Args:
        string: the label that users see; made from the name where it is not given.
        kwargs: the attributes; those below are common to all fields.

    Attributes:
        required: whether a value must be given; a NOT NULL in the database.
        readonly: whether forms keep users from editing it. It does not bind code.
        default: a value, or a function of the (empty) recordset.
        index: ``True`` or ``"btree"``, ``"btree_not_null"``, ``"trigram"``.
        compute, inverse, search: a method's name or a function, for computed fields.
        store: whether values are kept in the database.
        related: a dotted path whose value the field shows.
        groups: comma separated external ids of the groups that may see it.
        company_dependent: whether each company has a value of its own.
        sparse: the name of the `Serialized` field that holds the value, instead of a column of its own.
        copy: whether ``copy`` takes its value along.
    """

    type: str = ""
    relational: bool = False
    translate: Any = False
    is_text: bool = False
    falsy_value: Any = None
    falsy_value_label: str | None = None
    write_sequence: int = 0

    _column_type: ClassVar[tuple[str, str] | None] = None
    description_attrs: tuple[tuple[str, str], ...] = ()
    related_attrs: tuple[tuple[str, str], ...] = ()

    name: str = ""
    model_name: str = ""
    string: Any = None
    help: Any = None
    store: bool = True
    index: Any = None
    _expects: ClassVar[str] = "a value of its type"
    """What values are, for the error about one that is not."""
    manual: bool = False
    copy: bool = True
    required: bool = False
    readonly: bool = False
    recursive: bool = False
    compute: Any = None
    compute_sudo: bool = False
    precompute: bool = False
    inverse: Any = None
    search: Any = None
    related: Any = None
    related_sudo: bool = True
    related_field: Any = None
    inherited: bool = False
    inherited_field: Field | None = None
    company_dependent: bool = False
    default: Any = None
    groups: str | None = None
    change_default: bool = False
    aggregator: Any = None
    group_expand: Any = None
    prefetch: Any = True
    exportable: bool = True
    default_export_compatible: bool = False
    export_string_translation: bool = True
    comodel_name: str | None = None
    sparse: str | None = None
    automatic: bool = False
    context_keys: tuple[str, ...] = ()
    """Keys of the context that cached values depend on; () for most fields."""

    _module: str | None = None
    _names: ClassVar[frozenset[str]] = frozenset()
    _unknown_attributes: AbstractSet[str] = frozenset()
    _args: dict[str, Any]
    _modules: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._names = frozenset(dir(cls))

    def __init__(self, string: Any = SENTINEL, **kwargs: Any) -> None:
        if string is not SENTINEL:
            kwargs["string"] = string
        self._args = {key: value for key, value in kwargs.items() if value is not SENTINEL}
        self._sequence = next(_sequence)

    def __set_name__(self, owner: Any, name: str) -> None:
        definitions = owner.__dict__.get("_field_definitions")
        if definitions is None:
            return
        self.name = name
        self._module = getattr(owner, "_module", None)
        definitions.append(self)

    def __str__(self) -> str:
        return f"{self.model_name}.{self.name}" if self.model_name else f"<{type(self).__name__}>"

    def __repr__(self) -> str:
        return str(self)

    # Fields are keys of the cache: identity is their equality, and they are told apart by it alone.
    __hash__ = object.__hash__

    # -- composition -------------------------------------------------------------------------------------------------

    @classmethod
    def compose(cls, name: str, model_class: Any, definitions: Sequence[Field]) -> Field:
        """Return the field of a model made of its declarations, the most basic first."""
        field: Any = object.__new__(definitions[-1].__class__)
        attributes: dict[str, Any] = {}
        for definition in definitions:
            if "related" in definition._args and "compute" not in definition._args:
                attributes.pop("compute", None)
            elif "compute" in definition._args:
                attributes.pop("related", None)
            field.merge(attributes, definition)
        field._args = attributes
        field._modules = tuple(dict.fromkeys(d._module for d in definitions if d._module))
        field._module = field._modules[0] if field._modules else None
        field._sequence = definitions[0]._sequence
        field.name = name
        field.model_name = model_class._name
        field.set_attributes(model_class, attributes)
        given = {name for definition in definitions for name in definition._args}
        field._unknown_attributes = (given & attributes.keys()) - field._names - _DECLARED
        composed: Field = field
        return composed

    def merge(self, attributes: dict[str, Any], definition: Field) -> None:
        """Let a further declaration change the attributes gathered so far."""
        attributes.update(definition._args)

    def set_attributes(self, model_class: Any, attributes: dict[str, Any]) -> None:
        """Complete the attributes by what follows from them, and set them on the field."""
        attributes = dict(attributes)
        if "states" in attributes:
            attributes.pop("states")
        if attributes.get("sparse"):
            attributes.setdefault("compute", self._compute_sparse)
            attributes.setdefault("copy", False)
            if not attributes.get("readonly"):
                attributes.setdefault("inverse", self._inverse_sparse)
        if attributes.get("compute"):
            store = attributes.setdefault("store", False)
            attributes.setdefault("compute_sudo", store)
            if not (store and not attributes.get("readonly", True)):
                attributes.setdefault("copy", False)
            attributes.setdefault("readonly", not attributes.get("inverse"))
        if attributes.get("related"):
            attributes.setdefault("store", False)
            attributes.setdefault("compute_sudo", attributes.get("related_sudo", True))
            attributes.setdefault("copy", False)
            attributes.setdefault("readonly", True)
        if attributes.get("precompute") and not (attributes.get("compute") or attributes.get("related")):
            attributes.pop("precompute")
        if attributes.get("company_dependent"):
            attributes.setdefault("index", False)
        if self.name == "state":
            attributes.setdefault("copy", False)
        if not attributes.get("string"):
            attributes["string"] = self._label_from_name()
        if "group_operator" in attributes:
            attributes["aggregator"] = attributes.pop("group_operator")
        default = attributes.get("default")
        if default is not None and not callable(default):
            constant = default
            attributes["default"] = lambda _model: constant
            self.constant_default = constant
        for key, value in attributes.items():
            setattr(self, "_related_path" if key == "related" and isinstance(value, str) else key, value)
        if isinstance(attributes.get("related"), str):
            self.related = attributes["related"]
        if not self.store and not self.prefetch_given():
            self.prefetch = self.prefetch and not self.related

    constant_default: Any = SENTINEL

    def prefetch_given(self) -> bool:
        """Tell whether the declaration says how to prefetch."""
        return "prefetch" in self._args

    def _label_from_name(self) -> str:
        name = self.name
        if name.endswith("_ids"):
            name = name[:-4]
        elif name.endswith("_id"):
            name = name[:-3]
        return name.replace("_", " ").title().strip()

    # -- set-up ------------------------------------------------------------------------------------------------------

    def prepare_setup(self) -> None:
        """Get ready to be set up once more."""

    def setup(self, model: Any) -> None:
        """Resolve what the field refers to, once all models of the registry have their fields."""
        if self._unknown_attributes:
            self._tell_of_unknown_attributes(model)
        if self.related:
            self.setup_related(model)
        else:
            self.setup_nonrelated(model)

    def _tell_of_unknown_attributes(self, model: Any) -> None:
        for name in sorted(self._unknown_attributes):
            if not object.__new__(model)._valid_field_parameter(self, name) and (str(self), name) not in _told:
                _told.add((str(self), name))
                _logger.warning(
                    "%s (%s): %r is no attribute of a %s field and has no effect here. Mend its spelling, or let "
                    "_valid_field_parameter of the model allow it.",
                    self, self._module, name, self.type,
                )  # fmt: skip

    def setup_nonrelated(self, model: Any) -> None:
        """Resolve what a field without ``related`` refers to."""

    def get_depends(self, model: Any) -> tuple[Iterable[str], Iterable[str]]:
        """Return the paths of the fields, and the keys of the context, that the value is computed from."""
        if self.related:
            path = self.related_path
            related = self.related_field
            keys: tuple[str, ...] = related.context_keys if related is not None and not self.store else ()
            return self._args.get("depends") or [".".join(path)], keys
        if not self.compute:
            return (), ()
        if self.sparse:
            return (self.sparse,), ()
        depends: list[str] = []
        keys_found: list[str] = []
        for function in self._compute_functions(model):
            on = getattr(function, "_depends", ())
            depends.extend(on(model) if callable(on) else on)
            keys_found.extend(getattr(function, "_depends_context", ()))
        return list(dict.fromkeys(depends)), list(dict.fromkeys(keys_found))

    def _compute_functions(self, model: Any) -> Iterator[Callable[..., Any]]:
        if not isinstance(self.compute, str):
            yield self.compute
            return
        for cls in type(model).__mro__:
            function = cls.__dict__.get(self.compute)
            if function is not None:
                yield function

    def resolve_depends(self, registry: Registry) -> Iterator[tuple[Field, ...]]:
        """Yield what the field depends on, each as the path of fields that leads there.

        Raises:
            ValueError: a path names a field that does not exist, or goes on behind one without records.
        """
        model = registry.models[self.model_name]
        for dotted in registry.field_depends(self):
            path: tuple[Field, ...] = ()
            current: Any = model
            for name in dotted.split("."):
                if current is None:
                    raise ValueError(f"Field {self} depends on {dotted!r}: {path[-1]} has no records to go on from")
                field = current._fields.get(name)
                if field is None:
                    raise ValueError(
                        f"Field {self} depends on {dotted!r}: model {current._name!r} has no field {name!r}"
                    )
                if field is self and path and not self.recursive:
                    _logger.warning(
                        "Field %s depends on itself, by %r of the addon %s, and is not declared with recursive=True;"
                        " it is treated as if it were, add it",
                        self,
                        dotted,
                        self._module,
                    )
                    self.recursive = True
                path = (*path, field)
                yield path
                if field.type in ("one2many", "many2many"):
                    for inverse in registry.field_inverses.get(field, ()):
                        yield (*path, inverse)
                if field.type == "properties":
                    break
                current = registry.models[field.comodel_name] if field.comodel_name else None

    # -- sparse fields -----------------------------------------------------------------------------------------------

    def _compute_sparse(self, records: Any) -> None:
        for record in records:
            value = (record[self.sparse] or {}).get(self.name)
            if self.relational and value:
                value = record.env[self.comodel_name].browse(value).exists().ids
                value = (value and value[0]) if self.type == "many2one" else value
            record[self.name] = value

    def _inverse_sparse(self, records: Any) -> None:
        for record in records:
            values = record[self.sparse] or {}
            value = self.convert_to_read(record[self.name], record, use_display_name=False)
            kept = {key: other for key, other in values.items() if key != self.name}
            if value:
                kept[self.name] = value
            if kept != values:
                record[self.sparse] = kept

    # -- what it is --------------------------------------------------------------------------------------------------

    @property
    def _args__(self) -> dict[str, Any]:
        """The arguments of the declaration, under the name that addons know."""
        return self._args

    @property
    def column_type(self) -> tuple[str, str] | None:
        """The PostgreSQL type of the column, as its name and with its parameters; None where there is no column."""
        if self.company_dependent or self.translate:
            return ("jsonb", "jsonb") if self._column_type else None
        return self._column_type

    @property
    def sql_type(self) -> SQL:
        """The PostgreSQL type of the column, to cast values to.

        Raises:
            ValueError: the field has no column.
        """
        column_type = self.column_type
        if column_type is None:
            raise ValueError(f"Field {self} has no column")
        return SQL(column_type[0].lower())

    @property
    def is_stored_column(self) -> bool:
        """Whether values live in a column of the model's own table."""
        return bool(self.store and self.column_type)

    @property
    def column_order(self) -> int:
        """Where the column stands in its table: short, fixed sizes first."""
        order = {"bool": 3, "int4": 1, "int8": 1, "varchar": 2, "text": 4, "jsonb": 5}
        return order.get((self.column_type or ("", ""))[0], 3)

    @property
    def base_field(self) -> Field:
        """The field of the parent record that a delegated field shows, or the field itself."""
        return self.inherited_field.base_field if self.inherited_field is not None else self

    def is_editable(self) -> bool:
        """Tell whether forms may change the field."""
        return not self.readonly

    @property
    def null(self) -> Any:
        """The cached value of NULL."""
        return None

    # -- description -------------------------------------------------------------------------------------------------

    def get_description(self, env: Any, attributes: Collection[str] | None = None) -> dict[str, Any]:
        """Return what clients are told of the field: the named attributes, or all.

        The attributes are those that clients of the interface read (``wire.json`` of the contract).
        """
        from ._description import describe  # noqa: PLC0415 - the description needs every family of fields

        return describe(self, env, attributes)

    # -- conversion --------------------------------------------------------------------------------------------------

    def convert_to_column(self, value: Any, record: Any, values: Any = None, validate: bool = True) -> Any:
        """Return a value as the database takes it."""
        return self.cache_to_column(self.convert_to_cache(value, record, validate))

    def convert_to_column_insert(self, value: Any, record: Any, values: Any = None, validate: bool = True) -> Any:
        """Return a value as an INSERT takes it."""
        return self.convert_to_column(value, record, values, validate)

    def convert_to_column_update(self, value: Any, record: Any) -> Any:
        """Return a value as an UPDATE takes it."""
        return self.convert_to_column(value, record)

    def column_to_cache(self, value: Any) -> Any:
        """Return the cached form of a value that the database gave."""
        return value

    def cache_to_column(self, value: Any) -> Any:
        """Return what the database is given for a cached value."""
        return value

    #: Whether `column_to_cache` changes nothing, so that whole columns are taken as they come.
    plain_column: bool = True
    #: Whether it changes nothing but NULL.
    plain_but_null: bool = False

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """Return the cached form of a value that code assigns; check it where `validate` is true.

        Raises:
            ValueError: the value is of a wrong type or not allowed.
        """
        return value if value is not False else None

    def convert_to_record(self, value: Any, record: Any) -> Any:
        """Return what code sees of a cached value."""
        return False if value is None else value

    def convert_to_read(self, value: Any, record: Any, use_display_name: bool = True) -> Any:
        """Return what ``read`` gives for a value that code sees."""
        return False if value is None else value

    def convert_to_write(self, value: Any, record: Any) -> Any:
        """Return what ``write`` takes for a value that code sees."""
        return self.convert_to_read(self.convert_to_record(self.convert_to_cache(value, record, False), record), record)

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """Return what an export shows for a value that code sees."""
        return value or ""

    def convert_to_display_name(self, value: Any, record: Any) -> str | bool:
        """Return the text that stands for the record when the field is its name."""
        return str(value) if value else False
