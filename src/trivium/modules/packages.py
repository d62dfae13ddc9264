"""Fetching addons that are published as packages named `odoo-addon-*`.

Their metadata asks for a package `odoo`, which is what this platform stands for: it is left out, and what else they
ask for is fetched one by one.
"""

import importlib
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from importlib import metadata

from packaging.requirements import Requirement

from trivium.modules import paths
from trivium.modules.errors import ModuleError
from trivium.modules.manifest import SERIES

__all__ = ["FetchError", "fetch", "package_name"]

_PREFIX = "odoo-addon-"
_SATISFIED = frozenset({"odoo", "openupgradelib-odoo"})


class FetchError(ModuleError):
    """A package cannot be fetched."""


def package_name(name: str) -> str:
    """Return the package of an addon: `web_responsive` is `odoo-addon-web-responsive`."""
    normal = re.sub(r"[-_.]+", "-", name).lower()
    return normal if normal.startswith(_PREFIX) else _PREFIX + normal


def fetch(names: Iterable[str]) -> dict[str, str]:
    """Install the packages of addons, and what they need, into this Python environment.

    Returns:
        The version of each addon that is there now, by technical name.

    Raises:
        FetchError: a package does not exist for this series, or cannot be installed.
    """
    todo = [f"{package_name(name)}=={SERIES}.*" for name in names]
    fetched: dict[str, str] = {}
    seen: set[str] = set()
    while todo:
        requirement = Requirement(todo.pop())
        package = re.sub(r"[-_.]+", "-", requirement.name).lower()
        if package in seen:
            continue
        seen.add(package)
        _install(str(requirement), alone=package.startswith(_PREFIX))
        importlib.invalidate_caches()
        if package.startswith(_PREFIX):
            fetched[package.removeprefix(_PREFIX).replace("-", "_")] = metadata.version(package)
            todo.extend(_needs(package))
    paths.refresh()
    return fetched


def _needs(package: str) -> list[str]:
    """Return what a package needs here, without what the platform stands for."""
    wanted = [Requirement(text) for text in metadata.requires(package) or ()]
    return [
        str(each)
        for each in wanted
        if each.name.lower() not in _SATISFIED and (each.marker is None or each.marker.evaluate({"extra": ""}))
    ]


def _install(requirement: str, *, alone: bool) -> None:
    """Install a requirement with uv or pip; `alone` leaves out what it needs."""
    uv = shutil.which("uv")
    command = [uv, "pip", "install", "--python", sys.executable] if uv else [sys.executable, "-m", "pip", "install"]
    options = ["--no-deps"] if alone else []
    # the requirement is an argument of its own: nothing of it is read by a shell
    done = subprocess.run([*command, "--quiet", *options, requirement], capture_output=True, text=True, check=False)  # noqa: S603 - see above
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise FetchError(f"Cannot fetch {requirement!r}: {said[-1] if said else 'no reason given'}")
