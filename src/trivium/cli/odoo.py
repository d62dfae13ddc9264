"""The console script `odoo`: the server options of 19.0 (contract `cli.json`), done by the same code as `trivium`."""

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from trivium.cli.failures import reported

__all__ = ["main"]

_COMMANDS = ("server", "shell", "db", "scaffold", "module", "start")


def main(args: Sequence[str] | None = None) -> None:
    """Run `odoo [COMMAND] [options]`; without a command it is `server`."""
    given = list(sys.argv[1:] if args is None else args)
    with reported():
        if given and given[0] in ("-h", "--help", "help"):
            _help()
        elif "--version" in given:
            from trivium.release import version  # noqa: PLC0415 - one constant

            click.echo(f"Trivium {version}, interface of Odoo Server 19.0")
        elif given and given[0] in ("db", "scaffold"):
            from trivium.cli import main as trivium  # noqa: PLC0415 - the same commands

            trivium(given)
        elif given and given[0] == "module":
            _module(given[1:])
        elif given and given[0] == "shell":
            _shell(given[1:])
        else:
            _server(given[1:] if given and given[0] in ("server", "start") else given)


def _help() -> None:
    """List commands and options."""
    from trivium.tools.config import OPTIONS  # noqa: PLC0415 - only help needs the table here

    click.echo(f"Usage: odoo [{'|'.join(_COMMANDS)}] [options]\n\nOptions:")
    for option in OPTIONS.values():
        if option.flags:
            value = "" if option.kind == "flag" else f" {option.name.upper()}"
            click.echo(f"  {', '.join(option.flags)}{value}")
    click.echo("  --without-demo [all]\n  --log-sql, --log-web\n  --version\n  -h, --help")


def _module(args: Sequence[str]) -> None:
    """Translate `odoo module install -d DB NAMES` into `trivium addon install`."""
    from trivium.cli import main as trivium  # noqa: PLC0415 - the same commands

    if "--outdated" in args:
        args = [*(arg for arg in args if arg != "--outdated"), "all"]
    trivium(["addon", *args])


def _shell(args: Sequence[str]) -> None:
    from trivium.cli.settings import prepare  # noqa: PLC0415 - loads the driver, which help does not need
    from trivium.cli.shell import run_shell  # noqa: PLC0415 - see above
    from trivium.tools.config import config  # noqa: PLC0415 - see above

    rest = list(args)
    script = None
    if "--shell-file" in rest:
        position = rest.index("--shell-file")
        script = Path(rest[position + 1])
        del rest[position : position + 2]
    prepare([arg for arg in rest if not arg.startswith("--shell-interface")])
    names = config["db_name"]
    if not names:
        raise click.UsageError("Name the database: odoo shell -d DB")
    run_shell(names[0], script)


def _server(args: Sequence[str]) -> None:
    """Install and upgrade as asked, run tests, then serve unless told to stop."""
    from trivium.cli.settings import prepare  # noqa: PLC0415 - loads the driver, which help does not need
    from trivium.tools.config import config  # noqa: PLC0415 - see above

    prepare(args)
    wanted = _work(config)
    failed = 0
    for name in config["db_name"]:
        if any(wanted.values()) or config["test_enable"] or config["test_tags"] or config["load_language"]:
            failed |= _do(config, name, wanted)
    if config["stop_after_init"]:
        sys.exit(failed)
    if config["http_enable"]:
        from trivium.http.server import ServerSettings, serve  # noqa: PLC0415 - loads the server
        from trivium.modules.lifecycle import load_server_wide_modules  # noqa: PLC0415 - see above

        settings = ServerSettings.from_config()
        serve(replace(settings, on_start=(*settings.on_start, load_server_wide_modules)))


def _work(config: Any) -> dict[str, list[str]]:
    """Return the addons to install, upgrade and load anew."""
    return {
        "install_modules": [name for name in config["init"] or () if name != "all"],
        "upgrade_modules": list(config["update"] or ()),
        "reinit_modules": list(config["reinit"] or ()),
    }


def _do(config: Any, name: str, wanted: dict[str, list[str]]) -> int:
    """Do the work in one database, made when it is not there; return 1 if tests failed."""
    from trivium.cli.logins import tell_login  # noqa: PLC0415 - loads nothing that serving needs
    from trivium.cli.progress import shown  # noqa: PLC0415 - see above
    from trivium.data import databases  # noqa: PLC0415 - see above
    from trivium.modules import lifecycle  # noqa: PLC0415 - see above
    from trivium.modules.lifecycle.databases import KNOWN_PASSWORD, NewDatabase  # noqa: PLC0415 - see above
    from trivium.orm.registry import Registry  # noqa: PLC0415 - see above

    tests = None
    if config["test_enable"] or config["test_tags"]:
        from trivium.testing.runner import ServerTests  # noqa: PLC0415 - only runs with tests need it

        tests = ServerTests(name, config["test_tags"] or "")
    options: dict[str, Any] = {"after_module": tests.at_install, "commit_each": True} if tests else {}
    with shown(f"{name}: addon") as progress:
        fresh = not databases.exists(name)
        if fresh or not _is_set_up(name):
            if fresh:
                databases.create(name)
            modules = ["base", *(module for module in wanted["install_modules"] if module != "base")]
            new = NewDatabase(
                name,
                modules,
                demo=bool(config["with_demo"]),
                password=KNOWN_PASSWORD if tests else "",  # tests of addons log in with it
                progress=progress,
            )
            new.initialize(**options)
            tell_login(new)
        elif any(wanted.values()):
            demo = True if config["with_demo"] else None
            Registry.new(name, update_module=True, new_db_demo=demo, progress=progress, **wanted, **options)
    if config["load_language"]:
        with lifecycle.environment(name) as env:
            for language in str(config["load_language"]).split(","):
                env["res.lang"]._activate_lang(language)
            env["ir.module.module"]._update_translations(
                str(config["load_language"]).split(","), overwrite=bool(config["overwrite_existing_translations"])
            )
    return tests.finish() if tests else 0


def _is_set_up(name: str) -> bool:
    from trivium.data.postgres import db_connect  # noqa: PLC0415 - see above
    from trivium.modules.lifecycle.bootstrap import is_initialized  # noqa: PLC0415 - see above

    with db_connect(name).cursor() as cr:
        return is_initialized(cr)


if __name__ == "__main__":
    main()
