"""Limits and file kinds shared by all tiers, and the formats in which dates travel."""

from typing import Final

from lxml import etree

SCRIPT_EXTENSIONS: Final = ("js",)
STYLE_EXTENSIONS: Final = ("css", "scss", "sass", "less")
TEMPLATE_EXTENSIONS: Final = ("xml",)
ASSET_EXTENSIONS: Final = (*SCRIPT_EXTENSIONS, *STYLE_EXTENSIONS, *TEMPLATE_EXTENSIONS)
EXTERNAL_ASSET: Final = object()
"""Marks an asset that is loaded from a URL outside of the server."""

SUPPORTED_DEBUGGER: Final = {"pdb", "ipdb", "wdb", "pudb"}

PREFETCH_MAX: Final = 1000
"""How many records a fetch loads along with the one asked for, at most."""

GC_UNLINK_LIMIT: Final = 100_000
"""How many records one run of the garbage collector removes, at most."""

DEFAULT_SERVER_DATE_FORMAT: Final = "%Y-%m-%d"
DEFAULT_SERVER_TIME_FORMAT: Final = "%H:%M:%S"
DEFAULT_SERVER_DATETIME_FORMAT: Final = f"{DEFAULT_SERVER_DATE_FORMAT} {DEFAULT_SERVER_TIME_FORMAT}"

DATE_LENGTH: Final = 10
"""Characters of a date in the format above."""

NON_BREAKING_SPACE: Final = "\N{NO-BREAK SPACE}"

SKIPPED_ELEMENT_TYPES: Final = (
    etree._Comment,
    etree._ProcessingInstruction,
    etree.CommentBase,
    etree.PIBase,
    etree._Entity,
)
"""Nodes of an XML tree that are not elements."""
