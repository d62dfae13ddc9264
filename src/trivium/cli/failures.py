"""How errors end a command: one line that says what to do, and the whole story on request."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

__all__ = ["reported"]


def _is_for_users(error: Exception) -> bool:
    """Tell whether the message of an error is all that a user needs."""
    # imported here: a command that succeeds needs none of them
    from psycopg import OperationalError  # noqa: PLC0415 - see above

    from trivium.data.errors import DataError  # noqa: PLC0415 - see above
    from trivium.exceptions import UserError  # noqa: PLC0415 - see above
    from trivium.tools.config import SettingError  # noqa: PLC0415 - see above

    return isinstance(error, (UserError, DataError, SettingError, OSError, OperationalError))


@contextmanager
def reported() -> Iterator[None]:
    """Turn an error into a message and exit code 1; `TRIVIUM_TRACEBACK=1` shows where it came from."""
    try:
        yield
    except (click.exceptions.Exit, click.Abort, click.ClickException, SystemExit, KeyboardInterrupt):
        raise
    except Exception as error:
        if os.environ.get("TRIVIUM_TRACEBACK") or not _is_for_users(error):
            raise
        message = str(error.args[0]) if type(error).__module__ == "trivium.exceptions" and error.args else str(error)
        click.secho("Error: ", fg="red", bold=True, nl=False, err=True)
        click.echo(message, err=True)
        sys.exit(1)
