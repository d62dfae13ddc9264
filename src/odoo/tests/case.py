"""Compatibility names."""

from trivium.testing.case import *
