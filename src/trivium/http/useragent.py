"""What the User-Agent header tells: platform, browser, version."""

from __future__ import annotations

import re
from functools import cached_property

from werkzeug.user_agent import UserAgent as PlainUserAgent

# The first that matches wins: products that name others for compatibility come before those.
PLATFORMS = (
    ("cros", r"cros"),
    ("ipad", r"ipad"),
    ("iphone", r"iphone|ipod"),
    ("android", r"android"),
    ("macos", r"mac os x|macintosh|darwin"),
    ("windows", r"windows|win32|win64"),
    ("linux", r"linux"),
    ("freebsd", r"freebsd"),
)
BROWSERS = (
    ("googlebot", r"googlebot|google-inspectiontool"),
    ("bingbot", r"bingbot"),
    ("edge", r"edg(?:e|a|ios)?"),
    ("opera", r"opr|opera"),
    ("samsung", r"samsungbrowser"),
    ("firefox", r"firefox|fxios"),
    ("chrome", r"chrome|crios|chromium"),
    ("safari", r"version(?=/\S+.*safari)|safari"),
    ("curl", r"curl"),
    ("python", r"python-requests|python-urllib|python-httpx|python-xmlrpc"),
)
_PLATFORM_RES = tuple((name, re.compile(pattern)) for name, pattern in PLATFORMS)
_BROWSER_RES = tuple((name, re.compile(rf"\b(?:{pattern})/(\d[\w.]*)")) for name, pattern in BROWSERS)
_LANGUAGE_RE = re.compile(r"[;(]\s*([a-z]{2}(?:[-_][a-z]{2})?)\s*[;)]")


class UserAgent(PlainUserAgent):
    """A user agent read by patterns; what is not recognised is None."""

    @cached_property
    def _lower(self) -> str:
        return self.string.lower()

    @cached_property
    def platform(self) -> str | None:  # type: ignore[override] # computed when asked for, not stored
        """Operating system, such as `linux`."""
        return next((name for name, pattern in _PLATFORM_RES if pattern.search(self._lower)), None)

    @cached_property
    def _product(self) -> tuple[str | None, str | None]:
        for name, pattern in _BROWSER_RES:
            if match := pattern.search(self._lower):
                return name, match[1]
        return None, None

    @property
    def browser(self) -> str | None:  # type: ignore[override] # computed when asked for, not stored
        """Browser or client, such as `firefox`."""
        return self._product[0]

    @property
    def version(self) -> str | None:  # type: ignore[override] # computed when asked for, not stored
        """Version of that browser."""
        return self._product[1]

    @cached_property
    def language(self) -> str | None:  # type: ignore[override] # computed when asked for, not stored
        """Language, of the few browsers that name it here."""
        match = _LANGUAGE_RE.search(self._lower)
        return match[1] if match else None
