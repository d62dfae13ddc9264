"""Compatibility names."""

from trivium.data.names import make_identifier, make_index_name
from trivium.data.schema.tools import *
from trivium.data.sql import SQL
from trivium.tools.text import escape_psql, reverse_order
