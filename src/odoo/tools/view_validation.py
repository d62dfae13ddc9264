"""Compatibility names."""

from trivium.tools.view_validation import *
