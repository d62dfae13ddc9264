"""Forms in tests."""

import importlib
from typing import Any


def __getattr__(name: str) -> Any:
    return getattr(importlib.import_module("trivium.testing.form"), name)
