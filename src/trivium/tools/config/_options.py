"""The settings there are: name, kind, default, flags and variables, as a table.

The names, flags and variables up to `db_url` are the contract's (`cli.json`); those after it are our own.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, Literal

__all__ = ["ALL_DEV_MODE", "DEFAULT_SERVER_WIDE_MODULES", "OPTIONS", "REQUIRED_SERVER_WIDE_MODULES", "Option"]

Kind = Literal["text", "path", "integer", "number", "flag", "list", "paths", "modules", "levels"]

ALL_DEV_MODE: Final = ["access", "reload", "qweb", "xml"]
DEFAULT_SERVER_WIDE_MODULES: Final = ["base", "rpc", "web"]
REQUIRED_SERVER_WIDE_MODULES: Final = ["base", "web"]


@dataclass(frozen=True, slots=True)
class Option:
    """One setting.

    Attributes:
        name: its key.
        kind: how its text is read.
        default: its value where no source gives one.
        flags: what the command line calls it; a flag that begins with `--no-` switches it off.
        variable: the environment variable of the ecosystem that sets it, or "" for none; `TRIVIUM_<NAME>` always does.
        in_file: whether a configuration file may set it.
        choices: the only values allowed, or () for any.
    """

    name: str
    kind: Kind = "text"
    default: Any = ""
    flags: tuple[str, ...] = ()
    variable: str = ""
    in_file: bool = True
    choices: tuple[str, ...] = field(default=())


_MEGABYTE = 1024 * 1024

# XDG Base Directory Specification, section 3
_DATA_DIR = str(Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "trivium")

_LOG_LEVELS = (
    "info",
    "debug_rpc",
    "warn",
    "test",
    "critical",
    "runbot",
    "debug_sql",
    "error",
    "debug",
    "debug_rpc_answer",
    "notset",
)


def _postgres(name: str, flags: tuple[str, ...], variable: str, kind: Kind = "text", default: Any = "") -> Option:
    return Option(name, kind, default, flags, variable)


def _option(
    name: str, kind: Kind = "text", default: Any = "", *flags: str, in_file: bool = True, **more: Any
) -> Option:
    return Option(name, kind, default, flags, f"ODOO_{name.upper()}" if in_file else "", in_file, **more)


_TABLE: Final = (
    # what to do
    Option("config", "path", "", ("-c", "--config"), "ODOO_RC", in_file=False),
    _option("save", "flag", False, "-s", "--save", in_file=False),
    _option("init", "modules", {}, "-i", "--init", in_file=False),
    _option("update", "modules", {}, "-u", "--update", in_file=False),
    _option("reinit", "modules", {}, "--reinit", in_file=False),
    _option("with_demo", "flag", False, "--with-demo"),
    _option("skip_auto_install", "flag", False, "--skip-auto-install"),
    _option("import_partial", "path", "", "-P", "--import-partial", in_file=False),
    _option("stop_after_init", "flag", False, "--stop-after-init", in_file=False),
    _option("load_language", "text", None, "--load-language"),
    _option("overwrite_existing_translations", "flag", False, "--i18n-overwrite"),
    # where things are
    _option("addons_path", "paths", [], "--addons-path"),
    _option("upgrade_path", "paths", [], "--upgrade-path"),
    _option("pre_upgrade_scripts", "paths", [], "--pre-upgrade-scripts"),
    _option("server_wide_modules", "list", DEFAULT_SERVER_WIDE_MODULES, "--load"),
    _option("data_dir", "path", _DATA_DIR, "-D", "--data-dir"),
    _option("pidfile", "path", "", "--pidfile"),
    _option("bin_path", "path", ""),
    # serving
    _option("http_enable", "flag", True, "--no-http"),
    _option("http_interface", "text", "127.0.0.1", "--http-interface"),
    _option("http_port", "integer", 8069, "-p", "--http-port"),
    _option("gevent_port", "integer", 8072, "--gevent-port"),
    _option("proxy_mode", "flag", False, "--proxy-mode"),
    _option("x_sendfile", "flag", False, "--x-sendfile"),
    _option("dbfilter", "text", "", "--db-filter"),
    _option("list_db", "flag", False, "--database-list", "--no-database-list"),
    _option("workers", "integer", 0, "--workers"),
    _option("max_cron_threads", "integer", 2, "--max-cron-threads"),
    _option("dev_mode", "list", [], "--dev"),
    _option("proxy_access_token"),
    _option("admin_passwd", "text", "admin"),
    _option("websocket_keep_alive_timeout", "integer", 3600),
    _option("websocket_rate_limit_burst", "integer", 10),
    _option("websocket_rate_limit_delay", "number", 0.2),
    # limits
    _option("limit_memory_soft", "integer", 2048 * _MEGABYTE, "--limit-memory-soft"),
    _option("limit_memory_soft_gevent", "integer", None, "--limit-memory-soft-gevent"),
    _option("limit_memory_hard", "integer", 2560 * _MEGABYTE, "--limit-memory-hard"),
    _option("limit_memory_hard_gevent", "integer", None, "--limit-memory-hard-gevent"),
    _option("limit_time_cpu", "integer", 60, "--limit-time-cpu"),
    _option("limit_time_real", "integer", 120, "--limit-time-real"),
    _option("limit_time_real_cron", "integer", -1, "--limit-time-real-cron"),
    _option("limit_time_worker_cron", "integer", 0, "--limit-time-worker-cron"),
    _option("limit_request", "integer", 2**16, "--limit-request"),
    _option("osv_memory_count_limit", "integer", 0, "--osv-memory-count-limit"),
    _option("transient_age_limit", "number", 1.0, "--transient-age-limit"),
    _option("import_file_maxbytes", "integer", 10 * _MEGABYTE),
    _option("import_file_timeout", "integer", 3),
    _option("import_url_regex", "text", r"^(?:http|https)://"),
    _option("csv_internal_sep", "text", ","),
    _option("reportgz", "flag", False),
    _option("unaccent", "flag", False, "--unaccent"),
    # logs
    _option("logfile", "path", "", "--logfile"),
    _option("syslog", "flag", False, "--syslog"),
    _option("log_handler", "levels", [":INFO"], "--log-handler"),
    _option("log_level", "text", "info", "--log-level", choices=_LOG_LEVELS),
    _option("log_db", "text", "", "--log-db"),
    _option("log_db_level", "text", "warning", "--log-db-level"),
    # tests
    _option("test_enable", "flag", False, "--test-enable", in_file=False),
    _option("test_file", "path", "", "--test-file", in_file=False),
    _option("test_tags", "text", None, "--test-tags", in_file=False),
    _option("screencasts", "path", "", "--screencasts"),
    _option("screenshots", "path", "", "--screenshots"),
    # mail
    _option("email_from", "text", "", "--email-from"),
    _option("from_filter", "text", "", "--from-filter"),
    _option("smtp_server", "text", "localhost", "--smtp"),
    _option("smtp_port", "integer", 25, "--smtp-port"),
    _option("smtp_ssl", "flag", False, "--smtp-ssl"),
    _option("smtp_user", "text", "", "--smtp-user"),
    _option("smtp_password", "text", "", "--smtp-password"),
    _option("smtp_ssl_certificate_filename", "path", "", "--smtp-ssl-certificate-filename"),
    _option("smtp_ssl_private_key_filename", "path", "", "--smtp-ssl-private-key-filename"),
    _option("geoip_city_db", "path", "", "--geoip-city-db", "--geoip-db"),
    _option("geoip_country_db", "path", "", "--geoip-country-db"),
    _option("publisher_warranty_url"),
    _option("default_productivity_apps", "flag", False),
    # PostgreSQL
    _postgres("db_name", ("-d", "--database"), "PGDATABASE", "list", []),
    _postgres("db_user", ("-r", "--db_user"), "PGUSER"),
    _postgres("db_password", ("-w", "--db_password"), "PGPASSWORD"),
    _postgres("pg_path", ("--pg_path",), "PGPATH", "path"),
    _postgres("db_host", ("--db_host",), "PGHOST"),
    _postgres("db_replica_host", ("--db_replica_host",), "PGHOST_REPLICA", default=None),
    _postgres("db_port", ("--db_port",), "PGPORT", "integer", None),
    _postgres("db_replica_port", ("--db_replica_port",), "PGPORT_REPLICA", "integer", None),
    _postgres("db_sslmode", ("--db_sslmode",), "PGSSLMODE", default="prefer"),
    _postgres("db_app_name", ("--db_app_name",), "PGAPPNAME", default="trivium-{pid}"),
    _postgres("db_template", ("--db-template",), "PGDATABASE_TEMPLATE", default="template0"),
    _option("db_maxconn", "integer", 64, "--db_maxconn"),
    _option("db_maxconn_gevent", "integer", None, "--db_maxconn_gevent"),
    # our own
    Option("db_url", "text", "", ("--db-url",)),
    Option("metrics_port", "integer", 0, ("--metrics-port",)),
    Option("log_format", "text", "text", ("--log-format",), choices=("text", "json")),
    Option("log_collector", "text", ""),
    Option("redis_url", "text", "", ("--redis-url",)),
    Option("secret_key", "text", ""),
    Option("outgoing_hosts", "list", []),
    Option("virus_scanner", "text", ""),
)

OPTIONS: Final[Mapping[str, Option]] = {option.name: option for option in _TABLE}
