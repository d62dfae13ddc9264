"""Compatibility names."""

from trivium.tools.cache import *
