"""The nightly clean-up: runs every method that is marked with `@api.autovacuum`."""

import inspect
import logging
import random
import time

from trivium import models
from trivium.exceptions import AccessDenied

_logger = logging.getLogger(__name__)


def is_autovacuum(func):
    """Tell whether a function is marked with `@api.autovacuum`."""
    return callable(func) and getattr(func, "_autovacuum", False)


class IrAutovacuum(models.AbstractModel):
    _name = "ir.autovacuum"
    _description = "Clean-up"

    def _run_vacuum_cleaner(self):
        """Run all clean-ups in any order, each in its own transaction: one that fails does not stop the others."""
        if not self.env.is_admin() or not self.env.context.get("cron_id"):
            raise AccessDenied
        jobs = [
            (model, name)
            for model in self.env.values()
            for name, _function in inspect.getmembers(type(model), is_autovacuum)
        ]
        # what takes all the time tonight shall not always come first
        random.shuffle(jobs)
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(jobs))
        while jobs:
            model, name = jobs.pop()
            started = time.monotonic()
            try:
                result = getattr(model, name)()
                self.env.cr.commit()
            except Exception:  # a boundary: the log names what failed, the rest goes on
                _logger.exception("Clean-up %s.%s failed", model._name, name)
                self.env.cr.rollback()
                cron._commit_progress(1)
                continue
            _logger.debug("Clean-up %s.%s took %.3f s", model._name, name, time.monotonic() - started)
            # a clean-up that works in pieces returns (done, remaining) and comes again
            if isinstance(result, tuple) and len(result) == 2 and result[0] and result[1]:
                jobs.insert(0, (model, name))
            cron._commit_progress(1, remaining=len(jobs))
