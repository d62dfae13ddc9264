"""Leaf helpers under the names that addons import: `from trivium.tools import float_compare, ormcache, config`."""

import importlib
from typing import Any

# The settings and the module that makes them have one name: the object is bound here, over the module.
from trivium.tools.config import config

__all__ = ["config"]

_HOMES = {
    "trivium.tools.cache": ("ormcache", "ormcache_context"),
    "trivium.tools.date_utils": ("date_range",),
    "trivium.tools.float_utils": (
        "float_compare",
        "float_is_zero",
        "float_repr",
        "float_round",
        "float_split",
        "float_split_str",
    ),
    "trivium.tools.func": (
        "classproperty",
        "conditional",
        "lazy",
        "lazy_classproperty",
        "lazy_property",
        "reset_cached_properties",
    ),
    "trivium.tools.i18n": ("format_list", "py_to_js_locale"),
    "trivium.tools.json": ("json_default",),
    "trivium.tools.mail": (
        "email_domain_extract",
        "email_domain_normalize",
        "email_normalize",
        "email_normalize_all",
        "email_re",
        "email_split",
        "email_split_and_format",
        "email_split_tuples",
        "encapsulate_email",
        "formataddr",
        "html2plaintext",
        "html_normalize",
        "html_sanitize",
        "is_html_empty",
        "parse_contact_from_email",
        "plaintext2html",
        "single_email_re",
    ),
    "trivium.tools.parse_version": ("parse_version",),
    "trivium.tools.set_expression": ("SetDefinitions",),
    "trivium.tools.translate": ("LazyTranslate", "_", "html_translate", "xml_translate"),
    "trivium.tools.xml_utils": ("cleanup_xml_node", "load_xsd_files_from_url", "validate_xml_from_attachment"),
}
_NAMES = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if name in _NAMES:
        value = getattr(importlib.import_module(_NAMES[name]), name)
    else:
        misc = importlib.import_module("trivium.tools.misc")
        try:
            value = getattr(misc, name) if name in misc.__all__ else importlib.import_module(f"trivium.tools.{name}")
        except ModuleNotFoundError as error:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from error
    globals()[name] = value
    return value
