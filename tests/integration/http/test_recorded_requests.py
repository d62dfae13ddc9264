"""Requests of a session that asks for it are recorded: statements, stacks, and pages that show them."""

import json

import pytest

from odoo.tools import profiler
from trivium.data.profiling import Profiler
from trivium.modules.lifecycle import environment


@pytest.fixture
def profiling(served):
    """Let sessions record."""
    with environment(served.db) as env:
        env["ir.config_parameter"].set_param("base.profiling_enabled_until", "2999-01-01 00:00:00")
    yield
    with environment(served.db) as env:
        env["ir.config_parameter"].set_param("base.profiling_enabled_until", "")
        env["ir.profile"].search([]).unlink()


def recordings(served):
    with environment(served.db) as env:
        return env["ir.profile"].search_read([], ["name", "sql_count", "entry_count", "duration", "session", "sql"])


def test_who_may_not_record_is_told_why(visitor):
    visitor.login("low", "low")
    answer = visitor.get("/web/set_profiling?profile=1")
    assert answer.status_code == 403
    assert "an administrator can allow it" in answer.text


def test_an_administrator_is_led_to_the_form_that_allows_it(admin):
    answer = admin.get("/web/set_profiling?profile=1").json()
    assert answer["res_model"] == "base.enable.profiling.wizard"


@pytest.mark.usefixtures("profiling")
def test_unknown_collectors_are_refused_before_they_break_requests(admin):
    answer = admin.get("/web/set_profiling?profile=1&collectors=everything")
    assert answer.status_code == 403
    assert "everything" in answer.text
    assert admin.get("/web/set_profiling?profile=1&entry_count_limit=many").status_code == 403
    assert admin.kw("res.partner", "search_count", [])["result"] > 0


@pytest.mark.usefixtures("profiling")
def test_requests_are_recorded_until_profiling_is_switched_off(served, admin):
    state = admin.get("/web/set_profiling?profile=1&collectors=sql,traces_async&traces_async_interval=0.0005").json()
    assert state["session"].endswith(admin.kw("res.users", "read", [served.uid], ["name"])["result"][0]["name"])
    assert state["collectors"] == ["sql", "traces_async"]
    admin.kw("res.partner", "search_read", [["name", "=", "Nobody of this name"]], ["name"])
    admin.get("/web/set_profiling?profile=0")
    admin.kw("res.partner", "search_count", [])
    found = recordings(served)
    assert [item["name"] for item in found] == [
        "POST /web/dataset/call_kw/res.partner/search_read",
        "POST /web/dataset/call_kw/res.users/read",
    ]
    last = found[0]
    assert last["session"] == state["session"]
    statements = json.loads(last["sql"])
    assert last["sql_count"] == len(statements) >= 1
    assert any("Nobody of this name" in statement["full_query"] for statement in statements)
    assert any(frame[2] == "search_read" for statement in statements for frame in statement["stack"])
    assert last["duration"] > 0


@pytest.mark.usefixtures("profiling")
def test_what_was_recorded_is_shown_and_downloaded(served, admin):
    admin.get("/web/set_profiling?profile=1&collectors=sql,traces_sync")
    admin.kw("res.partner", "search_read", [["name", "=", "<b>"]], ["name"])
    admin.get("/web/set_profiling?profile=0")
    (recorded,) = recordings(served)
    page = admin.get(f"/web/speedscope/{recorded['id']}")
    assert page.status_code == 200
    assert "<svg" in page.text
    assert "search_read" in page.text
    assert "<b>" not in page.text
    assert "<script" not in page.text
    file = admin.get(f"/web/speedscope/{recorded['id']}?action=speedscope_download_json")
    assert file.headers["Content-Disposition"].startswith("attachment")
    profiles = file.json()["profiles"]
    assert [profile["name"] for profile in profiles] == ["sql", "settrace"]
    opened = [event["type"] for event in profiles[1]["events"]]
    assert opened.count("O") == opened.count("C") > 10
    options = admin.get(f"/web/profile_config/{recorded['id']}")
    assert "constant_time" in options.text
    same = admin.get(
        f"/web/profile_config/{recorded['id']}", params={"action": "speedscope_download_json", "constant_time": "1"}
    ).json()
    assert same["profiles"][0]["endValue"] == float(recorded["sql_count"])


def test_others_do_not_see_recordings(visitor):
    visitor.login("low", "low")
    assert visitor.get("/web/speedscope/1").status_code == 403
    visitor.login()
    assert visitor.get("/web/speedscope/999999").status_code == 404


def test_a_recording_ends_by_itself_when_it_has_too_many_entries():
    with Profiler(["traces_sync"], params={"entry_count_limit": 50}) as profiler:
        for number in range(1000):
            str(number).join(reversed(["a"]))
            sorted([3, 1], key=lambda item: -item)
    assert 50 <= profiler.entry_count() <= 52
    assert profiler.duration > 0
    assert "traces_sync" in profiler.summary()


def test_code_is_recorded_by_the_names_that_addons_use(served):
    with (
        environment(served.db) as env,
        profiler.Profiler(db=served.db, collectors=["sql"], description="by hand") as recording,
    ):
        env["res.partner"].search([("name", "=", "by hand")])
    with environment(served.db) as env:
        (entry,) = env["ir.profile"].browse(recording.profile_id).read(["name", "sql", "others"])
        env["ir.profile"].browse(recording.profile_id).unlink()
    assert entry["name"] == "by hand"
    assert len(json.loads(entry["sql"])) >= 1
    assert entry["others"] == "{}"
