"""`trivium addon`: addons of a database, and of the addons path."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from trivium.cli.progress import shown
from trivium.cli.settings import common_options, split_names

__all__ = ["command"]

_database = click.option("-d", "--database", required=True, metavar="DB", help="The database.")


@click.group("addon")
def command() -> None:
    """Install, upgrade, remove, list or fetch addons."""


_plan = click.option("--plan", is_flag=True, help="Show the SQL and the changes of records, and do nothing.")


@command.command()
@_database
@click.option("--with-demo/--without-demo", default=None, help="Load demo data; by default as the database does.")
@_plan
@click.argument("names", nargs=-1, required=True)
@common_options
def install(database: str, with_demo: bool | None, plan: bool, names: tuple[str, ...]) -> None:
    """Install addons with all that they depend on."""
    from trivium.modules import lifecycle  # noqa: PLC0415 - loads the engine, which `--help` does not need

    if plan:
        click.echo(lifecycle.rehearse(database, install=split_names(names), demo=with_demo))
        return
    with shown(f"Installing in {database}: addon") as progress:
        registry = lifecycle.install(database, split_names(names), new_db_demo=with_demo, progress=progress)
    click.echo(f"Installed: {', '.join(registry.updated_modules) or 'nothing new'}.")


@command.command()
@_database
@_plan
@click.argument("names", nargs=-1, required=True)
@common_options
def upgrade(database: str, plan: bool, names: tuple[str, ...]) -> None:
    """Upgrade addons and what depends on them; `all` stands for every installed one."""
    from trivium.modules import lifecycle  # noqa: PLC0415 - loads the engine, which `--help` does not need

    if plan:
        click.echo(lifecycle.rehearse(database, upgrade=split_names(names)))
        return
    with shown(f"Upgrading in {database}: addon") as progress:
        registry = lifecycle.upgrade(database, split_names(names), progress=progress)
    click.echo(f"Upgraded: {', '.join(registry.updated_modules) or 'nothing'}.")


@command.command()
@_database
@_plan
@click.option("-y", "--yes", is_flag=True, help="Do not ask before addons that depend on these are removed too.")
@click.argument("names", nargs=-1, required=True)
@common_options
def uninstall(database: str, plan: bool, yes: bool, names: tuple[str, ...]) -> None:
    """Remove addons, what depends on them, and all data of theirs."""
    from trivium.modules import lifecycle  # noqa: PLC0415 - loads the engine, which `--help` does not need

    wanted = split_names(names)
    if plan:
        click.echo(lifecycle.rehearse(database, uninstall=wanted))
        return
    others = [name for name in lifecycle.dependents(database, wanted) if name not in wanted]
    if others:
        click.echo(f"These depend on what is to be removed, and go along with their data: {', '.join(others)}.")
        if not yes:
            click.confirm("Remove them all?", abort=True)
    lifecycle.uninstall(database, wanted)
    click.echo(f"Removed: {', '.join([*wanted, *others])}.")


@command.command("list")
@click.option("-d", "--database", metavar="DB", help="Show the states in this database.")
@click.option("--installed", is_flag=True, help="Only those installed there.")
@common_options
def list_addons(database: str | None, installed: bool) -> None:
    """List the addons that are found, with version, and state in a database."""
    from trivium.modules.manifest import Manifest  # noqa: PLC0415 - reads tables that `--help` does not need

    states = _states(database) if database else {}
    for manifest in Manifest.all_addon_manifests(lambda error: click.echo(f"Left out: {error}", err=True)):
        state = states.get(manifest.name, "")
        if not installed or state == "installed":
            click.echo("\t".join(filter(None, (manifest.name, manifest.version, state, manifest["name"]))))


def _states(database: str) -> dict[str, str]:
    from trivium.data.postgres import db_connect  # noqa: PLC0415 - loads the driver

    with db_connect(database).cursor() as cr:
        cr.execute("SELECT name, state FROM ir_module_module")
        return dict(cr.fetchall())


@command.command()
@click.argument("names", nargs=-1, required=True)
@common_options
def get(names: tuple[str, ...]) -> None:
    """Fetch addons published as `odoo-addon-*` packages, with what they need, into this instance."""
    from trivium.modules.packages import fetch  # noqa: PLC0415 - only this command uses a package index

    for name, version in fetch(split_names(names)).items():
        click.echo(f"{name}\t{version}")


@command.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON: a list of addon, file, line, kind and name.")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...", type=click.Path(exists=True, file_okay=False))
@common_options
def check(as_json: bool, paths: tuple[str, ...]) -> None:
    """Read addons without installing them, and list what they use that is not provided; code 1 if there is any.

    PATH is an addon, or a folder of addons.
    """
    from trivium.modules.inspection import check_addon  # noqa: PLC0415 - loads the engine, which `--help` does not need

    folders = [folder for path in map(Path, paths) for folder in _addons_in(path)]
    found = {folder: check_addon(folder, folders) for folder in folders}
    if as_json:
        rows = [{"addon": folder.name, **asdict(gap)} for folder, gaps in found.items() for gap in gaps]
        click.echo(json.dumps(rows, indent=2))
    else:
        for folder, gaps in found.items():
            for gap in gaps:
                click.echo(f"{folder}/{gap}")
            click.echo(f"{folder.name}: {len(gaps) or 'no'} gaps")
    if any(found.values()):
        raise SystemExit(1)


def _addons_in(path: Path) -> list[Path]:
    if (path / "__manifest__.py").is_file():
        return [path]
    return sorted(file.parent for file in path.glob("*/__manifest__.py"))
