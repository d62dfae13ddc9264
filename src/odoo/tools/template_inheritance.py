"""Compatibility names."""

from trivium.exceptions import ValidationError
from trivium.tools.template_inheritance import *
from trivium.tools.translate import LazyTranslate
