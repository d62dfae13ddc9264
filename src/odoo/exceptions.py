"""Compatibility names."""

from trivium.exceptions import *
