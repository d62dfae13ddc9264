"""Compatibility names."""

from trivium.http.service.common import *
from trivium.orm.registry import Registry
