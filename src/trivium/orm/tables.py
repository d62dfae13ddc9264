"""What a model declares of its table beside its fields, as class attributes: constraints, indexes, hidden columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from trivium.data.names import make_identifier
from trivium.data.schema import Check
from trivium.data.schema import Column as SchemaColumn
from trivium.data.schema import Index as SchemaIndex

if TYPE_CHECKING:
    from .registry import Registry

Definition = str | Callable[["Registry"], str]


class TableObject:
    """An object of a table that a model declares: ``_positive = models.Constraint("CHECK (amount > 0)", "...")``."""

    name: str
    message: Any = ""
    _module: str = ""

    def __init__(self) -> None:
        self.name = ""

    def __set_name__(self, owner: type, name: str) -> None:
        if not name.startswith("_"):
            raise TypeError(f"{owner.__name__}.{name}: names of constraints and indexes start with an underscore")
        if name.startswith(f"_{owner.__name__.lstrip('_')}__"):
            raise TypeError(f"{owner.__name__}: the name of {name!r} must not start with two underscores")
        self.name = name[1:]
        if getattr(owner, "pool", None) is None:
            self._module = getattr(owner, "_module", None) or ""
            owner.__dict__["_table_object_definitions"].append(self)

    def full_name(self, model: Any) -> str:
        """Return the name in the database: the table's name, then the attribute's, as short as PostgreSQL keeps it."""
        return make_identifier(f"{model._table}_{self.name}")

    def get_definition(self, registry: Registry) -> str:
        """Return the definition in SQL."""
        raise NotImplementedError

    def get_error_message(self, model: Any, diagnostics: Any = None) -> str:
        """Return what the user is told when the object refuses a value."""
        message = self.message
        if callable(message):
            message = message(model.env, diagnostics)
        return str(model.env._(message)) if isinstance(message, str) and message else str(message or "")

    def apply_to_database(self, model: Any) -> None:
        """Create the object in the database, or replace it where its definition changed."""
        model.pool.apply_table_objects(model.env.cr, [model._name])

    def schema_object(self, model: Any) -> Check | SchemaIndex | SchemaColumn:
        """Return what the schema should have."""
        raise NotImplementedError

    def __str__(self) -> str:
        return f"({self._module}.{self.name})"


class Constraint(TableObject):
    """A constraint of a table, ``CHECK (...)``, ``UNIQUE (...)``, ``EXCLUDE ...``, with its message.

    Args:
        definition: the constraint in SQL.
        message: what the user reads when it is violated; or a function of the environment and the diagnostics.
    """

    def __init__(self, definition: str, message: Any = "") -> None:
        super().__init__()
        self._definition = definition
        self.message = message

    def get_definition(self, registry: Registry) -> str:
        """Return the constraint in SQL."""
        return self._definition

    def schema_object(self, model: Any) -> Check:
        """Return the constraint that the schema should have."""
        return Check(self.full_name(model), self._definition)


class Index(TableObject):
    """An index of a table.

    Args:
        definition: what follows ``ON table``, such as ``(name)`` or ``USING gin (name gin_trgm_ops)``; or a
            function of the registry that returns it, empty where the index cannot be had.
    """

    unique: bool = False

    def __init__(self, definition: Definition) -> None:
        super().__init__()
        self._definition = definition

    def get_definition(self, registry: Registry) -> str:
        """Return what follows ``ON table``."""
        return self._definition(registry) if callable(self._definition) else self._definition

    def schema_object(self, model: Any) -> SchemaIndex:
        """Return the index that the schema should have."""
        return SchemaIndex(self.full_name(model), self.get_definition(model.pool), unique=self.unique)


class UniqueIndex(Index):
    """An index that allows a value once, with the message for a second one."""

    unique = True

    def __init__(self, definition: Definition, message: Any = "") -> None:
        super().__init__(definition)
        self.message = message


class HiddenColumn(TableObject):
    """A column that no field shows, so that nothing reads it by accident: ``_password = HiddenColumn("varchar")``.

    It is called as its attribute, without the underscore.

    Args:
        definition: its type in SQL.
    """

    def __init__(self, definition: str) -> None:
        super().__init__()
        self._definition = definition

    def get_definition(self, registry: Registry) -> str:
        """Return name and type."""
        return f"{self.name} {self._definition}"

    def schema_object(self, model: Any) -> SchemaColumn:
        """Return the column that the schema should have."""
        return SchemaColumn(self.name, self._definition)
