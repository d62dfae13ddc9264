"""Fixtures that any test may use."""

from __future__ import annotations

import gc
import os
import warnings
from typing import TYPE_CHECKING

import hypothesis
import pytest

from tests.support.databases import throwaway_database, throwaway_server
from trivium.data.postgres import close_db, db_connect
from trivium.modules.lifecycle import install
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry
from trivium.orm.utils import SUPERUSER_ID
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Iterator

    from trivium.data.postgres import Cursor
    from trivium.data.server import Server


# A run says of a change whether it is good, so it tries what the run before tried; `make fuzz` looks for what is new.
hypothesis.settings.register_profile("repeated", derandomize=True, database=None)
hypothesis.settings.register_profile("exploring", hypothesis.settings.get_profile("default"))
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeated"))


def _collect() -> None:
    """Free what is not referred to any more: clients of others leave their connections open."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        gc.collect()


@pytest.fixture(scope="module", autouse=True)
def settings_of_the_process() -> Iterator[None]:
    """Give the next module the settings that this one found, and no connections that clients left behind."""
    _collect()
    before = [dict(source) for source in (config._runtime, config._flags)]
    yield
    _collect()
    for source, values in zip((config._runtime, config._flags), before, strict=True):
        source.clear()
        source.update(values)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """A PostgreSQL of this test process."""
    with throwaway_server() as running:
        yield running


@pytest.fixture(scope="module")
def database(server: Server) -> Iterator[str]:  # noqa: ARG001 - it must run
    """An empty database for the tests of one module; its name."""
    with throwaway_database() as name:
        yield name


def _forget(name: str) -> None:
    """Close what this process has open on a database."""
    Registry.signaling.stop(name)
    Registry.delete(name)
    close_db(name)


@pytest.fixture(scope="session")
def base_template(server: Server) -> Iterator[str]:  # noqa: ARG001 - it must run
    """A database with the addon `base`, to be copied rather than used; its name."""
    with throwaway_database() as name:
        install(name, ["base"])
        _forget(name)
        yield name


@pytest.fixture(scope="module")
def base_database(base_template: str) -> Iterator[str]:
    """A database with the addon `base` for the tests of one module; its name."""
    with throwaway_database(base_template) as name:
        yield name
        _forget(name)


@pytest.fixture
def env(base_database: str) -> Iterator[Environment]:
    """An environment of the superuser on a database with the addon `base`; what a test does is undone."""
    with Registry(base_database).cursor() as cursor:
        yield Environment(cursor, SUPERUSER_ID, {})
        cursor.rollback()


@pytest.fixture
def cr(database: str) -> Iterator[Cursor]:
    """A cursor on the database of the module; what a test does is undone."""
    cursor = db_connect(database).cursor()
    try:
        yield cursor
    finally:
        cursor.close()
