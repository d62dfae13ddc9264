"""Options that several commands share, and what they set up before a command begins."""

import contextlib
import functools
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import click

__all__ = ["common_options", "prepare", "profiled", "split_names"]

Command = TypeVar("Command", bound=Callable[..., Any])

_COMMON = (
    click.option("-c", "--config", metavar="FILE", help="Configuration file: trivium.toml or odoo.conf."),
    click.option("--addons-path", metavar="P,...", help="Folders with addons, by comma, before the built-in ones."),
    click.option("--db-url", metavar="URL", help="PostgreSQL server to use instead of the embedded one."),
    click.option("--redis-url", metavar="URL", help="Redis for several machines: sessions, signals, limits."),
    click.option("-D", "--data-dir", metavar="FOLDER", help="Folder of files and of the embedded PostgreSQL."),
    click.option("--log-level", metavar="LEVEL", help="debug, info, warn, error or critical."),
)
_FLAGS = {
    "config": "--config",
    "addons_path": "--addons-path",
    "db_url": "--db-url",
    "redis_url": "--redis-url",
    "data_dir": "--data-dir",
    "log_level": "--log-level",
}


def common_options(command: Command) -> Command:
    """Give a command the options that say where things are, and apply them before it runs."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> Any:
        given = [
            part for name, flag in _FLAGS.items() if (value := options.pop(name, None)) for part in (flag, str(value))
        ]
        prepare(given)
        return command(*args, **options)

    result: Any = run
    for option in reversed(_COMMON):
        result = option(result)
    return result  # type: ignore[no-any-return]  # the same callable with options; click's decorators are untyped here


def prepare(args: Sequence[str]) -> None:
    """Read the settings with `args` in front, then set up logs, server and addons path."""
    from trivium.modules import startup  # noqa: PLC0415 - loads the driver, which `--help` does not need

    startup.prepare(args)


@contextlib.contextmanager
def profiled(work: str, *, dev: bool) -> Iterator[None]:
    """Where `dev` is set, tell at the end of a piece of work which statements were slow and which values came alone."""
    from trivium.data.postgres.account import open_account  # noqa: PLC0415 - loads the driver, see above
    from trivium.tools.config import config  # noqa: PLC0415 - see above

    if dev:
        config["dev_mode"] = ["reload", "qweb", "xml"]
    profile = open_account().profile
    try:
        yield
    finally:
        if profile is not None:
            profile.report(work)


def split_names(names: Sequence[str]) -> list[str]:
    """Return names given one by one or joined by commas, without repetition."""
    return list(dict.fromkeys(part.strip() for name in names for part in name.split(",") if part.strip()))
