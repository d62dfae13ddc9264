"""What a database with apps takes: imports, views, upgrades, copies."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

from .measure import Goal, milliseconds, profiled
from .start import first_page, steps

if TYPE_CHECKING:
    from .measure import Report

DATABASE = "bench_apps"
ADDONS = ("base", "web", "contacts")
ROWS = 10_000
ALL_ROWS = 100_000
PROFILED = 2000
FIELDS = ["id", "name", "email", "phone", "street", "city", "zip", "country_id/id", "parent_id/id", "is_company"]
VIEWS = [(False, "form"), (False, "list"), (False, "search")]
GOALS = {
    "load": Goal(60, "s"),
    "views": Goal(5, "ms"),
    "upgrade": Goal(2, "s"),
    "template": Goal(1, "s"),
    "start": Goal(0.8, "s"),
}


def rows_of(count: int) -> list[list[str]]:
    """Return a table of companies, each followed by its nine contacts."""
    return [
        [
            f"p_{number}",
            f"Partner {number:06}",
            f"p{number}@example.com",
            f"+32 2 {number:07}",
            f"{number} Main street",
            f"City {number % 97}",
            f"{number % 10_000:05}",
            "base.be" if number % 2 else "base.fr",
            f"p_{number - number % 10}" if number % 10 else "",
            "0" if number % 10 else "1",
        ]
        for number in range(count)
    ]


def floor_of_load(cr: Any, rows: list[list[str]]) -> float:
    """Return the seconds that COPY takes for the same texts, into a table with the indexes of contacts."""
    cr.execute("CREATE TABLE floor (LIKE res_partner INCLUDING INDEXES INCLUDING DEFAULTS)")
    cr.execute("ALTER TABLE floor ALTER lang DROP NOT NULL")
    columns = ["name", "complete_name", "email", "phone", "street", "city", "zip", "type"]
    start = time.perf_counter()
    cursor = cr.connection.cursor()
    with cursor.copy(f"COPY floor ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row([row[1], row[1], *row[2:7], "contact"])
    seconds = time.perf_counter() - start
    cr.execute("DROP TABLE floor")
    return seconds


def measure(count: int) -> dict[str, Any]:
    """Make the database, measure, drop it."""
    from trivium.modules.startup import prepare

    prepare([])
    from trivium.data import databases
    from trivium.data.postgres import close_db
    from trivium.modules.lifecycle import environment, upgrade
    from trivium.modules.lifecycle.databases import NewDatabase

    result: dict[str, Any] = {"profiles": {}}

    def timed(name: str, action: Any) -> None:
        start = time.perf_counter()
        action()
        result[name] = time.perf_counter() - start

    def explained(name: str, action: Any, share: float = 1) -> None:
        """Profile what misses its goal, of which it did a share."""
        if not GOALS[name].is_met(result[name] / share):
            result["profiles"][name] = profiled(action)

    copy = f"{DATABASE}_copy"
    for name in (DATABASE, copy):
        databases.drop(name)
    NewDatabase(DATABASE, modules=ADDONS).create()
    try:
        timed("upgrade", lambda: upgrade(DATABASE, ["base"]))
        explained("upgrade", lambda: upgrade(DATABASE, ["base"]))
        close_db(DATABASE)
        result["start"] = first_page(DATABASE)
        if not GOALS["start"].is_met(result["start"]):
            result["profiles"]["start"] = f"{steps(DATABASE)}, of processor time"
        timed("template", lambda: databases.duplicate(DATABASE, copy))
        with environment(DATABASE) as env:
            partners = env["res.partner"]
            partners.get_views(VIEWS)
            before = env.cr.sql_log_count
            rounds = []
            for _round in range(20):
                timed("views", lambda: partners.get_views(VIEWS))
                rounds.append(result["views"])
            result["views"] = statistics.median(rounds)
            result["views_q"] = (env.cr.sql_log_count - before) // 20
            explained("views", lambda: partners.get_views(VIEWS))
            rows = rows_of(count)
            before = env.cr.sql_log_count
            timed("load", lambda: partners.load(FIELDS, rows))
            result["load_q"] = env.cr.sql_log_count - before
            result["load_floor"] = floor_of_load(env.cr, rows)
            again = [[f"again_{row[0]}", *row[1:]] for row in rows_of(PROFILED)]
            explained("load", lambda: partners.load(FIELDS, again), count / ALL_ROWS)
            env.cr.rollback()
    finally:
        for name in (DATABASE, copy):
            close_db(name)
            databases.drop(name)
    return result


def report(report: Report, *, full: bool = False) -> None:
    """Measure in a process of its own.

    Args:
        report: gets the table.
        full: import all rows that the goal speaks of, rather than a share.
    """
    count = ALL_ROWS if full else ROWS
    run = subprocess.run(
        [sys.executable, "-m", "bench.apps", str(count)], capture_output=True, text=True, check=True, env=os.environ
    )
    found = json.loads(run.stdout.splitlines()[-1])
    report.heading("A database with base, web and contacts")
    report.text(
        "The import is of companies with nine contacts each, 10 columns; its floor is a COPY of the same texts into a"
        " table with the same indexes."
    )
    texts = {
        "load": f"import {count:,} contacts by `load`",
        "views": "`get_views` of contacts: form, list, search, asked for before",
        "upgrade": "upgrade of all addons, nothing changed",
        "template": "a new database as a copy of this one",
        "start": "start of a server, to the first page",
    }
    goals = {name: str(goal) for name, goal in GOALS.items()}
    goals["load"] += f" for {ALL_ROWS:,}"
    report.table(
        ["operation", "floor ms", "Trivium ms", "q", "goal"],
        [
            [
                text,
                milliseconds(found.get(f"{name}_floor")),
                milliseconds(found[name]),
                str(found.get(f"{name}_q", "")),
                goals[name],
            ]
            for name, text in texts.items()
        ],
    )
    report.misses(
        {
            text: found["profiles"].get(name, "PostgreSQL, which copies the files of the database")
            for name, text in texts.items()
            if not GOALS[name].is_met(found[name] * (ALL_ROWS / count if name == "load" else 1))
        }
    )


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
