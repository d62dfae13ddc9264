"""Compatibility names."""

from trivium.data.postgres import *
from trivium.data.postgres.statements import categorize_query, undecimalize
from trivium.data.sql import SQL
from trivium.release import MIN_PG_VERSION
from trivium.tools.config import config
from trivium.tools.func import frame_codeinfo
from trivium.tools.locks import locked
