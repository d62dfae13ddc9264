"""A database with base and web, served over real HTTP within the test process."""

from __future__ import annotations

import uuid
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trivium.data import databases
from trivium.http.databases import forget_list
from trivium.http.testserver import TestServer
from trivium.modules.lifecycle import environment
from trivium.modules.lifecycle.databases import NewDatabase
from trivium.orm.registry import Registry
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Iterator

LOGIN = "admin"
PASSWORD = "admin"


@dataclass(frozen=True)
class Served:
    """A server and its database.

    Attributes:
        url: address, without a final slash.
        port: TCP port.
        db: name of the database.
        uid: id of the administrator.
        low_login: login, which is the password too, of a user without any rights.
        low_uid: id of that user.
        key: API key of the administrator.
        server: the server.
    """

    url: str
    port: int
    db: str
    uid: int
    low_login: str
    low_uid: int
    key: str
    server: TestServer

    def select(self) -> None:
        """Let this process serve this database alone; the settings that it found come back with the next module."""
        config["db_name"] = [self.db]
        forget_list()


@contextmanager
def served_database(*modules: str, low_user: bool = True, demo: bool = False) -> Iterator[Served]:
    """Make a database with addons, and serve it.

    Args:
        modules: addons to install beside `base`.
        low_user: make a user without any rights.
        demo: install the demo data of the addons.
    """
    name = f"test_{uuid.uuid4().hex[:12]}"
    NewDatabase(name, modules=("base", *modules), demo=demo, password=PASSWORD).create()
    before = {key: config.get(key) for key in ("db_name", "http_interface")}
    config["db_name"] = [name]
    forget_list()
    try:
        with environment(name) as env:
            users = _make_users(env, low_user)
        with TestServer(threads=4) as server:
            yield Served(url=server.url, port=server.port, db=name, server=server, **users)
    finally:
        for key, value in before.items():
            config[key] = value
        Registry.signaling.stop(name)
        Registry.delete(name)
        databases.drop(name)


def _make_users(env: Any, low_user: bool) -> dict[str, Any]:
    admin = env.ref("base.user_admin")
    low = env["res.users"]
    if low_user:
        low = low.create({"name": "Low", "login": "low", "password": "low", "group_ids": [(6, 0, [])]})
    key = env(user=admin.id)["res.users.apikeys"]._generate("rpc", "tests", None)
    return {"uid": admin.id, "low_login": "low", "low_uid": low.id, "key": key}
