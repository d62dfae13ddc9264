"""Queries."""

from trivium.data.names import make_identifier
from trivium.data.sql import SQL
from trivium.orm.query import Query
