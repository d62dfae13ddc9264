"""Compatibility names."""

from trivium.fields import *
