"""How long a new database takes, and how many statements."""

from __future__ import annotations

from .measure import Report


def report(report: Report) -> None:
    """Measure the installation of `base`, and of `base`, `web` and `contacts`."""
