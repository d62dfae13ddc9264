"""The registry of a database."""

from trivium.data.sql import SQL
from trivium.orm.registry import *
from trivium.orm.registry import Registry, TriggerTree
from trivium.orm.utils import SUPERUSER_ID
from trivium.tools.config import config
from trivium.tools.containers import Collector, OrderedSet
from trivium.tools.func import format_frame, lazy_classproperty, reset_cached_properties
from trivium.tools.locks import DummyRLock, locked
from trivium.tools.lru import LRU
from trivium.tools.text import remove_accents
