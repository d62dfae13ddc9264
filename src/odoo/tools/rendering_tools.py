"""Compatibility names."""

from trivium.tools.rendering_tools import *
