"""What is asked of the addons of a database, and how its progress is told."""

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Progress", "Request", "log_progress"]

logger = logging.getLogger("trivium.modules.loading")

Progress = Callable[[str, int, int], None]
"""Called with the name of an addon, its position from 1, and how many there are."""


def log_progress(name: str, position: int, total: int) -> None:
    """Write a line for each addon to the log."""
    logger.info("addon %s (%d/%d)", name, position, total)


@dataclass(slots=True)
class Request:
    """What to do while a registry is loaded.

    Attributes:
        update_module: whether anything is installed, upgraded or removed at all.
        install_modules: names of addons to install.
        upgrade_modules: names of addons to upgrade; `all` for all installed.
        remove_modules: names of addons to remove, with all that depends on them.
        reinit_modules: names of addons whose `noupdate` records are loaded again too.
        new_db_demo: whether addons get their demo data; None for what the database has.
        models_to_check: names of models whose constraints are looked at again.
        progress: told of each addon.
        after_module: called with the cursor and the addon's name once it is installed or upgraded and committed.
        commit_each: commit after each addon rather than once at the end.
        not_by_themselves: names of addons that do not install themselves, nor does what needs them.
    """

    update_module: bool = False
    install_modules: Collection[str] = ()
    upgrade_modules: Collection[str] = ()
    remove_modules: Collection[str] = ()
    reinit_modules: Collection[str] = ()
    new_db_demo: bool | None = None
    models_to_check: Collection[str] | None = None
    progress: Progress = field(default=log_progress)
    after_module: Callable[[Any, str], None] | None = None
    commit_each: bool = False
    not_by_themselves: Collection[str] = ()
