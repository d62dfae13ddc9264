"""How long a new database takes, and how many statements."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from trivium.data import databases
from trivium.data.postgres import close_db

if TYPE_CHECKING:
    from .measure import Report

CASES = {
    "base": ("base",),
    "base, web": ("base", "web"),
    "base, web, contacts, with demo data": ("base", "web", "contacts"),
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
name, demo, addons = sys.argv[1], sys.argv[2] == "demo", sys.argv[3:]
start = time.perf_counter()
from trivium.modules.lifecycle.databases import NewDatabase
NewDatabase(name, modules=addons, demo=demo).create()
print(time.perf_counter() - start, count)
"""


def report(report: Report) -> None:
    """Measure the installation of addons on new databases, each in a process of its own."""
    rows = []
    for text, addons in CASES.items():
        name = "bench_install"
        if databases.exists(name):
            databases.drop(name)
        run = subprocess.run(
            [sys.executable, "-c", SCRIPT, name, "demo" if "demo" in text else "plain", *addons],
            capture_output=True, text=True, check=True, env=os.environ,
        )  # fmt: skip
        seconds, statements = run.stdout.split()[-2:]
        close_db(name)
        databases.drop(name)
        rows.append([text, f"{float(seconds):.1f}", statements])
    report.heading("Installing addons on a new database")
    report.text("From nothing to a database that serves, in a process of its own, imports included.")
    report.table(["addons", "seconds", "statements"], rows)
