"""Looking up how a property is defined, wherever the record is that defines it."""

from __future__ import annotations

from typing import Any

from trivium.data.sql import SQL

from .decorators import model as api_model
from .domain import Domain
from .utils import parse_field_expr


class PropertyDefinitionMixin:
    """What a model knows of its properties."""

    __slots__ = ()

    @api_model
    def get_property_definition(self: Any, full_name: str) -> dict[str, Any]:
        """Return the definition of a property, empty where no record that the user may read defines it.

        Args:
            full_name: `field.property`.

        Raises:
            AccessError: the user may not read the field.
            ValueError: it is no property of a field of properties.
        """
        name, property_name = parse_field_expr(full_name)
        field = self._fields.get(name)
        if field is None or field.type != "properties" or not property_name:
            raise ValueError(f"{full_name!r} names no property of model {self._name!r}.")
        self._check_field_access(field, "read")
        if not field.definition_record:
            return {}
        holder = self.env[self._fields[field.definition_record].comodel_name].with_context(active_test=False)
        definitions = holder._fields[field.definition_record_field]
        query = holder._search(Domain(definitions.name, "!=", False), active_test=False, limit=1)
        if query.is_empty():
            return {}
        column = holder._field_to_sql(query.table, definitions.name, query)
        item = query.make_alias(query.table, "definition")
        query.add_join("CROSS JOIN", item, SQL("LATERAL jsonb_array_elements(%s)", column), None)
        query.add_where(SQL("%s ->> 'name' = %s", SQL.identifier(item, "value"), property_name))
        rows = self.env.execute_query(query.select(SQL.identifier(item, "value")))
        return dict(rows[0][0]) if rows else {}
