"""Compatibility names."""

from trivium.orm.domain import *
from trivium.orm.domain.legacy import normalize_domain
