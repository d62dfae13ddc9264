"""PostgreSQL killed under a running server: the server finds its way back by itself."""

import pytest
from tests.support.instance import Writers, wait_until

pytestmark = pytest.mark.fault


@pytest.fixture
def running(instance):
    instance.start()
    yield instance
    instance.stop()


def is_replaced(running, killed):
    try:
        return running.postmaster().pid != killed.pid
    except LookupError:
        return False  # none yet


def test_the_server_recovers_from_a_killed_postgresql(running):
    def write(number, turn):
        return running.call("res.partner", "create", {"name": f"Writer {number}/{turn}", "ref": "recovered"})

    main = running.process.pid
    with Writers(4, write) as writers:
        for _round in range(2):
            writers.wait_for(8)
            killed = running.postmaster()
            killed.kill()
            wait_until(lambda killed=killed: is_replaced(running, killed))
            writers.wait_for(8)
    assert running.process.poll() is None
    assert running.process.pid == main
    found = running.call("res.partner", "search", [["ref", "=", "recovered"]])
    assert set(writers.confirmed) <= set(found)
    assert running.call("res.partner", "search_count", [["id", "=", 1]]) == 1


def test_a_session_outlives_a_killed_postgresql(running):
    with running.browser() as session:
        login = {"db": running.db, "login": "admin", "password": "admin"}
        assert session.rpc("/web/session/authenticate", **login)["uid"] == 2
        running.postmaster().kill()
        wait_until(lambda: session.rpc("/web/session/get_session_info").get("uid") == 2)
