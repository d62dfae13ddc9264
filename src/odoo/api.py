"""Compatibility names."""

from trivium.api import *
