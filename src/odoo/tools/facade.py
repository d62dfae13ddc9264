"""Compatibility names."""

from trivium.tools.facade import *
