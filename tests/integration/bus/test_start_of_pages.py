"""Where a page begins to listen, which other clients of a session are not told."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
import requests

from trivium.http.websocket import VERSION
from trivium.modules.lifecycle import environment

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.served import Served


@pytest.fixture
def admin(bus: Served) -> Iterator[requests.Session]:
    with requests.Session() as session:
        params = {"db": bus.db, "login": "admin", "password": "admin"}
        answer = session.post(f"{bus.url}/web/session/authenticate", json={"params": params}, timeout=30)
        assert "bus_last_id" not in answer.json()["result"]
        yield session


def test_a_page_begins_behind_the_last_notification(bus: Served, admin: requests.Session) -> None:
    with environment(bus.db) as env:
        env["bus.bus"]._sendone("somewhere", "probe", {})
    with environment(bus.db) as env:
        last = env["bus.bus"]._bus_last_id()
    assert last > 0
    boot = re.search(r"odoo\.__session_info__ = (\{.*\});", admin.get(f"{bus.url}/odoo", timeout=30).text)
    assert boot is not None
    info = json.loads(boot[1])
    assert (info["bus_last_id"], info["websocket_worker_version"]) == (last, VERSION)


def test_other_clients_are_told_the_version_alone(bus: Served, admin: requests.Session) -> None:
    answer = admin.post(f"{bus.url}/web/session/get_session_info", json={"params": {}}, timeout=30)
    info = answer.json()["result"]
    assert info["websocket_worker_version"] == VERSION
    assert "bus_last_id" not in info


def test_other_sites_are_led_to_the_script_that_keeps_the_connection(bus: Served) -> None:
    answer = requests.get(f"{bus.url}/bus/websocket_worker_bundle", timeout=60)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/javascript")
    assert "bus.websocket_worker_assets" in answer.url
