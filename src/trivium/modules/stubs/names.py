"""Names of classes for models."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class ModelNames(dict[str, str]):
    """Model -> name of its class: `res.partner` -> `ResPartner`; bases before those that build on them.

    Args:
        models: the models of a registry.
    """

    def __init__(self, models: Iterable[str]) -> None:
        super().__init__()
        taken = {"BaseModel", "Environment"}
        for model in sorted(models):
            if model == "base":
                continue
            name = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^0-9A-Za-z]+", model) if part)
            while name in taken:
                name += "_"
            taken.add(name)
            self[model] = name
