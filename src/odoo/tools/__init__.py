"""Helpers, under the names that addons import."""

import importlib
from typing import Any

# The settings and the module that makes them have one name: the object is bound here, over the module.
from odoo.tools.config import config

_ENGINE = {
    "SQL": "trivium.data.sql",
    "Query": "trivium.orm.query",
    "convert_csv_import": "odoo.tools.convert",
    "convert_file": "odoo.tools.convert",
    "convert_sql_import": "odoo.tools.convert",
    "convert_xml_import": "odoo.tools.convert",
    "create_index": "odoo.tools.sql",
    "drop_view_if_exists": "odoo.tools.sql",
    "escape_psql": "odoo.tools.sql",
    "index_exists": "odoo.tools.sql",
    "make_identifier": "odoo.tools.sql",
    "make_index_name": "odoo.tools.sql",
    "reverse_order": "odoo.tools.sql",
}
"""Names that are here for addons, and at home above the helpers."""


def __getattr__(name: str) -> Any:
    if name in _ENGINE:
        return getattr(importlib.import_module(_ENGINE[name]), name)
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return importlib.import_module(f"odoo.tools.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"odoo.tools.{name}":
            raise
    return getattr(importlib.import_module("trivium.tools"), name)
