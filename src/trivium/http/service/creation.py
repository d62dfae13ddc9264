"""What is done to a database that was copied or restored, so that it is one of its own."""

from __future__ import annotations

import uuid

from trivium.modules.lifecycle import environment
from trivium.modules.neutralize import neutralize_database
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
            neutralize_database(env.cr)
