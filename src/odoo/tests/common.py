"""Compatibility names."""

from trivium.testing import *
