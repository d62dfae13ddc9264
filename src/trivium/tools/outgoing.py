"""Requests to the outside: to public addresses alone, within a time and a size.

The name is resolved once, every address that it has is looked at, and the connection goes to an address that was looked
at: a name that says something else a moment later leads nowhere. Redirects are not followed.
"""

import ipaddress
import socket
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import urlsplit

from trivium.tools.audit import audit
from trivium.tools.config import config

if TYPE_CHECKING:
    import urllib3

__all__ = ["Answer", "OutgoingError", "fetch", "public_address"]

TIMEOUT: Final = 10.0
"""Seconds."""
LIMIT: Final = 32 * 2**20
"""Bytes."""
_PORTS: Final = {"http": 80, "https": 443}
_CHUNK: Final = 64 * 1024


class OutgoingError(Exception):
    """The request was not sent, or its answer was not taken; the message tells why."""


class Answer(NamedTuple):
    """What came back.

    Attributes:
        status: of HTTP.
        headers: by name.
        content: body.
    """

    status: int
    headers: Mapping[str, str]
    content: bytes


def public_address(host: str, port: int) -> str:
    """Return an address of a host, if all that it has are public ones.

    Raises:
        OutgoingError: the host is unknown, or is in a private, local or reserved network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise OutgoingError(f"The host {host!r} is not known: {error}") from error
    addresses = [str(entry[4][0]) for entry in found]
    for address in addresses:
        if not _is_public(address):
            audit("request_outside_refused", host=host, why="not on the public network")
            raise OutgoingError(f"The host {host!r} is not on the public network ({address}).")
    return addresses[0]


def _check_allowed(host: str) -> None:
    """Refuse a host that is not among those of the setting `outgoing_hosts`; without any, all are allowed."""
    allowed = config.get("outgoing_hosts") or []
    name = host.lower().rstrip(".")
    for entry in (str(text).lower() for text in allowed):
        if name == entry or (entry.startswith("*.") and name.endswith(entry[1:])):
            return
    if allowed:
        audit("request_outside_refused", host=host, why="not among outgoing_hosts")
        raise OutgoingError(f"The host {host!r} is not among those of the setting outgoing_hosts.")


def _is_public(text: str) -> bool:
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1])
        if inner:
            address = inner
    # reserved are those that stand for an address of IPv4, too, such as those of NAT64
    return address.is_global and not address.is_multicast and not address.is_reserved


def fetch(
    method: str,
    url: str,
    *,
    body: str | bytes | None = None,
    headers: Mapping[str, str] | None = None,
    timeout: float = TIMEOUT,
    limit: int = LIMIT,
) -> Answer:
    """Send a request to a public host, and return its answer.

    Args:
        method: of HTTP.
        url: `http` or `https`, without user and password.
        body: content to send.
        headers: headers to send.
        timeout: seconds for all of it.
        limit: bytes that the answer may have.

    Raises:
        OutgoingError: the address is not a public one, the other side fails, redirects, or sends too much.
    """
    from urllib3.exceptions import HTTPError  # noqa: PLC0415 - a part of each start that few processes need

    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise OutgoingError(f"The address is none: {error}") from error
    if parts.scheme not in _PORTS or not parts.hostname or parts.username or parts.password:
        raise OutgoingError("The address has to be of the form https://host/path.")
    try:
        port = parts.port or _PORTS[parts.scheme]
    except ValueError as error:
        raise OutgoingError(f"The port of the address is none: {error}") from error
    ends = time.monotonic() + timeout
    _check_allowed(parts.hostname)
    address = public_address(parts.hostname, port)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _pool(parts.scheme, parts.hostname, address, port, timeout) as pool:
        try:
            answer = pool.urlopen(
                method, path, body=body, headers={**(headers or {}), "Host": parts.netloc}, redirect=False,
                preload_content=False,
            )  # fmt: skip
            content = _read(answer, limit, ends)
        except HTTPError as error:
            raise OutgoingError(f"{parts.hostname} does not answer: {error}") from error
    if answer.status >= 300:
        raise OutgoingError(f"{parts.hostname} answers with status {answer.status}.")
    return Answer(answer.status, dict(answer.headers), content)


def _pool(scheme: str, host: str, address: str, port: int, timeout: float) -> "urllib3.HTTPConnectionPool":
    import urllib3  # noqa: PLC0415 - see `fetch`

    options: dict[str, Any] = {"timeout": urllib3.Timeout(total=timeout), "retries": False, "maxsize": 1}
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, **options)
    return urllib3.HTTPSConnectionPool(
        address, port, cert_reqs="CERT_REQUIRED", server_hostname=host, assert_hostname=host, **options
    )


def _read(answer: "urllib3.BaseHTTPResponse", limit: int, ends: float) -> bytes:
    content = b""
    for part in answer.stream(_CHUNK):
        content += part
        if len(content) > limit:
            raise OutgoingError(f"The answer is larger than {limit:,} bytes.")
        if time.monotonic() > ends:
            raise OutgoingError("The answer took too long.")
    return content
