"""One served database for all external clients."""

import pytest
from tests.support.served import served_database


@pytest.fixture(scope="session")
def served(server):  # noqa: ARG001 - it must run
    """A server with base and web."""
    with served_database("web") as running:
        yield running


def pytest_collection_modifyitems(items):
    """Mark every test of this folder."""
    for item in items:
        if "tests/clients/" in item.path.as_posix():
            item.add_marker(pytest.mark.client)
            # the clients leave their connections to the garbage collector
            item.add_marker(pytest.mark.filterwarnings("ignore::ResourceWarning"))
            item.add_marker(pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"))
