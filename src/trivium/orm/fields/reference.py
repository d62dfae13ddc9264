"""Fields to a record of any model."""

from __future__ import annotations

from typing import Any, ClassVar

from trivium.tools.misc import SENTINEL

from .base import Field
from .numeric import Integer
from .selection import Selection


class Reference(Selection):
    """A field to a record of one of several models, kept as ``model,id``.

    Args:
        selection: pairs of model and label; all models where it is not given.
    """

    type = "reference"
    _column_type: ClassVar[tuple[str, str] | None] = ("varchar", "VARCHAR")

    def __init__(self, selection: Any = SENTINEL, string: Any = SENTINEL, **kwargs: Any) -> None:
        super().__init__(selection=selection, string=string, **kwargs)

    def setup_nonrelated(self, model: Any) -> None:
        """Values need not be declared."""
        if self.selection is None:
            self.selection = []

    def get_values(self, env: Any) -> list[str]:
        """Return the models that the field may refer to; none listed means any."""
        return super().get_values(env) or list(env.registry.models)

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """A record, ``"model,id"``, or a pair.

        Raises:
            ValueError: of another form, or a model that is not offered.
        """
        if hasattr(value, "_ids"):
            if not validate or (value._name in self.get_values(record.env) and len(value) <= 1):
                return f"{value._name},{value.id}" if value.id else None
            raise ValueError(f"Wrong value for {self}: {value!r}")
        if isinstance(value, str):
            name, _comma, number = value.partition(",")
            if not name or not number:
                raise ValueError(f"Wrong value for {self}: {value!r} is not of the form 'model,id'")
            if not validate:
                return value
            if name in record.env and name in self.get_values(record.env) and number.isdigit():
                return value if record.env[name].browse(int(number)).exists() else None
            raise ValueError(f"Wrong value for {self}: {value!r}")
        if not value:
            return None
        raise ValueError(f"Wrong value for {self}: {value!r}")

    def __get__(self, record: Any, owner: Any = None) -> Any:
        if record is None:
            return self
        if len(record._ids) != 1:
            record._ids and record.ensure_one()
            return None
        return self.convert_to_record(self.cached(record), record)

    def to_record(self, value: Any, records: Any) -> Any:
        """Return an assigned value as a record; a model that does not exist is refused rather than emptied."""
        return self.convert_to_record(self.convert_to_cache(value, records), records)

    def convert_to_record(self, value: Any, record: Any) -> Any:
        """The record, None for NULL or a model that is gone."""
        if value:
            name, _comma, number = value.partition(",")
            if name in record.env:
                return record.env[name].browse(int(number))
        return None

    def convert_to_read(self, value: Any, record: Any, use_display_name: bool = True) -> Any:
        """``"model,id"``."""
        return f"{value._name},{value.id}" if value else False

    def convert_to_write(self, value: Any, record: Any) -> Any:
        """``"model,id"``."""
        return self.convert_to_cache(value, record, validate=False) or False

    def convert_to_export(self, value: Any, record: Any) -> Any:
        """The name of the record."""
        return value.display_name if value else ""

    def convert_to_display_name(self, value: Any, record: Any) -> Any:
        """The name of the record."""
        return value.display_name if value else False


class Many2oneReference(Integer):
    """An id of a record whose model another field names.

    Args:
        model_field: that field.
    """

    type = "many2one_reference"
    model_field: str | None = None
    aggregator = None
    related_attrs: tuple[tuple[str, str], ...] = (("model_field", "model_field"),)
    description_attrs: tuple[tuple[str, str], ...] = (("model_field", "model_field"),)

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """An id, or a record."""
        if hasattr(value, "_ids"):
            value = value._ids[0] if value._ids else None
        return super().convert_to_cache(value, record, validate)

    def model_of(self, record: Any) -> str | None:
        """Return the name of the model that a record refers to."""
        name = record[self.model_field]
        return name or None


__all__ = ["Field", "Many2oneReference", "Reference"]
