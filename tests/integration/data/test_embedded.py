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


INSIDE = (
    "COPY (SELECT 1) TO PROGRAM 'true'",
    "COPY (SELECT 1) TO '/tmp/copied'",
    "COPY pg_temp.line FROM '/etc/hostname'",
    "SELECT pg_read_file('/etc/hostname')",
    "SELECT pg_ls_dir('/')",
    "SELECT lo_import('/etc/hostname')",
    "CREATE FUNCTION run(cstring) RETURNS int AS 'libc.so.6', 'system' LANGUAGE c",
    "ALTER SYSTEM SET archive_command = 'true'",
    "CREATE ROLE another SUPERUSER",
    "ALTER ROLE trivium SUPERUSER",
    "SET ROLE postgres",
    "SET SESSION AUTHORIZATION postgres",
    "GRANT pg_execute_server_program TO trivium",
)


@pytest.mark.parametrize("statement", INSIDE)
def test_statements_reach_no_files_and_no_programs_of_the_machine(own_server, statement):
    with connect(own_server) as connection:
        connection.execute("CREATE TEMP TABLE line (text text)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute(statement)


OLDER = """
    CREATE EXTENSION pg_trgm;
    CREATE SCHEMA other;
    CREATE TABLE public.kept (id serial PRIMARY KEY, number int GENERATED ALWAYS AS IDENTITY, name text);
    INSERT INTO kept (name) VALUES ('a'), ('b');
    CREATE VIEW other.seen AS SELECT name FROM kept;
    CREATE SEQUENCE alone;
    CREATE TYPE colour AS ENUM ('red');
    CREATE FUNCTION two() RETURNS int LANGUAGE sql AS 'SELECT 2';
    SELECT lo_create(0);
"""


def test_a_cluster_whose_superuser_owned_all_is_given_to_a_role_without_such_rights():
    with reachable_directory() as path:
        server = EmbeddedServer(path, durable=False)
        cluster = server.start()
        administrator = server.administrator()
        with psycopg.connect(**administrator, dbname="postgres", autocommit=True) as connection:
            # as such a cluster was: one role, a superuser
            connection.execute("ALTER DATABASE postgres OWNER TO postgres")
            connection.execute("DROP ROLE trivium")
            connection.execute("CREATE ROLE trivium_renamer LOGIN SUPERUSER")
        with psycopg.connect(**{**administrator, "user": "trivium_renamer"}, dbname="postgres") as connection:
            connection.execute("ALTER ROLE postgres RENAME TO trivium")
        with psycopg.connect(**server.parameters(), dbname="postgres", autocommit=True) as connection:
            connection.execute("DROP ROLE trivium_renamer")
            connection.execute("CREATE DATABASE older")
            connection.execute("CREATE DATABASE pattern IS_TEMPLATE true")
        for name in ("older", "pattern"):
            with psycopg.connect(**server.parameters(), dbname=name, autocommit=True) as connection:
                assert connection.execute("SELECT usesuper FROM pg_user WHERE usename = current_user").fetchone()[0]
                connection.execute(OLDER)
        with psycopg.connect(**server.parameters(), dbname="postgres", autocommit=True) as connection:
            connection.execute("ALTER DATABASE pattern ALLOW_CONNECTIONS false")
        cluster.stop()
        try:
            assert server.revive()
            with psycopg.connect(**server.parameters(), dbname="postgres", autocommit=True) as connection:
                roles = connection.execute("SELECT rolname, rolsuper FROM pg_roles WHERE rolcanlogin ORDER BY 1")
                assert roles.fetchall() == [("postgres", True), ("trivium", False)]
                connection.execute("CREATE DATABASE copied TEMPLATE pattern")
                assert connection.execute(
                    "SELECT datname, datallowconn FROM pg_database WHERE datdba <> 10 ORDER BY 1"
                ).fetchall() == [("copied", True), ("older", True), ("pattern", False), ("postgres", True)]
            for name in ("older", "copied"):
                with psycopg.connect(**server.parameters(), dbname=name, autocommit=True) as connection:
                    connection.execute("INSERT INTO kept (name) VALUES ('c')")
                    connection.execute("ALTER TABLE kept ADD COLUMN more int")
                    connection.execute("DROP VIEW other.seen; DROP SEQUENCE alone; DROP SCHEMA other")
                    connection.execute("DROP FUNCTION two(); ALTER TYPE colour ADD VALUE 'blue'; DROP TABLE kept")
                    connection.execute("SELECT lo_unlink(oid) FROM pg_largeobject_metadata")
                    assert connection.execute("SELECT similarity('abc', 'abc')").fetchone() == (1.0,)
        finally:
            server.stop()


def test_a_configured_role_that_may_do_everything_is_warned_of(own_server, caplog):
    ConfiguredServer(own_server.parameters()).parameters()
    assert not [record for record in caplog.records if "superuser" in record.getMessage()]
    ConfiguredServer(own_server.administrator()).parameters()
    (record,) = [record for record in caplog.records if "superuser" in record.getMessage()]
    assert record.levelname == "WARNING"
