"""Redirects that cannot lead a user to a stranger's site."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

LOCAL_DEFAULT = "/odoo"


def local_path(location: str, default: str = LOCAL_DEFAULT) -> str:
    r"""Return `location` when it stays on this site, without scheme and host; `default` otherwise.

    Browsers read `//host`, `/\\host` and control characters as ways out, so those are refused as well.
    """
    if not location or any(ord(char) < 33 or char == "\\" for char in location):
        return default
    try:
        parts = urlsplit(location)
    except ValueError:  # no address at all
        return default
    if parts.scheme or parts.netloc or (not parts.path.startswith(("/", "?", "#")) and parts.path):
        return default
    if parts.path.startswith("//"):
        return default
    return location


def strip_host(location: str) -> str:
    """Return `location` as a path of this site: scheme and host are dropped, leading slashes become one."""
    try:
        parts = urlsplit(location.replace("\\", "/"))
    except ValueError:  # no address at all
        return "/"
    path = "/" + parts.path.lstrip("/")
    return urlunsplit(("", "", path, parts.query, parts.fragment))
