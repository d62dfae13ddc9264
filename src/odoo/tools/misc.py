"""Compatibility names."""

from trivium.tools.misc import *
