"""Compatibility names."""

from trivium.data.sql import SQL
from trivium.orm.domain.legacy import *
from trivium.orm.query import Query
