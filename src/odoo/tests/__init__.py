"""Tests of addons."""

import importlib
from typing import Any


def __getattr__(name: str) -> Any:
    if name in {"common", "form", "case", "tag_selector"}:
        return importlib.import_module(f"odoo.tests.{name}")
    return getattr(importlib.import_module("trivium.testing"), name)
