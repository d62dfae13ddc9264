"""Compatibility names."""

from trivium.tools.intervals import *
