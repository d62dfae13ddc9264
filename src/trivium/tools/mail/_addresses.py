"""E-mail addresses as people type them: `"Ann, of Ghent" <ann@example.com>, bob@example.com`."""

import base64
import email.header
import email.message
import inspect
import random
import re
import socket
import time
from collections.abc import Sequence
from email.utils import getaddresses
from typing import Any, Final, Literal
from urllib.parse import urlsplit

__all__ = [
    "decode_message_header",
    "email_addr_escapes_re",
    "email_anonymize",
    "email_domain_extract",
    "email_domain_normalize",
    "email_escape_char",
    "email_normalize",
    "email_normalize_all",
    "email_re",
    "email_split",
    "email_split_and_format",
    "email_split_and_format_normalize",
    "email_split_tuples",
    "encapsulate_email",
    "formataddr",
    "generate_tracking_message_id",
    "mail_header_msgid_re",
    "parse_contact_from_email",
    "reference_re",
    "single_email_re",
    "url_domain_extract",
]

_ATOM: Final = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+"  # RFC 5322, section 3.2.3
_DOMAIN: Final = (
    r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*\.[A-Za-z]{2,}"
)

email_re: Final = re.compile(rf"({_ATOM}@{_DOMAIN})", re.VERBOSE)
"""An address anywhere in a text."""

single_email_re: Final = re.compile(rf"^{_ATOM}@{_DOMAIN}$", re.VERBOSE)
"""A text that is one address and nothing else."""

mail_header_msgid_re: Final = re.compile(r"<[^<>]+>")
"""The message ids in a `References` header."""

reference_re: Final = re.compile(r"<.*-open(?:object|erp)-(\d+)(?:-([\w.]+))?[^>]*@([^>]*)>", re.UNICODE)
"""A message id that names a record: its id, its model, the host."""

email_addr_escapes_re: Final = re.compile(r'[\\"]')
"""What is escaped in a quoted name (RFC 5322, section 3.2.4)."""

# newer versions of Python refuse odd addresses unless told to be lenient, as mail in the wild requires
_LENIENT: Final[dict[str, Any]] = {"strict": False} if "strict" in inspect.signature(getaddresses).parameters else {}
_LIST_SEPARATORS: Final = re.compile(r"[;\n\r]+")


def email_split_tuples(text: str | Literal[False] | None) -> list[tuple[str, str]]:
    """Return the `(name, address)` pairs in a text; what has no address is left out."""
    if not text:
        return []
    pairs = []
    for name, address in getaddresses([text.strip()], **_LENIENT):
        if "@" in address and " " not in address:
            pairs.append((name.strip(), address))
        elif "@" in address and (found := email_re.search(address)):
            # `Ann ann@example.com`, without brackets
            pairs.append((f"{name} {address.replace(found[0], '')}".strip(), found[0]))
        elif "@" in name and (found := email_re.search(name)):
            pairs.append((name.replace(found[0], "").strip(' "<>,'), found[0]))
    if not pairs:
        # no commas, but line breaks or semicolons between addresses
        parts = [part for part in _LIST_SEPARATORS.split(text) if "@" in part]
        if len(parts) > 1:
            return [pair for part in parts for pair in email_split_tuples(part)]
    return pairs


def email_split(text: str | Literal[False] | None) -> list[str]:
    """Return the addresses in a text, as written."""
    return [address for _name, address in email_split_tuples(text)]


def email_split_and_format(text: str | Literal[False] | None) -> list[str]:
    """Return the addresses in a text with their names: `"Name" <address>`."""
    return [formataddr(pair) for pair in email_split_tuples(text)]


def email_split_and_format_normalize(text: str | Literal[False] | None) -> list[str]:
    """Return the addresses in a text with their names, each address normalised."""
    return [formataddr((name, _normalized(address))) for name, address in email_split_tuples(text)]


def _normalized(address: str) -> str:
    """Return the address in the form in which addresses are compared: lower case.

    RFC 5321, section 2.4, lets hosts tell the case of local parts apart; none does where it can be helped. A local part
    outside of ASCII stays as it is.
    """
    local, _at, domain = address.rpartition("@")
    return f"{local.lower() if local.isascii() else local}@{domain.lower()}"


def email_normalize(text: str | Literal[False] | None, strict: bool = True) -> str | Literal[False]:
    """Return the one address in a text in lower case, False if there is none.

    Args:
        text: an address, with or without a name.
        strict: whether several addresses give False as well; otherwise the first is taken.
    """
    addresses = email_split(text)
    if not addresses or (strict and len(addresses) != 1):
        return False
    return _normalized(addresses[0])


def email_normalize_all(text: str | Literal[False] | None) -> list[str]:
    """Return all addresses in a text in lower case."""
    return [_normalized(address) for address in email_split(text)]


def email_domain_extract(email: str | Literal[False] | None) -> str | Literal[False]:
    """Return the domain of an address, False if there is none."""
    normalized = email_normalize(email)
    return normalized.rpartition("@")[2] if normalized else False


def email_domain_normalize(domain: str | Literal[False] | None) -> str | Literal[False]:
    """Return a domain in lower case, False where it is none."""
    if not domain or "@" in domain:
        return False
    return domain.lower()


def url_domain_extract(url: str) -> str | Literal[False]:
    """Return the last two labels of a URL's host, False if it has none."""
    host = urlsplit(url).hostname
    return ".".join(host.split(".")[-2:]) if host else False


def email_escape_char(email_address: str) -> str:
    """Return the text with the wildcards of SQL's LIKE escaped."""
    return email_address.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def email_anonymize(normalized_email: str | None, *, redact_domain: bool = False) -> str | None:
    """Return an address that hints at its owner without naming it: `a*****@example.com`."""
    if not normalized_email:
        return normalized_email
    local, at, domain = normalized_email.partition("@")
    if redact_domain:
        host, dot, top = domain.rpartition(".")
        domain = f"{host[:1]}{'*' * (len(host) - 1)}{dot}{top}"
    return f"{local[:1]}{'*' * (len(local) - 1)}{at}{domain}"


def formataddr(pair: Sequence[str | Literal[False] | None], charset: str = "utf-8") -> str:
    """Return `"Name" <address>`, or the address alone.

    Args:
        pair: name (may be empty) and address.
        charset: what the name may consist of; a name outside of it becomes an encoded word (RFC 2047), and a domain
            outside of ASCII becomes its IDNA form where the charset is `ascii`.
    """
    name, address = pair
    local, at, domain = (address or "").rpartition("@")
    try:
        domain.encode(charset)
    except UnicodeEncodeError:
        domain = domain.encode("idna").decode("ascii")
    spec = f"{local}{at}{domain}"
    if not name:
        return spec
    try:
        name.encode(charset)
    except UnicodeEncodeError:
        return f"=?utf-8?b?{base64.b64encode(name.encode()).decode()}?= <{spec}>"
    quoted = email_addr_escapes_re.sub(r"\\\g<0>", name)
    return f'"{quoted}" <{spec}>'


def encapsulate_email(old_email: str, new_email: str) -> str:
    """Return an address that shows who wrote (`old_email`) but is sent from `new_email`.

    The name is that of the old address, or what stands before its `@`.
    """
    old = email_split_tuples(old_email)
    if not old:
        return old_email
    new = email_split_tuples(new_email)
    if not new:
        return ""
    name, address = old[0]
    return formataddr((name or address.partition("@")[0], new[0][1]))


def parse_contact_from_email(text: str | Literal[False] | None) -> tuple[str, str]:
    """Return the name and the normalised address in what somebody typed to name a contact; either may be empty."""
    if not text or not text.strip():
        return "", ""
    pairs = email_split_tuples(text)
    if not pairs:
        return text.strip(), ""
    name, address = pairs[0]
    if not name and text.strip() != address:
        # `Name ann@example.com`, without brackets: what remains is the name
        remaining = text.replace(address, "").strip(' ,;<>"')
        name = "" if "@" in remaining else remaining
    return name, _normalized(address)


def generate_tracking_message_id(res_id: Any) -> str:
    """Return a message id that names a record, so that answers find it."""
    unique = random.SystemRandom().random()
    return f"<{unique:.15f}.{time.time():.15f}-openerp-{res_id}@{socket.gethostname()}>"


def decode_message_header(message: email.message.Message, header: str, separator: str = " ") -> str:
    """Return the values of a header of a message, encoded words decoded."""
    values = message.get_all(header, [])
    return separator.join(str(email.header.make_header(email.header.decode_header(value))) for value in values if value)
