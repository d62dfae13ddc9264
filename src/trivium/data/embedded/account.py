"""The operating-system account that runs the server: PostgreSQL refuses to run as root."""

from __future__ import annotations

import os
import pwd
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trivium.data.errors import ServerError

if TYPE_CHECKING:
    from pathlib import Path

_CANDIDATES = ("trivium", "postgres", "nobody")


@dataclass(frozen=True)
class Account:
    """A user and group of the operating system.

    Attributes:
        name: as in the password database.
        uid: number of the user.
        gid: number of its group.
        switched: the process itself runs as root, and starts the server as this user.
    """

    name: str
    uid: int
    gid: int
    switched: bool

    def popen_options(self, home: Path) -> dict[str, Any]:
        """Return keyword arguments of `subprocess` that run a program as this user with `home` as its directory."""
        options: dict[str, Any] = {"cwd": home, "env": self._environment(home)}
        if self.switched:
            options |= {"user": self.uid, "group": self.gid, "extra_groups": []}
        return options

    def own(self, path: Path) -> None:
        """Make the account owner of `path`."""
        if self.switched:
            os.chown(path, self.uid, self.gid)

    @staticmethod
    def _environment(home: Path) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if not key.startswith("PG") and key != "LD_PRELOAD"}
        return kept | {"HOME": str(home), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def choose_account(environ: dict[str, str] | None = None) -> Account:
    """Return who runs the server: the user of this process, or an unprivileged one if that is root.

    `TRIVIUM_PG_USER` names another one.

    Raises:
        ServerError: root has no unprivileged account to use.
    """
    if os.geteuid() != 0:
        return _own_account()
    named = (os.environ if environ is None else environ).get("TRIVIUM_PG_USER")
    for name in (named,) if named else _CANDIDATES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switched=True)
    raise ServerError(
        f"PostgreSQL does not run as root, and there is no user {named or ' or '.join(_CANDIDATES)} to run it. "
        "Create one (`useradd --system trivium`), or name another in TRIVIUM_PG_USER."
    )


def _own_account() -> Account:
    try:
        entry = pwd.getpwuid(os.geteuid())
    except KeyError as error:
        raise ServerError(
            f"The user number {os.geteuid()} of this process has no entry in /etc/passwd, which PostgreSQL needs. "
            "Add one, or use a server of your own with --db-url."
        ) from error
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, switched=False)
