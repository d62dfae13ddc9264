"""Compatibility names."""

from trivium.tools.json import *
