"""Compatibility names."""

from trivium.modules.datafiles import *
