"""`trivium shell`: Python with `env` on a database."""

import code
import sys
from pathlib import Path
from typing import Any

import click

from trivium.cli.settings import common_options, profiled

__all__ = ["command", "run_shell"]


@click.command("shell", context_settings={"ignore_unknown_options": True})
@click.option("-d", "--database", required=True, metavar="DB", help="The database.")
@click.argument("script", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@click.option("--dev", is_flag=True, help="Tell of the slowest statements and of values fetched one by one.")
@common_options
def command(database: str, script: Path | None, arguments: tuple[str, ...], dev: bool) -> None:
    """Open a shell with `env`, or run SCRIPT or the standard input; changes last only by `env.cr.commit()`."""
    with profiled("shell", dev=dev):
        run_shell(database, script, list(arguments))


def run_shell(database: str, script: Path | None = None, arguments: list[str] | None = None) -> None:
    """Run a script, the standard input, or an interactive shell with `env`, `self` and `odoo`.

    What is committed is told to the servers that run: they fetch views, rights, models anew.

    Args:
        database: its name.
        script: a file; without it the standard input, which is interactive on a terminal.
        arguments: the script's own, as `sys.argv[1:]`.
    """
    import odoo  # noqa: PLC0415 - loads the engine, which `--help` does not need
    from trivium.modules import lifecycle  # noqa: PLC0415 - see above
    from trivium.orm.environment import Environment  # noqa: PLC0415 - see above
    from trivium.orm.registry import Registry  # noqa: PLC0415 - see above

    assert lifecycle, "importing it sets the loader of registries"
    registry = Registry(database)
    cr = registry.cursor()
    cr.each_commit = registry.signal_changes
    try:
        env = Environment(cr, 1, {})
        user = env["res.users"].browse(1)
        names: dict[str, Any] = {"env": env, "self": user, "odoo": odoo, "__name__": "__main__"}
        if script is not None:
            sys.argv = [str(script), *(arguments or [])]
            names["__file__"] = str(script)
            exec(compile(script.read_text(encoding="utf-8"), str(script), "exec"), names)  # noqa: S102 - it is a shell
        elif sys.stdin.isatty():
            code.interact(banner=f"Trivium shell on {database}: env, self, odoo", local=names, exitmsg="")
        else:
            exec(compile(sys.stdin.read(), "<stdin>", "exec"), names)  # noqa: S102 - it is a shell
    finally:
        cr.rollback()
        cr.close()
        registry.signal_changes()  # what was committed by other cursors
