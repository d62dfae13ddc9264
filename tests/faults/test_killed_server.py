"""The server killed in the middle of writes: what it confirmed is there, whole, and it serves again."""

import contextlib
import os
import signal
import socket
import time

import psutil
import pytest
import requests
from tests.support.instance import Writers, wait_until

pytestmark = pytest.mark.fault

CHILDREN = 3


@pytest.fixture
def running(instance):
    instance.start()
    yield instance
    instance.stop()


def _write_family(instance, mark):
    """Return what makes a parent with children in one call, and counts as confirmed by its id."""

    def write(number, turn):
        name = f"{mark} {number}/{turn}"
        children = [[0, 0, {"name": f"{name} child {index}"}] for index in range(CHILDREN)]
        return instance.call("res.partner", "create", {"name": name, "ref": mark, "child_ids": children})

    return write


def _assert_nothing_lost(instance, writers, mark):
    """Every confirmed family is there, and none in parts."""
    parents = instance.call("res.partner", "search_read", [["ref", "=", mark]], ["child_ids", "name"])
    assert set(writers.confirmed) <= {parent["id"] for parent in parents}
    assert {len(parent["child_ids"]) for parent in parents} == {CHILDREN}
    lost = instance.call(
        "res.partner", "search_count", [["name", "like", f"{mark} % child %"], ["parent_id", "=", False]]
    )
    assert lost == 0


def test_a_killed_server_loses_nothing_that_it_confirmed(running):
    process = psutil.Process(running.process.pid)
    others = [child for child in process.children(recursive=True) if child.name() != "postgres"]
    with Writers(4, _write_family(running, "whole")) as writers:
        writers.wait_for(12)
        for victim in (process, *others):
            victim.kill()
        running.process.wait(10)
    _gone, alive = psutil.wait_procs(others, timeout=30)
    assert alive == []
    running.start()
    _assert_nothing_lost(running, writers, "whole")


def test_the_other_processes_end_with_the_main_one(running):
    others = [child for child in psutil.Process(running.process.pid).children() if child.name() != "postgres"]
    assert len(others) >= 2
    with Writers(3, _write_family(running, "main")) as writers:
        writers.wait_for(9)
        os.kill(running.process.pid, signal.SIGKILL)
        running.process.wait(10)
    _gone, alive = psutil.wait_procs(others, timeout=30)
    assert alive == []
    running.start()
    _assert_nothing_lost(running, writers, "main")


def test_a_killed_worker_is_replaced_and_the_others_go_on(running):
    before = {worker.pid for worker in running.workers()}
    assert len(before) == 2
    with Writers(3, _write_family(running, "worker")) as writers:
        writers.wait_for(3)
        for pid in before:
            os.kill(pid, signal.SIGKILL)
            writers.wait_for(6)
            wait_until(lambda pid=pid: len(running.workers()) == 2 and pid not in {w.pid for w in running.workers()})
    assert not before & {worker.pid for worker in running.workers()}
    _assert_nothing_lost(running, writers, "worker")


def test_it_stops_when_told_to_though_clients_hold_connections_open(running):
    with Writers(2, _write_family(running, "stop")) as writers:
        writers.wait_for(4)
        address = ("127.0.0.1", running.port)
        silent, half, idle = (socket.create_connection(address) for _ in range(3))
        with silent, half, idle:
            half.sendall(b"GET /web/hea")
            idle.sendall(b"GET /web/health HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert idle.recv(12) == b"HTTP/1.1 200"
            running.process.terminate()
            running.process.wait(10)  # Granian by itself waits for them
    assert running.process.returncode == 0
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{running.url}/web/health", timeout=5)
    running.start()
    _assert_nothing_lost(running, writers, "stop")


def test_it_stops_when_all_its_processes_are_told_many_times(running):
    """By Ctrl-C, and by an impatient supervisor, while clients have requests half sent."""
    children = [child for child in psutil.Process(running.process.pid).children() if child.name() != "postgres"]
    with contextlib.ExitStack() as clients:
        for _client in range(8):  # some for each process
            half = clients.enter_context(socket.create_connection(("127.0.0.1", running.port)))
            half.sendall(b"GET /web/hea")
        time.sleep(0.2)
        for child in children:
            child.send_signal(signal.SIGINT)
        running.process.send_signal(signal.SIGINT)
        for _again in range(6):
            for child in children:
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.terminate()
            time.sleep(0.05)
        running.process.wait(25)  # processes that stand still are killed after 30 s
    assert running.process.returncode == 0


def test_it_stops_when_told_to_right_after_its_start(instance):
    """Also by a signal that comes just as the main process begins to wait."""
    for _round in range(5):
        instance.start(workers=1)
        instance.process.terminate()
        assert instance.process.wait(20) == 0
