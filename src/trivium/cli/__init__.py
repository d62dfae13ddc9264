"""The command line: `trivium COMMAND`. A file for each command, imported when it is called."""

import importlib
import sys
from collections.abc import Sequence
from typing import Any

import click

from trivium.cli.failures import reported
from trivium.release import version

__all__ = ["cli", "main"]

_COMMANDS = {
    "addon": "Install, upgrade, remove, list or fetch addons.",
    "bench": "Measure the platform on this machine.",
    "db": "Make, list, drop, copy, back up and restore databases.",
    "scaffold": "Write the skeleton of a new addon.",
    "serve": "Serve databases over HTTP.",
    "shell": "Open a Python shell on a database, or run a script in it.",
    "stubs": "Write type stubs of a database for mypy and pyright.",
    "test": "Install addons in a throwaway database and run their tests.",
}


class LazyGroup(click.Group):
    """A group whose commands are imported when they are called: `trivium --help` needs none of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return sorted(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None where there is none of that name."""
        if cmd_name not in _COMMANDS:
            return None
        module = importlib.import_module(f"trivium.cli.{cmd_name}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from the table, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(_COMMANDS.items()))


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(version, prog_name="trivium")
def cli() -> None:
    """Trivium, an open platform for business applications."""


def main(args: Sequence[str] | None = None) -> Any:
    """Run the command line; errors that a user can mend end in one line and exit code 1."""
    with reported():
        return cli.main(args=list(args) if args is not None else None, prog_name="trivium", standalone_mode=True)


if __name__ == "__main__":
    sys.exit(main())
