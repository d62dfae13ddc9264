"""An installation or upgrade killed at any moment leaves the database as it was, or as it is to be."""

from __future__ import annotations

import os
import random

import pytest
from tests.support.addons import addon_folder, installed_database
from tests.support.databases import throwaway_database
from tests.support.instance import wait_until
from tests.support.interrupted import Moment, OtherProcess

from trivium.data import databases
from trivium.data.postgres import close_db, db_connect
from trivium.modules.lifecycle.databases import NewDatabase
from trivium.orm.registry import Registry
from trivium.tools.config import config

POINTS = 10
"""Moments at which each of the two is killed."""

SEED = int(os.environ.get("TRIVIUM_TEST_SEED") or 19)  # another one kills at other moments

MODELS = """
from trivium import fields, models


class Crate(models.Model):
    _name = "crate.crate"
    _description = "Crate"

    name = fields.Char(required=True)
    partner_ids = fields.Many2many("res.partner")
    item_ids = fields.One2many("crate.item", "crate_id")


class Item(models.Model):
    _name = "crate.item"
    _description = "Item"

    name = fields.Char(index=True)
    crate_id = fields.Many2one("crate.crate", required=True, ondelete="cascade")

    _named = models.Constraint("CHECK (name <> '')", "An item has a name.")


class Partner(models.Model):
    _inherit = "res.partner"

    crate_note = fields.Char()
"""
CHANGES = """

class Lid(models.Model):
    _name = "crate.lid"
    _description = "Lid"

    crate_id = fields.Many2one("crate.crate", index=True)


class Crates(models.Model):
    _inherit = "crate.crate"

    weight = fields.Float(default=1.5)
"""
SCRIPT = "def migrate(cr, version):\n    cr.execute(\"UPDATE crate_item SET name = name || '!'\")\n"


def data(count):
    """Return a data file with so many crates, each with an item."""
    records = "".join(
        f'<record id="crate_{n}" model="crate.crate"><field name="name">Crate {n}</field>'
        f'<field name="item_ids"><record id="item_{n}" model="crate.item"><field name="name">I</field></record></field>'
        "</record>"
        for n in range(count)
    )
    return f"<odoo>{records}</odoo>"


OLD = {"__init__.py": "from . import models", "models.py": MODELS, "data.xml": data(300)}
NEW = {**OLD, "models.py": MODELS + CHANGES, "data.xml": data(400), "migrations/2.0/post-mark.py": SCRIPT}


@pytest.fixture(scope="module")
def addons(tmp_path_factory):
    """A folder with the addon as it is installed, and one as it is after the upgrade."""
    found = {}
    for version, files in (("1.0", OLD), ("2.0", NEW)):
        root = tmp_path_factory.mktemp(f"addons_{version[0]}")
        with addon_folder(root) as folder:
            folder.write("crate", files, depends=["base"], data=["data.xml"], version=version)
        found[version] = str(root)
    return found


@pytest.fixture(scope="module")
def template(server):  # noqa: ARG001 - it must run
    """A database with `base`; its name."""
    with throwaway_database() as name:
        config["skip_auto_install"] = True
        NewDatabase(name).initialize()
        forget(name)
        yield name


def forget(name):
    """Close what this process has open on a database."""
    Registry.signaling.stop(name)
    Registry.delete(name)
    close_db(name)


def state(db):
    """Return tables with columns, constraints, indexes, external ids, rows, and the state of the addon."""
    found = []
    with db_connect(db).cursor() as cr:
        cr.execute("SELECT to_regclass('crate_item') IS NOT NULL")
        has_tables = cr.fetchone()[0]
        for query in (
            "SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = 'public'",
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid <> 0",
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
            "SELECT module, name, model FROM ir_model_data WHERE name NOT LIKE 'module\\_%'",
            "SELECT model, name FROM ir_model_fields",
            "SELECT name, state, latest_version FROM ir_module_module WHERE state <> 'uninstalled'",
            "SELECT name FROM crate_item" if has_tables else "SELECT 1 WHERE false",
        ):
            cr.execute(query)
            found.append(sorted(cr.fetchall()))
    close_db(db)
    return found


def is_alone(db):
    """Tell whether the server has noticed that the killed process is gone."""
    with db_connect("postgres").cursor() as cr:
        cr.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [db])
        return cr.fetchone()[0] == 0


def moments(progress, chance):
    """Return the moments to kill a process at: around what it commits, and one in each stretch of its way."""
    chosen = [Moment(commit, pause) for commit in progress.commits[:2] for pause in (0, chance.uniform(0.0001, 0.005))]
    spread = POINTS - len(chosen)
    for stretch in range(spread):
        first, last = (progress.statements * (stretch + i) // spread for i in (0, 1))
        statement = chance.randint(first + 1, max(first + 1, last))
        chosen.append(Moment(statement, chance.choice((0, chance.uniform(0.0001, 0.01)))))
    chance.shuffle(chosen)
    return chosen


def try_points(action, template, process):
    """Kill an action at random moments; return how often the database was as before, and as afterwards.

    A database that is as it was before goes on to the next moment, so that it has to bear one crash after the other.
    """
    with installed_database(template) as db:
        before = state(db)
        progress = process.finish(action, db, ["crate"])
        after = state(db)
        assert before != after
    seen = {"before": 0, "after": 0}
    left = moments(progress, random.Random(f"{SEED} {action}"))
    while left:
        with installed_database(template) as db:
            found = before
            while left and found == before:
                moment = left.pop()
                process.kill_at(moment, action, db, ["crate"])
                wait_until(lambda db=db: is_alone(db))
                found = state(db)
                what = f"{action} killed at {moment} of {progress}, TRIVIUM_TEST_SEED={SEED}"
                assert found in (before, after), what
                seen["before" if found == before else "after"] += 1
            process.finish("start", db, [])
            process.finish(action, db, ["crate"])
            assert state(db)[:-1] == after[:-1], what
    return seen


def test_an_installation_that_is_killed(template, addons):
    print(f"TRIVIUM_TEST_SEED={SEED}")  # noqa: T201 - pytest shows it after a failure
    seen = try_points("install", template, OtherProcess(addons["1.0"]))
    assert seen["before"] > 0
    assert seen["after"] > 0


def test_an_upgrade_that_is_killed(template, addons):
    print(f"TRIVIUM_TEST_SEED={SEED}")  # noqa: T201 - pytest shows it after a failure
    with installed_database(template) as db:
        OtherProcess(addons["1.0"]).finish("install", db, ["crate"])
        forget(db)
        seen = try_points("upgrade", db, OtherProcess(addons["2.0"]))
        assert seen["before"] > 0
        assert seen["after"] > 0
        assert databases.exists(db)
