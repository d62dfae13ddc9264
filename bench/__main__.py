"""Runs the benchmarks and writes docs/reference/performance.md.

trivium bench [--only orm,apps,install,http] [--full] [--output FILE]
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg.conninfo import make_conninfo

from trivium.data import databases
from trivium.data.postgres import close_db
from trivium.data.server import current_server

from . import apps, engine, floor, http, install
from .measure import GOALS, OPERATIONS, READINGS, Report, each, milliseconds, ratio

if TYPE_CHECKING:
    from collections.abc import Iterator

OUTPUT = Path(__file__).parent.parent / "docs/reference/performance.md"


@contextmanager
def database(name: str) -> Iterator[str]:
    """Make an empty database and drop it afterwards; yield its name."""
    if databases.exists(name):
        databases.drop(name)
    databases.create(name)
    try:
        yield name
    finally:
        close_db(name)
        databases.drop(name)


def conninfo_of(name: str) -> str:
    """Return how raw drivers reach a database of the server."""
    return make_conninfo(**{**current_server().parameters(), "dbname": name})


def peer(module: str, *arguments: str) -> dict[str, float]:
    """Run a peer in a process of its own; empty where it cannot run."""
    run = subprocess.run(
        [sys.executable, "-W", "ignore", "-m", f"bench.peers.{module}", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        print(f"{module}: left out: {run.stderr.strip().splitlines()[-1:]}", file=sys.stderr)
        return {}
    return json.loads(run.stdout.strip().splitlines()[-1])


def orm(report: Report) -> None:
    """Compare the engine with the floor and with peers."""
    with database("bench_orm") as name:
        parameters = current_server().parameters()
        lowest = floor.measure(conninfo_of(name))
        own, statements, profiles = engine.measure(name)
    with database("bench_django") as name:
        django = peer("django_orm", conninfo_of(name))
    host, user = parameters.get("host", ""), parameters.get("user", "")
    uri = f"postgresql://{user}@{host.replace('/', '%2F')}:{parameters.get('port', 5432)}/"
    with database("bench_tryton") as name:
        databases.drop(name)
        tryton = peer("tryton", uri, name)
    report.heading("The engine")
    report.text(
        "Milliseconds, the least of three rounds, and the ratio to the *floor*: the same data moved by raw psycopg"
        " in the same run, on a plain"
        " model of 15 columns, one of them computed and stored. `q` is the number of SQL statements."
    )
    report.table(
        ["operation", "floor", "Trivium", "q", "x floor", "goal", "Django", "x floor", "trytond", "x floor"],
        [
            [
                text,
                milliseconds(lowest.get(name)),
                milliseconds(own.get(name)) + each(name, own),
                str(statements[name]),
                ratio(own, lowest, name),
                str(GOALS[name]),
                milliseconds(django.get(name)),
                ratio(django, lowest, name),
                milliseconds(tryton.get(name)),
                ratio(tryton, lowest, name),
            ]
            for name, text in OPERATIONS.items()
        ],
    )
    report.misses(
        {
            text: profiles[name]
            for name, text in OPERATIONS.items()
            if not GOALS[name].is_met(own[name], lowest.get(name), READINGS.get(name, 1))
        }
    )


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(prog="trivium bench", description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--only", default="orm,apps,install,http", help="parts, by comma: orm, apps, install, http")
    parser.add_argument("--full", action="store_true", help="import 100,000 rows rather than a share")
    parser.add_argument("--output", type=Path, default=OUTPUT, help="the page, written where all parts are measured")
    options = parser.parse_args()
    report = Report(["# Performance\n"])
    report.text(
        f"Written by `make bench` on {platform.machine()}, Python {platform.python_version()}. Seconds travel badly"
        " between machines: look at the"
        " ratios, which are measured in one run."
    )
    parts = {
        "orm": orm,
        "apps": partial(apps.report, full=options.full),
        "install": install.report,
        "http": http.report,
    }
    if unknown := set(options.only.split(",")) - set(parts):
        parser.error(f"there is no part {', '.join(sorted(unknown))}: choose among {', '.join(parts)}")
    for name in options.only.split(","):
        parts[name](report)
    print(report)
    if set(options.only.split(",")) == set(parts):
        options.output.parent.mkdir(parents=True, exist_ok=True)
        options.output.write_text(str(report) + "\n")


if __name__ == "__main__":
    main()
