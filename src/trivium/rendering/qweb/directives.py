"""The names of the directives there are."""

from typing import Final

__all__ = ["ASSET_OPTIONS", "DROPPED", "KNOWN", "PREFIXES"]

DROPPED: Final = frozenset(
    ("t-name", "t-translation", "t-ignore", "t-inherit", "t-inherit-mode", "t-ref", "t-key", "t-as")
)
ASSET_OPTIONS: Final = ("t-css", "t-js", "t-async_load", "t-defer_load", "t-lazy_load", "t-media")
PREFIXES: Final = ("t-att-", "t-attf-", "t-options-", "t-nocache-", "t-on-", "t-call-")
KNOWN: Final = frozenset(
    (
        "t-att",
        "t-cache",
        "t-call",
        "t-call-assets",
        "t-call-context",
        "t-debug",
        "t-elif",
        "t-else",
        "t-esc",
        "t-field",
        "t-foreach",
        "t-groups",
        "t-if",
        "t-inner-content",
        "t-lang",
        "t-log",
        "t-nocache",
        "t-options",
        "t-out",
        "t-raw",
        "t-set",
        "t-tag",
        "t-value",
        "t-valuef",
        *ASSET_OPTIONS,
        *DROPPED,
    )
)
