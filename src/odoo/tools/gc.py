"""Compatibility names."""

from trivium.tools.gc import *
