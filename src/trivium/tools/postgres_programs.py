"""The client programs of PostgreSQL, and the environment that they are run in."""

import os
import shutil

from trivium.tools.config import config

__all__ = ["exec_pg_environ", "find_pg_tool"]


def find_pg_tool(name: str) -> str:
    """Return the path of a client program such as `pg_dump`: of the folder `pg_path`, or else on the path.

    Raises:
        FileNotFoundError: there is none.
    """
    found = shutil.which(name, path=config.get("pg_path") or None) or shutil.which(name)
    if found is None:
        raise FileNotFoundError(f"The program {name!r} is not found: install PostgreSQL's client, or set pg_path.")
    return found


def exec_pg_environ() -> dict[str, str]:
    """Return the environment that tells such a program the server, user and password of the settings."""
    variables = {
        "PGHOST": config.get("db_host"),
        "PGPORT": config.get("db_port"),
        "PGUSER": config.get("db_user"),
        "PGPASSWORD": config.get("db_password"),
        "PGSSLMODE": config.get("db_sslmode"),
        "PGAPPNAME": str(config.get("db_app_name") or "").replace("{pid}", str(os.getpid())),
    }
    return {**os.environ, **{name: str(value) for name, value in variables.items() if value}}
