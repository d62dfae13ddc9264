"""`trivium serve`: the server."""

import gc
from dataclasses import replace

import click

from trivium.cli.settings import common_options

__all__ = ["command"]


@click.command("serve")
@click.option("-d", "--database", multiple=True, metavar="DB", help="Database to serve; repeat it for several.")
@click.option("-p", "--http-port", type=int, metavar="PORT", help="TCP port (8069).")
@click.option("--http-interface", metavar="ADDRESS", help="Address to listen at (127.0.0.1).")
@click.option("--workers", type=int, metavar="N", help="Number of processes.")
@click.option("--database-list/--no-database-list", default=None, help="Let clients list and manage databases (no).")
@click.option("--proxy-mode", is_flag=True, help="Trust the X-Forwarded-* headers of a proxy in front.")
@click.option(
    "--dev",
    is_flag=True,
    help="Read templates and scripts anew when they change; tell of slow statements.",
)
@common_options
def command(
    database: tuple[str, ...],
    http_port: int | None,
    http_interface: str | None,
    workers: int | None,
    database_list: bool | None,
    proxy_mode: bool,
    dev: bool,
) -> None:
    """Serve databases over HTTP, on one port."""
    gc.disable()  # what is loaded until the server is up stays: looking for garbage would only take time
    from trivium.http.server import ServerSettings, serve  # noqa: PLC0415 - loads the server, which `--help` does not need
    from trivium.modules.lifecycle import load_server_wide_modules  # noqa: PLC0415 - see above
    from trivium.tools.config import config  # noqa: PLC0415 - see above

    given = {
        "db_name": list(database) or None,
        "http_port": http_port,
        "http_interface": http_interface,
        "workers": workers,
        "list_db": database_list,
        "proxy_mode": proxy_mode or None,
        "dev_mode": ["reload", "qweb", "xml"] if dev else None,
    }
    for name, value in given.items():
        if value is not None:
            config[name] = value
    settings = ServerSettings.from_config()
    serve(replace(settings, on_start=(*settings.on_start, load_server_wide_modules)))
