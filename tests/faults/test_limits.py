"""What a process may take: it is renewed without a failed request, ends what computes for too long, and refuses what
finds no room.
"""

import http.client
import os
import signal
import threading
import time

import pytest
import requests
from tests.support.instance import instance_with, wait_until

pytestmark = pytest.mark.fault

CONTROLLERS = """
import time
from odoo import http
from odoo.http import request

kept = []


class Limits(http.Controller):
    @http.route("/limits/compute", type="http", auth="public")
    def compute(self):
        request.env["res.partner"].sudo().create({"name": "computed", "ref": "limits"})
        while True:
            sum(range(1000))

    @http.route("/limits/keep", type="http", auth="none")
    def keep(self, megabytes):
        kept.append(bytearray(b"x") * (int(megabytes) * 1024**2))
        return "kept"

    @http.route("/limits/wait", type="http", auth="none")
    def wait(self, seconds):
        time.sleep(float(seconds))
        return "waited"
"""


@pytest.fixture(scope="module")
def instance():
    """An instance with routes that take much; each test starts it with limits of its own."""
    with instance_with("web") as made:
        made.add("limits", CONTROLLERS)
        yield made


@pytest.fixture
def start(instance):
    """Return what starts the instance with settings; it is stopped afterwards."""
    before = dict(instance.env)

    def begin(workers=1, **settings):
        instance.env |= {f"TRIVIUM_{name.upper()}": str(value) for name, value in settings.items()}
        instance.start(workers)
        return instance

    yield begin
    instance.stop()
    instance.env = before


def pids(running):
    return {worker.pid for worker in running.workers()}


def ask_until(running, path, condition):
    """Ask again and again, on connections that are kept as well as on new ones; return the statuses."""
    statuses = set()
    with requests.Session() as session:

        def ask():
            statuses.add(session.get(running.url + path, timeout=30).status_code)
            statuses.add(requests.get(running.url + path, timeout=30).status_code)
            return condition()

        wait_until(ask)
    return statuses


def test_a_process_that_has_served_enough_is_renewed_unnoticed(start):
    running = start(limit_request=20)
    (first,) = pids(running)
    assert ask_until(running, "/web/health", lambda: first not in pids(running)) == {200}
    assert "limit_request" in running.log.read_text()


def test_a_process_that_holds_too_much_memory_is_renewed_unnoticed(start):
    running = start(limit_memory_soft=400 * 1024**2)
    (first,) = pids(running)
    assert requests.get(f"{running.url}/limits/keep?megabytes=400", timeout=30).text == "kept"
    assert ask_until(running, "/web/health", lambda: first not in pids(running)) == {200}
    (second,) = running.workers()
    assert second.memory_info().rss < 400 * 1024**2


def test_a_request_that_computes_for_too_long_is_ended_and_one_that_waits_is_not(start):
    running = start(limit_time_cpu=1, limit_time_real=60)
    answers = []
    waiting = threading.Thread(
        target=lambda: answers.append(requests.get(f"{running.url}/limits/wait?seconds=4", timeout=60).text)
    )
    waiting.start()
    answer = requests.get(f"{running.url}/limits/compute", timeout=60)
    waiting.join(60)
    assert (answer.status_code, int(answer.headers["Retry-After"]) > 0) == (503, True)
    assert answers == ["waited"]
    assert running.call("res.partner", "search_count", [["ref", "=", "limits"]]) == 0


def test_what_finds_no_room_is_told_to_come_back(start):
    running = start()
    statuses = []

    def ask():
        answer = requests.get(f"{running.url}/limits/wait?seconds=2", timeout=60)
        statuses.append((answer.status_code, "Retry-After" in answer.headers))

    threads = [threading.Thread(target=ask) for _ in range(200)]
    begun = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert {(200, False), (503, True)} == set(statuses)
    assert 16 <= statuses.count((200, False)) < 200
    assert time.monotonic() - begun < 60
    assert requests.get(f"{running.url}/web/health", timeout=10).ok


@pytest.mark.parametrize("told", [signal.SIGHUP, signal.SIGTERM])
def test_requests_under_way_end_before_their_process_does(start, told):
    running = start()
    before = pids(running)
    answers = []
    threads = [
        threading.Thread(
            target=lambda: answers.append(requests.get(f"{running.url}/limits/wait?seconds=2", timeout=60).text)
        )
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    time.sleep(0.7)
    os.kill(running.process.pid, told)
    for thread in threads:
        thread.join(60)
    assert answers == ["waited"] * 8
    if told == signal.SIGTERM:
        assert running.process.wait(30) == 0
    else:
        wait_until(lambda: pids(running) and not before & pids(running))


def test_who_has_connected_is_answered_by_the_process_that_is_replaced(start):
    running = start()
    before = pids(running)
    host, port = "127.0.0.1", int(running.url.rpartition(":")[2])
    waiting = [http.client.HTTPConnection(host, port, timeout=30) for _index in range(30)]
    for connection in waiting:
        connection.connect()
    os.kill(running.process.pid, signal.SIGHUP)
    told = []
    for connection in waiting:  # some before it stops to take connections, some afterwards
        time.sleep(0.07)
        connection.request("GET", "/web/health")
        answer = connection.getresponse()
        told.append((answer.status, answer.getheader("Connection")))
        answer.read()
        connection.close()
    assert {status for status, _end in told} == {200}
    assert told[-1][1] == "close"
    wait_until(lambda: pids(running) and not before & pids(running))
