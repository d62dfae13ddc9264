"""Comparing the version numbers of modules."""

import re
from typing import Final

__all__ = ["component_re", "parse_version"]

component_re: Final = re.compile(r"(\d+|[a-z]+|\.|-)", re.IGNORECASE)

_STAGES: Final = {"dev": "@", "pre": "c", "preview": "c", "rc": "c", "alpha": "a", "beta": "b", "-": "final-"}


def parse_version(s: str) -> tuple[str, ...]:
    """Return a tuple by which versions compare: `9.0` before `10.0`, `1.0rc1` before `1.0`, `1.0` like `1.0.0`.

    Numbers compare as numbers, words as stages: dev, alpha, beta, pre and rc come before the release itself.
    """
    parts: list[str] = []
    for component in component_re.findall(s.lower()):
        if component == ".":
            continue
        if component.isdigit():
            parts.append(component.zfill(8))
            continue
        stage = _STAGES.get(component, component)
        if stage < "final":
            # `1.0rc1` is a stage of 1: what is zero before the stage says nothing
            while parts and parts[-1] == "00000000":
                parts.pop()
        parts.append(f"*{stage}")
    while parts and parts[-1] == "00000000":
        parts.pop()
    return (*parts, "*final")
