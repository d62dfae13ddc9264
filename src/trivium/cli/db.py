"""`trivium db`: databases."""

import contextlib
import secrets
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from trivium.cli.logins import set_password, tell_login
from trivium.cli.progress import shown
from trivium.cli.settings import common_options, split_names

__all__ = ["command"]


@click.group("db")
def command() -> None:
    """Make, list, drop, copy, back up and restore databases."""


@command.command()
@click.argument("database")
@click.option("-i", "--init", "modules", multiple=True, metavar="MODULES", help="Addons to install, by comma.")
@click.option("--with-demo", is_flag=True, help="Load the demo data of addons.")
@click.option("--language", default="en_US", metavar="xx_YY", help="Language of the administrator.")
@click.option("--country", default="", metavar="CC", help="Country of the company, two letters.")
@click.option("--username", default="admin", show_default=True, help="Login of the administrator.")
@click.option(
    "--password",
    default="",
    help="Password of the administrator. By default one is made up and told once; demo databases of a server that "
    "listens to this machine alone have 'admin'.",
)
@click.option("--force", is_flag=True, help="Drop a database of that name first.")
@click.option("--if-missing", is_flag=True, help="Do nothing where a database of that name is there.")
@common_options
def init(
    database: str,
    modules: tuple[str, ...],
    with_demo: bool,
    language: str,
    country: str,
    username: str,
    password: str,
    force: bool,
    if_missing: bool,
) -> None:
    """Make a database and install addons in it."""
    from trivium.data import databases  # noqa: PLC0415 - loads the driver, which `--help` does not need

    if if_missing and not force and databases.exists(database):
        if _is_set_up(database):
            click.echo(f"Database {database} is there already.")
            return
        click.echo(f"Database {database} was left unfinished and is made anew.")
        force = True
    from trivium.modules.lifecycle.databases import NewDatabase  # noqa: PLC0415 - loads the engine

    if force and databases.drop(database):
        _remove_files(database)
    with shown(f"Setting up {database}: addon") as progress:
        made = NewDatabase(
            database,
            ["base", *(name for name in split_names(modules) if name != "base")],
            demo=with_demo,
            language=language,
            country=country,
            login=username,
            password=password,
            progress=progress,
        )
        made.create()
    tell_login(made, password)


def _is_set_up(database: str) -> bool:
    """Tell whether the set-up of a database was finished: it is one transaction, so it was whole or not at all."""
    from trivium.data.postgres import close_db, db_connect  # noqa: PLC0415 - loads the driver
    from trivium.modules.lifecycle.bootstrap import is_initialized  # noqa: PLC0415 - loads the engine

    with db_connect(database).cursor() as cr:
        ready = is_initialized(cr)
    close_db(database)
    return ready


@command.command("password")
@click.argument("database")
@click.option("--username", default="admin", show_default=True, help="Login of the user.")
@click.option("--password", default="", help="The password; by default one is made up and told once.")
@common_options
def change_password(database: str, username: str, password: str) -> None:
    """Give a user of a database another password; the sessions of the user end."""
    from trivium.modules.lifecycle.databases import random_password  # noqa: PLC0415 - loads the engine

    chosen = password or random_password()
    set_password(database, username, chosen)
    click.echo(f"{username!r} has another password now." if password else f"The password of {username!r}: {chosen}")


@command.command("list")
@common_options
def list_databases() -> None:
    """List the databases of the server, one a line."""
    from trivium.data import databases  # noqa: PLC0415 - loads the driver, which `--help` does not need

    for name in databases.list_names():
        click.echo(name)


@command.command()
@click.argument("database")
@common_options
def drop(database: str) -> None:
    """Drop a database and its files."""
    from trivium.data import databases  # noqa: PLC0415 - loads the driver, which `--help` does not need
    from trivium.data.errors import DatabaseMissingError  # noqa: PLC0415 - see above

    if not databases.drop(database):
        raise DatabaseMissingError(f"There is no database {database!r}.")
    _remove_files(database)
    click.echo(f"Database {database} is gone.")


@command.command()
@click.argument("source")
@click.argument("target")
@click.option("-f", "--force", is_flag=True, help="Drop a database of the target's name first.")
@click.option("-n", "--neutralize", is_flag=True, help="Have the copy send and fetch nothing: no mail, no jobs.")
@common_options
def duplicate(source: str, target: str, force: bool, neutralize: bool) -> None:
    """Copy a database with its files."""
    from trivium.data import databases  # noqa: PLC0415 - loads the driver, which `--help` does not need
    from trivium.http.service.creation import make_distinct  # noqa: PLC0415 - loads the engine

    if force and databases.drop(target):
        _remove_files(target)
    databases.duplicate(source, target)
    _filestore(source).copy_to(_filestore_root(target))
    make_distinct(target, neutralize=neutralize)
    click.echo(f"Database {source} was copied to {target}.")


@command.command()
@click.argument("source")
@click.argument("target")
@click.option("-f", "--force", is_flag=True, help="Drop a database of the target's name first.")
@common_options
def rename(source: str, target: str, force: bool) -> None:
    """Give a database another name."""
    from trivium.data import databases  # noqa: PLC0415 - loads the driver, which `--help` does not need

    if force and databases.drop(target):
        _remove_files(target)
    databases.rename(source, target)
    if _filestore_root(source).is_dir():
        _filestore_root(source).rename(_filestore_root(target))
    click.echo(f"Database {source} is now called {target}.")


@command.command()
@click.argument("database")
@click.argument("dump_path", required=False, metavar="[FILE]")
@click.option("--format", "format_", type=click.Choice(["zip", "dump"]), default="zip", show_default=True)
@click.option("--no-filestore", is_flag=True, help="Leave the files out.")
@click.option(
    "-n",
    "--neutralize",
    is_flag=True,
    help="Write a copy that sends nothing and has no keys, sessions or mail passwords.",
)
@common_options
def dump(database: str, dump_path: str | None, format_: str, no_filestore: bool, neutralize: bool) -> None:
    """Write a backup to FILE, or to the standard output."""
    from trivium.data import backup, databases  # noqa: PLC0415 - loads the driver, which `--help` does not need
    from trivium.data.errors import DatabaseMissingError  # noqa: PLC0415 - see above

    if not databases.exists(database):
        raise DatabaseMissingError(f"There is no database {database!r}.")
    with _neutral_copy(database) if neutralize else contextlib.nullcontext(database) as source:
        files = None if no_filestore else _filestore(database)
        if dump_path in (None, "-"):
            _dump(backup, source, sys.stdout.buffer, format_, files)
            return
        target = Path(str(dump_path))
        partial = target.with_name(target.name + ".part")
        with partial.open("wb") as stream:
            _dump(backup, source, stream, format_, files)
        partial.replace(target)
    click.echo(f"Database {database} was written to {target}.", err=True)


@command.command()
@click.argument("database")
@click.argument("dump_file", type=click.Path(exists=True, dir_okay=False))
@click.option("-f", "--force", is_flag=True, help="Replace a database of that name.")
@click.option("-n", "--neutralize", is_flag=True, help="Have the database send and fetch nothing: no mail, no jobs.")
@common_options
def load(database: str, dump_file: str, force: bool, neutralize: bool) -> None:
    """Restore a backup as DATABASE."""
    from trivium.data import backup  # noqa: PLC0415 - loads the driver, which `--help` does not need

    backup.restore(dump_file, database, _filestore(database), replace=force)
    if neutralize:
        from trivium.http.service.creation import make_distinct  # noqa: PLC0415 - loads the engine

        make_distinct(database, neutralize=True)
    click.echo(f"Database {database} was restored from {dump_file}.")


@contextlib.contextmanager
def _neutral_copy(database: str) -> Iterator[str]:
    """Make a copy without secrets, and drop it afterwards; its files are those of the original."""
    from trivium.data import backup, databases  # noqa: PLC0415 - loads the driver, which `--help` does not need
    from trivium.data.filestore import Filestore  # noqa: PLC0415 - see above
    from trivium.http.service.creation import make_distinct  # noqa: PLC0415 - loads the engine
    from trivium.orm.registry import Registry  # noqa: PLC0415 - see above

    copy = f"{database[:40]}_neutral_{secrets.token_hex(4)}"
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "copy.zip"
        with archive.open("wb") as stream:
            backup.dump(database, stream, None)  # the original goes on being used, unlike by a copy as a template
        try:
            backup.restore(str(archive), copy, Filestore(Path(folder) / "files"))
            make_distinct(copy, neutralize=True)
            yield copy
        finally:
            Registry.signaling.stop(copy)
            Registry.delete(copy)
            databases.drop(copy)


def _dump(backup: object, database: str, stream: object, format_: str, files: object) -> None:
    if format_ == "dump":
        backup.dump_sql(database, stream)  # type: ignore[attr-defined]  # the module, imported by the caller
    else:
        backup.dump(database, stream, files)  # type: ignore[attr-defined]  # as above


def _filestore_root(database: str) -> Path:
    from trivium.tools.config import config  # noqa: PLC0415 - reads tables that `--help` does not need

    return Path(config.filestore(database))


def _filestore(database: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the class is imported lazily
    from trivium.data.filestore import Filestore  # noqa: PLC0415 - loads the data tier

    return Filestore(_filestore_root(database))


def _remove_files(database: str) -> None:
    import shutil  # noqa: PLC0415 - only two commands remove files

    shutil.rmtree(_filestore_root(database), ignore_errors=True)
