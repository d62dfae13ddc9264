"""Compatibility names."""

from trivium.tools.mail import *
