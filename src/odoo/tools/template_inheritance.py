"""Compatibility names."""

from trivium.rendering.inheritance import *
