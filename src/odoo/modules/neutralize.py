"""Compatibility names."""

from trivium.modules.neutralize import *
