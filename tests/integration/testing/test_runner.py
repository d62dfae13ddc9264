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
def addons_path(server, tmp_path_factory):  # noqa: ARG001 - the databases need it
    config["data_dir"] = str(tmp_path_factory.mktemp("data"))
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


def failure(capsys, name, **options):
    """Return what is said of a test that fails."""
    assert run_tests(["proving"], tags="outcomes", **options) == 1
    failures = capsys.readouterr().err.split("FAILED ")
    return next(each for each in failures if each.partition("\n")[0].endswith(name)).splitlines()


def test_a_failure_shows_the_statement_and_its_own_code(capsys):
    _name, sql, head, place, code, folded, *rest = failure(capsys, "test_asks_what_is_not_there")
    assert sql == "SQL: SELECT nothing FROM res_partner WHERE id = %s"
    assert head == "Traceback (most recent call last):"
    assert re.fullmatch(r'  File ".*/proving/tests/test_outcomes\.py", line \d+, in test_asks_what_is_not_there', place)
    assert code.strip().startswith("self.env.cr.execute(")
    assert re.fullmatch(r"  \.\.\. \d+ frames of the platform: --full-trace shows more", folded)
    assert 'psycopg.errors.UndefinedColumn: column "nothing" does not exist' in rest


def test_a_failed_assertion_shows_the_test_alone(capsys):
    _name, head, place, code, error, *_rest = failure(capsys, "test_fails")
    assert (head, code.strip(), error) == (
        "Traceback (most recent call last):",
        'self.fail("on purpose")',
        "AssertionError: on purpose",
    )
    assert "test_outcomes.py" in place


def test_the_whole_traceback_is_shown_on_request(capsys):
    lines = failure(capsys, "test_asks_what_is_not_there", full_trace=True)
    assert lines[1] == "SQL: SELECT nothing FROM res_partner WHERE id = %s"
    assert len([line for line in lines if "/trivium/data/postgres/" in line]) > 1
    assert not any("--full-trace" in line for line in lines)


def test_one_test_can_be_chosen(capsys):
    assert run_tests(["proving"], tags=":TestForms.test_a_new_record") == 0
    assert capsys.readouterr().out.splitlines()[-1] == "1 passed, 0 failed, 0 skipped"


def test_tags_that_choose_nothing_have_a_code_of_their_own(capsys):
    assert run_tests(["proving"], tags="nobody_has_this_tag") == 5
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == "0 passed, 0 failed, 0 skipped"
    assert "No test of proving is chosen by 'nobody_has_this_tag'" in printed.err


def test_processes_run_the_tests_of_installation_and_those_after_it(capsys, tmp_path):
    report = tmp_path / "report.xml"
    before = set(databases.list_names())
    assert run_tests(["proving"], jobs=1) == 0
    alone = capsys.readouterr().out.splitlines()[-1]
    assert run_tests(["proving"], jobs=2, junit=str(report)) == 0
    assert capsys.readouterr().out.splitlines()[-1] == alone
    names = [case.get("name") for case in ET.parse(report).getroot()]
    assert len(names) == len(set(names)) == int(alone.split()[0])
    assert {"test_runs_when_its_addon_was_installed", "test_the_external_api"} <= set(names)
    assert set(databases.list_names()) == before


def test_a_process_that_cannot_install_is_a_failure(capsys, tmp_path):
    folder = tmp_path / "unloadable"
    (folder / "tests").mkdir(parents=True)
    (folder / "__init__.py").write_text("")
    (folder / "__manifest__.py").write_text("{'name': 'Unloadable', 'data': ['missing.xml'], 'license': 'LGPL-3'}")
    (folder / "tests" / "__init__.py").write_text("from . import test_nothing\n")
    (folder / "tests" / "test_nothing.py").write_text(
        "from odoo.tests import TransactionCase\n\n\nclass TestNothing(TransactionCase):\n"
        "    def test_nothing(self):\n        self.assertTrue(self.env)\n"
    )
    paths.use_addons_path([*config["addons_path"], tmp_path])
    report = tmp_path / "report.xml"
    assert run_tests(["unloadable"], jobs=2, junit=str(report)) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "0 passed, 1 failed, 0 skipped"
    assert "lists 'missing.xml'" in ET.parse(report).getroot().findtext("testcase/failure")
