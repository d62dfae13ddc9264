"""Compatibility names."""

from trivium.tools.barcode import *
