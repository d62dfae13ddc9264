"""Notifications between the processes of a server, also when one of them, PostgreSQL or Redis goes away."""

from __future__ import annotations

import os
import signal
import time
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import pytest
from tests.support.instance import Instance, instance_with, wait_until
from tests.support.redisserver import MISSING, RedisServer
from tests.support.websocket import Client, client
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from trivium.http.websocket import CloseCode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.fault

MODEL = """
from odoo import models


class Partner(models.Model):
    _inherit = "res.partner"

    def probe_send(self, channel, payloads, fail=False):
        self.env["bus.bus"]._sendmany((channel, "probe", payload) for payload in payloads)
        self.env.cr.flush()
        if fail:
            raise ValueError("rolled back")
        return True
"""


@pytest.fixture(scope="module")
def probe(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with an addon by which clients have something sent."""
    folder = tmp_path_factory.mktemp("addons") / "bus_probe"
    folder.mkdir()
    (folder / "__manifest__.py").write_text(repr({"name": "Probe", "depends": ["bus"]}))
    (folder / "__init__.py").write_text("from . import models\n")
    (folder / "models.py").write_text(MODEL)
    before = os.environ.get("TRIVIUM_ADDONS_PATH")
    os.environ["TRIVIUM_ADDONS_PATH"] = str(folder.parent)
    yield folder.parent
    if before is None:
        del os.environ["TRIVIUM_ADDONS_PATH"]
    else:
        os.environ["TRIVIUM_ADDONS_PATH"] = before


@pytest.fixture(scope="module")
def instance(probe: Path) -> Iterator[Instance]:  # noqa: ARG001 - it must be there
    with instance_with("web", "bus", "bus_probe") as made:
        yield made


@pytest.fixture
def running(instance: Instance) -> Iterator[Instance]:
    instance.start()
    yield instance
    instance.stop()


def send(instance: Instance, channel: str, *payloads: Any, **more: Any) -> None:
    instance.call("res.partner", "probe_send", [], channel, list(payloads), **more)


def sent(instance: Instance, channel: str, *payloads: object) -> bool:
    """Try to send; tell whether a process that is not just ending, and has its PostgreSQL, took it."""
    try:
        send(instance, channel, *payloads)
    except Exception:  # of the connection or of the server, whichever sees it first
        return False
    return True


def worker_of(instance: Instance, one: Client) -> int:
    """Return the process that has a connection."""
    port = one.connection.local_address[1]
    for process in instance.workers():
        if any(item.raddr and item.raddr.port == port for item in process.net_connections("tcp")):
            return process.pid
    raise LookupError("no process has the connection")


def in_both_workers(instance: Instance, stack: ExitStack) -> dict[int, Client]:
    """Open connections until each process has one."""
    found: dict[int, Client] = {}
    for _ in range(60):
        one = stack.enter_context(client(instance.url))
        found.setdefault(worker_of(instance, one), one)
        if len(found) == 2:
            return found
    raise AssertionError("all connections go to one process")


def listen(one: Client, channel: str, last: int = 0) -> None:
    one.subscribe(channel, last=last)
    time.sleep(0.3)


def again(instance: Instance, stack: ExitStack, channel: str, last: int) -> Client:
    """Open a connection as soon as there is a server, and go on behind a notification."""
    found: list[Client] = []

    def opened() -> bool:
        try:
            found.append(stack.enter_context(client(instance.url)))
        except (OSError, InvalidHandshake):
            return False
        return True

    wait_until(opened)
    found[0].subscribe(channel, last=last)
    return found[0]


def test_each_process_hears_what_another_sends(running: Instance) -> None:
    with ExitStack() as stack:
        sockets = in_both_workers(running, stack)
        for one in sockets.values():
            listen(one, "between")
        for number in range(6):  # by either process
            send(running, "between", number)
        with pytest.raises(Exception, match="rolled back"):
            send(running, "between", "never", fail=True)
        send(running, "between", "last")
        for one in sockets.values():
            assert one.collect(7) == [0, 1, 2, 3, 4, 5, "last"]


def test_a_killed_process_loses_no_notification(running: Instance) -> None:
    with ExitStack() as stack:
        sockets = in_both_workers(running, stack)
        for one in sockets.values():
            listen(one, "killed")
        send(running, "killed", "before")
        for one in sockets.values():
            assert one.collect(1) == ["before"]
        (victim, lost), (_other, left) = sockets.items()
        next(process for process in running.workers() if process.pid == victim).kill()
        with pytest.raises(ConnectionClosed):
            lost.connection.recv(timeout=10)
        running.wait()
        send(running, "killed", "meanwhile", "after")
        assert left.collect(2) == ["meanwhile", "after"]
        assert again(running, stack, "killed", lost.last).collect(2) == ["meanwhile", "after"]


def test_clients_are_told_when_processes_are_renewed_and_when_they_stop(running: Instance) -> None:
    assert running.process is not None
    with ExitStack() as stack:
        sockets = in_both_workers(running, stack)
        for one in sockets.values():
            listen(one, "renewed")
        running.process.send_signal(signal.SIGHUP)
        for one in sockets.values():
            assert one.closed(20)[0] == CloseCode.GOING_AWAY
        wait_until(lambda: sent(running, "renewed", "meanwhile"))
        renewed = again(running, stack, "renewed", next(iter(sockets.values())).last)
        assert renewed.collect(1) == ["meanwhile"]
        running.process.terminate()
        assert renewed.closed(20)[0] == CloseCode.GOING_AWAY


def test_a_killed_postgresql_loses_no_notification(running: Instance) -> None:
    with ExitStack() as stack:
        sockets = in_both_workers(running, stack)
        for one in sockets.values():
            listen(one, "restarted")
        send(running, "restarted", 1)
        for one in sockets.values():
            assert one.collect(1) == [1]
        running.postmaster().kill()
        wait_until(lambda: sent(running, "restarted", 2))
        send(running, "restarted", 3)
        for one in sockets.values():
            heard = one.collect(2, seconds=20)
            assert heard[-2:] == [2, 3], "the connections were kept"


def test_a_redis_carries_the_messages_and_is_missed_by_nobody(instance: Instance, tmp_path: Path) -> None:
    if not RedisServer.is_installed():
        pytest.skip(MISSING)
    redis = RedisServer(tmp_path)
    redis.start()
    instance.env["TRIVIUM_REDIS_URL"] = redis.url
    instance.start()
    try:
        with ExitStack() as stack:
            sockets = in_both_workers(instance, stack)
            for one in sockets.values():
                listen(one, "redis")
            send(instance, "redis", "by Redis")
            redis.stop()
            send(instance, "redis", "by PostgreSQL")
            redis.start()
            send(instance, "redis", "whichever")
            for one in sockets.values():
                assert one.collect(3, seconds=10) == ["by Redis", "by PostgreSQL", "whichever"]
    finally:
        instance.stop()
        redis.stop()
        del instance.env["TRIVIUM_REDIS_URL"]
