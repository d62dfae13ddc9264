"""Compatibility names."""

from trivium.tools.lru import *
