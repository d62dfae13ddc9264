"""Compatibility names."""

from trivium.tools.mimetypes import *
