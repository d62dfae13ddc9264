"""Records that live for a while: wizards."""

from __future__ import annotations

from typing import Any

from trivium.data.sql import SQL
from trivium.exceptions import UserError
from trivium.tools.config import config

from .decorators import autovacuum
from .model import Model

GRACE_SECONDS = 300
"""Records younger than this are never removed: somebody may be at work with them."""


class TransientModel(Model):
    """A model whose records are removed after a while, by age or when there are too many."""

    __slots__ = ()
    _register = False
    _auto = True
    _abstract = False
    _transient = True

    @property
    def _transient_max_count(self) -> int:
        return int(config.get("osv_memory_count_limit") or 0)

    @property
    def _transient_max_hours(self) -> float:
        return float(config.get("transient_age_limit") or 0)

    @autovacuum
    def _transient_vacuum(self) -> Any:
        """Remove records that are too old, or too many."""
        if self._transient_max_hours:
            self._transient_clean_rows_older_than(int(self._transient_max_hours * 3600))
        if self._transient_max_count:
            self._transient_clean_old_rows(self._transient_max_count)
        return None

    def _transient_clean_old_rows(self, max_count: int) -> None:
        """Remove records older than the grace period if there are more than `max_count`."""
        self.env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(self._table)))
        row = self.env.cr.fetchone()
        if row and row[0] > max_count:
            self._transient_clean_rows_older_than(GRACE_SECONDS)

    def _transient_clean_rows_older_than(self, seconds: int) -> None:
        """Remove records not touched for so many seconds, at least the grace period."""
        if self._name not in self.pool.models:
            raise UserError(f"Model {self._name} is not installed")
        seconds = max(seconds, GRACE_SECONDS)
        self.env.cr.execute(
            SQL(
                "SELECT id FROM %s WHERE COALESCE(write_date, create_date, now() AT TIME ZONE 'UTC')"
                " < now() AT TIME ZONE 'UTC' - %s * interval '1 second'",
                SQL.identifier(self._table),
                seconds,
            )
        )
        self.sudo().browse([row[0] for row in self.env.cr.fetchall()]).unlink()
