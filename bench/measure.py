"""Timing, and the table that comes of it."""

from __future__ import annotations

import cProfile
import gc
import pstats
import time
from dataclasses import dataclass, field
from pathlib import Path
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


@dataclass(frozen=True)
class Goal:
    """What an operation may take.

    Attributes:
        limit: how much of it.
        unit: `x` the floor, `ns each`, `ms` or `s`.
    """

    limit: float
    unit: str

    def is_met(self, seconds: float, floor: float | None = None, count: int = 1) -> bool:
        """Tell whether an operation that took some time is quick enough.

        Args:
            seconds: what it took.
            floor: what the floor took.
            count: how many values it read.
        """
        if self.unit == "x":
            return not floor or seconds / floor <= self.limit
        scale = {"s": 1, "ms": 1e3, "ns each": 1e9 / count}[self.unit]
        return seconds * scale <= self.limit

    def __str__(self) -> str:
        return f"<= {self.limit:g}{'' if self.unit == 'x' else ' '}{self.unit}"


GOALS = {
    "create": Goal(4, "x"),
    "search_read": Goal(3, "x"),
    "attributes": Goal(250, "ns each"),
    "dotted": Goal(600, "ns each"),
    "read_group": Goal(1.5, "x"),
    "write": Goal(3, "x"),
    "assign": Goal(6, "x"),
    "recompute": Goal(4, "x"),
    "unlink": Goal(4, "x"),
}

SHOWN = 4
"""How many places of a profile are told."""


def profiled(action: Callable[[], object]) -> str:
    """Return where the time of an action goes: the functions with the greatest shares of their own."""
    profile = cProfile.Profile()
    profile.runcall(action)
    shares: dict[str, float] = {}
    for (file, _line, function), entry in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined] # undeclared
        path = Path(file)
        if path.name in ("connection.py", "rows.py") and path.parent.name == "postgres":
            name = "PostgreSQL"
        else:
            name = function if file == "~" else f"`{path.stem}.{function}`"
        shares[name] = shares.get(name, 0) + entry[2]
    total = sum(shares.values()) or 1
    greatest = sorted(shares.items(), key=lambda item: -item[1])[:SHOWN]
    return ", ".join(f"{name} {share / total:.0%}" for name, share in greatest)


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

    def misses(self, found: Mapping[str, str]) -> None:
        """Tell which operations miss their goals, and where their time goes.

        Args:
            found: by operation, its profile.
        """
        if not found:
            self.text("All goals are met.")
        for name, profile in found.items():
            self.parts.append(f"- misses its goal: {name}. Where its time goes: {profile}.")
        if found:
            self.parts.append("")

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
