"""Fetching addons that are published as packages named `odoo-addon-*`.

Their metadata asks for a package `odoo`, which is what this platform stands for: it is left out. The addons are
unpacked into a folder of the instance (`config.addons_data_dir`, a part of the addons path); what else they need is
installed into this Python environment.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from email.parser import HeaderParser
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from zipfile import ZipFile

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from trivium.modules import paths
from trivium.modules.errors import ModuleError
from trivium.modules.manifest import SERIES
from trivium.tools.archives import ArchiveError, check_archive
from trivium.tools.config import config

__all__ = ["FetchError", "fetch", "package_name"]

_PREFIX = "odoo-addon-"
_SATISFIED = frozenset({"odoo", "openupgradelib-odoo"})
_ADDONS = PurePosixPath("odoo/addons")


class FetchError(ModuleError):
    """A package cannot be fetched."""


class _Wheel(NamedTuple):
    """What a downloaded package says of itself.

    Attributes:
        path: the file.
        package: normal name of the package.
        version: its version.
        needs: what it asks for here, without what the platform stands for.
        addons: technical names of the addons that it holds.
    """

    path: Path
    package: str
    version: str
    needs: list[Requirement]
    addons: list[str]


def package_name(name: str) -> str:
    """Return the package of an addon: `web_responsive` is `odoo-addon-web-responsive`."""
    normal = canonicalize_name(name)
    return normal if normal.startswith(_PREFIX) else _PREFIX + normal


def fetch(names: Iterable[str], folder: Path | None = None) -> dict[str, str]:
    """Download addons with the addons that they need, and install the Python packages that those ask for.

    Args:
        names: technical names of addons, or names of their packages.
        folder: where the addons go; default the folder of the instance, which is searched for addons.

    Returns:
        The version of each addon that is there now, by technical name.

    Raises:
        FetchError: a package does not exist for this series, or cannot be installed.
    """
    folder = folder or Path(config.addons_data_dir)
    wanted = {package_name(name): f"{package_name(name)}=={SERIES}.*" for name in names}
    seen: set[str] = set()
    wheels: list[_Wheel] = []
    others: dict[str, str] = {}
    with tempfile.TemporaryDirectory(prefix="addons-") as downloads:
        while wanted:
            seen |= wanted.keys()
            found = _download(list(wanted.values()), Path(downloads) / str(len(seen)))
            needs = {canonicalize_name(need.name): need for wheel in found for need in wheel.needs}
            wanted = {name: str(need) for name, need in needs.items() if name.startswith(_PREFIX) and name not in seen}
            others.update({name: str(need) for name, need in needs.items() if not name.startswith(_PREFIX)})
            wheels += found
        if others:
            _install(list(others.values()))
        for wheel in wheels:
            _unpack(wheel, folder)
    paths.refresh()
    return {addon: wheel.version for wheel in wheels for addon in wheel.addons}


def _download(requirements: Sequence[str], folder: Path) -> list[_Wheel]:
    """Download packages as they are, without what they need; no code of theirs runs."""
    options = ["--no-deps", "--only-binary", ":all:", "--dest", str(folder)]
    _run([sys.executable, "-m", "pip", "download", "--quiet", *options, *requirements], requirements)
    return [_read(path) for path in sorted(folder.glob("*.whl"))]


def _read(path: Path) -> _Wheel:
    with ZipFile(path) as archive:
        names = [PurePosixPath(name) for name in archive.namelist()]
        metadata = next(name for name in names if name.match("*.dist-info/METADATA"))
        headers = HeaderParser().parsestr(archive.read(str(metadata)).decode())
    needs = [Requirement(text) for text in headers.get_all("Requires-Dist", ())]
    return _Wheel(
        path,
        canonicalize_name(headers["Name"]),
        headers["Version"],
        [
            need
            for need in needs
            if need.name.lower() not in _SATISFIED and (need.marker is None or need.marker.evaluate({"extra": ""}))
        ],
        sorted(name.parts[2] for name in names if name.match("odoo/addons/*/__manifest__.py")),
    )


def _unpack(wheel: _Wheel, folder: Path) -> None:
    """Put the addons of a package into a folder, in place of those of that name."""
    with wheel.path.open("rb") as stream:
        try:
            check_archive(stream)
        except ArchiveError as error:
            raise FetchError(f"The package {wheel.path.name} is not unpacked: {error}") from error
    with ZipFile(wheel.path) as archive, tempfile.TemporaryDirectory(prefix=".new-", dir=folder) as unpacked:
        for addon in wheel.addons:
            inside = f"{_ADDONS / addon}/"
            archive.extractall(unpacked, [name for name in archive.namelist() if name.startswith(inside)])
            shutil.rmtree(folder / addon, ignore_errors=True)
            (Path(unpacked) / _ADDONS / addon).rename(folder / addon)


def _install(requirements: Sequence[str]) -> None:
    """Install packages with uv or pip."""
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    command = [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    _run([*command, "--quiet", *requirements], requirements)


def _run(command: Sequence[str], requirements: Sequence[str]) -> None:
    # a requirement is an argument of its own: nothing of it is read by a shell
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - see above
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines() or ["no reason given"]
        # the installers warn before and advise after the line that says what is wrong
        wrong = [line for line in said if re.match(r"\s*(ERROR|error|×|.*No module named)", line)] or said[-1:]
        raise FetchError(f"Cannot fetch {', '.join(map(repr, requirements))}: {wrong[-1].strip()}")
