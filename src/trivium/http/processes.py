"""The processes of a server: what each needs after its birth, and that none outlives the main one."""

from __future__ import annotations

import ctypes
import gc
import logging
import os
import signal
import sys
import threading
from typing import TYPE_CHECKING, Final

from trivium.data.postgres import close_all
from trivium.modules.signaling import Signaling, read_sequences
from trivium.orm.registry import Registry

if TYPE_CHECKING:
    from collections.abc import Iterable

_logger = logging.getLogger("trivium.http")

_PR_SET_PDEATHSIG: Final = 1  # linux/prctl.h
_WATCH_SECONDS: Final = 1.0
_GARBAGE: Final = 10_000
"""New objects after which the young ones are looked through for garbage: those of some requests."""


def prepare_main(databases: Iterable[str]) -> None:
    """Load the registries that the processes then share, and let go of what they cannot share.

    Raises:
        Exception: a database cannot be loaded; the server does not start.
    """
    for name in databases:
        Registry(name)
    if isinstance(Registry.signaling, Signaling):
        Registry.signaling.stop_all()
    close_all()


def prepare_child() -> None:
    """Make a process that was forked independent of its parent, and bring its registries up to date.

    It may be forked long after the parent loaded them, in place of one that died.
    """
    die_with_parent()
    # A thread that computes gives the interpreter to the event loop sooner than by default (5 ms).
    sys.setswitchinterval(0.001)
    gc.set_threshold(_GARBAGE, 10, 10)
    Registry.signaling = Signaling()
    for name, registry in list(Registry.registries.items()):
        with registry.cursor() as cr:
            current = read_sequences(cr)["registry"] == registry.registry_sequence
        if not current:
            _logger.info("models of %s have changed, loading them anew", name)
            Registry.delete(name)
            registry = Registry(name)
        for cache in registry._ormcaches.values():
            cache.clear()
        registry.setup_signaling()


def die_with_parent() -> None:
    """Have this process end when its parent does, however that ends."""
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGTERM)
        return
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        threading.Event().wait(_WATCH_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
