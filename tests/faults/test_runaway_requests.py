"""Requests that take too much: they are ended, their clients are told why, and the others are served."""

import json
import os
import signal
import threading
import urllib.request

import pytest
import requests
from tests.support.instance import instance_with, wait_until

from trivium.http.testserver import free_port

pytestmark = pytest.mark.fault

CONTROLLERS = """
import time
from odoo import http
from odoo.http import request


class Runaway(http.Controller):
    @http.route("/runaway/compute", type="http", auth="public")
    def compute(self):
        request.env["res.partner"].sudo().create({"name": "computed", "ref": "runaway"})
        request.env.flush_all()
        while True:
            try:
                sum(range(1000))
            except Exception:
                continue

    @http.route("/runaway/query", type="http", auth="public")
    def query(self):
        request.env["res.partner"].sudo().create({"name": "asked", "ref": "runaway"})
        request.env.flush_all()
        request.env.cr.execute("SELECT pg_sleep(60)")

    @http.route("/runaway/memory", type="http", auth="public")
    def memory(self):
        request.env["res.partner"].sudo().create({"name": "held", "ref": "runaway"})
        request.env.flush_all()
        return str(len(bytearray(8 * 1024**3)))

    @http.route("/runaway/brief", type="http", auth="public")
    def brief(self, seconds):
        time.sleep(float(seconds))
        return "done"
"""


@pytest.fixture(scope="module")
def running():
    """An instance with short limits, figures on a port, and logs in JSON."""
    with instance_with("web") as made:
        made.env |= {
            "TRIVIUM_LIMIT_TIME_REAL": "5",  # what other requests keep, on a busy machine too
            "TRIVIUM_LIMIT_MEMORY_HARD": str(4 * 1024**3),
            "TRIVIUM_METRICS_PORT": str(free_port()),
            "TRIVIUM_LOG_FORMAT": "json",
            "TRIVIUM_PIDFILE": str(made.directory / "server.pid"),
        }
        made.add("runaway", CONTROLLERS)
        made.start()
        yield made
        made.stop()


@pytest.mark.parametrize(
    ("path", "limit"),
    [("compute", "limit_time_real"), ("query", "limit_time_real"), ("memory", "limit_memory_hard")],
)
def test_a_runaway_request_is_ended_and_undone(running, path, limit):
    answer = requests.get(f"{running.url}/runaway/{path}", timeout=30)
    assert answer.status_code == 503
    assert "Retry-After" in answer.headers
    assert running.call("res.partner", "search_count", [["ref", "=", "runaway"]]) == 0
    request_id = answer.headers["X-Request-Id"]
    lines = [json.loads(line) for line in running.log.read_text().splitlines() if line.startswith("{")]
    told = [line for line in lines if line.get("request_id") == request_id]
    assert any(limit in line["event"] for line in told)
    (access,) = [line for line in told if line["logger"] == "trivium.http.access"]
    assert (access["status"], access["db"], access["path"]) == (503, running.db, f"/runaway/{path}")
    assert access["statements"] > 0
    assert 0 < access["sql_ms"] <= access["total_ms"]


def test_others_are_served_while_one_computes(running):
    thread = threading.Thread(target=requests.get, args=(f"{running.url}/runaway/compute",), kwargs={"timeout": 30})
    thread.start()
    served = 0
    while thread.is_alive():
        assert requests.get(f"{running.url}/web/health", timeout=5).ok
        served += 1
    assert served > 10


def test_a_request_keeps_the_id_that_it_came_with(running):
    given = {"X-Request-Id": "proxy-17/3"}
    assert requests.get(f"{running.url}/web/health", headers=given, timeout=5).headers["X-Request-Id"] == "proxy-17/3"
    forged = requests.get(f"{running.url}/web/health", headers={"X-Request-Id": "a b <c>"}, timeout=5)
    assert forged.headers["X-Request-Id"] != "a b <c>"


def _figures(running):
    url = f"http://127.0.0.1:{running.env['TRIVIUM_METRICS_PORT']}/metrics"
    with urllib.request.urlopen(url, timeout=5) as answer:
        lines = [line for line in answer.read().decode().splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _space, value in (line.rpartition(" ") for line in lines)}


def test_figures_count_the_requests_of_all_processes(running):
    name = 'trivium_requests_total{method="GET",status="404"}'
    before = _figures(running).get(name, 0)
    for _ in range(8):
        # connections of their own, so that they reach several processes
        requests.get(f"{running.url}/no/such/page", timeout=5)
    after = _figures(running)
    assert after[name] == before + 8
    assert after["trivium_sql_statements_total"] > 0
    assert after["trivium_request_seconds_count"] >= after[name]


def test_processes_are_replaced_while_requests_run(running):
    assert int((running.directory / "server.pid").read_text()) == running.process.pid
    before = {worker.pid for worker in running.workers()}
    answers = []
    slow = threading.Thread(
        target=lambda: answers.append(requests.get(f"{running.url}/runaway/brief?seconds=1.5", timeout=30).text)
    )
    slow.start()
    os.kill(running.process.pid, signal.SIGHUP)
    statuses = set()
    while before & {worker.pid for worker in running.workers()}:
        statuses.add(requests.get(f"{running.url}/web/health", timeout=10).status_code)
    slow.join(30)
    assert answers == ["done"]
    assert statuses == {200}
    wait_until(lambda: len(running.workers()) == 2)
