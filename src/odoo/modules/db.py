"""Compatibility names."""

from trivium.modules.lifecycle import *
