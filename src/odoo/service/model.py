"""Compatibility names."""

from trivium.http.service.model import *
