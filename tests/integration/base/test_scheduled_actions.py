"""Scheduled actions: when they are due, one owner at a time, progress, failures."""

import time
from datetime import datetime, timedelta
from functools import partial

import pytest

from trivium.data.postgres import db_connect
from trivium.exceptions import UserError
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry
from trivium.tools.config import config

moment = partial(datetime, tzinfo=None)  # the database speaks naive UTC


@pytest.fixture
def committed(base_database):
    """An environment whose changes are committed, as those of other processes are; taken back at the end."""
    with Registry(base_database).cursor() as cr:
        env = Environment(cr, 1, {})
        env["ir.cron"].search([]).write({"active": False})
        cr.commit()
        yield env
        cr.rollback()
        crons = env["ir.cron"].with_context(active_test=False).search([("cron_name", "like", "test:")])
        crons.unlink()
        env["ir.config_parameter"].search([("key", "like", "test.")]).unlink()
        env["ir.cron"].with_context(active_test=False).search([]).write({"active": True})
        cr.commit()


def schedule(env, code, **values):
    cron = env["ir.cron"].create(
        {
            "name": f"test: {code[:20]}",
            "model_id": env.ref("base.model_ir_config_parameter").id,
            "state": "code",
            "code": code,
            "interval_number": 1,
            "interval_type": "hours",
            "nextcall": moment(2020, 1, 1, 12, 0),
            **values,
        }
    )
    env.cr.commit()
    return cron


def run(env):
    count = env.registry["ir.cron"]._process_jobs(env.cr.dbname)
    env.cr.rollback()
    env.invalidate_all()
    return count


def parameter(env, key):
    return env["ir.config_parameter"].get_param(key)


def test_what_is_due_runs_as_its_user_and_moves_on(committed):
    cron = schedule(
        committed, "model.sudo().set_param('test.ran', env.uid)", user_id=committed.ref("base.user_admin").id
    )
    assert run(committed) == 1
    assert parameter(committed, "test.ran") == str(committed.ref("base.user_admin").id)
    assert cron.lastcall
    assert cron.nextcall > committed.cr.now()
    assert (cron.nextcall.minute, cron.nextcall.second) == (0, 0)
    assert run(committed) == 0


def test_a_job_that_another_process_holds_is_passed_over(committed):
    cron = schedule(committed, "model.set_param('test.ran', 1)")
    with db_connect(committed.cr.dbname).cursor() as other:
        other.execute("SELECT id FROM ir_cron WHERE id = %s FOR NO KEY UPDATE", [cron.id])
        assert run(committed) == 0
        with pytest.raises(UserError, match="is running"), committed.cr.savepoint():
            cron.method_direct_trigger()
        other.rollback()
    assert run(committed) == 1


def test_an_action_run_by_hand_keeps_what_it_committed(committed):
    code = "model.set_param('test.kept', env.uid)\nenv['ir.cron']._commit_progress(1)\nmodel.set_param('test.lost', 1)"
    user = committed.ref("base.user_admin")
    cron = schedule(committed, code, user_id=user.id)
    cron.method_direct_trigger()
    committed.cr.commit()
    assert (parameter(committed, "test.kept"), parameter(committed, "test.lost")) == (str(user.id), "1")
    assert cron.lastcall
    committed["ir.config_parameter"].search([("key", "like", "test.")]).unlink()
    cron.code += "\nraise UserError('no')"
    committed.cr.commit()
    with pytest.raises(UserError, match="no"):
        cron.method_direct_trigger()
    committed.cr.rollback()
    assert (parameter(committed, "test.kept"), parameter(committed, "test.lost")) == (str(user.id), False)


def test_a_failure_is_counted_and_rolled_back(committed):
    cron = schedule(committed, "model.set_param('test.half', 1)\nraise UserError('no')")
    run(committed)
    assert parameter(committed, "test.half") is False
    assert (cron.failure_count, bool(cron.first_failure_date)) == (1, True)
    assert cron.active
    cron.write({"failure_count": 4, "first_failure_date": moment(2020, 1, 1), "nextcall": moment(2020, 1, 1)})
    committed.cr.commit()
    run(committed)
    assert not cron.active
    cron.write({"active": True, "code": "log('fine')", "nextcall": moment(2020, 1, 1)})
    committed.cr.commit()
    run(committed)
    assert (cron.failure_count, cron.first_failure_date) == (0, False)


def test_work_in_pieces_goes_on_until_nothing_is_left(committed):
    schedule(
        committed,
        "done = int(model.get_param('test.done', '0')) + 1\n"
        "model.set_param('test.done', done)\n"
        "env['ir.cron']._commit_progress(1, remaining=3 - done)",
    )
    run(committed)
    assert parameter(committed, "test.done") == "3"


def test_work_for_longer_leaves_a_trigger_for_the_rest(committed, monkeypatch):
    monkeypatch.setattr("odoo.addons.base.models.ir_cron_worker.MIN_RUNS_PER_JOB", 1)
    monkeypatch.setattr("odoo.addons.base.models.ir_cron_worker.MIN_TIME_PER_JOB", 0)
    cron = schedule(committed, "env['ir.cron']._commit_progress(1, remaining=5)")
    nextcall = cron.nextcall
    run(committed)
    assert cron.nextcall == nextcall
    assert committed["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)]) == 1


def test_a_trigger_runs_a_job_before_its_time(committed):
    cron = schedule(committed, "model.set_param('test.ran', 1)", nextcall=moment(2999, 1, 1))
    assert run(committed) == 0
    cron._trigger()
    cron._trigger(at=moment(2999, 1, 1))
    committed.cr.commit()
    assert run(committed) == 1
    left = committed["ir.cron.trigger"].search([("cron_id", "=", cron.id)])
    assert left.mapped("call_at") == [moment(2999, 1, 1)]


def test_a_job_that_was_cut_off_again_and_again_has_failed(committed):
    cron = schedule(committed, "model.set_param('test.ran', 1)")
    committed["ir.cron.progress"].create({"cron_id": cron.id, "timed_out_counter": 3})
    committed.cr.commit()
    run(committed)
    assert parameter(committed, "test.ran") is False
    assert cron.failure_count == 1


def test_nothing_runs_while_addons_are_installed(committed):
    schedule(committed, "model.set_param('test.ran', 1)", nextcall=committed.cr.now() - timedelta(minutes=1))
    module = committed["ir.module.module"].search([("name", "=", "base")])
    committed.cr.execute("UPDATE ir_module_module SET state = 'to upgrade' WHERE id = %s", [module.id])
    committed.cr.commit()
    assert run(committed) == 0
    committed.cr.execute("UPDATE ir_module_module SET state = 'installed' WHERE id = %s", [module.id])
    committed.cr.commit()
    assert run(committed) == 1


def test_a_daily_job_keeps_its_hour_when_clocks_change(env):
    user = env["res.users"].create({"name": "U", "login": "u", "tz": "Europe/Brussels"})
    cron = env["ir.cron"].new(
        {"user_id": user.id, "interval_type": "days", "interval_number": 1, "nextcall": moment(2026, 3, 28, 7, 0)}
    )
    assert cron._next_call_after(moment(2026, 3, 28, 9, 0)) == moment(2026, 3, 29, 6, 0)
    cron.interval_type = "months"
    assert cron._next_call_after(moment(2026, 5, 1)) == moment(2026, 5, 28, 6, 0)


def test_a_deleted_schedule_takes_its_action_along(env):
    cron = env["ir.cron"].create(
        {
            "name": "test: gone",
            "model_id": env.ref("base.model_ir_config_parameter").id,
            "state": "code",
            "code": "log('x')",
        }
    )
    action = cron.ir_actions_server_id
    assert action.usage == "ir_cron"
    cron.unlink()
    assert not action.exists()
    with pytest.raises(Exception, match=r"greater than zero|interval"), env.cr.savepoint():
        env["ir.cron"].create(
            {"name": "test: zero", "model_id": env.ref("base.model_ir_config_parameter").id, "interval_number": 0}
        )


def test_the_clean_up_runs_what_is_marked_for_it(committed):
    cron = committed.ref("base.autovacuum_job")
    cron.write({"active": True, "nextcall": moment(2020, 1, 1)})
    committed["ir.cron.progress"].create({"cron_id": cron.id})
    committed.cr.execute("UPDATE ir_cron_progress SET create_date = '2020-01-01'")
    committed.cr.commit()
    assert run(committed) == 1
    assert cron.failure_count == 0
    committed.cr.execute("SELECT count(*) FROM ir_cron_progress WHERE create_date < '2021-01-01'")
    assert committed.cr.fetchone()[0] == 0


@pytest.mark.parametrize(("own", "of_requests"), [(1, 120), (-1, 1)])
def test_a_run_that_takes_too_long_is_ended_and_undone(committed, monkeypatch, caplog, own, of_requests):
    monkeypatch.setitem(config._runtime, "limit_time_real_cron", own)
    monkeypatch.setitem(config._runtime, "limit_time_real", of_requests)
    code = "model.set_param('test.long', 1)\nenv.flush_all()\nenv.cr.execute('SELECT pg_sleep(60)')"
    cron = schedule(committed, code)
    started = time.monotonic()
    run(committed)
    assert time.monotonic() - started < 50
    assert "limit_time_real_cron" in caplog.text
    assert (parameter(committed, "test.long"), cron.failure_count) == (False, 1)
    schedule(committed, "model.set_param('test.brief', 1)")
    run(committed)
    assert parameter(committed, "test.brief") == "1"
