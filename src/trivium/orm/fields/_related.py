"""Fields that show a value of another record, by a path of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.tools.misc import SENTINEL

if TYPE_CHECKING:
    from .base import Field

#: Attributes that a related field takes from the field it shows, unless its declaration gives them.
COPIED_ATTRIBUTES = ("string", "help", "groups", "aggregator", "change_default", "company_dependent_label")


class RelatedField:
    """How ``related="partner_id.country_id"`` becomes compute, inverse and search methods."""

    related: Any
    related_path: tuple[str, ...] = ()

    def setup_related(self: Any, model: Any) -> None:
        """Resolve the path, check its type, and take attributes of the field at its end.

        Raises:
            KeyError: the path names a field that does not exist.
            TypeError: the field at its end is of another type.
        """
        path = tuple(self.related.split(".")) if isinstance(self.related, str) else tuple(self.related)
        self.related_path = path
        registry = model.pool
        current: Any = model if isinstance(model, type) else type(model)
        field: Field | None = None
        for index, name in enumerate(path):
            field = current._fields.get(name)
            if field is None:
                raise KeyError(
                    f"Field {self}: related path {'.'.join(path)!r}: model {current._name!r} has no field {name!r}"
                )
            registry.setup_field(field, current)
            if index < len(path) - 1:
                if not field.comodel_name:
                    raise KeyError(
                        f"Field {self}: related path {'.'.join(path)!r}: {field} has no records to go on from"
                    )
                current = registry.models[field.comodel_name]
        if field is None:
            raise KeyError(f"Field {self}: an empty related path")
        if (
            self.type != field.type
            and not (self.is_text and field.is_text)
            and {self.type, field.type} != {"reference", "many2one"}
        ):
            raise TypeError(f"Field {self} is of type {self.type!r}, but shows {field} of type {field.type!r}")
        self.related_field = field
        if self.compute is None or not self._args.get("compute"):
            self.compute = self._compute_related
        if self.inherited or not (self.readonly or field.readonly):
            self.inverse = self.inverse or self._inverse_related
        for attribute in COPIED_ATTRIBUTES:
            if self._args.get(attribute) is None:
                value = getattr(field, attribute, None)
                if value is not None:
                    setattr(self, attribute, value)
        for attribute, _label in self.related_attrs:
            if attribute not in self._args:
                value = getattr(field, attribute, SENTINEL)
                if value is not SENTINEL:
                    setattr(self, attribute, value)
        if self.inherited and field.required and not self._args.get("required"):
            self.required = True
        if not self.store and field.translate:
            self.translate = field.translate

    def is_searchable(self: Any) -> bool:
        """Tell whether domains may use the field."""
        if self.store or self.search:
            return True
        return bool(self.related_field is not None and self.related_field.is_searchable())

    def traverse_related(self: Any, record: Any) -> tuple[Any, Field]:
        """Return the record at the end of the path (its first where there are several), and the field shown."""
        for name in self.related_path[:-1]:
            record = record[name][:1]
        return record, self.related_field

    def _compute_related(self: Any, records: Any) -> None:
        name = self.name
        values = list(records)
        for step in self.related_path[:-1]:
            values = [value[step][:1] for value in values]
        last = self.related_path[-1]
        for record, value in zip(records, values, strict=True):
            record[name] = self._related_value(
                value.with_env(record.env)[last] if value.env is not record.env else value[last]
            )

    def _related_value(self: Any, value: Any) -> Any:
        if self.type == "reference" and value is not False and self.related_field.type == "many2one":
            return f"{value._name},{value.id}" if value else False
        return value

    def _inverse_related(self: Any, records: Any) -> None:
        for record in records:
            target, field = self.traverse_related(record)
            if target and target[field.name] != record[self.name]:
                target[field.name] = record[self.name]
