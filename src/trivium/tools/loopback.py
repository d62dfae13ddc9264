"""Which addresses and names mean this machine."""

import ipaddress
import re
from functools import lru_cache

__all__ = ["is_loopback", "is_loopback_host"]

_HOST = re.compile(r"(?:\[(?P<ipv6>[0-9a-fA-F:.]+)\]|(?P<name>[^\[\]:,\s]+))(?::[0-9]*)?")


@lru_cache(1024)
def is_loopback(address: str) -> bool:
    """Whether an IP address, or the name `localhost`, is reached from this machine alone."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address == "localhost"
    mapped = getattr(parsed, "ipv4_mapped", None)
    return (mapped or parsed).is_loopback


@lru_cache(1024)
def is_loopback_host(host: str) -> bool:
    """Whether the `Host` of a request is a name of this machine (RFC 6761, 6.3: `localhost` and all below it).

    Args:
        host: with or without port, IPv6 addresses in brackets.
    """
    parts = _HOST.fullmatch(host)
    if parts is None:  # several hosts in one request, as two headers become, are nobody's
        return False
    name = (parts["ipv6"] or parts["name"]).rstrip(".").lower()
    return is_loopback(name) or name.endswith(".localhost")
