"""Compatibility names."""

from trivium.tools.date_utils import *
