"""Another store of sessions in the place of the server's own: files."""

import time
from pathlib import Path

import pytest

from trivium.http import FilesystemSessionStore, root


@pytest.fixture
def store(tmp_path, monkeypatch):
    files = FilesystemSessionStore(str(tmp_path))
    monkeypatch.setitem(vars(root), "session_store", files)
    return files


def test_the_server_keeps_its_sessions_in_the_store(store, visitor):
    uid = visitor.login()["result"]["uid"]
    sid = visitor.cookies["session_id"]
    assert store.get(sid).uid == uid
    assert visitor.call("/web/session/get_session_info")["result"]["uid"] == uid
    visitor.get("/web/session/logout", allow_redirects=False)
    assert store.get(sid).uid is None


def test_a_session_of_the_store_ends_for_the_server(store, visitor):
    visitor.login()
    store.delete_from_identifiers([visitor.cookies["session_id"][:42]])
    answer = visitor.call("/web/session/get_session_info")
    assert answer["error"]["code"] == 100


def test_what_is_saved_is_read_again(store):
    session = store.new()
    session["a"] = 1
    store.save(session)
    assert store.get(session.sid)["a"] == 1
    assert store.get_missing_session_identifiers([session.sid[:42], "f" * 42]) == {"f" * 42}
    store.delete(session)
    assert "a" not in store.get(session.sid)


def test_a_path_is_no_identifier(store):
    with pytest.raises(ValueError, match="no identifier"):
        store.get_session_filename("../" * 28)
    with pytest.raises(ValueError, match="no first half"):
        store.delete_from_identifiers("xxx")


def test_a_soft_rotation_lets_the_old_identifier_serve_for_a_while(store):
    session = store.begin()
    store.keep(session)
    old = session.sid
    store.rotate(session, env=None, soft=True)
    assert session.sid != old
    assert session.sid[:42] == old[:42]
    assert store.load(None, old).sid == old
    ended = store.get(old)
    ended["deletion_time"] = time.time() - 1
    store.save(ended)
    assert store.load(None, old) is None
    assert store.load(None, session.sid) is not None


def test_a_rotation_ends_all_earlier_identifiers(store):
    session = store.begin()
    store.keep(session)
    first = session.sid
    store.rotate(session, env=None, soft=True)
    second = session.sid
    store.rotate(session, env=None)
    assert [store.load(None, sid) for sid in (first, second)] == [None, None]
    assert store.load(None, session.sid) is not None


def test_what_was_not_used_is_removed(store):
    session = store.begin()
    store.keep(session)
    store.vacuum(1000)
    assert Path(store.get_session_filename(session.sid)).exists()
    store.vacuum(-1)
    assert not Path(store.get_session_filename(session.sid)).exists()
