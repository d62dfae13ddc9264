"""Compatibility names."""

from trivium.tools.set_expression import *
