"""The pytest plugin: `pytest --trivium-db DB` runs tests of addons, and gives fixtures, on a database that is set up.

It is loaded in every run of pytest, so nothing of the platform is imported before a fixture or option asks for it.
"""

from collections.abc import Iterator
from typing import Any

import pytest

__all__ = ["client", "env", "form", "pytest_addoption", "pytest_configure", "trivium_db"]

_OPTION = "--trivium-db"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options."""
    group = parser.getgroup("trivium", "tests of addons")
    group.addoption(_OPTION, metavar="DB", default=None, help="database in which tests of addons run")
    group.addoption("--trivium-addons-path", metavar="P,...", default="", help="folders with addons, by comma")


def pytest_configure(config: pytest.Config) -> None:
    """Set the platform up where a database was named."""
    name = config.getoption(_OPTION)
    if not name:
        return
    from trivium.modules.startup import prepare  # noqa: PLC0415 - see the module's docstring
    from trivium.testing.database import use_database  # noqa: PLC0415 - see the module's docstring

    path = config.getoption("--trivium-addons-path")
    prepare(["-d", name, *(["--addons-path", path] if path else [])])
    use_database(name)


@pytest.fixture(scope="session")
def trivium_db(request: pytest.FixtureRequest) -> str:
    """The name of the database; tests are skipped where none was named."""
    name = request.config.getoption(_OPTION)
    if not name:
        pytest.skip(f"needs a database: pytest {_OPTION} DB")
    return str(name)


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
