"""Sessions in their table."""

import pytest

from trivium.data.postgres import db_connect
from trivium.data.sql import SQL
from trivium.http.session import Session
from trivium.http.sessionstore import DatabaseSessionStore


@pytest.fixture
def store():
    return DatabaseSessionStore()


def stored(database, session):
    with db_connect(database).cursor() as cr:
        cr.execute(SQL("SELECT 1 FROM http_session WHERE id = %s", DatabaseSessionStore.digest(session.sid)))
        return bool(cr.fetchone())


def age(database, session, seconds):
    with db_connect(database).cursor() as cr:
        cr.execute(
            SQL(
                "UPDATE http_session SET expires = expires - %s * interval '1 second' WHERE id = %s",
                seconds,
                DatabaseSessionStore.digest(session.sid),
            )
        )


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


def test_an_ended_session_is_a_new_one(store, database):
    session = store.new(database)
    session["a"] = 1
    store.save(session, lifetime=100)
    age(database, session, 101)
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


def test_soft_rotation_lets_requests_under_way_end(store, database):
    session = store.new(database)
    session["a"] = 1
    store.save(session)
    old = Session(session, session.sid)
    store.rotate(session, env=None, soft=True)
    assert store.get(old.sid)["a"] == 1
    age(database, old, 121)
    assert "a" not in store.get(old.sid)


def test_a_deleted_session_is_gone(store, database):
    session = store.new(database)
    session["a"] = 1
    store.save(session)
    store.delete(session)
    assert "a" not in store.get(session.sid)


def test_sessions_of_a_user_end_but_one(store, database):
    sessions = [store.new(database) for _ in range(3)]
    for session in sessions:
        session.uid = 7
        store.save(session)
    with db_connect(database).cursor() as cr:
        assert store.delete_of_user(cr, 7, keep=sessions[0]) == 2
    assert store.get(sessions[0].sid).uid == 7
    assert store.get(sessions[1].sid).uid is None


def test_ended_sessions_are_removed(store, database):
    session = store.new(database)
    session["a"] = 1
    store.save(session)
    kept = store.new(database)
    kept["a"] = 1
    store.save(kept)
    age(database, session, 8 * 24 * 3600)
    with db_connect(database).cursor() as cr:
        store.collect(cr)
    assert stored(database, kept)
    assert not stored(database, session)


def test_loading_takes_one_statement(store, database):
    session = store.new(database)
    session["a"] = 1
    store.save(session)
    with db_connect(database).cursor() as cr:
        before = cr.sql_log_count
        assert store.load(cr, session.sid)["a"] == 1
        assert cr.sql_log_count == before + 1
