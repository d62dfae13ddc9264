"""Compatibility names."""

from trivium.modules.migrations import *
