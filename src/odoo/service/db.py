"""Compatibility names."""

from trivium.http.service.db import *
