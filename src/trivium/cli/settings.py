"""Options that several commands share, and what they set up before a command begins."""

import functools
import logging
import sys
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

__all__ = ["apply", "common_options", "prepare", "split_names"]

Command = TypeVar("Command", bound=Callable[..., Any])

_COMMON = (
    click.option("-c", "--config", metavar="FILE", help="Configuration file: trivium.toml or odoo.conf."),
    click.option("--addons-path", metavar="P,...", help="Folders with addons, by comma, before the built-in ones."),
    click.option("--db-url", metavar="URL", help="PostgreSQL server to use instead of the embedded one."),
    click.option("-D", "--data-dir", metavar="FOLDER", help="Folder of files and of the embedded PostgreSQL."),
    click.option("--log-level", metavar="LEVEL", help="debug, info, warn, error or critical."),
)
_FLAGS = {
    "config": "--config",
    "addons_path": "--addons-path",
    "db_url": "--db-url",
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
    from trivium.tools.config import config  # noqa: PLC0415 - reads tables that `--help` does not need

    config.parse_config(list(args))
    apply()


def apply() -> None:
    """Make the settings hold: logs, PostgreSQL server, data folder, addons path."""
    from trivium.data import server  # noqa: PLC0415 - loads the driver, which `--help` does not need
    from trivium.data.embedded.server import default_data_dir  # noqa: PLC0415 - see above
    from trivium.modules import paths  # noqa: PLC0415 - see above
    from trivium.tools.config import OPTIONS, config  # noqa: PLC0415 - see above

    level = str(config["log_level"]).partition("_")[0].upper()
    logging.basicConfig(
        level={"WARN": "WARNING", "TEST": "INFO", "RUNBOT": "INFO"}.get(level, level),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    if str(config["data_dir"]) == str(OPTIONS["data_dir"].default):
        # the embedded server knows best where an unprivileged user can read when root starts it
        config["data_dir"] = str(default_data_dir())
    server.configure(server.resolve_server({name: config.get(name) for name in OPTIONS}))
    paths.use_addons_path(config.get("addons_path") or [])


def split_names(names: Sequence[str]) -> list[str]:
    """Return names given one by one or joined by commas, without repetition."""
    return list(dict.fromkeys(part.strip() for name in names for part in name.split(",") if part.strip()))
