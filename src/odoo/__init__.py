"""The compatibility names: third-party addons import `odoo`, which is the platform under another name."""

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from odoo import api, exceptions, fields, http, models, release, tools
    from trivium.data.sql import SQL
    from trivium.orm.commands import Command
    from trivium.orm.domain import Domain
    from trivium.orm.utils import SUPERUSER_ID
    from trivium.tools.translate import LazyTranslate, _

_NAMES = {
    "Command": "trivium.orm.commands",
    "Domain": "trivium.orm.domain",
    "LazyTranslate": "trivium.tools.translate",
    "SQL": "trivium.data.sql",
    "SUPERUSER_ID": "trivium.orm.utils",
    "_": "trivium.tools.translate",
    "_lt": "trivium.tools.translate",
}

evented = False
"""Whether the process serves by green threads: never."""


def __getattr__(name: str) -> Any:
    if name in _NAMES:
        value = getattr(importlib.import_module(_NAMES[name]), "LazyTranslate" if name == "_lt" else name)
        globals()[name] = value
        return value
    if name.startswith("__"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return importlib.import_module(f"odoo.{name}")
    except ModuleNotFoundError as error:
        if error.name != f"odoo.{name}":
            raise
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}") from error
