"""Compatibility names."""

from trivium.http import *
from trivium.http import _request_stack
