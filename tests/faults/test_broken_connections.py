"""Clients that break off, dawdle, or come by the thousand: nothing is half done, and the others are served."""

import contextlib
import json
import resource
import socket

import psutil
import pytest
import requests
from tests.support.instance import wait_until
from tests.support.proxy import BreakingProxy

pytestmark = pytest.mark.fault

CHILDREN = 200


@pytest.fixture(scope="module")
def running(instance):
    instance.start()
    yield instance
    instance.stop()


def body_of(running, method, *args, **kwargs):
    params = {"service": "object", "method": "execute_kw"}
    params["args"] = [running.db, 2, "admin", "res.partner", method, list(args), kwargs]
    return json.dumps({"params": params}).encode()


def post(port, body):
    headers = {"Content-Type": "application/json", "Connection": "close"}
    return requests.post(f"http://127.0.0.1:{port}/jsonrpc", data=body, headers=headers, timeout=20)


def descriptors(running):
    return sum(psutil.Process(worker.pid).num_fds() for worker in running.workers())


def family(mark):
    return {"name": mark, "ref": mark, "child_ids": [[0, 0, {"name": f"{mark} {index}"}] for index in range(CHILDREN)]}


def count(running, mark):
    return running.call("res.partner", "search_count", [["name", "like", mark]])


@pytest.mark.parametrize("sent", [10, 150, 1000, 5000])
def test_a_request_that_breaks_off_does_nothing(running, sent):
    with BreakingProxy(running.port, up=sent) as proxy:
        with pytest.raises(requests.RequestException):
            post(proxy.port, body_of(running, "create", family("cut up")))
        assert proxy.broken == 1
    assert count(running, "cut up") == 0


def test_a_client_gone_before_the_answer_leaves_a_whole_family_or_none(running):
    for received in (1, 20, 100):
        with (
            BreakingProxy(running.port, down=received) as proxy,
            pytest.raises(requests.RequestException),
        ):
            post(proxy.port, body_of(running, "create", family(f"cut down after {received}.")))
    for received in (1, 20, 100):
        assert count(running, f"cut down after {received}.") in {0, CHILDREN + 1}


def test_clients_gone_in_the_middle_of_answers_leave_nothing_open(running):
    running.call("res.partner", "create", [family(f"long {index}") for index in range(5)])
    before = descriptors(running)
    body = body_of(running, "search_read", [["name", "like", "long"]], ["name", "ref", "parent_id"])
    for _ in range(20):
        with BreakingProxy(running.port, down=3000) as proxy, pytest.raises(requests.RequestException):
            post(proxy.port, body)
    assert len(post(running.port, body).json()["result"]) == 5 * (CHILDREN + 1)
    wait_until(lambda: descriptors(running) <= before + 10)


def test_clients_that_dawdle_hold_nobody_up(running):
    with contextlib.ExitStack() as stack:
        for index in range(300):
            dawdler = stack.enter_context(socket.create_connection(("127.0.0.1", running.port)))
            head = b"POST /jsonrpc HTTP/1.1\r\nHost: localhost\r\n"
            if index % 2:
                head += b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
            dawdler.sendall(head)
        for _ in range(20):
            assert requests.get(f"{running.url}/web/health", timeout=5).ok
        assert running.call("res.partner", "search_count", []) > 0


def test_thousands_of_idle_connections(running):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    many = min(3000, (hard if soft < 0 else soft) - 200)
    assert many > 500
    with contextlib.ExitStack() as stack:
        for _ in range(many):
            stack.enter_context(socket.create_connection(("127.0.0.1", running.port), timeout=20))
        assert running.call("res.partner", "search_count", []) > 0
        assert requests.get(f"{running.url}/web/login", timeout=20).ok
    assert requests.get(f"{running.url}/web/health", timeout=5).ok
