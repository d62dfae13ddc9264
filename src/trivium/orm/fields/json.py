"""Fields of structured values."""

from __future__ import annotations

import copy as copying
from typing import Any, ClassVar

import orjson

from .base import Field


class Json(Field):
    """Any value that JSON can express; every reading gives a copy of its own."""

    type = "json"
    _column_type: ClassVar[tuple[str, str] | None] = ("jsonb", "jsonb")
    falsy_value = None
    plain_column = False
    _expects = "a value that JSON in PostgreSQL can express"

    def __get__(self, record: Any, owner: Any = None) -> Any:
        if record is None:
            return self
        if not record._ids:
            return False
        if len(record._ids) > 1:
            record.ensure_one()
        return self.convert_to_record(self.cached(record), record)

    def column_to_cache(self, value: Any) -> Any:
        """The value."""
        return value

    def cache_to_column(self, value: Any) -> Any:
        """The value as JSON."""
        return None if value is None else orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS).decode()

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """The value, as it comes back from JSON.

        Raises:
            TypeError: JSON cannot express it.
            ValueError: PostgreSQL cannot keep it: a text has the character NUL.
        """
        if value is None or value is False:
            return None
        try:
            text = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
            if b"\\u0000" in text:  # PostgreSQL manual, 8.14
                raise ValueError("NUL")
            return orjson.loads(text)
        except (TypeError, ValueError) as error:
            raise self.refused(value, error) from error

    def convert_to_record(self, value: Any, record: Any) -> Any:
        """A copy of the value."""
        return False if value is None else copying.deepcopy(value)

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """The value as JSON."""
        return orjson.dumps(value).decode() if value else ""
