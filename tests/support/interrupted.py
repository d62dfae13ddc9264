"""Work on a database by another process, which can be killed at any moment."""

from __future__ import annotations

import multiprocessing
import time
from typing import TYPE_CHECKING, Any

from trivium.data import server
from trivium.modules import lifecycle, paths
from trivium.modules.lifecycle import installation

if TYPE_CHECKING:
    from multiprocessing.process import BaseProcess

PATIENCE = 60.0

installation.import_code("base")  # once, in the process that the others are forked from


def _work(parameters: dict[str, Any], addons_path: str, action: str, db: str, names: list[str], started: Any) -> None:
    server.configure(server.ConfiguredServer(parameters))
    paths.use_addons_path([addons_path])
    started.set()
    if action == "start":
        with lifecycle.environment(db) as env:
            missing = set(env["ir.model"].search([]).mapped("model")) - set(env)
            assert not missing, f"models without classes: {missing}"
    else:
        getattr(lifecycle, action)(db, names)


class OtherProcess:
    """Installs or upgrades addons in a process of its own.

    The processes are forked from one that has the engine imported and nothing open, so that they begin at once.

    Args:
        addons_path: folder with addons.
    """

    def __init__(self, addons_path: str) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.support.interrupted"])
        self._addons_path = addons_path

    def begin(self, action: str, db: str, names: list[str]) -> BaseProcess:
        """Begin `install`, `upgrade` or a mere `start`, and return the process."""
        started = self._context.Event()
        arguments = (dict(server.current_server().parameters()), self._addons_path, action, db, names, started)
        process = self._context.Process(target=_work, args=arguments, daemon=True)
        process.start()
        assert started.wait(PATIENCE)
        return process

    def finish(self, action: str, db: str, names: list[str]) -> float:
        """Let it come to its end, and return how long that took in seconds."""
        process = self.begin(action, db, names)
        beginning = time.monotonic()
        process.join(PATIENCE)
        assert process.exitcode == 0
        return time.monotonic() - beginning

    def kill_after(self, seconds: float, action: str, db: str, names: list[str]) -> None:
        """Let it work for a time, then kill it without any chance to tidy up."""
        process = self.begin(action, db, names)
        time.sleep(seconds)
        process.kill()
        process.join(PATIENCE)
