"""The way to PostgreSQL cut, stalled and closed, and PostgreSQL restarted: a clear answer, and nothing lost."""

import os
import signal
import threading
import time

import pytest
import requests
from tests.support.instance import Instance, ServerError, Writers, reachable_directory, wait_until
from tests.support.link import Link

from trivium.data.embedded import EmbeddedServer
from trivium.data.embedded.roles import OWNER

pytestmark = pytest.mark.fault

OUTAGES = {"psycopg.OperationalError", "psycopg.errors.ConnectionTimeout", "odoo.http.OverLimitError"}


@pytest.fixture(scope="module")
def cluster():
    """A PostgreSQL of its own, which the server is told of by a URL."""
    with reachable_directory() as directory:
        server = EmbeddedServer(directory)
        try:
            yield server.start()
        finally:
            server.stop()


@pytest.fixture(scope="module")
def link(cluster):
    """The way to it."""
    with Link(f"{cluster.sockets}/.s.PGSQL.5432") as made:
        yield made


@pytest.fixture(scope="module")
def running(link):
    """A server behind the link, with short limits."""
    with reachable_directory() as directory:
        made = Instance(directory / "data", "proof")
        made.env |= {
            "TRIVIUM_DB_URL": f"postgresql://{OWNER}@127.0.0.1:{link.port}/postgres?sslmode=disable&connect_timeout=2",
            "TRIVIUM_LIMIT_TIME_REAL": "5",
        }
        made.make("web")
        made.start()
        try:
            yield made
        finally:
            link.flow()
            made.stop()


def family(mark):
    return {"name": mark, "ref": mark, "child_ids": [[0, 0, {"name": f"{mark} {index}"}] for index in range(3)]}


def count(running, mark):
    return running.call("res.partner", "search_count", [["name", "like", mark]])


def call(running, **values):
    """Create a partner by JSON-RPC; return status and answer."""
    body = {"params": {"service": "object", "method": "execute_kw"}}
    body["params"]["args"] = [running.db, 2, "admin", "res.partner", "create", [values]]
    answer = requests.post(f"{running.url}/jsonrpc", json=body, timeout=60)
    return answer.status_code, answer.json()


@pytest.mark.parametrize("words", [b"INSERT", b"COMMIT"])
def test_a_transaction_that_is_cut_is_undone_or_done_again_as_a_whole(running, link, words):
    mark = f"cut at {words.decode().lower()}"
    cuts = link.cuts
    link.cut_at(words, after=mark.encode(), delivered=False)
    _status, told = call(running, **family(mark))
    assert link.cuts == cuts + 1
    refused = "error" in told
    assert count(running, mark) == (0 if refused else 4)
    assert not refused or told["error"]["data"]["name"] in OUTAGES


def test_a_commit_without_an_answer_is_refused_and_never_done_twice(running, link):
    link.cut_at(b"COMMIT", after=b"unanswered", delivered=True)
    with pytest.raises(ServerError) as refused:
        running.call("res.partner", "create", family("unanswered"))
    assert refused.value.args[0] in OUTAGES
    assert count(running, "unanswered") == 4


def test_idle_connections_that_were_cut_are_replaced_unnoticed(running, link):
    for _ in range(3):
        link.cut()
        assert running.call("res.partner", "create", {"name": "replaced"}) > 0
    assert count(running, "replaced") == 3


def crash(cluster):
    """Kill PostgreSQL as a lack of power would."""
    os.kill(cluster.postmaster(), signal.SIGKILL)
    wait_until(lambda: cluster.postmaster() is None)


PAGES = ("/web/login", "/odoo", "/json/1/res.partner")


def test_pages_tell_that_postgresql_is_not_there(running, link):
    with requests.Session() as session:
        login = {"params": {"db": running.db, "login": "admin", "password": "admin"}}
        assert "result" in session.post(f"{running.url}/web/session/authenticate", json=login, timeout=30).json()
        link.close()
        try:
            for path in PAGES:
                answer = session.get(running.url + path, timeout=30, allow_redirects=False)
                assert (path, answer.status_code) == (path, 503)
                assert int(answer.headers["Retry-After"]) > 0
            asked = {"params": {"model": "res.partner", "method": "search_count", "args": [[]], "kwargs": {}}}
            told = session.post(f"{running.url}/web/dataset/call_kw", json=asked, timeout=30).json()
            assert told["error"]["data"]["name"] in OUTAGES
            key = {"Authorization": "Bearer x"}
            answer = requests.post(f"{running.url}/json/2/res.partner/search", json={}, headers=key, timeout=30)
            assert answer.status_code == 503
            assert requests.get(f"{running.url}/web/health", timeout=5).ok
        finally:
            link.open()
        assert session.get(f"{running.url}/odoo", timeout=30).status_code == 200
        assert session.post(f"{running.url}/web/dataset/call_kw", json=asked, timeout=30).json()["result"] > 0


def test_a_postgresql_that_says_nothing_holds_nobody_for_ever(running, link):
    assert running.call("res.partner", "search_count", []) > 0
    answers = []

    def write(number):
        answers.append(call(running, name=f"stalled {number}"))

    link.stall()
    threads = [threading.Thread(target=write, args=(number,)) for number in range(4)]
    try:
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            assert requests.get(f"{running.url}/web/health", timeout=5).ok
            time.sleep(0.1)
    finally:
        link.flow()
        for thread in threads:
            thread.join(60)
    assert len(answers) == 4
    assert {told["error"]["data"]["name"] for _status, told in answers} <= OUTAGES
    running.call("res.partner", "create", {"name": "flowing"})
    assert (count(running, "stalled"), count(running, "flowing")) == (0, 1)


def test_a_restart_under_eight_writers_loses_nothing_that_was_confirmed(running, cluster):
    def write(number, turn):
        return running.call("res.partner", "create", {"name": f"Writer {number}/{turn}", "ref": "restarted"})

    main = running.process.pid
    with Writers(8, write) as writers:
        for stop in (type(cluster).stop, crash):
            writers.wait_for(16)
            stop(cluster)
            wait_until(lambda: writers.refused)
            cluster.start()
            writers.refused.clear()
            begun = time.monotonic()
            writers.wait_for(16)
            assert time.monotonic() - begun < 30
    assert (running.process.poll(), running.process.pid) == (None, main)
    found = running.call("res.partner", "search", [["ref", "=", "restarted"]])
    assert set(writers.confirmed) <= set(found)
    assert len(set(writers.confirmed)) == len(writers.confirmed)
