"""Scripts that carry data from one version of an addon to the next.

They are files `migrations/VERSION/STAGE-name.py` (or `upgrades/...`, or below `--upgrade-path`) of an addon, with a
function `migrate(cr, version)`, where `version` is the one installed before. STAGE is `pre` before the models are
loaded, `post` after the data files, `end` after all addons. VERSION `0.0.0` runs at every change of version.
"""

import importlib.util
import inspect
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL
from trivium.modules.errors import ModuleError
from trivium.modules.manifest import SERIES, adapt_version
from trivium.tools.config import config

if TYPE_CHECKING:
    from trivium.modules.graph import ModuleGraph, ModuleNode

__all__ = [
    "VALID_MIGRATE_PARAMS",
    "VERSION_RE",
    "MigrationError",
    "MigrationManager",
    "exec_script",
    "migrate",
    "parse_version",
    "scripts",
]

logger = logging.getLogger(__name__)

VERSION_RE = re.compile(r"\d+(\.\d+){1,5}\Z")
"""Names of the folders of scripts."""

VALID_MIGRATE_PARAMS = tuple((cr, version) for cr in ("cr", "_cr") for version in ("version", "_version"))
"""How the parameters of `migrate` may be called."""

_ALWAYS = "0.0.0"


class MigrationError(ModuleError):
    """A migration script cannot be run, or raised."""


def parse_version(version: str) -> tuple[int, ...]:
    """Return a version as numbers that compare."""
    return tuple(int(part) for part in re.findall(r"\d+", version))


def _folders(addon: str, path: str) -> Iterator[Path]:
    for name in ("migrations", "upgrades"):
        yield Path(path) / name
    configured = config.get("upgrade_path") or ()
    for root in configured.split(",") if isinstance(configured, str) else configured:
        yield Path(str(root)) / addon


def scripts(addon: str, path: str, stage: str, installed: str, current: str) -> list[Path]:
    """Return the scripts to run, in order of version and name.

    Args:
        addon: technical name.
        path: folder of the addon.
        stage: `pre`, `post` or `end`.
        installed: version before, with its series.
        current: version on disk, with its series.
    """
    before, after = parse_version(installed), parse_version(current)
    if before >= after:
        return []
    found: list[tuple[tuple[int, ...], str, Path]] = []
    for folder in _folders(addon, path):
        for versioned in sorted(folder.iterdir()) if folder.is_dir() else ():
            if not versioned.is_dir() or not VERSION_RE.match(versioned.name):
                continue
            version = parse_version(_full(versioned.name))
            if versioned.name == _ALWAYS or before < version <= after:
                order = after if versioned.name == _ALWAYS else version
                found.extend((order, file.name, file) for file in versioned.glob(f"{stage}-*.py"))
    return [file for _order, _name, file in sorted(found)]


def _full(version: str) -> str:
    """Return a folder's version with a series: `1.2` belongs to the present one."""
    return version if len(version.split(".")) >= len(SERIES.split(".")) + 2 else adapt_version(version)


def migrate(cr: Any, node: "ModuleNode", stage: str) -> None:
    """Run the scripts of an addon for one stage.

    Raises:
        MigrationError: a script cannot be loaded, has no `migrate`, or raised.
    """
    if not node.load_version:
        return
    installed = adapt_version(node.load_version)
    for file in scripts(node.name, node.manifest.path, stage, installed, node.manifest.version):
        logger.info("addon %s: running %s", node.name, file)
        _run(cr, file, installed)


class MigrationManager:
    """Runs the scripts of the addons of a graph.

    Args:
        cr: the cursor to run them with.
        graph: the addons.
    """

    def __init__(self, cr: Any, graph: "ModuleGraph") -> None:
        self.cr = cr
        self.graph = graph

    def migrate_module(self, pkg: "ModuleNode", stage: str) -> None:
        """Run the scripts of an addon that is being upgraded.

        Args:
            pkg: the addon.
            stage: `pre`, `post` or `end`.

        Raises:
            MigrationError: a script cannot be loaded, has no `migrate`, or raised.
        """
        migrate(self.cr, pkg, stage)


def prepare(cr: Any) -> None:
    """Run the scripts of `--pre-upgrade-scripts`, before any addon is loaded; they get the version of `base`.

    Raises:
        MigrationError: one is not there, or fails.
    """
    files = config.get("pre_upgrade_scripts") or ()
    if not files:
        return
    cr.execute(SQL("SELECT latest_version FROM ir_module_module WHERE name = 'base'"))
    row = cr.fetchone()
    for file in files:
        if not Path(file).is_file():
            raise MigrationError(f"{file}: there is no such script (pre_upgrade_scripts)")
        exec_script(cr, (row and row[0]) or "", file, "base", "pre")


def exec_script(
    cr: Any, installed_version: str, pyfile: str | Path, addon: str, stage: str, version: str | None = None
) -> None:
    """Run one script.

    Args:
        cr: the cursor that it gets.
        installed_version: the version before, that it gets.
        pyfile: its path.
        addon: the addon that it is for.
        stage: `pre`, `post` or `end`.
        version: that of its folder.

    Raises:
        MigrationError: it cannot be loaded, has no `migrate(cr, version)`, or raised.
    """
    logger.info("addon %s: running %s script %s %s", addon, stage, pyfile, f"for {version}" if version else "")
    _run(cr, Path(pyfile), installed_version)


def _run(cr: Any, file: Path, installed: str) -> None:
    spec = importlib.util.spec_from_file_location(f"trivium_migration_{file.stem.replace('-', '_')}", file)
    if spec is None or spec.loader is None:
        raise MigrationError(f"{file}: is no Python file that can be loaded")
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:
        raise MigrationError(f"{file}: {type(error).__name__}: {error}") from error
    function = getattr(module, "migrate", None)
    if function is None:
        raise MigrationError(f"{file}: has no function migrate(cr, version)")
    if tuple(inspect.signature(function, follow_wrapped=False).parameters) not in VALID_MIGRATE_PARAMS:
        raise MigrationError(f"{file}: the parameters of migrate must be called cr and version")
    try:
        function(cr, installed)
    except Exception as error:
        raise MigrationError(f"{file}: migrate raised {type(error).__name__}: {error}") from error
