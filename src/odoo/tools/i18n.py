"""Compatibility names."""

from trivium.tools.i18n import *
