"""Installed addons that cannot be loaded, because their folder is gone or that of an addon they need now."""

import logging

from trivium.modules import paths
from trivium.modules.manifest import Manifest

__all__ = ["loadable"]

logger = logging.getLogger(__name__)


def loadable(wanted: list[str], db_name: str) -> list[str]:
    """Return the addons of a database that can be loaded; the log tells of the others.

    Args:
        wanted: names of those that the database has.
        db_name: the database.
    """
    missing = {name: needed for name in wanted if (needed := _missing(name))}
    for name, needed in missing.items():
        logger.error(
            "addon %s is installed in %s but %s: it is left out, with all that depends on it. "
            "Put the folder back on the addons path, or uninstall the addon",
            name,
            db_name,
            "is not found" if needed == name else f"depends on {needed} now, which is not found",
        )
    return _without_dependents_of(set(missing), [name for name in wanted if name not in missing])


def _missing(name: str) -> str:
    """Return the name of an addon that is not found, or of the first that it depends on and is not; else nothing."""
    manifest = Manifest.for_addon(name, display_warning=False)
    if manifest is None:
        return name
    return next((needed for needed in manifest["depends"] if paths.find_addon(needed) is None), "")


def _without_dependents_of(missing: set[str], names: list[str]) -> list[str]:
    """Return `names` without those that depend on `missing`, directly or not."""
    left = list(names)
    while missing:
        lost = {
            name
            for name in left
            if (manifest := Manifest.for_addon(name, display_warning=False)) and missing & set(manifest["depends"])
        }
        if not lost:
            return left
        missing = missing | lost
        left = [name for name in left if name not in lost]
    return left
