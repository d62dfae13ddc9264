"""Telling people how to log in to a database."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from trivium.modules.lifecycle.databases import NewDatabase

__all__ = ["set_password", "tell_login"]


def tell_login(made: NewDatabase, given: str = "") -> None:
    """Say how to log in to a new database, with a password that was chosen for it: there is no reading it later.

    Args:
        made: the database.
        given: the password that somebody gave, which is not repeated.
    """
    line = f"Database {made.name} is ready. Log in as {made.login!r}"
    once = " You choose your own there." if made.made_up else ""
    click.echo(f"{line}." if given else f"{line} with the password {made.password!r}.{once}")


def set_password(database: str, login: str, password: str) -> None:
    """Give a user another password; the user's sessions end.

    Raises:
        click.ClickException: there is no such user.
    """
    from trivium.modules.lifecycle import environment  # noqa: PLC0415 - loads the engine

    with environment(database) as env:
        user = env["res.users"].with_context(active_test=False).search([("login", "=", login)])
        if not user:
            raise click.ClickException(f"Nobody in {database} logs in as {login!r}.")
        user.password = password
