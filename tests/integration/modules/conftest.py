"""Databases with `base`, and a folder for addons."""

import pytest
from tests.support.addons import addon_folder, base_database, installed_database


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
