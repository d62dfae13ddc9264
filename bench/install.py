"""How long a new database takes, and how many statements."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from trivium.data import databases
from trivium.data.postgres import close_db

from .measure import Goal

if TYPE_CHECKING:
    from .measure import Report

CASES = {
    "base alone": (("base",), Goal(3, "s")),
    "base, and what comes with it": (("base",), Goal(3, "s")),
    "base, web, contacts, with demo data, and what comes with them": (("base", "web", "contacts"), Goal(5, "s")),
}
SCRIPT = """
import sys, time
from trivium.modules.startup import prepare
prepare([])
from trivium.data.postgres.cursor import Cursor
count, execute = 0, Cursor.execute
def counted(cr, *args, **kwargs):
    global count
    count += 1
    return execute(cr, *args, **kwargs)
Cursor.execute = counted
from trivium.modules import lifecycle
from trivium.tools.config import config
from bench.measure import profiled
name, options, addons = sys.argv[1], sys.argv[2].split(","), sys.argv[3:]
config["skip_auto_install"] = "alone" in options
def install():
    from trivium.modules.lifecycle.databases import NewDatabase
    NewDatabase(name, modules=addons, demo="demo" in options).create()
start = time.perf_counter()
if "profile" in options:
    print(profiled(install))
else:
    install()
    print(time.perf_counter() - start, count)
"""


def _install(addons: tuple[str, ...], options: list[str]) -> str:
    """Install addons on a new database, in a process of its own; return the last line that it says."""
    name = "bench_install"
    if databases.exists(name):
        databases.drop(name)
    run = subprocess.run(
        [sys.executable, "-c", SCRIPT, name, ",".join(options), *addons],
        capture_output=True, text=True, check=True, env=os.environ,
    )  # fmt: skip
    close_db(name)
    databases.drop(name)
    return run.stdout.splitlines()[-1]


def report(report: Report) -> None:
    """Measure the installation of addons on new databases."""
    rows = []
    missed = {}
    for text, (addons, goal) in CASES.items():
        options = [option for option in ("alone", "demo") if option in text.replace(",", "").split()]
        seconds, statements = _install(addons, options).split()
        rows.append([text, f"{float(seconds):.1f}", statements, str(goal)])
        if not goal.is_met(float(seconds)):
            missed[text] = _install(addons, [*options, "profile"])
    report.heading("Installing addons on a new database")
    report.text("From nothing to a database that serves, in a process of its own, imports included.")
    report.table(["addons", "seconds", "statements", "goal"], rows)
    report.misses(missed)
