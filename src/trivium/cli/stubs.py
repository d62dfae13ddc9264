"""`trivium stubs`: types of a database's models for type checkers and editors."""

from pathlib import Path

import click

from trivium.cli.settings import common_options

__all__ = ["command"]


@click.command("stubs")
@click.option("-d", "--database", required=True, metavar="DB", help="The database whose models are meant.")
@click.option(
    "--output",
    default="typings",
    metavar="DIR",
    help="Folder to write into (typings).",
    type=click.Path(path_type=Path),
)
@common_options
def command(database: str, output: Path) -> None:
    """Write type stubs of every model, field, method and external id of a database, for mypy and pyright."""
    from trivium.modules import lifecycle  # noqa: PLC0415 - loads the engine, which `--help` does not need
    from trivium.modules.stubs import write_stubs  # noqa: PLC0415 - see above

    with lifecycle.environment(database) as env:
        try:
            written = write_stubs(env, output)
        except FileExistsError as error:
            raise click.ClickException(str(error)) from error
        click.echo(f"{len(env.registry.models)} models of {database}: {len(written)} files in {output}/odoo")
