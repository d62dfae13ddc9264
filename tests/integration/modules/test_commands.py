"""The commands: in this process, and those that serve or test as processes of their own."""

import subprocess
import sys
import uuid

import pytest
from tests.support.addons import environment

from trivium.data import databases
from trivium.data import server as servers
from trivium.orm.registry import Registry


@pytest.fixture
def run_process(server, tmp_path):  # noqa: ARG001 - it must run
    """Run a command as a process of its own; return exit code, standard output and errors."""
    url = " ".join(f"{key}={value}" for key, value in servers.current_server().parameters().items())

    def run_command(*args, module="trivium.cli"):
        options = ["--db-url", url, "--data-dir", str(tmp_path / "data")]
        command = [sys.executable, "-W", "ignore", "-m", module, *args, *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
        return done.returncode, done.stdout, done.stderr

    return run_command


@pytest.fixture
def name():
    """A name for a database, dropped at the end."""
    name = f"test_{uuid.uuid4().hex[:10]}"
    yield name
    Registry.signaling.stop(name)
    Registry.delete(name)
    databases.drop(name)


def test_a_database_lives_from_init_to_drop(run, name, tmp_path):
    code, out, err = run("db", "init", name, "--username", "boss", "--country", "BE", "--password", "of my own")
    assert (code, out) == (0, f"Database {name} is ready. Log in as 'boss'.\n"), err
    assert f"Setting up {name}: addon base (1/" in err
    with environment(name) as env:
        assert env.ref("base.user_admin").login == "boss"
        assert env.ref("base.main_company").country_id.code == "BE"
        assert env.ref("base.main_company").currency_id.name == "EUR"
    Registry.signaling.stop(name)
    assert name in run("db", "list")[1].splitlines()
    assert run("db", "init", name)[0] == 1
    code, _out, err = run("db", "dump", name, str(tmp_path / "x.zip"))
    assert code == 0, err
    code, out, err = run("shell", "-d", name, stdin="print(self.login, env.cr.dbname)")
    assert (code, out) == (0, f"__system__ {name}\n"), err
    assert run("db", "drop", name)[1] == f"Database {name} is gone.\n"
    code, _out, err = run("db", "drop", name)
    assert (code, err) == (1, f"Error: There is no database '{name}'.\n")
    assert run("db", "load", name, str(tmp_path / "x.zip"))[0] == 0
    assert databases.exists(name)


@pytest.mark.parametrize("command", [("shell", "-d"), ("addon", "list", "-d")])
def test_a_database_that_is_not_there_is_told_in_a_line(run, command):
    code, out, err = run(*command, "nobody_made_this", stdin="print(1)")
    assert (code, out) == (1, "")
    assert err.startswith("Error: ")
    assert err.endswith('database "nobody_made_this" does not exist\n')
    assert "Traceback" not in err


def test_a_failed_init_leaves_no_database(run, name):
    code, _out, err = run("db", "init", name, "-i", "no_such_addon")
    assert code == 1
    assert "Error: No addon named 'no_such_addon'" in err
    assert not databases.exists(name)


def test_the_skeleton_of_an_addon_installs_and_its_test_passes(run, run_process, tmp_path):
    assert "Addon my_shop was written to" in run("scaffold", "my_shop", str(tmp_path / "addons"))[1]
    code, out, err = run_process("test", "-i", "my_shop", "--addons-path", str(tmp_path / "addons"))
    assert (code, out.splitlines()[-1]) == (0, "1 passed, 0 failed, 0 skipped"), err


def test_the_server_script_installs_upgrades_and_stops(run_process, db, addons):
    addons.write("plain", {"models.py": ""}, depends=["base"])
    options = ["-d", db, "--addons-path", str(addons.root), "--stop-after-init"]
    code, _out, err = run_process("-i", "plain", *options, module="trivium.cli.odoo")
    assert code == 0, err
    assert f"{db}: addon plain (1/1)" in err
    code, _out, err = run_process("-u", "plain", *options, module="trivium.cli.odoo")
    assert code == 0, err
    assert f"{db}: addon plain (1/1)" in err
    with environment(db) as env:
        assert env["ir.module.module"].search([("name", "=", "plain")]).state == "installed"


def test_addons_are_installed_listed_and_removed(run, db, addons):
    addons.write("plain", {"models.py": ""}, depends=["base"])
    assert run("addon", "install", "-d", db, "plain")[1] == "Installed: plain.\n"
    listed = run("addon", "list", "-d", db, "--installed")[1]
    assert "plain\t19.0.1.0\tinstalled\tplain" in listed.splitlines()
    assert "base\t" in listed
    assert run("addon", "upgrade", "-d", db, "plain")[1] == "Upgraded: plain.\n"
    assert run("addon", "uninstall", "-d", db, "plain")[0] == 0
    code, _out, err = run("addon", "upgrade", "-d", db, "plain")
    assert code == 1
    assert "is not installed, so it cannot be upgraded" in err


def test_a_plan_is_printed_and_dependents_are_asked_for(run, db, addons):
    addons.write("plain", {"models.py": ""}, depends=["base"])
    addons.write("upon", {"models.py": ""}, depends=["plain"])
    code, out, err = run("addon", "install", "-d", db, "--plan", "upon")
    assert code == 0, err
    assert out.startswith("Addons:\n  install plain 19.0.1.0\n  install upon 19.0.1.0\n")
    assert run("addon", "list", "-d", db, "--installed")[1].count("\n") == 1
    run("addon", "install", "-d", db, "upon")
    assert "uninstall upon 19.0.1.0" in run("addon", "uninstall", "-d", db, "--plan", "plain")[1]
    code, out, err = run("addon", "uninstall", "-d", db, "plain", stdin="n\n")
    assert code == 1
    assert out.startswith(
        "These depend on what is to be removed, and go along with their data: upon.\nRemove them all?"
    )
    assert run("addon", "list", "-d", db, "--installed")[1].count("\n") == 3
    assert run("addon", "uninstall", "-d", db, "--yes", "plain")[1].endswith("Removed: plain, upon.\n")
    assert run("addon", "list", "-d", db, "--installed")[1].count("\n") == 1
    code, _out, err = run("addon", "uninstall", "-d", db, "nowhere")
    assert (code, err) == (1, "Error: Not installed, so it cannot be removed: nowhere.\n")
