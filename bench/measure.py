"""Timing, and the table that comes of it."""

from __future__ import annotations

import gc
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

COUNT = 10_000
ROUNDS = 3

Seconds = dict[str, float]

READINGS = {"attributes": 2 * COUNT, "dotted": COUNT}
"""How many values the operations read that are measured by the value."""

OPERATIONS = {
    "create": f"create {COUNT:,} records in one call",
    "search_read": f"search and read {COUNT:,} records, 10 fields, two of them many2one",
    "attributes": f"two attributes of {COUNT:,} cached records",
    "dotted": f"an attribute behind a many2one of {COUNT:,} cached records",
    "read_group": f"group {COUNT:,} records by a many2one: count, sum, greatest",
    "write": f"write one value on {COUNT:,} records",
    "assign": f"assign {COUNT:,} different values, one flush",
    "recompute": f"compute a stored field of {COUNT:,} records anew from two others",
    "unlink": f"delete {COUNT:,} records",
}


def timed(action: Callable[[], object]) -> float:
    """Return how many seconds an action takes."""
    gc.collect()
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def best(rounds: Iterable[Seconds]) -> Seconds:
    """Return the least time of each operation."""
    result: Seconds = {}
    for seconds in rounds:
        for name, value in seconds.items():
            result[name] = min(value, result.get(name, value))
    return result


def row_values(number: int, countries: list[int]) -> dict[str, object]:
    """Return the values of one record: the same for all that are compared."""
    return {
        "name": f"Partner {number:05}",
        "email": f"p{number}@example.com",
        "phone": f"+32 2 {number:07}",
        "street": f"{number} Main street",
        "city": f"City {number % 97}",
        "zip": f"{number:05}",
        "active": True,
        "color": number % 11,
        "country_id": countries[number % len(countries)],
    }


@dataclass
class Report:
    """What was measured, as Markdown."""

    parts: list[str] = field(default_factory=list)

    def heading(self, text: str) -> None:
        """Start a section."""
        self.parts.append(f"\n## {text}\n")

    def text(self, text: str) -> None:
        """Add a paragraph."""
        self.parts.append(text + "\n")

    def table(self, header: list[str], rows: Iterable[list[str]]) -> None:
        """Add a table."""
        self.parts.append("| " + " | ".join(header) + " |")
        self.parts.append("|" + "---|" * len(header))
        self.parts.extend("| " + " | ".join(row) + " |" for row in rows)
        self.parts.append("")

    def __str__(self) -> str:
        return "\n".join(self.parts)


def each(name: str, seconds: Mapping[str, float]) -> str:
    """Return the nanoseconds that one reading took, for the operations whose goal is such a number."""
    return f" ({seconds[name] / READINGS[name] * 1e9:,.0f} ns each)" if name in READINGS else ""


def milliseconds(seconds: float | None) -> str:
    """Return seconds as milliseconds in words."""
    return "" if seconds is None else f"{seconds * 1000:,.1f}"


def ratio(seconds: Mapping[str, float], floor: Mapping[str, float], name: str) -> str:
    """Return how many times the floor something takes."""
    if name not in seconds or not floor.get(name):
        return ""
    return f"{seconds[name] / floor[name]:.1f}x"
