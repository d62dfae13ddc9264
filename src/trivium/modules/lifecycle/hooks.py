"""The functions that a manifest names for the moments of an addon's life."""

import sys
from typing import TYPE_CHECKING

from trivium.modules.errors import HookError
from trivium.modules.importer import CANONICAL
from trivium.modules.manifest import Manifest

if TYPE_CHECKING:
    from trivium.orm.environment import Environment

__all__ = ["run_hook", "run_post_load"]

_loaded: set[str] = set()


def run_post_load(manifest: Manifest) -> None:
    """Call the addon's `post_load` function, once in a process."""
    name = manifest["post_load"]
    if name and manifest.name not in _loaded:
        _loaded.add(manifest.name)
        _call(manifest, "post_load", name)


def run_hook(env: "Environment", manifest: Manifest, key: str) -> None:
    """Call the function that the manifest names under `key`, if it names one.

    Args:
        env: environment as superuser; what the hook leaves to be written is written.
        manifest: the addon.
        key: `pre_init_hook`, `post_init_hook` or `uninstall_hook`.

    Raises:
        HookError: there is no such function, or it raised.
    """
    name = manifest[key]
    if name:
        _call(manifest, key, name, env)
        env.flush_all()


def _call(manifest: Manifest, key: str, name: str, *args: object) -> None:
    hook = getattr(sys.modules[CANONICAL + manifest.name], name, None)
    if hook is None:
        raise HookError(
            manifest.name, f"{key} {name!r}", f"__init__.py has no such function; define or import {name!r} there"
        )
    try:
        hook(*args)
    except Exception as error:
        raise HookError(manifest.name, f"{key} {name!r}", f"{type(error).__name__}: {error}") from error
