"""A developer's server begins anew when an addon's Python or XML file changes."""

from __future__ import annotations

import logging
import os
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import watchfiles

from trivium.modules.paths import addons_paths

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

_logger = logging.getLogger("trivium.http")

SUFFIXES: Final = (".py", ".xml")


class SourceWatch:
    """Tells a server to stop when a file of an addon changes.

    Args:
        server: told by `signal_handler_interrupt`, as by Ctrl+C.

    Attributes:
        seen: whether something changed.
    """

    def __init__(self, server: Any) -> None:
        self.seen = False
        self._server = server
        self._stop = threading.Event()

    def __enter__(self) -> Self:
        threading.Thread(target=self._watch, name="source-watch", daemon=True).start()
        return self

    def __exit__(
        self, exc_type: type[BaseException] | None, exc_val: BaseException | None, exc_tb: TracebackType | None
    ) -> None:
        self._stop.set()

    @staticmethod
    def begin_anew() -> None:
        """Replace this process by a new one with the same command; its number stays."""
        sys.stdout.flush()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - the command that was started

    def _watch(self) -> None:
        folders = [folder for folder in addons_paths() if Path(folder).is_dir()]
        for changes in watchfiles.watch(*folders, watch_filter=_matters, stop_event=self._stop, raise_interrupt=False):
            _logger.info("%s changed: the server begins anew", ", ".join(sorted(path for _kind, path in changes)))
            self.seen = True
            self._server.signal_handler_interrupt()
            return


def _matters(_change: watchfiles.Change, path: str) -> bool:
    return path.endswith(SUFFIXES) and "/static/" not in path and "/." not in path
