"""Environments and transactions."""

from trivium.data.postgres import BaseCursor
from trivium.data.sql import SQL
from trivium.exceptions import AccessError, CacheMiss, UserError
from trivium.orm.cache import Cache
from trivium.orm.environment import EMPTY_CONTEXT as EMPTY_DICT
from trivium.orm.environment import MAX_FLUSH_ROUNDS as MAX_FIXPOINT_ITERATIONS
from trivium.orm.environment import Environment, Starred, Transaction
from trivium.orm.query import Query
from trivium.orm.registry import Registry
from trivium.orm.utils import SUPERUSER_ID
from trivium.tools.containers import OrderedSet, StackMap, frozendict
from trivium.tools.func import reset_cached_properties
from trivium.tools.misc import clean_context
from trivium.tools.sentinel import SENTINEL
from trivium.tools.translate import LazyGettext, get_translated_module, get_translation
