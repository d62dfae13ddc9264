"""PostgreSQL killed in the middle of writes: what it had confirmed is there."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
from tests.support.instance import reachable_directory

from trivium.data.embedded import EmbeddedServer

pytestmark = pytest.mark.fault

WRITER = """
import sys, psycopg
from trivium.data.embedded import EmbeddedServer
connection = psycopg.connect(**EmbeddedServer(sys.argv[1]).parameters(), dbname="postgres", autocommit=True)
number = 0
while True:
    number += 1
    connection.execute("INSERT INTO confirmed VALUES (%s, repeat('x', 5000))", [number])
    print(number, flush=True)
"""


@pytest.fixture
def directory():
    with reachable_directory() as path:
        yield path


def test_what_was_confirmed_survives_a_kill(directory):
    server = EmbeddedServer(directory)
    try:
        with psycopg.connect(**server.parameters(), dbname="postgres", autocommit=True) as connection:
            connection.execute("CREATE TABLE confirmed (n int PRIMARY KEY, filler text)")
        for _round in range(2):
            confirmed = _write_until_killed(server, directory)
            assert server.revive()
            with psycopg.connect(**server.parameters(), dbname="postgres", autocommit=True) as connection:
                found = [n for (n,) in connection.execute("SELECT n FROM confirmed ORDER BY n")]
                connection.execute("TRUNCATE confirmed")
            assert found[: len(confirmed)] == confirmed
            # one more may have been written, whose confirmation did not arrive
            assert len(found) <= len(confirmed) + 1
    finally:
        server.stop()


def _write_until_killed(server, directory):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(directory)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with writer:
        lines = [writer.stdout.readline() for _ in range(20)]
        time.sleep(0.05)
        os.kill(server.start().postmaster(), signal.SIGKILL)
        lines += writer.stdout.readlines()
    return [int(line) for line in lines if line.endswith(b"\n")]
