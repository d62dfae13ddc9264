"""What an addon uses and does not find."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Gap:
    """One use of something that is not provided.

    Attributes:
        file: path within the addon.
        line: in that file.
        kind: `addon`, `library`, `program`, `file`, `python`, `model`, `field`, `method`, `xmlid`, `locator`, `widget`,
            `js_class`, `asset`, `import`, `template`.
        name: what is used.
    """

    file: str
    line: int
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.kind} {self.name}"
