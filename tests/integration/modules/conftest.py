"""Databases with `base`, and a folder for addons."""

import io
import sys

import pytest
from tests.support.addons import addon_folder, base_database, installed_database

from trivium import cli
from trivium.cli import settings
from trivium.tools.config import config


@pytest.fixture(scope="session")
def base_template(server):  # noqa: ARG001 - it must run
    """The name of a database with `base`, to copy from."""
    with base_database() as name:
        yield name


@pytest.fixture
def db(base_template):
    """The name of a database with `base`, for one test."""
    with installed_database(base_template) as name:
        yield name


@pytest.fixture
def addons(tmp_path):
    """A folder on the addons path."""
    with addon_folder(tmp_path) as folder:
        yield folder


@pytest.fixture
def run(server, tmp_path, monkeypatch, capsys):  # noqa: ARG001 - it must run
    """Run a command of `trivium` on the test's server; return exit code, standard output and errors."""
    # where the server and the addons are is settled by the fixtures
    monkeypatch.setattr(settings, "prepare", lambda _args: None)
    before = config["data_dir"]
    config["data_dir"] = str(tmp_path / "data")

    def run_command(*args, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.main(args)
        written = capsys.readouterr()
        return ended.value.code, written.out, written.err

    yield run_command
    config["data_dir"] = before
