"""Files by content: what is stored once is stored once, and is never half there.

A file is known by the SHA-1 of its content, `ab/abcdef...`: the layout of the ecosystem, in which the filestore of
another server can be used as it is. The digest names content; nothing secret rests on it.
"""

from __future__ import annotations

import errno
import filecmp
import hashlib
import os
import re
import shutil
import tempfile
import time
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Final

from trivium.data.errors import FilestoreError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import BinaryIO

_NAME: Final = re.compile(r"[0-9a-f]{2}/[0-9a-f]{40}")
_CHUNK: Final = 1 << 20
_FULL: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_GRACE_SECONDS: Final = 3600.0


class Filestore:
    """The files of one database.

    Args:
        root: directory of the files, made when the first is stored.
    """

    def __init__(self, root: Path | str) -> None:
        self.root = Path(root)

    def path(self, name: str) -> Path:
        """Return where the file of that name is.

        Raises:
            FilestoreError: no file has such a name.
        """
        if not _NAME.fullmatch(name):
            raise FilestoreError(f"{name!r} is no name of a stored file, such as `ab/` and the 40 digits of its SHA-1.")
        return self.root / name

    def exists(self, name: str) -> bool:
        """Tell whether there is a file of that name."""
        return self.path(name).is_file()

    def put(self, content: bytes) -> str:
        """Store bytes; return their name.

        Raises:
            FilestoreError: the disk is full or cannot be written; nothing is left behind.
        """
        return self.put_stream(BytesIO(content))

    def put_stream(self, stream: BinaryIO) -> str:
        """Store what a stream gives, a piece at a time; return its name.

        Raises:
            FilestoreError: as for `put`.
        """
        with self._writing("store a file"):
            self.root.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.root, prefix=".new-")
            try:
                with os.fdopen(handle, "wb") as file:
                    digest = _copy(stream, file)
                    file.flush()
                    os.fsync(file.fileno())
                return self._adopt(Path(temporary), digest)
            finally:
                Path(temporary).unlink(missing_ok=True)

    def get(self, name: str) -> bytes:
        """Return the content of a file.

        Raises:
            FilestoreError: it is not there, or cannot be read.
        """
        with self.open(name) as file:
            return file.read()

    @contextmanager
    def open(self, name: str) -> Iterator[BinaryIO]:
        """Open a file for reading.

        Raises:
            FilestoreError: it is not there, or cannot be read.
        """
        path = self.path(name)
        try:
            file = path.open("rb")
        except OSError as error:
            raise FilestoreError(
                f"The file {path} cannot be read ({error.strerror}): restore it from a backup, or delete its record."
            ) from error
        with file:
            yield file

    def size(self, name: str) -> int:
        """Return the length of a file in bytes."""
        return self.path(name).stat().st_size

    def verify(self, name: str) -> bool:
        """Tell whether a file is there and its content is what its name says."""
        if not self.exists(name):
            return False
        with self.open(name) as file:
            digest = hashlib.file_digest(file, "sha1")  # type: ignore[arg-type]  # it is a real file
        return digest.hexdigest() == name[3:]

    def names(self) -> Iterator[str]:
        """Yield the names of all files."""
        if not self.root.is_dir():
            return
        for folder in sorted(self.root.iterdir()):
            if folder.is_dir() and len(folder.name) == 2:
                for file in sorted(folder.iterdir()):
                    name = f"{folder.name}/{file.name}"
                    if _NAME.fullmatch(name):
                        yield name

    def mark(self, name: str) -> None:
        """Note that a file may be unused, for the next collection to look at."""
        self.path(name)
        mark = self.root / "checklist" / name
        with self._writing("mark a file"):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()

    def marked(self) -> list[str]:
        """Return the names that are marked as possibly unused."""
        checklist = self.root / "checklist"
        if not checklist.is_dir():
            return []
        found = (str(path.relative_to(checklist)) for path in checklist.glob("*/*"))
        return sorted(name for name in found if _NAME.fullmatch(name))

    def collect(
        self, used: Iterable[str], candidates: Iterable[str] | None = None, grace: float = _GRACE_SECONDS
    ) -> int:
        """Delete files that nothing refers to; return how many.

        Args:
            used: names that are referred to, by committed transactions.
            candidates: names to look at, by default those that are marked.
            grace: seconds since a file was last stored during which it stays: its transaction may not have ended.
        """
        kept = set(used)
        deleted = 0
        limit = time.time() - grace
        for name in self.marked() if candidates is None else list(candidates):
            path = self.path(name)
            if name not in kept:
                if path.exists() and path.stat().st_mtime > limit:
                    continue
                deleted += path.exists()
                path.unlink(missing_ok=True)
            (self.root / "checklist" / name).unlink(missing_ok=True)
        return deleted

    def copy_to(self, root: Path) -> None:
        """Copy the files to another root; they share their blocks where the file system allows links."""
        for name in self.names():
            target = Path(root) / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if target.exists():
                continue
            try:
                os.link(self.path(name), target)
            except OSError:
                shutil.copy2(self.path(name), target)

    def _adopt(self, temporary: Path, digest: str) -> str:
        """Give a complete file its name, so that it is there even after a power loss."""
        name = f"{digest[:2]}/{digest}"
        path = self.root / name
        if path.exists() and self._is_same(temporary, path):
            # the grace of collection begins anew for whoever stores the same content again
            os.utime(path)
            return name
        path.parent.mkdir(exist_ok=True)
        temporary.chmod(0o640)
        temporary.rename(path)
        _sync_directory(path.parent)
        _sync_directory(self.root)
        return name

    def _is_same(self, temporary: Path, path: Path) -> bool:
        """Whether a file of that name has the content that is to be stored; False where it is damaged.

        Raises:
            FilestoreError: another content has the same digest, which somebody has brought about.
        """
        if filecmp.cmp(temporary, path, shallow=False):
            return True
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha1").hexdigest() == path.name:
                raise FilestoreError(f"Another content has the name {path.name}: the file is refused.")
        return False

    @contextmanager
    def _writing(self, purpose: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in _FULL:
                reason = "the disk is full. Free some space and try again"
            else:
                reason = f"{error.strerror}. Check that the directory exists and may be written"
            raise FilestoreError(f"Cannot {purpose} in {self.root}: {reason}; nothing was stored.") from error


def _copy(source: BinaryIO, target: BinaryIO) -> str:
    digest = hashlib.sha1(usedforsecurity=False)
    while block := source.read(_CHUNK):
        digest.update(block)
        target.write(block)
    return digest.hexdigest()


def _sync_directory(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
