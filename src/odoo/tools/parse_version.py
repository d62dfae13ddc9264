"""Compatibility names."""

from trivium.tools.parse_version import *
