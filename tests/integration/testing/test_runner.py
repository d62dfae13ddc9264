"""Running the tests of an addon: found, chosen by tags, run in a throwaway database, counted."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from trivium.data import databases
from trivium.modules import paths
from trivium.testing.runner import run_tests
from trivium.tools.config import config

ADDONS = Path(__file__).parent / "addons"


@pytest.fixture(scope="module", autouse=True)
def addons_path(server):  # noqa: ARG001 - the databases need it
    before = list(config["addons_path"])
    paths.use_addons_path([*before, ADDONS])
    yield
    paths.use_addons_path(before)


def test_the_tests_of_an_addon_pass(capsys, tmp_path):
    report = tmp_path / "report.xml"
    before = set(databases.list_names())
    code = run_tests(["proving"], junit=str(report))
    printed = capsys.readouterr()
    assert code == 0, printed.err
    assert printed.out.splitlines()[-1].endswith(" passed, 0 failed, 0 skipped")
    suite = ET.parse(report).getroot()
    names = {case.get("name") for case in suite}
    assert {"test_runs_when_its_addon_was_installed", "test_a_new_record", "test_the_external_api"} <= names
    assert len(suite) == int(printed.out.split()[-6])
    assert set(databases.list_names()) == before


def test_outcomes_are_counted_and_shown(capsys):
    code = run_tests(["proving"], tags="outcomes")
    printed = capsys.readouterr()
    assert code == 1
    assert printed.out.splitlines()[-1] == "1 passed, 5 failed, 1 skipped"
    assert "FAILED odoo.addons.proving.tests.test_outcomes.TestOutcomes.test_fails\n" in printed.err
    assert "RuntimeError: on purpose" in printed.err
    assert "setUpClass (odoo.addons.proving.tests.test_outcomes.TestBrokenClass)" in printed.err


def test_a_failure_begins_with_its_own_lines_and_ends_with_the_statement(capsys):
    assert run_tests(["proving"], tags="outcomes") == 1
    failures = capsys.readouterr().err.split("FAILED ")
    text = next(each for each in failures if each.partition("\n")[0].endswith("test_asks_what_is_not_there"))
    _name, own, head, *rest = text.splitlines()
    assert re.fullmatch(r"  .*/proving/tests/test_outcomes\.py:\d+ in test_asks_what_is_not_there: .*execute.*", own)
    assert head == "Traceback (most recent call last):"
    assert "unittest/case.py" not in text
    assert any(line.startswith("The statement was: SELECT nothing FROM res_partner") for line in rest)


def test_one_test_can_be_chosen(capsys):
    assert run_tests(["proving"], tags=":TestForms.test_a_new_record") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed, 0 skipped"
