"""Backups: a database, its files and a manifest in one archive, checked before anything relies on it.

The archive is a zip as the ecosystem has it: `manifest.json`, `dump.sql` or `dump.pgc` (the format of pg_restore),
`filestore/ab/abcdef...`, and `checksums.json` with the SHA-256 of every other member. It is written to a stream, and
nothing is ever whole in memory.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import psycopg

from trivium.data import databases
from trivium.data.errors import BackupError, DatabaseExistsError
from trivium.data.postgres import close_db, db_connect
from trivium.data.server import current_server
from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import IO, BinaryIO

    from trivium.data.filestore import Filestore

    Progress = Callable[[str], None]

_CHUNK = 1 << 20
_DUMP, _SQL_DUMP, _MANIFEST, _CHECKSUMS = "dump.pgc", "dump.sql", "manifest.json", "checksums.json"


def dump(name: str, stream: BinaryIO, filestore: Filestore | None, manifest: Mapping[str, Any] | None = None) -> None:
    """Write a backup of a database to a stream.

    Args:
        name: the database.
        stream: takes the archive; it need not be seekable.
        filestore: the files; None leaves them out.
        manifest: what the caller knows of the database (modules with versions ...).

    Raises:
        BackupError: pg_dump failed.
    """
    sums: dict[str, str] = {}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=1, allowZip64=True) as archive:
        _add(archive, sums, _MANIFEST, json.dumps(_describe(name) | dict(manifest or {}), indent=2).encode())
        _add_dump(archive, sums, name)
        for stored in filestore.names() if filestore is not None else ():
            assert filestore is not None, "only then there are names"
            with filestore.open(stored) as source:
                _add_stream(archive, sums, f"filestore/{stored}", source, zipfile.ZIP_STORED)
        archive.writestr(_CHECKSUMS, json.dumps(sums))


def dump_sql(name: str, stream: BinaryIO) -> None:
    """Write a database, without files, in the format of pg_restore.

    Raises:
        BackupError: pg_dump failed.
    """
    _pg_dump(name, stream.write)


def verify(path: Path | str) -> dict[str, Any]:
    """Check a backup and return its manifest.

    Raises:
        BackupError: it is no backup, or damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _verify(archive)
    except zipfile.BadZipFile as error:
        raise BackupError(f"{path} is no backup: {error}.") from error


def restore(path: Path | str, name: str, filestore: Filestore | None, *, replace: bool = False) -> dict[str, Any]:
    """Make a database, and its files, from a backup; return its manifest.

    The backup is checked, then loaded under another name; only when that has succeeded it takes its place.

    Args:
        path: the archive.
        name: of the database to make.
        filestore: where the files go; None leaves them out.
        replace: a database of that name gives way, when the backup is loaded.

    Raises:
        BackupError: the backup is damaged or cannot be loaded; whatever was there is as it was.
        DatabaseExistsError: there is a database of that name, and `replace` is not set.
    """
    databases.check_name(name)
    manifest = verify(path)
    taken = databases.exists(name)
    if taken and not replace:
        raise DatabaseExistsError(f"There is a database {name!r} already: choose another name, or drop it first.")
    loading = f"loading-{os.getpid()}-{name}"[:63]
    databases.drop(loading)
    try:
        databases.create(loading)
        with zipfile.ZipFile(path) as archive:
            _load_dump(archive, loading)
            if filestore is not None:
                _load_files(archive, filestore)
        if taken:
            databases.drop(name)
        databases.rename(loading, name)
    finally:
        databases.drop(loading)
    return manifest


def _describe(name: str) -> dict[str, Any]:
    with db_connect(name).cursor() as cr:
        cr.execute(SQL("SELECT current_setting('server_version_num')::int"))
        row = cr.fetchone()
        assert row is not None, "the statement has one row"
        version = f"{row[0] // 10000}.{row[0] % 10000}"
    return {"format": "trivium-1", "db_name": name, "pg_version": version, "made": datetime.now(UTC).isoformat()}


def _add(archive: zipfile.ZipFile, sums: dict[str, str], member: str, content: bytes) -> None:
    sums[member] = hashlib.sha256(content).hexdigest()
    archive.writestr(member, content)


def _add_stream(archive: zipfile.ZipFile, sums: dict[str, str], member: str, source: BinaryIO, method: int) -> None:
    info = zipfile.ZipInfo(member, datetime.now(UTC).timetuple()[:6])
    info.compress_type = method
    digest = hashlib.sha256()
    with archive.open(info, "w", force_zip64=True) as target:
        while block := source.read(_CHUNK):
            digest.update(block)
            target.write(block)
    sums[member] = digest.hexdigest()


def _add_dump(archive: zipfile.ZipFile, sums: dict[str, str], name: str) -> None:
    info = zipfile.ZipInfo(_DUMP, datetime.now(UTC).timetuple()[:6])
    digest = hashlib.sha256()
    with archive.open(info, "w", force_zip64=True) as target:

        def write(block: bytes) -> None:
            digest.update(block)
            target.write(block)

        _pg_dump(name, write)
    sums[_DUMP] = digest.hexdigest()


def _pg_dump(name: str, write: Callable[[bytes], Any]) -> None:
    command = [current_server().tool("pg_dump"), "--format=custom", "--no-owner", "--no-privileges"]
    with _client(command, name, stdout=subprocess.PIPE) as (process, errors):
        assert process.stdout is not None, "it was asked for"
        while block := process.stdout.read(_CHUNK):
            write(block)
        if process.wait():
            raise BackupError(f"pg_dump of {name!r} failed: {_text(errors)}")


def _verify(archive: zipfile.ZipFile) -> dict[str, Any]:
    members = set(archive.namelist())
    if _MANIFEST not in members or not members & {_DUMP, _SQL_DUMP}:
        raise BackupError(f"{archive.filename} is no backup: {_MANIFEST} or {_DUMP} is missing in it.")
    sums: dict[str, str] = json.loads(archive.read(_CHECKSUMS)) if _CHECKSUMS in members else {}
    if sums and (lost := sorted(sums.keys() - members)):
        raise BackupError(f"{archive.filename} is damaged: {lost[0]} is missing. Use another backup.")
    for member in sorted(members - {_CHECKSUMS}):
        try:
            with archive.open(member) as source:
                digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]  # it reads bytes
        except (zipfile.BadZipFile, EOFError) as error:
            raise BackupError(f"{archive.filename} is damaged: {member} cannot be read. Use another backup.") from error
        if sums and digest != sums.get(member):
            raise BackupError(f"{archive.filename} is damaged: {member} is not what was stored. Use another backup.")
    manifest: dict[str, Any] = json.loads(archive.read(_MANIFEST))
    return manifest


def _load_dump(archive: zipfile.ZipFile, name: str) -> None:
    server = current_server()
    if _DUMP in archive.namelist():
        member = _DUMP
        command = [
            server.tool("pg_restore"),
            "--no-owner",
            "--no-privileges",
            "--exit-on-error",
            "--single-transaction",
        ]
    else:
        member = _SQL_DUMP
        command = [server.tool("psql"), "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1"]
    with archive.open(member) as source, _client(command, name, stdin=subprocess.PIPE) as (process, errors):
        assert process.stdin is not None, "it was asked for"
        with contextlib.suppress(BrokenPipeError):  # the program has failed then, and says why below
            shutil.copyfileobj(source, process.stdin, _CHUNK)
            process.stdin.close()
        if process.wait():
            raise BackupError(f"The backup cannot be loaded into PostgreSQL: {_text(errors)}")
    close_db(name)


def _load_files(archive: zipfile.ZipFile, filestore: Filestore) -> None:
    for member in archive.namelist():
        stored = member.removeprefix("filestore/")
        if stored == member or member.endswith("/") or stored.startswith("checklist/"):
            continue
        with archive.open(member) as source:
            name = filestore.put_stream(source)  # type: ignore[arg-type]  # it reads bytes
        if name != stored:
            raise BackupError(f"{archive.filename} is damaged: {member} is not what its name says. Use another backup.")


@contextlib.contextmanager
def _client(command: list[str], name: str, **pipes: Any) -> Any:
    """Run a client program on a database; yield the process and what it says of errors."""
    parameters = current_server().parameters()
    password = parameters.pop("password", None)
    environment = {**os.environ, **({"PGPASSWORD": password} if password else {})}
    target = psycopg.conninfo.make_conninfo(**parameters, dbname=name)
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen([*command, f"--dbname={target}"], stderr=errors, env=environment, **pipes)  # noqa: S603 - a client program of PostgreSQL
        try:
            yield process, errors
        finally:
            if process.poll() is None:
                process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                if pipe is not None:
                    with contextlib.suppress(BrokenPipeError):
                        pipe.close()


def _text(errors: IO[bytes]) -> str:
    errors.seek(0)
    return errors.read(4000).decode(errors="replace").strip()
