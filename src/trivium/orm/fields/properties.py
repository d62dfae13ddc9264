"""Fields whose parts are defined by users on another record."""

from __future__ import annotations

import copy as copying
import uuid
from typing import TYPE_CHECKING, Any, ClassVar

import orjson

from trivium.exceptions import AccessError, MissingError, UserError
from trivium.tools.misc import SENTINEL

from ._properties_conditions import PropertiesConditions
from ._property_values import PrefetchProperty, fitting, plain
from .base import Field
from .json import Json

if TYPE_CHECKING:
    from collections.abc import Iterable

ALLOWED_TYPES = (
    "boolean",
    "integer",
    "float",
    "text",
    "char",
    "html",
    "date",
    "datetime",
    "monetary",
    "many2one",
    "many2many",
    "selection",
    "tags",
    "separator",
    "signature",
)
ALLOWED_KEYS = (
    "name",
    "string",
    "type",
    "comodel",
    "default",
    "suffix",
    "selection",
    "tags",
    "domain",
    "view_in_cards",
    "fold_by_default",
    "currency_field",
)


class PropertiesDefinition(Json):
    """The definitions of properties: a list of dictionaries with ``name``, ``type``, ``string`` and more."""

    type = "properties_definition"
    copy = True
    REQUIRED_KEYS = ("name", "type")
    ALLOWED_KEYS = ALLOWED_KEYS
    PROPERTY_PARAMETERS_MAP: ClassVar[dict[str, Any]] = {
        "comodel": {"many2one", "many2many"},
        "currency_field": {"monetary"},
        "domain": {"many2one", "many2many"},
        "selection": {"selection"},
        "tags": {"tags"},
    }
    properties_fields: tuple[Any, ...] = ()

    def __get__(self, record: Any, owner: Any = None) -> Any:
        if record is None:
            return self
        return super().__get__(record, owner) or []

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """A list of definitions.

        Raises:
            ValueError: a definition has no name or type, an unknown type, or names twice.
        """
        if not value:
            return None
        definitions = orjson.loads(value) if isinstance(value, str) else copying.deepcopy(value)
        if not isinstance(definitions, list):
            raise TypeError(f"{self}: definitions of properties are a list, not {value!r}")
        kept = [self._cleaned(definition) for definition in definitions if not definition.get("definition_deleted")]
        if validate:
            self._validate(kept)
        return kept

    @staticmethod
    def _cleaned(definition: dict[str, Any]) -> dict[str, Any]:
        cleaned = {key: value for key, value in definition.items() if key in ALLOWED_KEYS}
        if definition.get("type") == "many2one" and isinstance(cleaned.get("default"), list | tuple):
            cleaned["default"] = cleaned["default"][0] if cleaned["default"] else False
        return cleaned

    def _validate(self, definitions: list[dict[str, Any]]) -> None:
        names = [definition.get("name") for definition in definitions]
        for definition in definitions:
            for key in self.REQUIRED_KEYS:
                if not definition.get(key):
                    raise ValueError(f"{self}: the definition {definition!r} has no {key!r}")
            if definition["type"] not in ALLOWED_TYPES:
                raise ValueError(f"{self}: unknown type {definition['type']!r} of property {definition['name']!r}")
            if not str(definition["name"]).replace("_", "").isalnum():
                raise ValueError(
                    f"{self}: property name {definition['name']!r} has other characters than letters and digits"
                )
        if len(set(names)) != len(names):
            raise ValueError(f"{self}: two properties have one name, among {names}")

    def convert_to_record(self, value: Any, record: Any) -> Any:
        """A copy of the list."""
        return copying.deepcopy(value) if value else []

    def convert_to_read(self, value: Any, record: Any, use_display_name: bool = True) -> Any:
        """The list, with the names of the records it speaks of."""
        return value or []


class Property(dict[str, Any]):
    """The values of a record's properties by name, with records for relational ones."""


class Properties(PropertiesConditions, Field):
    """Values whose definitions another record holds.

    Args:
        definition: ``"many2one.field"``: where the definitions are.
    """

    type = "properties"
    _expects = "a dictionary from names of properties to values, nor a list of definitions with a value each"
    _column_type: ClassVar[tuple[str, str] | None] = ("jsonb", "jsonb")
    copy = False
    prefetch: Any = "properties"  # of records found together, but not with their other fields
    write_sequence = 10  # after the record that holds the definitions
    definition: Any = None
    definition_record: str | None = None
    definition_record_field: str | None = None
    plain_column = False
    ALLOWED_TYPES = ALLOWED_TYPES
    HTML_SANITIZE_OPTIONS: ClassVar[dict[str, Any]] = {"sanitize_attributes": True, "sanitize_tags": True}

    def __init__(self, definition: Any = SENTINEL, string: Any = SENTINEL, **kwargs: Any) -> None:
        super().__init__(string=string, definition=definition, **kwargs)

    def set_attributes(self, model_class: Any, attributes: dict[str, Any]) -> None:
        """Properties are computed anew where the record that defines them changes."""
        super().set_attributes(model_class, attributes)
        if self.definition:
            if str(self.definition).count(".") != 1:
                raise ValueError(f"Field {self}: definition={self.definition!r} is not of the form 'many2one.field'")
            self.definition_record, self.definition_record_field = str(self.definition).split(".")

    def setup_nonrelated(self, model: Any) -> None:
        """The values follow from the record that defines them: another one brings its own defaults."""
        super().setup_nonrelated(model)
        if self.definition_record and self.compute is None:
            self.compute = self._compute_values
            self.precompute = True

    def get_depends(self, model: Any) -> Any:
        """The record that defines them; not its definitions, whose defaults are for records to come."""
        return ([self.definition_record], ()) if self.definition_record else super().get_depends(model)

    def _compute_values(self, records: Any) -> None:
        for record in records:
            values = self.with_defaults(self.cached(record), self.definitions(record))
            super().write(record, values)

    @staticmethod
    def with_defaults(values: dict[str, Any] | None, definitions: list[dict[str, Any]]) -> dict[str, Any]:
        """Return the values that are defined, completed by the defaults of the others."""
        known = values or {}
        defaults = {d["name"]: d["default"] for d in definitions if "default" in d}
        names = [definition["name"] for definition in definitions]
        return {name: known.get(name, defaults.get(name)) for name in names if name in known or name in defaults}

    def complete(self, vals: dict[str, Any], model: Any) -> None:
        """Add the defaults of the properties to the values of a record to be made, if it is known what defines them."""
        given = vals.get(self.name)
        if isinstance(given, list | str):
            return
        container = model._defining_properties(self)
        if container is None:
            link = model._fields.get(self.definition_record)
            if link is None or (link.compute and not vals.get(link.name)):
                return
            container_id = link.convert_to_cache(vals.get(link.name), model)
            container = model.env[link.comodel_name].sudo().browse(container_id or ())
        definitions = container[self.definition_record_field] if container else []
        values = self.with_defaults(self.convert_to_cache(given, model), definitions) if definitions else {}
        if values or (self.name not in vals and self.compute == self._compute_values):
            vals[self.name] = values or False

    def cache_to_column(self, value: Any) -> Any:
        """The values as JSON."""
        return orjson.dumps(value).decode() if value else None

    def definitions(self, record: Any) -> list[dict[str, Any]]:
        """Return the definitions that hold for a record."""
        if not self.definition_record:
            return []
        container = record.sudo()[self.definition_record]
        return container[self.definition_record_field] if container else []

    def __get__(self, record: Any, owner: Any = None) -> Any:
        if record is None:
            return self
        if not record._ids:
            return Property()
        if len(record._ids) > 1:
            record.ensure_one()
        return self.convert_to_record(self.cached(record), record)

    def convert_to_cache(self, value: Any, record: Any, validate: bool = True) -> Any:
        """A dictionary by name, or a list of definitions with a ``value`` each; or the JSON of one of these.

        Raises:
            ValueError: a text that is no JSON.
            TypeError: anything else.
        """
        if not value:
            return None
        if isinstance(value, str):
            try:
                value = orjson.loads(value)
            except ValueError as error:
                raise self.refused(value, error) from error
        if isinstance(value, dict):
            return {name: plain(item) for name, item in value.items()}
        if not isinstance(value, list | tuple) or not all(isinstance(item, dict) for item in value):
            raise self.refused(value, TypeError())
        return {
            item["name"]: plain(item.get("value"))
            for item in value
            if item.get("name") and not item.get("definition_deleted")
        }

    def convert_to_record(self, value: Any, record: Any) -> Any:
        """The values by name; false where none is set."""
        values = value or {}
        return Property(
            {
                definition["name"]: self._seen(values.get(definition["name"]), definition, record)
                for definition in self.definitions(record)
                if definition["type"] != "separator"
            }
        )

    def _seen(self, value: Any, definition: dict[str, Any], record: Any) -> Any:
        value = fitting(value, definition)
        if definition["type"] in ("many2one", "many2many") and definition.get("comodel") in record.env:
            records = record.env[definition["comodel"]].browse(value)
            return records.with_prefetch(PrefetchProperty(record, self, definition))
        return value if value is not None else False

    def convert_to_read(self, value: Any, record: Any, use_display_name: bool = True) -> Any:
        """The list of definitions, each with its ``value``; relational ones with names."""
        raw = self.cached(record) or {} if record else {}
        result = []
        for definition in self.definitions(record):
            item = copying.deepcopy(definition)
            item["value"] = self._read_value(raw.get(definition["name"]), definition, record, use_display_name)
            result.append(item)
        return result

    def _read_value(self, value: Any, definition: dict[str, Any], record: Any, names: bool) -> Any:
        seen = self._seen(value, definition, record)
        if not hasattr(seen, "_ids"):
            return seen
        if not names:
            kept = fitting(value, definition)
            return False if kept is None else kept
        pairs: list[tuple[int, str | None]] = []
        for other in seen:
            try:
                pairs.append((other.id, other.display_name))
            except AccessError:
                pairs.append((other.id, None))
            except MissingError:  # the other record went meanwhile
                continue
        return pairs if definition["type"] == "many2many" else pairs[0] if pairs else False

    def exported(self, name: str, record: Any) -> Any:
        """Return one property as exports show it: labels of options and tags, names of records."""
        for item in self.convert_to_read(None, record):
            if item["name"] != name:
                continue
            value, type_ = item["value"], item["type"]
            if type_ in ("selection", "tags"):
                labels = {option[0]: option[1] for option in item.get(type_) or ()}
                return ",".join(labels[one] for one in (value or () if type_ == "tags" else [value]) if one in labels)
            if type_ in ("many2one", "many2many"):
                pairs = value if type_ == "many2many" else [value] if value else []
                return ",".join(pair[1] or "" for pair in pairs)
            return value if type_ == "boolean" or value is not False else ""
        return ""

    def convert_to_write(self, value: Any, record: Any) -> Any:
        """The values by name, as they are kept; a list stays, since it may change definitions."""
        if isinstance(value, list):
            return value
        return self.convert_to_cache(value, record) or {}

    def to_record(self, value: Any, records: Any) -> Any:
        """Return an assigned value as it is: a list may change definitions."""
        return value

    def write(self, records: Any, value: Any) -> None:
        """Assign values; a list that also changes definitions changes them for all records that share them."""
        if isinstance(value, list) and any(
            isinstance(item, dict) and (item.get("definition_changed") or item.get("definition_deleted"))
            for item in value
        ):
            self._write_definitions(records, value)
        if isinstance(value, dict):
            for record in records:
                merged = {**(self.cached(record) or {}), **(self.convert_to_cache(value, record) or {})}
                super().write(record, merged)
            return
        super().write(records, value)

    def _write_definitions(self, records: Any, value: Iterable[dict[str, Any]]) -> None:
        containers = records[self.definition_record] if self.definition_record else records.browse()
        if len(containers) > 1:
            raise UserError(f"{self}: properties of records with different definitions cannot be redefined at once")
        if not containers:
            return
        definitions = []
        for item in value:
            if item.get("definition_deleted"):
                continue
            definition = {key: item[key] for key in ALLOWED_KEYS if key in item}
            definition.setdefault("name", uuid.uuid4().hex[:16])
            definitions.append(definition)
        containers[self.definition_record_field] = definitions
