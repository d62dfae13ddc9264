"""What is done to a database that was copied or restored, so that it is one of its own."""

from __future__ import annotations

import contextlib
import uuid

from trivium.modules.lifecycle import environment
from trivium.modules.paths import find_addon
from trivium.orm.registry import Registry


def make_distinct(db_name: str, *, neutralize: bool, identity: bool = True) -> None:
    """Give a copy an identity of its own.

    Args:
        db_name: the copy.
        neutralize: run the `data/neutralize.sql` of its addons, so that it does nothing outwards.
        identity: make its id and secret anew, which also ends the sessions of the original in it.
    """
    Registry.delete(db_name)
    with environment(db_name) as env:
        if identity:
            parameters = env["ir.config_parameter"]
            parameters.set_param("database.uuid", str(uuid.uuid4()))
            parameters.set_param("database.secret", str(uuid.uuid4()))
        if neutralize:
            for name in sorted(env.registry._init_modules):
                _neutralize(env.cr, name)


def _neutralize(cr: object, module_name: str) -> None:
    folder = find_addon(module_name)
    if folder is None:
        return
    with contextlib.suppress(FileNotFoundError):
        statements = (folder / "data" / "neutralize.sql").read_text(encoding="utf-8")
        cr.execute(statements)  # type: ignore[attr-defined] # a cursor; the statements are the addon's own
