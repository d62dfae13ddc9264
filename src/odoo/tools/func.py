"""Compatibility names."""

from trivium.tools.func import *
