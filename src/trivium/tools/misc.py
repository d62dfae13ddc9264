"""The helpers that addons import from one place; each lives in the module of its subject."""

import time
from collections.abc import Mapping
from typing import Any

from markupsafe import escape as html_escape

from trivium.tools.constants import (
    DATE_LENGTH,
    DEFAULT_SERVER_DATE_FORMAT,
    DEFAULT_SERVER_DATETIME_FORMAT,
    DEFAULT_SERVER_TIME_FORMAT,
    NON_BREAKING_SPACE,
    SKIPPED_ELEMENT_TYPES,
)
from trivium.tools.containers import (
    Callbacks,
    Collector,
    ConstantMapping,
    DotDict,
    LastOrderedSet,
    OrderedSet,
    ReadonlyDict,
    Reverse,
    StackMap,
    freeze,
    frozendict,
)
from trivium.tools.dates import format_date, format_datetime, format_time, parse_date, posix_to_ldml
from trivium.tools.errors import replace_exceptions
from trivium.tools.float_utils import float_compare, float_is_zero, float_round
from trivium.tools.i18n import babel_locale_parse, get_iso_codes, get_lang
from trivium.tools.iteration import (
    groupby,
    is_list_of,
    merge_sequences,
    partition,
    reverse_enumerate,
    split_every,
    submap,
    topological_sort,
    unique,
)
from trivium.tools.logs import lower_logging, mute_logger
from trivium.tools.numbers import format_amount, formatLang
from trivium.tools.paths import file_open, file_open_temporary_directory, file_path, find_in_path
from trivium.tools.postgres_programs import exec_pg_environ, find_pg_tool
from trivium.tools.sentinel import SENTINEL, Sentinel
from trivium.tools.signing import hash_sign, hmac, verify_hash_signed
from trivium.tools.text import (
    consteq,
    exception_to_unicode,
    format_duration,
    get_encodings,
    get_flag,
    human_size,
    mod10r,
    remove_accents,
    str2bool,
    street_split,
    ustr,
)

__all__ = [
    "DATE_LENGTH",
    "DEFAULT_SERVER_DATETIME_FORMAT",
    "DEFAULT_SERVER_DATE_FORMAT",
    "DEFAULT_SERVER_TIME_FORMAT",
    "NON_BREAKING_SPACE",
    "SENTINEL",
    "SKIPPED_ELEMENT_TYPES",
    "Callbacks",
    "Collector",
    "ConstantMapping",
    "DotDict",
    "LastOrderedSet",
    "OrderedSet",
    "ReadonlyDict",
    "Reverse",
    "Sentinel",
    "StackMap",
    "babel_locale_parse",
    "clean_context",
    "consteq",
    "discardattr",
    "exception_to_unicode",
    "exec_pg_environ",
    "file_open",
    "file_open_temporary_directory",
    "file_path",
    "find_in_path",
    "find_pg_tool",
    "float_compare",
    "float_is_zero",
    "float_round",
    "formatLang",
    "format_amount",
    "format_date",
    "format_datetime",
    "format_duration",
    "format_time",
    "freeze",
    "frozendict",
    "get_encodings",
    "get_flag",
    "get_iso_codes",
    "get_lang",
    "groupby",
    "hash_sign",
    "hmac",
    "html_escape",
    "human_size",
    "is_list_of",
    "lower_logging",
    "merge_sequences",
    "mod10r",
    "mute_logger",
    "parse_date",
    "partition",
    "posix_to_ldml",
    "real_time",
    "remove_accents",
    "replace_exceptions",
    "reverse_enumerate",
    "split_every",
    "str2bool",
    "street_split",
    "submap",
    "topological_sort",
    "unique",
    "ustr",
    "verify_hash_signed",
]

real_time = time.time.__call__  # type: ignore[operator]  # bound before any test freezes the clock
"""The seconds since 1970, also where a test has frozen the clock."""


def clean_context(context: Mapping[str, Any]) -> dict[str, Any]:
    """Return the context without defaults of fields, which must not reach the creation of other records."""
    return {key: value for key, value in context.items() if not key.startswith("default_")}


def discardattr(obj: Any, key: str) -> None:
    """Delete an attribute of an object if it has it."""
    try:
        delattr(obj, key)
    except AttributeError:
        return
