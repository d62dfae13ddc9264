"""A field that holds the values of sparse fields."""

from __future__ import annotations

from typing import Any, ClassVar

import orjson

from .json import Json


class Serialized(Json):
    """A dictionary of values by the names of the sparse fields that they belong to; text in the database."""

    type = "serialized"
    _column_type: ClassVar[tuple[str, str] | None] = ("text", "text")
    prefetch = False

    def column_to_cache(self, value: Any) -> Any:
        """The dictionary."""
        return orjson.loads(value) if value else None

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """The dictionary, an empty one is NULL; text is taken for JSON."""
        value = orjson.loads(value) if isinstance(value, str) and value else value
        return super().convert_to_cache(value, record, validate) or None

    def convert_to_record(self, value: Any, record: Any) -> Any:
        """The dictionary, a copy of its own."""
        return super().convert_to_record(value, record) or {}
