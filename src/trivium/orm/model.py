"""The base of all models: its parts put together."""

from __future__ import annotations

from typing import Any, ClassVar

from .access import AccessMixin
from .aggregate import AggregateMixin
from .companies import CompaniesMixin
from .computing import ComputingMixin
from .copying import CopyingMixin
from .creation import CreationMixin
from .exporting import ExportMixin
from .fields import Char, Id
from .hierarchy import HierarchyMixin
from .importing import ImportMixin
from .introspection import IntrospectionMixin
from .loading import LoadingMixin
from .onchange import OnchangeMixin
from .property_definition import PropertyDefinitionMixin
from .reading import ReadingMixin
from .search import SearchMixin
from .sets import SetsMixin
from .specification import SpecificationMixin
from .writing import WritingMixin


class BaseModel(
    SetsMixin,
    ReadingMixin,
    SearchMixin,
    AggregateMixin,
    CreationMixin,
    CopyingMixin,
    WritingMixin,
    ComputingMixin,
    AccessMixin,
    HierarchyMixin,
    CompaniesMixin,
    IntrospectionMixin,
    OnchangeMixin,
    SpecificationMixin,
    LoadingMixin,
    PropertyDefinitionMixin,
    ImportMixin,
    ExportMixin,
):
    """What every model is: a recordset of one model, with everything that records can do.

    Attributes:
        _name: the model's name, such as ``res.partner``.
        _inherit: names of models that it extends, or takes over fields and methods from.
        _inherits: models whose records its own delegate to -> the many2one that leads there.
        _description: what users call a record.
        _table: the table; the name with underscores.
        _table_query: a query in its place.
        _rec_name: the field that names a record; ``name`` where there is one.
        _rec_names_search: the fields in which names are searched.
        _order: how records are sorted.
        _parent_name: the many2one to the record above; with ``_parent_store`` paths are kept.
        _active_name: the field that is false on archived records.
        _fold_name: the field that folds a group in a kanban.
        _check_company_auto: whether fields with ``check_company`` are checked on every write.
        _allow_sudo_commands: whether commands of others' fields may create its records in superuser mode.
        _depends: for views: model -> fields that they are made of.
    """

    __slots__ = ()
    _register = False
    _auto = False
    _abstract: ClassVar[bool] = True
    _transient: ClassVar[bool] = False

    _name: ClassVar[str] = None  # type: ignore[assignment, misc] # parts of the class know it as an attribute of instances
    _description: ClassVar[str] = None  # type: ignore[assignment] # given by definitions
    _module: ClassVar[str | None] = None
    _custom: ClassVar[bool] = False
    _inherit: ClassVar[Any] = ()
    _inherits: ClassVar[Any] = {}  # type: ignore[misc] # parts of the class know it as an attribute of instances
    _table: ClassVar[str] = None  # type: ignore[assignment] # given by definitions
    _table_query: Any = None
    _table_objects: ClassVar[Any] = {}
    _sql_constraints: ClassVar[Any] = []
    _rec_name: ClassVar[str | None] = None  # type: ignore[misc] # parts of the class know it as an attribute of instances
    _rec_names_search: ClassVar[Any] = None  # type: ignore[misc] # parts of the class know it as an attribute of instances
    _order: ClassVar[str] = "id"
    _parent_name: ClassVar[str] = "parent_id"
    _parent_store: ClassVar[bool] = False
    _active_name: ClassVar[str | None] = None  # type: ignore[misc] # parts of the class know it as an attribute of instances
    _fold_name: ClassVar[str] = "fold"
    _translate: ClassVar[bool] = True
    _check_company_auto: ClassVar[bool] = False
    _allow_sudo_commands: ClassVar[bool] = True
    _depends: ClassVar[Any] = {}
    _log_access: ClassVar[bool] = False

    id = Id(string="ID")
    display_name = Char(
        string="Display Name",
        compute="_compute_display_name",
        search="_search_display_name",
        automatic=True,
        readonly=True,
    )

    def _init_column(self, column_name: str) -> None:
        """Give existing records the default value of a new column."""
        from trivium.data.sql import SQL  # noqa: PLC0415 - one rare statement

        field = self._fields[column_name]
        value = field.default(self) if field.default is not None else None
        columns = self._encoded(field, [field.convert_to_cache(value, self, validate=False)])
        if columns[0] is None:
            return
        name = SQL.identifier(column_name)
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = CAST(%s AS %s) WHERE %s IS NULL",
                SQL.identifier(self._table),
                name,
                columns[0],
                field.sql_type,
                name,
            )
        )


AbstractModel = BaseModel


class Model(BaseModel):
    """A model with a table."""

    __slots__ = ()
    _register = False
    _auto = True
    _abstract = False
    _log_access: ClassVar[bool] = True
