"""Names and checks shared by the engine."""

from trivium.data.sql import SQL
from trivium.exceptions import AccessError, ValidationError
from trivium.orm.utils import *
from trivium.orm.utils import (
    COLLECTION_TYPES,
    SUPERUSER_ID,
    OriginIds,
    check_method_name,
    check_object_name,
    check_pg_name,
    expand_ids,
    origin_ids,
    parse_field_expr,
    regex_alphanumeric,
    regex_object_name,
    regex_pg_name,
    regex_private,
)
