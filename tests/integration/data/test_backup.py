"""Backup and restore with the real client programs."""

import zipfile

import pytest

from trivium.data import backup, databases
from trivium.data.errors import BackupError, DatabaseExistsError, DatabaseMissingError, DataError
from trivium.data.filestore import Filestore
from trivium.data.postgres import db_connect


@pytest.fixture(scope="module")
def archive(database, tmp_path_factory):
    folder = tmp_path_factory.mktemp("backup")
    files = Filestore(folder / "files")
    files.put(b"attached")
    with db_connect(database).cursor() as cr:
        cr.execute("CREATE TABLE t (a text); INSERT INTO t VALUES ('kept')")
    path = folder / "backup.zip"
    with path.open("wb") as stream:
        backup.dump(database, stream, files, {"modules": {"base": "19.0"}})
    return path


def test_a_backup_comes_back_whole(database, archive, tmp_path):
    files = Filestore(tmp_path)
    name = f"{database}_back"
    try:
        manifest = backup.restore(archive, name, files)
        assert manifest["modules"] == {"base": "19.0"}
        assert manifest["db_name"] == database
        with db_connect(name).cursor() as cr:
            cr.execute("SELECT a FROM t")
            assert cr.fetchall() == [("kept",)]
        assert [files.get(stored) for stored in files.names()] == [b"attached"]
        with pytest.raises(DatabaseExistsError, match="already"):
            backup.restore(archive, name, files)
        backup.restore(archive, name, files, replace=True)
        assert [each for each in databases.list_names() if each.startswith("loading-")] == []
    finally:
        databases.drop(name)


def test_a_damaged_backup_replaces_nothing(database, archive, tmp_path):
    damaged = tmp_path / "damaged.zip"
    with zipfile.ZipFile(archive) as source, zipfile.ZipFile(damaged, "w") as target:
        for member in source.namelist():
            content = source.read(member)
            target.writestr(member, content[:-1] + b"!" if member == "dump.pgc" else content)
    with pytest.raises(BackupError, match=r"damaged: dump\.pgc"):
        backup.restore(damaged, database, None, replace=True)
    with db_connect(database).cursor() as cr:
        cr.execute("SELECT a FROM t")
        assert cr.fetchall() == [("kept",)]
    (tmp_path / "other.zip").write_bytes(b"no zip")
    with pytest.raises(BackupError, match="is no backup"):
        backup.verify(tmp_path / "other.zip")


@pytest.mark.usefixtures("archive")
def test_databases_are_copied_renamed_and_dropped(database):
    copy, renamed = f"{database}_copy", f"{database}_renamed"
    try:
        databases.duplicate(database, copy)
        databases.rename(copy, renamed)
        assert databases.exists(renamed)
        assert not databases.exists(copy)
        assert renamed in databases.list_names()
        with db_connect(renamed).cursor() as cr:
            cr.execute("SELECT a FROM t")
            assert cr.fetchall() == [("kept",)]
        with pytest.raises(DatabaseExistsError):
            databases.create(renamed)
    finally:
        assert databases.drop(renamed)
    assert not databases.drop(renamed)
    with pytest.raises(DatabaseMissingError):
        databases.duplicate(f"{database}_missing", renamed)
    with pytest.raises(DataError, match="cannot be the name"):
        databases.create('a"; DROP')
