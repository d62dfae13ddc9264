"""Compatibility names."""

from trivium.testing.tags import *
