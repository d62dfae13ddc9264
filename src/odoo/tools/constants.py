"""Compatibility names."""

from trivium.tools.constants import *
