"""Compatibility names."""

from trivium.tools.func import format_frame
from trivium.tools.misc import *
