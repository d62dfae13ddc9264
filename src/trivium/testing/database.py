"""The database that tests run in."""

from trivium.tools.config import config

__all__ = ["get_db_name", "use_database"]

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
