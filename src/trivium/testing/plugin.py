"""The pytest plugin: `pytest --trivium-db DB PATH` runs tests of addons, and gives fixtures, on a database.

It is loaded in every run of pytest, so nothing of the platform is imported before a fixture or option asks for it.
"""

from collections.abc import Iterator
from typing import Any

import pytest

__all__ = ["client", "env", "form", "pytest_addoption", "pytest_configure", "trivium_db"]

_PLUGIN = "trivium-addons"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("trivium", "tests of addons")
    group.addoption("--trivium-db", metavar="DB", default="", help="database in which tests of addons run")
    group.addoption(
        "--trivium-new", action="store_true", help="run them in a new database with the addons of the paths installed"
    )
    group.addoption("--trivium-addons-path", metavar="P,...", default="", help="further folders with addons, by comma")
    group.addoption("--trivium-tags", metavar="EXPR", default="", help="which tests of addons run, as in --test-tags")


def pytest_configure(config: pytest.Config) -> None:
    """Set the platform up where a database was named, or a new one asked for.

    Raises:
        UsageError: options contradict each other, or one cannot be read.
    """
    name = config.getoption("--trivium-db")
    fresh = config.getoption("--trivium-new")
    if name and fresh:
        raise pytest.UsageError("--trivium-db names a database, --trivium-new makes one: give one of them")
    if not name and not fresh:
        return
    from trivium.testing.collection import AddonTests  # noqa: PLC0415 - see the module's docstring

    path, tags = config.getoption("--trivium-addons-path"), config.getoption("--trivium-tags")
    try:
        config.pluginmanager.register(AddonTests(config, name, path, tags), _PLUGIN)
    except ValueError as error:
        raise pytest.UsageError(str(error)) from error


@pytest.fixture(scope="session")
def trivium_db(request: pytest.FixtureRequest) -> str:
    """The name of the database; tests are skipped where there is none."""
    plugin: Any = request.config.pluginmanager.get_plugin(_PLUGIN)
    if plugin is None:
        pytest.skip("needs a database: pytest --trivium-db DB, or --trivium-new")
    return str(plugin.name)


@pytest.fixture
def env(trivium_db: str) -> Iterator[Any]:  # noqa: ARG001 - it names the database
    """An environment of the superuser; what a test does is undone."""
    from trivium.orm.environment import Environment  # noqa: PLC0415 - see the module's docstring
    from trivium.orm.utils import SUPERUSER_ID  # noqa: PLC0415 - see the module's docstring
    from trivium.testing import database  # noqa: PLC0415 - see the module's docstring

    registry = database.registry()
    cr = registry.cursor()
    try:
        yield Environment(cr, SUPERUSER_ID, {})
    finally:
        cr.rollback()
        cr.close()
        registry.clear_all_caches()
        registry.reset_changes()


@pytest.fixture
def form(env: Any) -> Any:
    """Makes forms: `form("res.partner")`, or `form(record, view="module.view")`."""
    from trivium.testing.form import Form  # noqa: PLC0415 - see the module's docstring

    def make(record: Any, view: Any = None) -> Any:
        return Form(env[record] if isinstance(record, str) else record, view)

    return make


@pytest.fixture
def client(env: Any) -> Iterator[Any]:
    """A client of the server whose requests share the transaction of `env`; `client.login(user, password)` signs in."""
    from trivium.testing.client import TestClient  # noqa: PLC0415 - see the module's docstring

    with TestClient(env) as opened:
        yield opened
