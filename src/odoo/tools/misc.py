"""Compatibility names."""

from trivium.tools.misc import *
from trivium.tools.func import format_frame
