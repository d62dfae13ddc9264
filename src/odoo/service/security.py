"""Compatibility names."""

from trivium.http.service.security import *
