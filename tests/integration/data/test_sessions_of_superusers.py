"""Databases that a session of a superuser is on, as PostgreSQL's own when it vacuums: the platform may not end it."""

import threading

import psycopg
import pytest

from trivium.data import databases
from trivium.data.errors import DatabaseInUseError
from trivium.data.server import current_server


@pytest.fixture
def foreign(server):  # noqa: ARG001 - it must run
    """A database, and a session of a superuser on it."""
    databases.create("held")
    connection = psycopg.connect(**current_server().administrator(), dbname="held", autocommit=True)
    yield connection
    connection.close()
    assert not databases.exists("held_copy") or databases.drop("held_copy")
    assert not databases.exists("held") or databases.drop("held")


def test_it_is_waited_for_where_a_database_is_dropped(foreign):
    leaving = threading.Timer(1, foreign.close)
    leaving.start()
    assert databases.drop("held")
    leaving.join()
    assert not databases.exists("held")


def test_one_that_stays_is_told_of(foreign):
    with pytest.raises(DatabaseInUseError, match="in use by others"):
        databases.drop("held")
    assert foreign.execute("SELECT 1").fetchone() == (1,)


def test_a_copy_waits_too(foreign):
    leaving = threading.Timer(1, foreign.close)
    leaving.start()
    databases.duplicate("held", "held_copy")
    leaving.join()
    assert databases.exists("held_copy")
