"""The embedded server: started, shared, killed, started again."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from tests.support.instance import reachable_directory

from trivium.data.embedded import EmbeddedServer
from trivium.data.errors import ServerError
from trivium.data.server import ConfiguredServer, resolve_parameters, resolve_server

USER = """
import sys, psycopg
from trivium.data.embedded import EmbeddedServer
server = EmbeddedServer(sys.argv[1], durable=False)
connection = psycopg.connect(**server.parameters(), dbname="postgres", autocommit=True)
print(connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()[0], flush=True)
sys.stdin.readline()
"""

FORKED = """
import os, sys, psycopg
from trivium.data.embedded import EmbeddedServer
server = EmbeddedServer(sys.argv[1], durable=False)
server.start()
child = os.fork()
if not child:
    psycopg.connect(**server.parameters(), dbname="postgres").close()
    os._exit(0 if server.start().postmaster() else 1)
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), server.start().postmaster())
server.stop()
"""


@pytest.fixture(scope="module")
def directory():
    with reachable_directory() as path:
        yield path


@pytest.fixture
def own_server(directory):
    server = EmbeddedServer(directory, durable=False)
    yield server
    server.stop()


def connect(server):
    return psycopg.connect(**server.parameters(), dbname="postgres", autocommit=True)


def test_it_is_utf8_and_on_a_unix_socket_only(own_server):
    with connect(own_server) as connection:
        row = connection.execute(
            "SELECT current_setting('server_encoding'), current_setting('listen_addresses'), datcollate "
            "FROM pg_database WHERE datname = 'postgres'"
        ).fetchone()
    assert row == ("UTF8", "", "C.UTF-8")


def test_what_was_committed_survives_a_killed_postmaster(own_server):
    with connect(own_server) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
        connection.execute("TRUNCATE kept")
        connection.execute("INSERT INTO kept VALUES (1)")
        postmaster = own_server.start().postmaster()
        os.kill(postmaster, signal.SIGKILL)
    assert own_server.revive()
    assert not own_server.revive()
    with connect(own_server) as connection:
        assert connection.execute("SELECT n FROM kept").fetchall() == [(1,)]


def test_processes_share_it_and_the_last_one_stops_it(own_server, directory):
    with connect(own_server) as connection:
        started = connection.execute("SELECT pg_postmaster_start_time()::text").fetchone()[0]
    cluster = own_server.start()
    user = subprocess.Popen(
        [sys.executable, "-c", USER, str(directory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with user:
        assert user.stdout.readline().strip() == started
        assert own_server.stop() is False
        assert cluster.postmaster() is not None
        user.stdin.write("\n")
        user.stdin.flush()
        user.wait()
    assert cluster.postmaster() is None


def test_a_forked_process_leaves_the_server_of_its_parent_alone(directory):
    done = subprocess.run([sys.executable, "-c", FORKED, str(directory)], capture_output=True, text=True, check=True)
    status, postmaster = done.stdout.split()
    assert status == "0"  # the pid file is there, without which PostgreSQL ends itself within a minute
    assert int(postmaster) > 0


def test_a_killed_user_does_not_count(own_server, directory):
    cluster = own_server.start()
    user = subprocess.Popen(
        [sys.executable, "-c", USER, str(directory)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    with user:
        assert user.stdout.readline()
        user.kill()
        user.wait()
    assert own_server.stop() is True
    assert cluster.postmaster() is None


def test_the_pid_file_of_a_dead_server_is_cleaned_up(own_server):
    cluster = own_server.start()
    own_server.stop()
    # the number belongs to a living process, but not to PostgreSQL
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n{int(time.time())}\n5432\n\n")
    with connect(own_server) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_an_unreachable_configured_server_is_one_clear_error():
    server = ConfiguredServer({"host": "127.0.0.1", "port": "1", "user": "nobody", "password": "secret"})
    with pytest.raises(ServerError, match="--db-url") as caught:
        server.parameters()
    assert "secret" not in str(caught.value)
    assert "port=1" in str(caught.value)


def test_a_server_that_is_too_old_is_one_clear_error(own_server, monkeypatch):
    monkeypatch.setattr("trivium.data.server.MIN_PG_VERSION", 99)
    with pytest.raises(ServerError, match="is PostgreSQL 17"):
        ConfiguredServer(own_server.parameters()).parameters()


def test_a_configured_server_wins(monkeypatch, tmp_path):
    for name in ("PGHOST", "PGPORT", "PGSERVICE", "PGHOSTADDR", "PGSERVICEFILE", "TRIVIUM_DB_URL"):
        monkeypatch.delenv(name, raising=False)
    assert resolve_parameters({}) is None
    assert resolve_parameters({"db_host": "h", "db_port": 1, "db_user": "u", "db_password": "p"}) == {
        "host": "h", "port": "1", "user": "u", "password": "p",
    }  # fmt: skip
    assert resolve_parameters({"db_url": "postgresql://u@h/x", "db_host": "other"}) == {
        "user": "u",
        "host": "h",
        "dbname": "x",
    }
    assert resolve_server({"data_dir": tmp_path}).embedded
    monkeypatch.setenv("PGHOST", "h")
    assert resolve_parameters({}) == {}
    assert not resolve_server({}).embedded
    with pytest.raises(ServerError, match="not a PostgreSQL URL"):
        resolve_parameters({"db_url": "mysql://x"})
