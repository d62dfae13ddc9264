"""What clients are told of a field."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

Attribute = Callable[[Any, Any], Any]


def _text(name: str) -> Attribute:
    def text(field: Any, env: Any) -> Any:
        value = getattr(field, name)
        if value and env.lang and env.lang != "en_US":
            base = field.base_field
            translated = (
                env["ir.model.fields"].get_field_string(base.model_name)
                if name == "string"
                else env["ir.model.fields"].get_field_help(base.model_name)
            )
            return translated.get(base.name) or str(value)
        return str(value) if value is not None and not isinstance(value, bool) else value

    return text


def _sortable(field: Any, env: Any) -> bool:
    return bool(
        (field.store and field.column_type)
        or (field.type == "many2many" and field.store)
        or (field.inherited and _sortable(field.related_field, env))
    )


def _groupable(field: Any, env: Any) -> bool:
    if field.type in ("binary", "one2many", "json", "properties_definition"):
        return False
    if field.inherited or (field.related and not field.store):
        return _groupable(field.related_field, env)
    return bool(field.store)


def _searchable(field: Any, _env: Any) -> bool:
    return bool(field.is_searchable())


def _aggregator(field: Any, _env: Any) -> Any:
    return field.aggregator if field.store or (field.inherited and field.related_field.store) else None


def _depends(field: Any, env: Any) -> Any:
    return list(env.registry.field_depends(field))


def _domain(field: Any, env: Any) -> Any:
    domain = field.domain
    if callable(domain):
        domain = domain(env[field.model_name])
    return list(domain) if isinstance(domain, tuple) else domain


def _value(name: str) -> Attribute:
    return lambda field, _env: getattr(field, name)


COMMON: dict[str, Attribute] = {
    "type": _value("type"),
    "name": _value("name"),
    "string": _text("string"),
    "help": _text("help"),
    "store": lambda field, _env: bool(field.store),
    "manual": lambda field, _env: bool(field.manual),
    "readonly": lambda field, _env: bool(field.readonly),
    "required": lambda field, _env: bool(field.required),
    "groups": _value("groups"),
    "change_default": lambda field, _env: bool(field.change_default),
    "default_export_compatible": lambda field, _env: bool(field.default_export_compatible),
    "exportable": lambda field, _env: bool(field.exportable),
    "company_dependent": lambda field, _env: bool(field.company_dependent),
    "depends": _depends,
    "related": lambda field, _env: (
        field.related if isinstance(field.related, str) else ".".join(field.related or ()) or None
    ),
    "searchable": _searchable,
    "sortable": _sortable,
    "groupable": _groupable,
    "aggregator": _aggregator,
    "falsy_value_label": _value("falsy_value_label"),
}
OPTIONAL = {"groups", "help", "aggregator", "related", "falsy_value_label", "size", "digits"}
"""Attributes that are left out where they have no value."""

RELATIONAL: dict[str, Attribute] = {
    "relation": _value("comodel_name"),
    "domain": _domain,
    "context": _value("context"),
    "allow_hierachy_operators": lambda field, env: (
        env[field.comodel_name]._parent_name in env[field.comodel_name]._fields
    ),
}

SPECIFIC: dict[str, dict[str, Attribute]] = {
    "char": {"translate": lambda field, _env: bool(field.translate), "size": _value("size"), "trim": _value("trim")},
    "text": {"translate": lambda field, _env: bool(field.translate)},
    "html": {
        "translate": lambda field, _env: bool(field.translate),
        **{
            name: _value(name)
            for name in (
                "sanitize",
                "sanitize_tags",
                "sanitize_attributes",
                "sanitize_style",
                "strip_style",
                "strip_classes",
            )
        },
    },
    "float": {"digits": lambda field, env: field.get_digits(env)},
    "monetary": {"currency_field": lambda field, env: field.get_currency_field(env[field.model_name])},
    "selection": {"selection": lambda field, env: field.get_selection(env)},
    "reference": {"selection": lambda field, env: field.get_selection(env)},
    "many2one": RELATIONAL,
    "one2many": {**RELATIONAL, "relation_field": _value("inverse_name")},
    "many2many": RELATIONAL,
    "many2one_reference": {"model_field": _value("model_field")},
    "binary": {"attachment": lambda field, _env: bool(field.attachment)},
    "properties": {
        "definition_record": _value("definition_record"),
        "definition_record_field": _value("definition_record_field"),
    },
}


def describe(field: Any, env: Any, attributes: Collection[str] | None = None) -> dict[str, Any]:
    """Return the description of a field: the named attributes, or all."""
    described: dict[str, Any] = {}
    for table in (COMMON, SPECIFIC.get(field.type, {})):
        for name, value_of in table.items():
            if attributes is not None and name not in attributes:
                continue
            value = value_of(field, env)
            if value is None and name in OPTIONAL:
                continue
            described[name] = value
    return described
