"""Scheduled actions whose process is killed: others go on, nothing is done twice, what always dies has failed."""

from __future__ import annotations

import os
import random
from datetime import datetime

import pytest
from tests.support.addons import environment, installed_database
from tests.support.interrupted import Moment, OtherProcess

from trivium.data.postgres import close_db, db_connect
from trivium.orm.registry import Registry

PIECES = 12
POINTS = 8
SEED = int(os.environ.get("TRIVIUM_TEST_SEED") or 19)  # another one kills at other moments

IN_PIECES = f"""
done = model.search_count([("name", "like", "piece ")])
if done < {PIECES}:
    done += 1
    model.create({{"name": "piece %s" % done}})
env["ir.cron"]._commit_progress(1, remaining={PIECES} - done)
"""
AS_A_WHOLE = """
for number in range(12):
    model.create({"name": "piece %s" % number})
    env.flush_all()
"""


@pytest.fixture(scope="module")
def process():
    """A process of its own that runs scheduled actions."""
    return OtherProcess(".")


@pytest.fixture
def db(base_template):
    """The name of a database without any scheduled action that is due."""
    with installed_database(base_template) as name:
        with environment(name) as env:
            env["ir.cron"].search([]).write({"active": False})
        yield name


def schedule(db, code):
    """Make a scheduled action that is due, and close what this process has open; return its id."""
    with environment(db) as env:
        model = env.ref("base.model_res_partner_category")
        values = {"name": "test", "model_id": model.id, "state": "code", "code": code, "interval_type": "days"}
        cron = env["ir.cron"].create({**values, "nextcall": datetime(2020, 1, 1)})  # noqa: DTZ001 - as the database
        found = cron.id
    forget(db)
    return found


def forget(db):
    Registry.signaling.stop(db)
    Registry.delete(db)
    close_db(db)


def rows(db, query, *values):
    with db_connect(db).cursor() as cr:
        cr.execute(query, values)
        found = cr.fetchall()
    close_db(db)
    return found


def pieces(db):
    return sorted(int(name.split()[1]) for (name,) in rows(db, "SELECT name->>'en_US' FROM res_partner_category"))


def schedule_of(db, cron_id):
    query = "SELECT nextcall > now() AT TIME ZONE 'UTC', failure_count, active FROM ir_cron WHERE id = %s"
    return rows(db, query, cron_id)[0]


def test_work_in_pieces_is_done_once_however_often_it_is_killed(db, process):
    print(f"TRIVIUM_TEST_SEED={SEED}")  # noqa: T201 - pytest shows it after a failure
    cron_id = schedule(db, IN_PIECES)
    with installed_database(db) as copy:
        progress = process.finish("jobs", copy)
        assert pieces(copy) == list(range(1, PIECES + 1))
    chance = random.Random(SEED)
    for _point in range(POINTS):
        done = pieces(db)
        assert done == list(range(1, len(done) + 1)), "none is missing, none is there twice"
        pause = chance.choice((0, chance.uniform(0.0001, 0.005)))
        process.kill_at(Moment(chance.randint(1, progress.statements // 3), pause), "jobs", db)
    # what was cut off three times in a row is counted as failed, and comes again later
    if not schedule_of(db, cron_id)[0]:
        process.finish("jobs", db)
    rows(db, "UPDATE ir_cron SET nextcall = '2020-01-01' WHERE id = %s RETURNING id", cron_id)
    process.finish("jobs", db)
    assert pieces(db) == list(range(1, PIECES + 1))
    assert schedule_of(db, cron_id) == (True, 0, True)


def test_what_dies_with_its_process_three_times_in_a_row_has_failed(db, process):
    cron_id = schedule(db, AS_A_WHOLE)
    with installed_database(db) as copy:
        progress = process.finish("jobs", copy)
        assert pieces(copy) == list(range(12))
    # the last statements commit the work: this is in the middle of it
    middle = Moment(progress.statements - 15)
    for cut_off in range(1, 4):
        process.kill_at(middle, "jobs", db)
        assert pieces(db) == []
        assert rows(db, "SELECT timed_out_counter FROM ir_cron_progress ORDER BY id DESC LIMIT 1") == [(cut_off,)]
        assert schedule_of(db, cron_id) == (False, 0, True), "it is still due"
    process.finish("jobs", db)
    assert schedule_of(db, cron_id) == (True, 1, True)
    assert pieces(db) == []
    rows(db, "UPDATE ir_cron SET nextcall = '2020-01-01' WHERE id = %s RETURNING id", cron_id)
    process.finish("jobs", db)
    assert schedule_of(db, cron_id) == (True, 0, True)
    assert pieces(db) == list(range(12))
