"""Compatibility names."""

from trivium.http.service.common import *
