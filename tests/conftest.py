"""Fixtures that any test may use."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.databases import throwaway_database, throwaway_server
from trivium.data.postgres import db_connect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trivium.data.postgres import Cursor
    from trivium.data.server import Server


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL of this test process."""
    with throwaway_server() as running:
        yield running


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[str]:  # noqa: ARG001 - it must run
    """An empty database for the tests of one module; its name."""
    with throwaway_database() as name:
        yield name


@pytest.fixture
def cr(database: str) -> Iterator[Cursor]:
    """A cursor on the database of the module; what a test does is undone."""
    cursor = db_connect(database).cursor()
    try:
        yield cursor
    finally:
        cursor.close()
