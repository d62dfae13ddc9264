"""Values that processes share: in PostgreSQL, in Redis, and while Redis is gone."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.support.redisserver import MISSING, RedisServer

from trivium.data.errors import RedisGoneError
from trivium.data.redislink import PAUSE_SECONDS, RedisLink
from trivium.data.shared_store import PostgresStore, RedisStore, SharedStore, shared_store
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def redis_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RedisServer]:
    if not RedisServer.is_installed():
        pytest.skip(MISSING)
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield server
    server.stop()


@pytest.fixture(params=["postgresql", "redis"])
def values(request: pytest.FixtureRequest, database: str) -> SharedStore:
    if request.param == "postgresql":
        return PostgresStore(database)
    return RedisStore(RedisLink(request.getfixturevalue("redis_server").url), "test")


def test_counts_go_up_until_their_time_is_over(values: SharedStore) -> None:
    counts = [values.increment("count", 0.3) for _ in range(3)]
    assert [count.value for count in counts] == [1, 2, 3]
    assert 0 < counts[2].seconds <= 0.3
    time.sleep(0.35)
    assert values.increment("count", 5).value == 1
    values.delete("count")
    assert values.increment("count", 5).value == 1


def test_values_are_kept_for_their_time(values: SharedStore) -> None:
    values.put("value", b"\x00one", 5)
    assert values.get("value") == b"\x00one"
    values.put("value", b"two", 0.2)
    assert values.get("value") == b"two"
    time.sleep(0.25)
    assert values.get("value") is None
    assert values.get("never put") is None


def test_one_of_several_is_the_first(values: SharedStore) -> None:
    assert [values.put_new("once", b"x", 0.2) for _ in range(3)] == [True, False, False]
    time.sleep(0.25)
    assert values.put_new("once", b"y", 5) is True
    assert values.get("once") == b"y"
    values.delete("once", "never put")
    assert values.get("once") is None


def test_a_count_outlives_the_transaction_that_is_rolled_back(database: str) -> None:
    store = PostgresStore(database)
    store.increment("tries", 60)
    store.put("old", b"", 0.01)
    time.sleep(0.02)
    store.vacuum()
    assert store.increment("tries", 60).value == 2


def test_it_works_on_a_connection_that_makes_room_for_each_statement(
    database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trivium.data.postgres.connection._PREPARED_MAX", 1)
    store = PostgresStore(database)
    for number in range(8):
        assert store.increment("room", 60).value == number + 1
        assert store.get("no room") is None


def test_postgresql_takes_the_place_of_a_redis_that_is_gone(database: str, tmp_path: Path) -> None:
    if not RedisServer.is_installed():
        pytest.skip(MISSING)
    server = RedisServer(tmp_path)
    server.start()
    config["redis_url"] = server.url
    try:
        store = shared_store(database)
        assert [store.increment("either", 60).value for _ in range(2)] == [1, 2]
        server.stop()
        assert store.increment("either", 60).value == 1, "counted anew in PostgreSQL"
        assert PostgresStore(database).increment("either", 60).value == 2
        link = RedisLink(server.url)
        with pytest.raises(RedisGoneError):
            link.run(lambda client: client.ping())
        assert link.is_gone
        server.start()
        time.sleep(PAUSE_SECONDS + 0.1)
        assert store.increment("either", 60).value == 1, "the new Redis knows nothing"
        assert PostgresStore(database).increment("either", 60).value == 3
    finally:
        config["redis_url"] = ""
        server.stop()
