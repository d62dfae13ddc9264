"""Compatibility names."""

from trivium.tools.image import *
