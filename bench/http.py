"""How fast a server answers, and how much memory its workers take."""

from __future__ import annotations

from .measure import Report


def report(report: Report) -> None:
    """Measure the calls that clients make most."""
