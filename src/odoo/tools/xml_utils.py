"""Compatibility names."""

from trivium.tools.xml_utils import *
