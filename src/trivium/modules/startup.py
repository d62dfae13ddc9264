"""What must hold before the platform is used in a process: settings, logs, PostgreSQL server, addons path."""

from collections.abc import Sequence

from trivium.data import server
from trivium.data.embedded.server import default_data_dir
from trivium.data.postgres import set_max_connections
from trivium.modules import logs, paths
from trivium.tools.config import OPTIONS, config

__all__ = ["apply", "prepare"]


def prepare(args: Sequence[str]) -> None:
    """Read the settings with `args` in front, then set up logs, server and addons path."""
    config.parse_config(list(args))
    apply()


def apply() -> None:
    """Make the settings hold: logs, PostgreSQL server, data folder, addons path."""
    logs.configure({name: config.get(name) for name in OPTIONS})
    if config.get("db_maxconn"):
        set_max_connections(int(config["db_maxconn"]))
    if str(config["data_dir"]) == str(OPTIONS["data_dir"].default):
        # the embedded server knows best where an unprivileged user can read when root starts it
        config["data_dir"] = str(default_data_dir())
    server.configure(server.resolve_server({name: config.get(name) for name in OPTIONS}))
    paths.use_addons_path(config.get("addons_path") or [])
