"""Compatibility names."""

from trivium.tools.float_utils import *
