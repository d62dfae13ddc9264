"""Compatibility names."""

from trivium.tools.urls import *
