"""What a developer is told of a piece of work: its slowest statements, and values fetched one by one.

There is a profile where the setting `dev_mode` is on, and none elsewhere.
"""

from __future__ import annotations

import logging
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from trivium.data.sql import SQL

_logger = logging.getLogger("trivium.dev")

_ENGINE: Final = str(Path(__file__).parents[2])
_ADDONS: Final = str(Path(_ENGINE, "addons"))
_LIBRARIES: Final = tuple({sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")})
SHOWN: Final = 5
"""How many statements are shown."""
REPEATED: Final = 5
"""From how many fetches of single records at one line on a loop is suspected."""
LENGTH: Final = 300
"""How many characters of a statement are shown."""


@dataclass
class Cost:
    """What was done at one line of an addon.

    Attributes:
        count: how many times.
        seconds: how long it took in all.
    """

    count: int = 0
    seconds: float = 0.0


Line = tuple[str, int]


def calling_line() -> Line:
    """Return file and line of the innermost code that is neither the engine's nor a library's."""
    frame = sys._getframe(1)
    outermost = frame
    while frame is not None:
        name = frame.f_code.co_filename
        engine = name.startswith(_ENGINE) and not name.startswith(_ADDONS)
        library = name.startswith("<frozen") or ("odoo/addons/" not in name and name.startswith(_LIBRARIES))
        if not engine and not library:
            return name, frame.f_lineno
        outermost, frame = frame, frame.f_back  # type: ignore[assignment]  # the last one's is None
    return outermost.f_code.co_filename, outermost.f_lineno


class Profile:
    """The statements and single fetches of one piece of work, by the line that caused them.

    Attributes:
        statements: statement and line -> cost.
        fetches: field as `model.field` and line -> how many records were fetched for it alone.
    """

    def __init__(self) -> None:
        self.statements: dict[tuple[str, Line], Cost] = {}
        self.fetches: dict[tuple[str, Line], int] = {}

    def executed(self, _cursor: Any, query: Any, _params: Any, _started: float, seconds: float) -> None:
        """Note a statement."""
        text = " ".join((query._code if isinstance(query, SQL) else str(query))[:LENGTH].split())
        cost = self.statements.setdefault((text, calling_line()), Cost())
        cost.count += 1
        cost.seconds += seconds

    def fetched_alone(self, field: object) -> None:
        """Note that a field was fetched for one record."""
        key = (str(field), calling_line())
        self.fetches[key] = self.fetches.get(key, 0) + 1

    def repeated(self) -> list[tuple[str, Line, int]]:
        """Return the fields that were fetched record by record, with line and count."""
        return [(field, line, count) for (field, line), count in self.fetches.items() if count >= REPEATED]

    def slowest(self) -> list[tuple[str, Line, Cost]]:
        """Return the statements that took longest, with the line that caused them."""
        ordered = sorted(self.statements.items(), key=lambda item: item[1].seconds, reverse=True)
        return [(text, line, cost) for (text, line), cost in ordered[:SHOWN]]

    def report(self, work: str) -> None:
        """Log what was found, and start over.

        Args:
            work: what was done, such as a request.
        """
        for field, (file, number), count in self.repeated():
            _logger.warning(
                "%s: %s was fetched record by record %d times at %s:%d; loop over one recordset, or fetch the values "
                "of all records first by mapped() or search_fetch()",
                work, field, count, file, number,
            )  # fmt: skip
        if self.statements:
            lines = [
                f"  {cost.seconds * 1000:.1f} ms, {cost.count} times, {file}:{number}: {text}"
                for text, (file, number), cost in self.slowest()
            ]
            _logger.info("%s: the slowest statements\n%s", work, "\n".join(lines))
        self.statements, self.fetches = {}, {}
