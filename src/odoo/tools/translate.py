"""Translating texts."""

from trivium.tools.translate import *
from trivium.tools.translate import LazyTranslate, _

_lt = LazyTranslate
