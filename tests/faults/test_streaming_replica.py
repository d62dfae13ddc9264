"""A real replica serves routes that only read, the primary those that write; while it is gone, all of them."""

import shutil
import subprocess

import psycopg
import pytest
import requests
from tests.support.instance import Instance, reachable_directory, wait_until
from tests.support.link import Link

from trivium.data.embedded import EmbeddedServer
from trivium.data.embedded.roles import ADMINISTRATOR, OWNER

pytestmark = pytest.mark.fault

SETTINGS = """
wal_level = replica
max_wal_senders = 4
hot_standby = on
max_standby_streaming_delay = 5s
log_statement = all
"""


@pytest.fixture(scope="module")
def directory():
    with reachable_directory() as made:
        yield made


@pytest.fixture(scope="module")
def primary(directory):
    """A PostgreSQL that others may follow."""
    server = EmbeddedServer(directory / "primary", durable=False)
    cluster = server.start()
    cluster.stop()
    with (cluster.data / "postgresql.conf").open("a") as file:
        file.write(SETTINGS)
    with (cluster.data / "pg_hba.conf").open("a") as file:
        file.write("local replication all peer map=trivium\n")
    cluster.start()
    yield cluster
    server.stop()


@pytest.fixture(scope="module")
def replica(directory, primary):
    """One that follows it."""
    server = EmbeddedServer(directory / "replica", durable=False)
    cluster = server.start()
    cluster.stop()
    shutil.rmtree(cluster.data)
    command = [primary.binaries.path("pg_basebackup"), "-h", str(primary.sockets), "-U", ADMINISTRATOR]
    options = primary.account.popen_options(cluster.home)
    whole = [*command, "-D", str(cluster.data), "--write-recovery-conf", "--checkpoint=fast"]
    subprocess.run(whole, check=True, **options)
    cluster.start()
    yield cluster
    server.stop()


@pytest.fixture(scope="module")
def running(directory, primary, replica):
    """A server that knows both."""
    socket = "/.s.PGSQL.5432"
    with Link(f"{primary.sockets}{socket}") as first, Link(f"{replica.sockets}{socket}") as second:
        made = Instance(directory / "data", "proof")
        made.env["TRIVIUM_DB_URL"] = f"postgresql://{OWNER}@127.0.0.1:{first.port}/postgres?sslmode=disable"
        made.make("web")
        made.env |= {"TRIVIUM_DB_REPLICA_HOST": "127.0.0.1", "TRIVIUM_DB_REPLICA_PORT": str(second.port)}
        wait_until(lambda: is_caught_up(primary, replica))
        made.start(workers=1)
        try:
            yield made
        finally:
            made.stop()


def ask(cluster, query, database="postgres"):
    with psycopg.connect(host=str(cluster.sockets), user=OWNER, dbname=database) as connection:
        return connection.execute(query).fetchone()[0]


def is_caught_up(primary, replica):
    position = ask(primary, "SELECT pg_current_wal_lsn()::text")
    return ask(replica, f"SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn")


def count(running, name):
    """Ask by a route that only reads."""
    headers = {"X-Odoo-Database": running.db}
    login = {"db": running.db, "login": "admin", "password": "admin"}
    with requests.Session() as session:
        session.headers.update(headers)
        assert session.post(f"{running.url}/web/session/authenticate", json={"params": login}, timeout=30).ok
        params = {"model": "res.partner", "method": "search_count", "args": [[["name", "=", name]]], "kwargs": {}}
        answer = session.post(
            f"{running.url}/web/dataset/call_kw/res.partner/search_count", json={"params": params}, timeout=30
        )
        return answer.json()["result"]


def test_the_replica_serves_who_only_reads(running, primary, replica):
    assert ask(replica, "SELECT pg_is_in_recovery()")
    running.call("res.partner", "create", {"name": "replicated"})
    wait_until(lambda: is_caught_up(primary, replica))
    assert count(running, "replicated") == 1
    assert "replicated" in replica.log.read_text()


def test_a_replica_that_stops_is_done_without_and_taken_up_again(running, primary, replica):
    replica.stop()
    running.call("res.partner", "create", {"name": "meanwhile"})
    assert count(running, "meanwhile") == 1
    replica.start()
    wait_until(lambda: is_caught_up(primary, replica))
    assert count(running, "meanwhile") == 1
