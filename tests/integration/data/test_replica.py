"""Transactions that only read go to the replica where there is one, and to the primary while it is gone."""

import logging

import psycopg
import pytest

from trivium.data.postgres import close_all, close_db, db_connect
from trivium.data.server import current_server
from trivium.tools.config import config


@pytest.fixture
def replica(server, tmp_path_factory):
    """The same server by another address: what is told apart is where connections go, not what is there."""
    host = server.parameters()["host"]
    link = tmp_path_factory.mktemp("replica") / "socket"
    link.symlink_to(host)
    close_all()
    config["db_replica_host"] = str(link)
    yield str(link)
    config["db_replica_host"] = None
    close_all()


def address(cr):
    return cr.connection.info.host


def test_without_a_replica_the_primary_refuses_to_write(database):
    with db_connect(database, readonly=True).cursor() as cr:
        assert cr.readonly
        cr.execute("SHOW transaction_read_only")
        assert cr.fetchone() == ("on",)
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            cr.execute("CREATE TABLE never (id int)", log_exceptions=False)
        cr.rollback()
    with db_connect(database).cursor() as cr:
        cr.execute("SHOW transaction_read_only")
        assert cr.fetchone() == ("off",)


def test_who_only_reads_asks_the_replica(database, replica):
    with db_connect(database, readonly=True).cursor() as cr:
        cr.execute("SHOW transaction_read_only")
        assert cr.fetchone() == ("on",)
        assert address(cr) == replica
    with db_connect(database).cursor() as cr:
        assert address(cr) != replica


def test_a_replica_that_is_gone_is_left_alone_for_a_while(database, replica, caplog):
    config["db_replica_host"] = f"{replica}/nowhere"
    reading = db_connect(database, readonly=True)
    with caplog.at_level(logging.WARNING, "trivium.sql_db"):
        for _ in range(3):
            with reading.cursor() as cr:
                assert cr.readonly
                assert address(cr) == current_server().parameters()["host"]
                cr.execute("SELECT 1")
    assert caplog.text.count("The replica cannot be used") == 1


@pytest.mark.usefixtures("replica")
def test_connections_to_the_replica_are_closed_with_the_database(database):
    with db_connect(database, readonly=True).cursor() as cr:
        cr.execute("SELECT 1")
        connection = cr.connection
    assert not connection.closed
    close_db(database)
    assert connection.closed
