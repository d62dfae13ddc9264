"""Installs published addons as they are, runs their own tests, removes them, and writes what came of it.

    python scripts/corpus.py [-n JOBS] [--contract FOLDER] [--only ADDON,...] [--page FILE]

The list of packages is `corpus/open.txt` in the contract's folder, which lies beside the checkout (`../shared`), or
where `TRIVIUM_CONTRACT` says; without it there is nothing to try, and the script says so. The result is
`docs/reference/compatibility.md`, written once all were tried; a run of some only (`--only`) needs a page of its own.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from psycopg.conninfo import make_conninfo

from trivium.data import databases
from trivium.data.postgres import close_db
from trivium.data.server import current_server
from trivium.modules import lifecycle, packages, startup
from trivium.modules.graph import closure
from trivium.modules.inspection import check_addon
from trivium.modules.lifecycle.databases import KNOWN_PASSWORD, NewDatabase
from trivium.modules.manifest import Manifest
from trivium.modules.paths import BUILTIN, find_addon
from trivium.orm.registry import Registry
from trivium.testing.runner import ServerTests
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "reference" / "compatibility.md"
TEMPLATE = "corpus_template"
MINUTES = 6
"""How long one addon may take."""

LONGEST = 200
"""Characters of a reason."""

TABLE = re.compile(r"CREATE TABLE (?:public\.)?(\w+)")
NO_NETWORK = re.compile(
    r"gaierror|Name or service not known|Temporary failure in name resolution|Network is unreachable"
)
ASKING_NETWORK = {"email-validator"}
"""Libraries that ask a name server, and tell of its silence as if the name did not exist."""

HEAD = """\
# Published addons that run here

Written by `make compat`, not by hand: each package is fetched as it is published (`trivium addon get`), installed in a
fresh database, its own tests run (`trivium test`), and it is removed again; `schema` tells whether `pg_dump
--schema-only` says the same before and after, but for what tests wrote for good by themselves. No line of them was
changed. What is not `yes`, or fails, is a gap of the platform unless the reason says otherwise:
[how to report one](../how-to/bring-your-addon.md#report-a-gap).

"""


@dataclass
class Row:
    """What came of an addon.

    Attributes:
        addon: technical name.
        package: name of its package.
        version: published version, empty where there is none.
        waits: core addons that it needs and that are not in the tree.
        installed: whether it could be installed.
        passed, failed, skipped: how many of its tests.
        removed: whether it could be removed.
        clean: whether the schema was the same afterwards.
        reasons: a line for each failure.
        needs: a line for each test that failed for want of the network.
        notes: what is worth knowing and no gap of the platform.
    """

    addon: str
    package: str
    version: str = ""
    waits: list[str] = field(default_factory=list)
    installed: bool = False
    passed: int = 0
    failed: int = 0
    skipped: int = 0
    removed: bool = False
    clean: bool = False
    reasons: list[str] = field(default_factory=list)
    needs: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def last_line(text: object) -> str:
    """Return the line of a traceback or message that says what is wrong."""
    said = str(text)
    for folder in (f"{config['data_dir']}/addons/19.0/", f"{ROOT}/"):
        said = said.replace(folder, "")
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    wrong = [line for line in lines if re.match(r"[\w.]+(Error|Exception|Warning|Violation|[a-z]Failed)\b.*:", line)]
    line = re.sub(r"\s+", " ", (wrong or lines or ["no reason given"])[-1])
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def told(error: Exception) -> str:
    """Return kind and first line of an error: what follows says where, at length."""
    first, *_where = str(error).strip().splitlines() or [""]
    return last_line(f"{type(error).__name__}: {first}")


def schema(name: str) -> str:
    """Return the definition of all that is in a database."""
    server = current_server()
    target = make_conninfo(**server.parameters(), dbname=name)
    command = [server.tool("pg_dump"), "--schema-only", "--no-owner", "--no-privileges", f"--dbname={target}"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return "\n".join(line for line in text.splitlines() if not line.startswith(("\\restrict", "\\unrestrict", "--")))


def try_addon(row: Row, name: str) -> None:
    """Install an addon in a database, test it, remove it; note what came of it."""
    config["test_enable"] = True
    config["db_name"] = [name]
    core, others = split(row.addon)
    lifecycle.install(name, core)
    before = schema(name)
    tests = ServerTests(name, modules=[row.addon])
    own = Changes()

    def at_install(cr: object, module: str) -> None:
        with own.noted(name):
            tests.at_install(cr, module)

    try:
        lifecycle.install(name, [row.addon], after_module=at_install, commit_each=True)
    except Exception as error:
        row.reasons.append(f"installation: {told(error)}")
        return
    row.installed = True
    with own.noted(name):
        tests.finish()
    row.passed, row.failed, row.skipped = map(tests.outcomes.count, ("passed", "failed", "skipped"))
    for item in tests.outcomes.items:
        if item.status == "failed":
            short = item.name.removeprefix(f"odoo.addons.{row.addon}.tests.")
            reason = f"{short}: {last_line(item.message)}"
            (row.needs if needs_network(row.addon, item.message) else row.reasons).append(reason)
    try:
        lifecycle.uninstall(name, others)
    except Exception as error:
        row.reasons.append(f"removal: {told(error)}")
        return
    row.removed = True
    after = schema(name)
    left, lost = statements(after) - statements(before), statements(before) - statements(after)
    if made := sorted(table[1] for each in left & own.added if (table := TABLE.match(each))):
        row.notes.append(f"its tests make tables and leave them: {', '.join(made)}")
    differing = (left - own.added) | (lost - own.removed)
    row.clean = not differing
    if differing:
        row.reasons.append(f"schema: {len(differing)} statements differ, such as `{last_line(min(differing))}`")


@dataclass
class Changes:
    """What tests change of a schema for good: nobody undoes that, here or on 19.0.

    Attributes:
        added, removed: statements of the schema.
    """

    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)

    @contextmanager
    def noted(self, name: str) -> Iterator[None]:
        """Note what changes in a database meanwhile."""
        before = statements(schema(name))
        yield
        after = statements(schema(name))
        self.added |= after - before
        self.removed |= before - after


def statements(text: str) -> set[str]:
    """Return the statements of a schema."""
    return {each.strip() for each in text.split(";\n") if each.strip()}


def needs_network(addon: str, message: str) -> bool:
    """Tell whether a test failed for want of the network: the machine has none, and the test's addon asks for it."""
    if reaches_names():
        return False
    if NO_NETWORK.search(message):
        return True
    manifest = Manifest.for_addon(addon)
    needed = (manifest["external_dependencies"] or {}).get("python", []) if manifest else []
    return bool(ASKING_NETWORK & {str(each).lower().replace("_", "-") for each in needed})


@cache
def reaches_names() -> bool:
    """Tell whether this machine finds the addresses of others."""
    try:
        socket.getaddrinfo("gmail.com", 25)
    except OSError:
        return False
    return True


def split(addon: str) -> tuple[list[str], list[str]]:
    """Return the addons that one needs, itself with them: those in the tree, and the others."""
    names = closure([addon], lambda each: (found := Manifest.for_addon(each)) and found["depends"])
    core = [each for each in names if (folder := find_addon(each)) and folder.parent == BUILTIN]
    return core, [each for each in names if each not in core]


def imported(addon: str) -> set[str]:
    """Return the addons that one imports without depending on them, and that are not in the tree."""
    folder = find_addon(addon)
    gaps = check_addon(folder) if folder else []
    names = [gap.name.split(".") for gap in gaps if gap.kind == "python" and not gap.file.startswith("tests/")]
    return {name[2] for name in names if name[:2] == ["odoo", "addons"] and find_addon(name[2]) is None}


def in_process(row: Row, settings: list[str]) -> Row:
    """Try an addon that can be tried in a process of its own and a copy of the template."""
    if row.waits or row.reasons:
        return row
    name = f"corpus_{row.addon}"
    if databases.exists(name):
        databases.drop(name)
    databases.duplicate(TEMPLATE, name)
    command = [sys.executable, __file__, "--row", json.dumps(asdict(row)), "--database", name, *settings]
    try:
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                command, stdout=subprocess.PIPE, stderr=said, text=True, check=False, timeout=60 * MINUTES
            )
            said.seek(0)
            errors = said.read()
        result = next((line for line in done.stdout.splitlines() if line.startswith("{")), None)
        log = Path(config["data_dir"]) / "corpus" / f"{row.addon}.log"
        log.parent.mkdir(exist_ok=True)
        log.write_text(errors)
        if result is None:
            row.reasons.append(f"the process ended with {done.returncode}: {last_line(errors)}")
            return row
        return Row(**json.loads(result))
    except subprocess.TimeoutExpired:
        row.reasons.append(f"stopped after {MINUTES} minutes")
        return row
    finally:
        databases.drop(name)


def rows_of(corpus: Path, only: set[str]) -> list[tuple[Row, set[str]]]:
    """Read the list: a row of each addon, with the core addons that it needs."""
    found = []
    for line in corpus.read_text().splitlines():
        if line.strip() and not line.startswith("#"):
            package, addon, core, _tests = line.split("\t")
            if not only or addon in only:
                found.append((Row(addon, package), set(core.split(","))))
    return found


def mark(*, value: bool) -> str:
    """Return how a cell shows a truth."""
    return "yes" if value else "**no**"


def write(rows: list[Row], page: Path) -> None:
    """Write the page."""
    tried = [row for row in rows if not row.waits]
    good = [row for row in tried if not row.reasons and row.clean]
    untested = [row for row in good if not row.passed]
    alone = (
        f"{len(untested)} of the {len(good)} ran no test of their own, so that only installation and removal are shown"
    )
    lines = [
        f"Of {len(rows)} addons {len(tried)} could be tried, and {len(good)} of these run without a gap; {alone}.",
        "",
    ]
    lines += ["| addon | version | installed | passed | failed | skipped | removed | schema | what is wrong |"]
    lines += ["| --- | --- | --- | ---: | ---: | ---: | --- | --- | --- |"]
    for row in tried:
        told = [
            *row.reasons,
            *(f"Needs the network: {each}" for each in row.needs),
            *(f"Note: {each}" for each in row.notes),
        ]
        reasons = "<br>".join(each.replace("|", "\\|").replace("<", "&lt;") for each in told)
        marks = [mark(value=row.installed), row.passed, row.failed, row.skipped]
        marks += [mark(value=row.removed), "same" if row.clean else "**differs**" if row.removed else "", reasons]
        lines.append("| " + " | ".join(map(str, [row.addon, row.version, *marks])) + " |")
    lines += ["", "## Waiting for apps that are not in the tree yet", ""]
    lines += ["| addon | version | waits for |", "| --- | --- | --- |"]
    lines += [f"| {row.addon} | {row.version} | {', '.join(row.waits)} |" for row in rows if row.waits]
    page.write_text(HEAD + "\n".join(lines) + "\n")


def main() -> None:
    """Try all addons of the list, or one in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    default = os.environ.get("TRIVIUM_CONTRACT", ROOT.parent / "shared")
    parser.add_argument("--contract", type=Path, default=Path(default), help="folder with corpus/open.txt")
    parser.add_argument("--only", default="", help="names of addons, by comma")
    parser.add_argument("--page", type=Path, default=PAGE, help="file to write")
    parser.add_argument("-n", "--jobs", type=int, default=2, help="how many addons are tried at the same time")
    parser.add_argument("--row", help=argparse.SUPPRESS)
    parser.add_argument("--database", help=argparse.SUPPRESS)
    parser.add_argument("-D", "--data-dir", help="folder of the instance; default a throwaway one")
    options = parser.parse_args()
    corpus = options.contract / "corpus" / "open.txt"
    if not corpus.is_file():
        sys.exit(f"There is no list of addons at {corpus}: set TRIVIUM_CONTRACT to a folder with corpus/open.txt.")
    with tempfile.TemporaryDirectory(prefix="trivium-corpus-") as throwaway:
        Path(throwaway).chmod(0o755)
        settings = ["--data-dir", options.data_dir or throwaway]
        startup.prepare(settings)
        if options.row:
            row = Row(**json.loads(options.row))
            try_addon(row, options.database)
            print("\n" + json.dumps(asdict(row)))
        else:
            try_all(rows_of(corpus, set(filter(None, options.only.split(",")))), options.page, settings, options.jobs)
        # before its data goes
        current_server().stop()


def try_all(rows: list[tuple[Row, set[str]]], page: Path, settings: list[str], jobs: int) -> None:
    """Fetch and try every addon whose core addons are there, and write the page."""
    start = time.monotonic()
    # Not the one of an earlier run: that of an older platform would differ from what installs today.
    if databases.exists(TEMPLATE):
        databases.drop(TEMPLATE)
    NewDatabase(TEMPLATE, ["base", "web"], password=KNOWN_PASSWORD).create()
    Registry.signaling.stop(TEMPLATE)
    Registry.delete(TEMPLATE)
    close_db(TEMPLATE)
    waiting = [fetched(row, core) for row, core in rows]
    with ThreadPoolExecutor(jobs) as pool:
        results = [show(row) for row in pool.map(in_process, waiting, itertools.repeat(settings))]
    write(results, page)
    print(f"{len(results)} addons in {(time.monotonic() - start) / 60:.1f} minutes; see {page}")


def fetched(row: Row, core: set[str]) -> Row:
    """Fetch an addon; note its version and what it waits for, or why it cannot be had."""
    try:
        row.version = packages.fetch([row.addon])[row.addon]
        row.waits = sorted({name for name in core if not (BUILTIN / name).is_dir()} | imported(row.addon))
    except packages.FetchError as error:
        row.reasons.append(last_line(error))
    return row


def show(row: Row) -> Row:
    """Print what came of an addon."""
    counts = f"{row.passed} passed, {row.failed} failed, {row.skipped} skipped"
    outcome = f"waits for {', '.join(row.waits)}" if row.waits else counts
    print(row.addon, outcome, *row.reasons, *row.needs, *row.notes, sep="\n  ", flush=True)
    return row


if __name__ == "__main__":
    main()
