"""An addon with a channel of its own, as addons that notify users have it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.support.addons import addon_folder
from tests.support.served import served_database
from tests.support.websocket import client, sign_in

from trivium.modules.lifecycle import environment

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.support.served import Served

MODEL = """
from odoo import models


class IrWebsocket(models.AbstractModel):
    _inherit = "ir.websocket"

    def _build_bus_channel_list(self, channels):
        channels = list(channels)
        if self.env.uid and self.env.user._is_internal():
            channels.append(f"house_news_{self.env.uid}")
        return super()._build_bus_channel_list(channels)


class ResUsers(models.Model):
    _inherit = "res.users"

    def tell_news(self, message):
        for user in self:
            self.env["bus.bus"]._sendone(f"house_news_{user.id}", "house_news", {"message": message})
"""


@pytest.fixture(scope="module")
def house(server: object, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:  # noqa: ARG001 - it must run
    root: Path = tmp_path_factory.mktemp("addons")
    with addon_folder(root) as folder:
        folder.write("house_news", {"__init__.py": "from . import models\n", "models.py": MODEL}, depends=["bus"])
        with served_database("web", "bus", "house_news") as served:
            yield served


def test_users_are_told_on_the_channel_that_the_addon_adds(house: Served) -> None:
    with (
        client(house.url, sign_in(house.url, house.db)) as admin,
        client(house.url, sign_in(house.url, house.db, house.low_login, house.low_login)) as other,
        client(house.url) as visitor,
    ):
        for one in (admin, other, visitor):
            one.subscribe("marks", last=0)
        with environment(house.db) as env:
            env["bus.bus"]._sendone("marks", "mark", "ready")
        for one in (admin, other, visitor):
            assert one.collect(1) == ["ready"]
        with environment(house.db) as env:
            env["res.users"].browse(house.uid).tell_news("for the administrator")
        with environment(house.db) as env:
            env["bus.bus"]._sendone("marks", "mark", "after")
        heard = admin.hear()
        while len(heard) < 2:  # by one message of the connection or by two
            heard += admin.hear()
        assert heard == [
            {"type": "house_news", "payload": {"message": "for the administrator"}},
            {"type": "mark", "payload": "after"},
        ]
        for one in (other, visitor):
            assert one.hear() == [{"type": "mark", "payload": "after"}]
