"""`pytest --trivium-new PATH` and `pytest --trivium-db DB PATH`: tests of an addon run by pytest, with its fixtures."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.support.databases import throwaway_database

from trivium.data import databases

ADDON = Path(__file__).parent / "addons" / "proving"
FUNCTIONS = """
import sys


def test_an_environment(env):
    assert env["proving.order"].create({"name": "By function"}).name == "By function"
    assert env.uid == 1


def test_what_another_test_did_is_undone(env):
    assert not env["proving.order"].search([])


def test_a_form(form):
    with form("proving.order") as order:
        order.name = "By form"
    assert order.save().name == "By form"


def test_a_client(client):
    client.login("admin", "admin")
    assert client.jsonrpc("/web/session/get_session_info")["username"] == "admin"


def test_code_is_imported_once():
    assert "odoo.addons.proving.tests.test_functions" in sys.modules
    assert "proving" not in sys.modules


def test_fails():
    assert [1, 2] == [1, 3]
"""


@pytest.fixture
def addon(tmp_path):
    """A copy of the addon with tests that are functions, away from this folder's own fixtures; its folder."""
    folder = tmp_path / "proving"
    shutil.copytree(ADDON, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "tests" / "test_functions.py").write_text(FUNCTIONS)
    return folder


def run_pytest(server, folder, *arguments):
    """Run pytest on an addon in a process of its own; return its code and what it prints."""
    environment = {**os.environ, "TRIVIUM_DATA_DIR": str(server.data_dir)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments]
    done = subprocess.run(command, cwd=folder.parent, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_tests_of_an_addon_run_in_a_new_database(server, addon):
    before = set(databases.list_names())
    code, said = run_pytest(server, addon, "--trivium-new", "proving", "-k", "not TestAtInstall")
    assert code == 1, said
    assert re.search(r"^1 failed, \d\d passed, .*deselected", said, re.MULTILINE), said
    assert "FAILED proving/tests/test_functions.py::test_fails - assert [1, 2] == [1, 3]" in said
    assert "At index 1 diff: 2 != 3" in said
    assert set(databases.list_names()) == before


def test_tags_choose_and_so_does_a_name(server, addon):
    listing = ("--trivium-new", "--collect-only")
    code, said = run_pytest(server, addon, *listing, "--trivium-tags", "outcomes", "proving/tests")
    assert code == 0, said
    assert "TestOutcomes::test_fails\n" in said
    assert "TestForms::" not in said
    code, said = run_pytest(server, addon, *listing, "proving/tests/test_outcomes.py::TestOutcomes::test_fails")
    assert "1 test collected" in said


def test_a_database_that_is_there_is_used(server, addon, base_template):
    with throwaway_database(base_template) as name:
        tests = addon / "tests"
        (tests / "test_functions.py").write_text(f"def test_it(env):\n    assert env.cr.dbname == {name!r}\n")
        code, said = run_pytest(server, addon, "--trivium-db", name, "proving/tests/test_functions.py")
        assert code == 0, said
        assert databases.exists(name)


def test_options_that_contradict_each_other_are_told(server, addon):
    code, said = run_pytest(server, addon, "--trivium-new", "--trivium-db", "some", "proving")
    assert code == 4
    assert "--trivium-db names a database, --trivium-new makes one: give one of them" in said
    code, said = run_pytest(server, addon, "--trivium-new", ".trivium")
    assert code == 4
    assert "--trivium-new needs the folder of an addon" in said
