"""Trivium, an open platform for business applications: what addons import.

`from trivium import api, fields, models, exceptions, Command, Domain, _, SQL`. Each name is loaded at its first use, so
that a tool which needs only a part starts with that part.
"""

import importlib
from typing import TYPE_CHECKING, Any

from trivium.release import version as __version__

if TYPE_CHECKING:
    from trivium import api, exceptions, fields, models
    from trivium.data.sql import SQL
    from trivium.orm.commands import Command
    from trivium.orm.domain import Domain
    from trivium.orm.utils import SUPERUSER_ID
    from trivium.tools.translate import LazyTranslate, _, _n

__all__ = [
    "SQL",
    "SUPERUSER_ID",
    "Command",
    "Domain",
    "LazyTranslate",
    "_",
    "__version__",
    "_n",
    "api",
    "exceptions",
    "fields",
    "models",
]

_HOMES = {
    "Command": "trivium.orm.commands",
    "Domain": "trivium.orm.domain",
    "LazyTranslate": "trivium.tools.translate",
    "SQL": "trivium.data.sql",
    "SUPERUSER_ID": "trivium.orm.utils",
    "_": "trivium.tools.translate",
    "_n": "trivium.tools.translate",
}
_MODULES = frozenset(("api", "exceptions", "fields", "http", "models", "modules", "release", "tools"))


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        value = getattr(importlib.import_module(_HOMES[name]), name)
        globals()[name] = value
        return value
    if name in _MODULES:
        return importlib.import_module(f"trivium.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
