"""The filestore on a real directory."""

import errno
import hashlib
import io

import pytest

from trivium.data.errors import FilestoreError
from trivium.data.filestore import Filestore


@pytest.fixture
def store(tmp_path):
    return Filestore(tmp_path / "files")


def test_a_file_is_named_by_its_content_and_stored_once(store):
    digest = hashlib.sha1(b"hello").hexdigest()
    assert store.put(b"hello") == f"{digest[:2]}/{digest}"
    assert store.put(b"hello") == f"{digest[:2]}/{digest}"
    assert list(store.names()) == [f"{digest[:2]}/{digest}"]
    assert store.get(f"{digest[:2]}/{digest}") == b"hello"
    assert store.size(f"{digest[:2]}/{digest}") == 5


def test_a_stream_is_stored_in_pieces(store):
    content = bytes(range(256)) * 9000
    name = store.put_stream(io.BytesIO(content))
    assert store.verify(name)
    store.path(name).write_bytes(b"damaged")
    assert not store.verify(name)


@pytest.mark.parametrize("name", ["../../etc/passwd", "ab/cd", "", "ab/../ab", "/etc/passwd"])
def test_other_names_are_refused(store, name):
    with pytest.raises(FilestoreError, match="no name of a stored file"):
        store.get(name)


def test_a_missing_file_is_one_clear_error(store):
    with pytest.raises(FilestoreError, match="cannot be read"):
        store.get("ab/" + "ab" * 20)


def test_a_full_disk_leaves_nothing_behind(store):
    store.put(b"before")

    class Full(io.BytesIO):
        def read(self, size=-1):
            raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(FilestoreError, match="disk is full"):
        store.put_stream(Full(b"x"))
    assert len(list(store.names())) == 1
    assert [path.name for path in store.root.iterdir() if path.name.startswith(".new-")] == []


def test_only_unused_files_are_collected(store):
    kept, gone = store.put(b"kept"), store.put(b"gone")
    unmarked = store.put(b"unmarked")
    store.mark(kept)
    store.mark(gone)
    assert store.collect([kept]) == 0
    assert store.collect([kept], grace=-1.0) == 1
    assert sorted(store.names()) == sorted([kept, unmarked])
    assert store.marked() == []


def test_a_copy_is_independent(store, tmp_path):
    name = store.put(b"x")
    store.copy_to(tmp_path / "other")
    store.path(name).unlink()
    assert Filestore(tmp_path / "other").get(name) == b"x"
