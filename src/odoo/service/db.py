"""The service of the external API that manages databases."""

from trivium.data.sql import SQL
from trivium.exceptions import AccessDenied
from trivium.http.service.db import *
from trivium.tools.postgres_programs import exec_pg_environ, find_pg_tool
