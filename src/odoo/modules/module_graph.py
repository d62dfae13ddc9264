"""Compatibility names."""

from trivium.modules.graph import *
