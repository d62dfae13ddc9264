"""The fields of models."""

from trivium.data.sql import SQL
from trivium.exceptions import AccessError, MissingError
from trivium.fields import *
from trivium.orm.domain import Domain
from trivium.orm.fields import Field, determine
from trivium.orm.fields._values import resolve_mro
from trivium.orm.query import Query
from trivium.orm.utils import COLLECTION_TYPES, PREFETCH_MAX, SUPERUSER_ID, expand_ids
from trivium.tools.containers import ReadonlyDict
from trivium.tools.func import reset_cached_properties
from trivium.tools.iteration import unique
from trivium.tools.sentinel import SENTINEL, Sentinel
