"""Taking values that the server gave into a form."""

from collections.abc import Mapping
from typing import Any, Final

from trivium.testing.form_values import M2MValue, O2MValue, UpdateDict, X2MValue
from trivium.testing.form_view import FormField

__all__ = ["Dotter", "convert_read_to_form"]

_X2MANY: Final = ("one2many", "many2many")


class Dotter:
    """Values that are read as attributes: `parent` in the expressions of lines."""

    __slots__ = ("__values",)

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__values = values

    def __getattr__(self, key: str) -> Any:
        value = self.__values[key]
        return Dotter(value) if isinstance(value, dict) else value


def convert_read_to_form(values: Mapping[str, Any], model_fields: Mapping[str, Any]) -> UpdateDict:
    """Return values that `web_read` gave as a form holds them.

    Args:
        values: by name.
        model_fields: the view's fields by name: each a `FormField`, or a description with `type`.
    """
    result = UpdateDict()
    for name, value in values.items():
        info = model_fields.get(name)
        kind = info.type if isinstance(info, FormField) else (info or {}).get("type", "")
        if kind == "many2one" and isinstance(value, (dict, list, tuple)):
            value = value["id"] if isinstance(value, dict) else (value[0] if value else False)
        elif kind in _X2MANY:
            value = _lines(value, info)
        dict.__setitem__(result, name, value)
    return result


def _lines(value: Any, info: Any) -> X2MValue:
    """Return the lines of a field from a list of ids, or of values."""
    cls = O2MValue if (info.type if isinstance(info, FormField) else info.get("type")) == "one2many" else M2MValue
    edition = info.edition if isinstance(info, FormField) else None
    rows = [row if isinstance(row, dict) else {"id": row} for row in value or ()]
    return cls(convert_read_to_form(row, edition.fields if edition else {}) for row in rows)
