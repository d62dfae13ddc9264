"""Compatibility names."""

from trivium.modules.manifest import *
