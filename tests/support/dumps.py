"""What a database holds, as texts to compare."""

from __future__ import annotations

import re
import subprocess

from psycopg.conninfo import make_conninfo

from trivium.data.server import current_server

_NOISE = re.compile(r"^(--.*|\\\w+ .*|SET .*|SELECT pg_catalog\.set_config.*)?$")


def _dump(name: str, *options: str) -> str:
    server = current_server()
    target = make_conninfo(**{**server.parameters(), "dbname": name})
    command = [server.tool("pg_dump"), *options, "--no-owner", "--no-privileges", f"--dbname={target}"]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def schema(name: str) -> list[str]:
    """Return the statements that make the tables of a database, whatever the order of statements and columns.

    A column that is dropped and added again stands last in its table: that is the one difference of no importance.
    """
    statements: list[str] = []
    lines: list[str] = []
    for line in _dump(name, "--schema-only").splitlines():
        if _NOISE.match(line):
            continue
        lines.append(line.strip().rstrip(",;"))
        if line.endswith(";"):
            head, *rest = lines
            statements.append("\n".join([head, *sorted(rest)]))
            lines = []
    return sorted(statements)


def content(name: str) -> list[str]:
    """Return schema and rows of a database, but not how far its sequences are: these have gaps after any rollback."""
    lines = _dump(name).splitlines()
    return [line for line in lines if not _NOISE.match(line) and not line.startswith("SELECT pg_catalog.setval")]
