"""Compatibility names."""

from trivium.testing.form import *
