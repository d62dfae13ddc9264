"""Compatibility names."""

from trivium.tools.osutil import *
