"""Settings: flags before variables before `trivium.toml` before `odoo.conf` before defaults.

`config` is the one instance; it reads variables and files at the first look, flags when the command line is parsed.
"""

import hmac
import logging
import os
import threading
from collections import ChainMap
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from trivium.tools.config import _sources
from trivium.tools.config._options import (
    ALL_DEV_MODE,
    DEFAULT_SERVER_WIDE_MODULES,
    OPTIONS,
    REQUIRED_SERVER_WIDE_MODULES,
    Option,
)
from trivium.tools.config._passwords import crypt_context
from trivium.tools.config._reading import SettingError, normal, parse, written

__all__ = [
    "ALL_DEV_MODE",
    "DEFAULT_SERVER_WIDE_MODULES",
    "OPTIONS",
    "REQUIRED_SERVER_WIDE_MODULES",
    "Option",
    "SettingError",
    "config",
    "configmanager",
    "crypt_context",
]

_logger = logging.getLogger(__name__)
_PACKAGE: Final = Path(__file__).resolve().parents[2]


class configmanager:  # noqa: N801 - the contract's name
    """The settings of this process, by name.

    Attributes:
        options: all sources as one mapping, the strongest in front; what is set at run time is the strongest.
        misc: sections of `odoo.conf` other than `[options]`, for the addons they belong to.
    """

    def __init__(self) -> None:
        self.misc: dict[str, dict[str, str]] = {}
        self._runtime: dict[str, Any] = {}
        self._flags: dict[str, Any] = {}
        self._variables: dict[str, Any] = {}
        self._files: dict[str, Any] = {}
        defaults = {option.name: normal(option, option.default) for option in OPTIONS.values()}
        self._defaults: dict[str, Any] = defaults
        self.options: ChainMap[str, Any] = ChainMap(
            self._runtime, self._flags, self._variables, self._files, self._defaults
        )
        self._sources = self.options.maps
        self._loaded = False
        self._lock = threading.RLock()
        self._rcfile = ""
        self._seen: tuple[str, int, int] | None = None

    def load(self) -> None:
        """Read variables and configuration files, again if they were read before."""
        with self._lock:
            self._loaded = True
            self._variables.clear()
            self._variables.update(_sources.environment(_sources.process_environment()))
            self._files.clear()
            self.misc.clear()
            given = self._flags.get("config") or self._variables.get("config") or ""
            for path in _sources.find_files(given):
                found, sections = _sources.from_file(path)
                self._files.update({key: value for key, value in found.items() if key not in self._files})
                self.misc.update({name: values for name, values in sections.items() if name not in self.misc})
                self._rcfile = self._rcfile or str(path)
            self._seen = self._state_of_file()

    def parse_config(self, args: Sequence[str] | None = None, *, setup_logging: bool | None = None) -> list[str]:
        """Read the arguments of a command line, then the other sources.

        Args:
            args: the arguments, without the program's name; None for none.
            setup_logging: whether log handlers are installed as the settings say; default: not.

        Returns:
            The arguments that are no options: none is left here, a list for the interface's sake.

        Raises:
            SettingError: an argument, a variable or a file has something wrong.
        """
        with self._lock:
            self._flags.clear()
            self._flags.update(_sources.command_line(args or ()))
            self._rcfile = ""
            self.load()
            if self.options["save"]:
                self.save()
        if setup_logging:
            logging.basicConfig(level=str(self.options["log_level"]).upper().partition("_")[0])
        return []

    def _ready(self) -> ChainMap[str, Any]:
        if not self._loaded:
            self.load()
        return self.options

    def __getitem__(self, key: str) -> Any:
        return self._ready()[key]

    def __setitem__(self, key: str, value: Any) -> None:
        option = OPTIONS.get(key)
        if option is None:
            self._runtime[key] = value
        elif isinstance(value, str):
            self._runtime[key] = parse(option, value, "set by the program")
        else:
            self._runtime[key] = normal(option, value, "set by the program")

    def __contains__(self, key: object) -> bool:
        return key in self._ready()

    def get(self, key: str, default: Any = None) -> Any:
        """Return the setting, or the default where there is none of that name."""
        if not self._loaded:
            self.load()
        for source in self._sources:  # a few times in every request: `ChainMap.get` looks twice
            if key in source:
                return source[key]
        return default

    def pop(self, key: str, default: Any = None) -> Any:
        """Forget what was set at run time, and return it."""
        return self._runtime.pop(key, default)

    def get_misc(self, sect: str, key: str, default: Any = None) -> Any:
        """Return a value of another section of `odoo.conf`."""
        self._ready()
        return self.misc.get(sect, {}).get(key, default)

    def format(self, option_name: str, value: Any) -> str:
        """Return the text of a setting's value, as it stands in a file."""
        return written(OPTIONS[option_name], value)

    def parse(self, option_name: str, value: str) -> Any:
        """Return the value of a setting from its text."""
        return parse(OPTIONS[option_name], value, "text")

    def save(self, keys: Sequence[str] | None = None) -> None:
        """Write the settings to the configuration file, `.odoorc` of the home directory where none was read.

        Args:
            keys: names of the settings to write; None for all.
        """
        from trivium.tools.config._writing import with_values  # noqa: PLC0415 - only this rare command writes the file

        path = Path(self.rcfile)
        before = path.read_text(encoding="utf-8") if path.is_file() else ""
        values = {
            option.name: written(option, self[option.name])
            for option in OPTIONS.values()
            if option.in_file and (keys is None or option.name in keys)
        }
        text = with_values(before, values, toml=path.suffix == ".toml")
        path.parent.mkdir(parents=True, exist_ok=True)
        # it may hold passwords: nobody else may read it, not even for a moment
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as stream:
            path.chmod(0o600)
            stream.write(text)

    @property
    def rcfile(self) -> str:
        """Path of the configuration file that was read first, or of the one that `save` would make."""
        self._ready()
        return self._rcfile or os.path.expanduser("~/.odoorc")  # noqa: PTH111 - asked for each login page

    @property
    def root_path(self) -> str:
        """Folder of the platform's code."""
        return str(_PACKAGE)

    @property
    def addons_base_dir(self) -> str:
        """Folder of the apps that come with the platform."""
        return str(_PACKAGE / "addons")

    @property
    def addons_community_dir(self) -> str:
        """The same folder: all apps are in one place."""
        return self.addons_base_dir

    @property
    def data_dir(self) -> Path:
        """Folder of what this installation stores outside of PostgreSQL."""
        return Path(self["data_dir"])

    @property
    def addons_data_dir(self) -> str:
        """Folder of addons that were fetched or uploaded; made if it is not there."""
        return str(_made(self.data_dir / "addons" / "19.0"))

    @property
    def session_dir(self) -> str:
        """Folder of the sessions; made if it is not there."""
        return str(_made(self.data_dir / "sessions"))

    def filestore(self, dbname: str) -> str:
        """Return the folder of the files of a database."""
        return str(self.data_dir / "filestore" / dbname)

    @property
    def http_socket_activation(self) -> bool:
        """Whether the socket to serve on was opened by the service manager (systemd's `LISTEN_FDS`)."""
        return _sources.process_environment().get("LISTEN_FDS") == "1"

    def renew_admin_password(self) -> None:
        """Take the password of the database manager that another process has written to the file meanwhile."""
        state = self._state_of_file()
        if state is None or state == self._seen:
            return
        with self._lock:
            self._seen = state
            try:
                found, _sections = _sources.from_file(Path(self.rcfile))
            except SettingError as error:
                _logger.warning("The password of the database manager stays as it was: %s", error)
                return
            written_one = found.get("admin_passwd")
            if written_one and written_one != self._files.get("admin_passwd"):
                self._runtime["admin_passwd"] = self._files["admin_passwd"] = written_one

    def _state_of_file(self) -> tuple[str, int, int] | None:
        """Return what tells whether the configuration file has changed, None where there is none."""
        try:
            path = self.rcfile
            status = os.stat(path)  # noqa: PTH116 - looked at for each login page
        except (FileNotFoundError, PermissionError):
            return None
        return path, status.st_mtime_ns, status.st_size

    def set_admin_password(self, new_password: str) -> None:
        """Set the password of the database manager; only its hash is kept."""
        self["admin_passwd"] = crypt_context.hash(new_password)

    def verify_admin_password(self, password: str) -> bool:
        """Tell whether this is the password of the database manager. A plain one in a file is replaced by its hash."""
        self.renew_admin_password()
        stored = self["admin_passwd"]
        if not password or not stored:
            return False
        if crypt_context.identify(stored):
            return crypt_context.verify(password, stored)
        if not hmac.compare_digest(password.encode(), stored.encode()):
            return False
        self.set_admin_password(password)
        return True


def _made(path: Path) -> Path:
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


config = configmanager()
