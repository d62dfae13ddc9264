"""Compatibility names."""

from trivium.tools.pycompat import *
