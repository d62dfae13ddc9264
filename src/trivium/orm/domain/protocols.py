"""What domains need to know of models and fields, so that they import neither."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from trivium.data.sql import SQL


class FieldLike(Protocol):
    """A field, as far as a condition on it goes."""

    name: str
    model_name: str
    type: str
    store: bool
    relational: bool
    comodel_name: str | None
    related: Any
    compute: Any
    search: Any

    def condition_to_sql(self, field_expr: str, operator: str, value: Any, model: Any, alias: str, query: Any) -> SQL:
        """Return the condition in SQL."""

    def filter_function(self, records: Any, field_expr: str, operator: str, value: Any) -> Callable[[Any], bool]:
        """Return the condition as a function of one record."""

    def determine_domain(self, records: Any, operator: str, value: Any) -> Any:
        """Return the domain that stands for the condition, or `NotImplemented`."""


class ModelLike(Protocol):
    """A recordset, as far as domains on its model go."""

    env: Any
    _name: str
    _fields: Mapping[str, Any]
    _active_name: str | None
    _parent_name: str
    _parent_store: bool
