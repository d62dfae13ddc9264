"""One served database for all external clients."""

import pytest
from tests.support.served import served_database

from trivium.tools.config import config


@pytest.fixture(scope="session")
def running(server):  # noqa: ARG001 - it must run
    """A server with base and web."""
    with served_database("web") as started:
        yield started


@pytest.fixture(scope="module")
def served(running):
    """The server with base and web, as the only one of this process that is spoken to."""
    running.select()
    return running


@pytest.fixture
def listed(monkeypatch):
    """Let clients list the databases, as they may where it was asked for."""
    monkeypatch.setitem(config._runtime, "list_db", True)


def pytest_collection_modifyitems(items):
    """Mark every test of this folder."""
    for item in items:
        if "tests/clients/" in item.path.as_posix():
            item.add_marker(pytest.mark.client)
            # the clients leave their connections to the garbage collector
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))
