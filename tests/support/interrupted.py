"""Work on a database by another process, which is killed at a chosen moment."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from trivium.data import server
from trivium.data.postgres.cursor import Cursor
from trivium.modules import lifecycle, paths
from trivium.modules.lifecycle import installation
from trivium.orm.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.process import BaseProcess

PATIENCE = 120.0

installation.import_code("base")  # once, in the process that the others are forked from


class Moment(NamedTuple):
    """When a process is killed.

    Attributes:
        statement: the number of the statement, counted from 1, commits among them.
        pause: seconds after it was begun; 0 for right before it.
    """

    statement: int
    pause: float = 0.0


class Progress(NamedTuple):
    """What a process did that came to its end.

    Attributes:
        statements: how many it sent.
        commits: the numbers of those that were commits.
    """

    statements: int
    commits: list[int]


class _Counter:
    """Counts the statements of this process, and lets it be killed at one of them."""

    def __init__(self, moment: Moment | None, parent: Any) -> None:
        self._moment = moment
        self._parent = parent
        self.statements = 0
        self.commits: list[int] = []
        self._wrap("execute")
        self._wrap("_end")

    def _wrap(self, name: str) -> None:
        original = getattr(Cursor, name)

        def counted(cursor: Cursor, *args: Any, **kwargs: Any) -> Any:
            self._count(is_commit=args[0] == b"COMMIT")
            return original(cursor, *args, **kwargs)

        setattr(Cursor, name, counted)

    def _count(self, *, is_commit: bool) -> None:
        self.statements += 1
        if is_commit:
            self.commits.append(self.statements)
        if self._moment is None or self._moment.statement != self.statements:
            return
        if self._moment.pause:
            self._parent.send(None)  # the kill comes from outside, while this goes on
        else:
            os.kill(os.getpid(), signal.SIGKILL)


def _work(
    parameters: dict[str, Any], addons_path: str, action: str, db: str, names: list[str], moment: Any, parent: Any
) -> None:
    server.configure(server.ConfiguredServer(parameters))
    paths.use_addons_path([addons_path])
    counter = _Counter(moment, parent)
    if action == "start":
        with lifecycle.environment(db) as env:
            missing = set(env["ir.model"].search([]).mapped("model")) - set(env)
            assert not missing, f"models without classes: {missing}"
    elif action == "jobs":
        Registry(db)["ir.cron"]._process_jobs(db)
    else:
        getattr(lifecycle, action)(db, names)
    parent.send(Progress(counter.statements, counter.commits))


_ROOT = str(Path(__file__).parents[2])


class OtherProcess:
    """Installs or upgrades addons, or runs scheduled actions, in a process of its own.

    The processes are forked from one that has the engine imported and nothing open, so that they begin at once.

    Args:
        addons_path: folder with addons.
    """

    def __init__(self, addons_path: str) -> None:
        self._context = multiprocessing.get_context("forkserver")
        if _ROOT not in sys.path:
            sys.path.append(_ROOT)  # where the new process finds this module, from whatever directory it starts
        self._context.set_forkserver_preload(["tests.support.interrupted"])
        self._addons_path = addons_path

    @contextmanager
    def _running(
        self, action: str, db: str, names: Sequence[str], moment: Moment | None = None
    ) -> Iterator[tuple[BaseProcess, Any]]:
        """Let it work, and give the process and the connection over which it tells how far it is."""
        receiving, sending = self._context.Pipe(duplex=False)
        parameters = dict(server.current_server().parameters())
        arguments = (parameters, self._addons_path, action, db, list(names), moment, sending)
        process = self._context.Process(target=_work, args=arguments, daemon=True)
        with receiving, sending:
            process.start()
            yield process, receiving

    def finish(self, action: str, db: str, names: Sequence[str] = ()) -> Progress:
        """Let it `install`, `upgrade`, run `jobs` or merely `start` to its end, and return what it did."""
        with self._running(action, db, names) as (process, told):
            process.join(PATIENCE)
            assert process.exitcode == 0
            progress: Progress = told.recv()
        return progress

    def kill_at(self, moment: Moment, action: str, db: str, names: Sequence[str] = ()) -> None:
        """Let it work up to a moment, then kill it without any chance to tidy up."""
        with self._running(action, db, names, moment) as (process, told):
            if moment.pause:
                assert told.poll(PATIENCE)
                time.sleep(moment.pause)
                process.kill()
            process.join(PATIENCE)
            assert process.exitcode in (-signal.SIGKILL, 0), "it was killed, or done before that"
