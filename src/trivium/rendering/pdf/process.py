"""The server's end: one process that makes PDF, begun with the first document and again after a failure."""

from __future__ import annotations

import atexit
import importlib.util
import multiprocessing
import os
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LONGEST = 300.0
"""Seconds that a document may take."""

BASE = "http://trivium.invalid"
"""What relative addresses in a document are relative to; it leads nowhere (RFC 2606)."""

_MISSING = (
    "PDF cannot be made: {}. The library Pango is needed: on Debian or Ubuntu, "
    "apt-get install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
)


class PdfError(Exception):
    """A document could not be made."""


class _Worker:
    """A process and the pipe to it; used by one thread at a time."""

    def __init__(self) -> None:
        ours, theirs = multiprocessing.Pipe()
        self.pipe: Any = ours
        command = [sys.executable, "-m", "trivium.rendering.pdf.worker", str(theirs.fileno())]
        self.process = subprocess.Popen(  # noqa: S603 - this interpreter and a module of ours
            command, pass_fds=[theirs.fileno()], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )
        theirs.close()

    def make(self, source: str, base: str, fetch: Callable[[str], tuple[bytes, str]]) -> bytes:
        """Make a document, giving the process what it asks for."""
        self.pipe.send(("document", source, base))
        while True:
            if not self.pipe.poll(LONGEST):
                raise PdfError(f"The document took more than {LONGEST:.0f} seconds")
            kind, value = self.pipe.recv()
            if kind == "pdf":
                return bytes(value)
            if kind == "failed":
                raise PdfError(f"The document cannot be made: {value}")
            try:
                content, mimetype = fetch(value)
            except LookupError as error:
                self.pipe.send(("refused", str(error)))
            else:
                self.pipe.send(("found", content, mimetype))

    def stop(self) -> str:
        """End the process; return what it complained of."""
        self.pipe.close()
        self.process.kill()
        said = self.process.communicate()[1]
        return said.strip().splitlines()[-1] if said.strip() else "the process ended"


_lock = threading.Lock()
_running: dict[int, _Worker] = {}


def available() -> bool:
    """Whether the library is installed that makes PDF."""
    return importlib.util.find_spec("weasyprint") is not None


def make_pdf(sources: Sequence[str], fetch: Callable[[str], tuple[bytes, str]], base: str = BASE) -> list[bytes]:
    """Make a PDF of each HTML document.

    Args:
        sources: the documents.
        fetch: gives content and type of an address that a document names; raises LookupError to refuse it.
        base: what relative addresses are relative to.

    Raises:
        PdfError: a document could not be made, or PDF cannot be made here; the message says what to do.
    """
    with _lock:
        worker = _running.get(os.getpid()) or _running.setdefault(os.getpid(), _Worker())
        done = False
        try:
            result = [worker.make(source, base, fetch) for source in sources]
            done = True
        except (EOFError, OSError) as error:
            _running.pop(os.getpid())
            raise PdfError(_MISSING.format(worker.stop())) from error
        finally:
            if not done and os.getpid() in _running:
                _running.pop(os.getpid()).stop()
    return result


@atexit.register
def _stop() -> None:
    if os.getpid() in _running:
        _running.pop(os.getpid()).stop()
