"""The database that tests run in."""

# how registries are loaded is set by the tier that knows addons
from trivium.modules import lifecycle
from trivium.orm.registry import Registry
from trivium.tools.config import config

__all__ = ["get_db_name", "lifecycle", "registry", "use_database"]

_current: list[str] = []


def get_db_name() -> str:
    """Return the name of the database that tests run in.

    Raises:
        RuntimeError: none was named.
    """
    if _current:
        return _current[-1]
    names = config["db_name"]
    if not names:
        raise RuntimeError("Tests need a database: run them with `trivium test`, or name one with -d or --trivium-db")
    return str(names[0])


def use_database(name: str) -> None:
    """Have the tests that follow run in this database."""
    _current[:] = [name]


def registry() -> Registry:
    """Return the registry of the database that tests run in, with its addons loaded."""
    return Registry(get_db_name())
