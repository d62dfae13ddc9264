"""Compatibility names."""

from trivium.models import *
