"""Compatibility names."""

from trivium.data.profiling import *
