"""Compatibility names."""

from trivium.tools.template_inheritance import *
