"""Sessions in their table, and in Redis."""

import pytest
from psycopg.errors import UndefinedTable
from tests.support.redisserver import MISSING, RedisServer

from trivium.data.postgres import db_connect
from trivium.data.redislink import RedisLink
from trivium.data.sql import SQL
from trivium.http.redissessions import RedisSessionStore
from trivium.http.session import Session
from trivium.http.sessionstore import DatabaseSessionStore


class Table:
    """What the tests look at, and change, behind the back of the store."""

    def __init__(self, database):
        self.store = DatabaseSessionStore()
        self.database = database

    def holds(self, session):
        with db_connect(self.database).cursor() as cr:
            cr.execute(SQL("SELECT 1 FROM http_session WHERE id = %s", self.store.digest(session.sid)))
            return bool(cr.fetchone())

    def age(self, session, seconds):
        digest = self.store.digest(session.sid)
        with db_connect(self.database).cursor() as cr:
            cr.execute(
                SQL(
                    "UPDATE http_session SET expires = expires - %s * interval '1 second' WHERE id = %s",
                    seconds,
                    digest,
                )
            )


class Redis:
    """The same, in Redis."""

    def __init__(self, database, link):
        self.store = RedisSessionStore(link)
        self.database = database
        self.link = link

    def _name(self, session):
        return f"trivium:{self.database}:session:{self.store.identify(session.sid)}"

    def holds(self, session):
        return bool(self.link.run(lambda client: client.exists(self._name(session))))

    def age(self, session, seconds):
        name = self._name(session)
        left = self.link.run(lambda client: client.pttl(name))
        self.link.run(lambda client: client.pexpire(name, left - seconds * 1000))


@pytest.fixture(scope="module")
def redis_link(tmp_path_factory):
    if not RedisServer.is_installed():
        pytest.skip(MISSING)
    server = RedisServer(tmp_path_factory.mktemp("redis"))
    server.start()
    yield RedisLink(server.url)
    server.stop()


@pytest.fixture(params=["postgresql", "redis"])
def place(request, database):
    if request.param == "postgresql":
        return Table(database)
    return Redis(database, request.getfixturevalue("redis_link"))


@pytest.fixture
def store(place):
    return place.store


def kept(store, database, **values):
    session = store.new(database)
    session.update(values)
    store.save(session)
    return session


def test_identifiers(store):
    key = store.generate_key("Société-2")
    assert store.is_valid_key(key)
    assert store.database_of(key) == "Société-2"
    assert store.database_of(store.generate_key()) is None
    assert len({store.generate_key() for _ in range(100)}) == 100


@pytest.mark.parametrize(
    "key", ["", "x", "a" * 42, "a" * 44, "a" * 43 + ".", "a" * 43 + ".a/b", "a" * 43 + "\n", "ä" * 43]
)
def test_what_is_no_identifier(store, key):
    assert not store.is_valid_key(key)


def test_a_session_is_kept(store, database):
    session = store.new(database, "fr_BE")
    session["answer"] = [42, {"a": None}]
    assert session.changed
    store.save(session)
    assert not session.changed
    loaded = store.get(session.sid)
    assert loaded["answer"] == [42, {"a": None}]
    assert loaded.context == {"lang": "fr_BE"}
    assert not loaded.is_new
    assert not loaded.changed


def test_a_change_within_a_value_is_seen(store, database):
    session = store.new(database)
    session["list"] = []
    store.save(session)
    loaded = store.get(session.sid)
    loaded["list"].append(1)
    assert loaded.changed
    loaded.rewind()
    assert loaded["list"] == []
    assert not loaded.changed


def test_a_session_without_database_is_not_kept(store):
    session = store.new()
    session["a"] = 1
    store.save(session)
    assert store.get(session.sid).get("a") is None


def test_a_session_gets_the_identifier_of_its_database(store, database):
    session = store.new()
    secret = session.secret
    session.db = database
    store.save(session)
    assert session.secret == secret
    assert store.database_of(session.sid) == database


def test_an_ended_session_is_a_new_one(place, store, database):
    session = store.new(database)
    session["a"] = 1
    store.save(session, lifetime=100)
    place.age(session, 101)
    assert "a" not in store.get(session.sid)


def test_rotation(store, database):
    session = store.new(database)
    session["a"] = 1
    store.save(session)
    old = session.sid
    store.rotate(session, env=None)
    assert session.sid != old
    assert "a" not in store.get(old)
    assert store.get(session.sid)["a"] == 1


def test_soft_rotation_lets_requests_under_way_end(place, store, database):
    session = store.new(database)
    session["a"] = 1
    store.save(session)
    old = Session(session, session.sid)
    store.rotate(session, env=None, soft=True)
    assert store.get(old.sid)["a"] == 1
    place.age(old, 121)
    assert "a" not in store.get(old.sid)


def test_a_deleted_session_is_gone(store, database):
    session = store.new(database)
    session["a"] = 1
    store.save(session)
    store.delete(session)
    assert "a" not in store.get(session.sid)


def test_a_session_that_was_ended_meanwhile_is_not_brought_back(store, database):
    used = store.get(kept(store, database, a=1).sid)
    store.delete(used)
    used["a"] = 2
    store.save(used)
    assert "a" not in store.get(used.sid)


def test_sessions_are_ended_by_what_is_told_of_them(store, database):
    sessions = [kept(store, database, number=number) for number in range(3)]
    told = [store.identify(session.sid) for session in sessions]
    assert not any(session.sid in identifier for session, identifier in zip(sessions, told, strict=True))
    with db_connect(database).cursor() as cr:
        assert store.ended(cr, told) == set()
        store.revoke(cr, told[:2])
    with db_connect(database).cursor() as cr:
        assert store.ended(cr, told) == set(told[:2])
        assert set(store.load_many(cr, [session.sid for session in sessions])) == {sessions[2].sid}
    assert store.get(sessions[2].sid)["number"] == 2


def test_ended_sessions_are_removed(place, store, database):
    session, other = kept(store, database, a=1), kept(store, database, a=1)
    place.age(session, 8 * 24 * 3600)
    with db_connect(database).cursor() as cr:
        store.collect(cr)
    assert place.holds(other)
    assert not place.holds(session)


def test_the_store_holds_no_identifier(place, store, database):
    session = kept(store, database, a=1)
    assert place.holds(session)
    if isinstance(place, Redis):
        names = place.link.run(lambda client: client.keys("*"))
        assert names
        assert not any(session.secret.encode() in name for name in names)


def test_loading_takes_one_statement(database):
    store = DatabaseSessionStore()
    session = kept(store, database, a=1)
    with db_connect(database).cursor() as cr:
        before = cr.sql_log_count
        assert store.load(cr, session.sid)["a"] == 1
        assert cr.sql_log_count == before + 1


def test_a_table_that_was_dropped_is_made_again(database):
    store = DatabaseSessionStore()
    session = kept(store, database, a=1)
    with db_connect(database).cursor() as cr:
        cr.execute(SQL("DROP TABLE http_session"))
    with pytest.raises(UndefinedTable), db_connect(database).cursor() as cr:
        store.load(cr, session.sid)
    assert store.get(session.sid)["db"] == database
    assert store.get(session.sid).is_new
    kept(store, database, a=2)
