"""The server killed in the middle of writes: what it confirmed is there, and it serves again."""

import contextlib
import os
import signal
import subprocess
import sys
import time

import psutil
import pytest
import requests

from trivium.http.testserver import free_port

pytestmark = pytest.mark.fault

DB = "killed"
PATIENCE = 60.0


class Instance:
    """A server as an operator runs it, with a PostgreSQL of its own."""

    def __init__(self, directory):
        self.env = {**os.environ, "TRIVIUM_DATA_DIR": str(directory)}
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.process = None
        self.log = directory.parent / f"{directory.name}.log"

    def trivium(self, *args):
        command = [sys.executable, "-m", "trivium.cli", *args]
        with self.log.open("ab") as log:
            return subprocess.Popen(command, env=self.env, stdout=log, stderr=log)

    def start(self):
        self.process = self.trivium("serve", "-d", DB, "-p", str(self.port), "--workers", "2")
        self.wait()

    def wait(self):
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(requests.ConnectionError):
                if requests.get(f"{self.url}/web/health", timeout=5).ok:
                    return
            time.sleep(0.05)
        raise TimeoutError("the server does not answer")

    def stop(self):
        if self.process is not None:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def call(self, method, *args):
        params = {
            "service": "object",
            "method": "execute_kw",
            "args": [DB, 2, "admin", "res.partner", method, list(args)],
        }
        answer = requests.post(f"{self.url}/jsonrpc", json={"params": params}, timeout=30).json()
        return answer["result"]


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    directory = tmp_path_factory.mktemp("served")
    for parent in [directory, *directory.parents][:-1]:
        if parent.stat().st_uid == os.getuid():
            parent.chmod(parent.stat().st_mode | 0o011)
    made = Instance(directory)
    assert made.trivium("db", "init", DB, "-i", "web").wait(PATIENCE) == 0, made.log.read_text()
    yield made
    made.stop()


def test_a_killed_server_loses_nothing_that_it_confirmed(instance):
    instance.start()
    children = [child for child in psutil.Process(instance.process.pid).children() if child.name() != "postgres"]
    assert len(children) >= 2
    confirmed = []
    killed = time.monotonic() + 1.0
    with contextlib.suppress(requests.RequestException):
        while True:
            confirmed.append(instance.call("create", {"name": "Confirmed"}))
            if len(confirmed) >= 20 and time.monotonic() > killed:
                os.kill(instance.process.pid, signal.SIGKILL)
    instance.process.wait(10)
    _gone, alive = psutil.wait_procs(children, timeout=30)
    assert alive == []
    instance.start()
    found = instance.call("search", [["name", "=", "Confirmed"]])
    assert set(confirmed) <= set(found)
    assert len(found) <= len(confirmed) + 1  # the answer to the last one may not have arrived
    instance.stop()


def test_a_killed_worker_is_replaced(instance):
    instance.start()
    before = {child.pid for child in psutil.Process(instance.process.pid).children()}
    for _round in range(2):
        for worker in _workers(instance):
            worker.kill()
            instance.wait()
            assert instance.call("search_count", [["id", "=", 1]]) == 1
    assert {child.pid for child in psutil.Process(instance.process.pid).children()} != before
    instance.stop()


def _workers(instance):
    """Return the processes that listen at the port; the first of them alone, so that others go on."""
    children = psutil.Process(instance.process.pid).children()
    listening = [
        child for child in children if any(c.laddr.port == instance.port for c in child.net_connections("tcp"))
    ]
    return listening[:1]
