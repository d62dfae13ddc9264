"""Throwaway databases on a throwaway embedded server."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from trivium.data import databases
from trivium.data.embedded import EmbeddedServer
from trivium.data.postgres import close_all
from trivium.data.server import configure
from trivium.orm.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trivium.data.server import Server


@contextmanager
def throwaway_server() -> Iterator[Server]:
    """Run an embedded server in a temporary directory, or use the one that TRIVIUM_TEST_DATA_DIR names."""
    named = os.environ.get("TRIVIUM_TEST_DATA_DIR")
    directory = Path(named or tempfile.mkdtemp(prefix="trivium-test-"))
    directory.chmod(0o755)
    server = EmbeddedServer(directory, durable=False)
    configure(server)
    try:
        yield server
    finally:
        Registry.signaling.stop_all()  # a listener that connects again would start the server again
        close_all()
        stopped = server.stop()
        if not named and stopped:
            shutil.rmtree(directory)


@contextmanager
def throwaway_database(template: str = "template0") -> Iterator[str]:
    """Make a database, and drop it afterwards."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    databases.create(name, template)
    try:
        yield name
    finally:
        databases.drop(name)
