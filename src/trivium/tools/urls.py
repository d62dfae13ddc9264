"""Joining URLs without leaving the base."""

from urllib.parse import urlsplit, urlunsplit

__all__ = ["urljoin"]


def urljoin(base: str, extra: str) -> str:
    """Return the base with a path, query and fragment added to its own.

    Unlike the function of the standard library this neither replaces the base's path nor leaves its host.

    Args:
        base: an absolute URL, or a path.
        extra: a path with or without query and fragment; a URL only if it is one of the same host.

    Raises:
        ValueError: the extra part leads to another host, or climbs with `..`.
    """
    if not isinstance(base, str) or not isinstance(extra, str):
        raise TypeError("Both parts of a URL are texts")
    target = urlsplit(base)
    added = urlsplit(extra if not extra.startswith("//") else "/" + extra.lstrip("/"))
    if added.netloc or added.scheme:
        if (added.scheme, added.netloc) != (target.scheme, target.netloc):
            raise ValueError(f"{extra!r} is on another host than {base!r}: give a path")
        return extra
    if ".." in added.path.replace("%2e", ".").replace("%2E", ".").split("/"):
        raise ValueError(f"{extra!r} climbs above {base!r}: give a path without '..'")
    path = target.path
    if added.path:
        path = f"{target.path.rstrip('/')}/{added.path.lstrip('/')}"
    query = "&".join(part for part in (target.query if not added.path else "", added.query) if part)
    return urlunsplit((target.scheme, target.netloc, path, query, added.fragment or ""))
