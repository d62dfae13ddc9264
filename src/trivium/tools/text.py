"""Small functions over texts: booleans in words, sizes, accents, streets, check digits."""

import hmac
import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from trivium.tools.sentinel import SENTINEL

__all__ = [
    "consteq",
    "escape_psql",
    "exception_to_unicode",
    "format_duration",
    "get_encodings",
    "get_flag",
    "human_size",
    "mod10r",
    "remove_accents",
    "reverse_order",
    "str2bool",
    "street_split",
    "ustr",
]

_TRUE: Final = {"y", "yes", "1", "true", "t", "on"}
_FALSE: Final = {"n", "no", "0", "false", "f", "off"}
_STREET: Final = re.compile(
    r"(?P<name>.+?)(?:,\s*|\s+)(?P<first>\d\S*)(?:\s*[-/]\s+(?P<second>.+)|\s+-\s*(?P<third>.+))?", re.DOTALL
)

consteq = hmac.compare_digest
"""Compare two secrets in a time that does not tell where they differ."""


def str2bool(s: Any, default: Any = SENTINEL) -> bool:
    """Read a boolean from a word: y, yes, 1, true, t, on; n, no, 0, false, f, off.

    Raises:
        ValueError: it is none of these, and no default was given.
    """
    if isinstance(s, bool):
        return s
    word = str(s).lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    if default is SENTINEL or default is None:
        raise ValueError(f"Use 0/1, yes/no, true/false or on/off, not {s!r}")
    return bool(default)


def human_size(sz: float | str | None) -> str | bool:
    """Return a number of bytes (or the length of a text) in the unit that reads best; False for nothing."""
    if not sz and not isinstance(sz, (int, float)):
        return False
    if sz is False:
        return False
    size = float(len(sz)) if isinstance(sz, str) else float(sz or 0)
    units = ("bytes", "Kb", "Mb", "Gb", "Tb")
    position = 0
    while size >= 1024 and position < len(units) - 1:
        size /= 1024
        position += 1
    return f"{size:0.2f} {units[position]}"


def remove_accents(input_str: str) -> str:
    """Replace letters with accents by those without; letters of their own, such as ß, stay."""
    if not input_str:
        return input_str
    decomposed = unicodedata.normalize("NFKD", input_str)
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def street_split(street: str | None) -> dict[str, str]:
    """Split the first line of an address into `street_name`, `street_number` and `street_number2`.

    The number ends the line and may be followed by a second one after a dash or slash: `Main Street 12 - 4b`.
    """
    text = (street or "").strip()
    parts = {"street_name": text, "street_number": "", "street_number2": ""}
    match = _STREET.fullmatch(text)
    if match:
        parts["street_name"] = match["name"].rstrip(" ,")
        parts["street_number"] = match["first"]
        parts["street_number2"] = match["second"] or match["third"] or ""
    return parts


def mod10r(number: str) -> str:
    """Return the number with its check digit by modulo 10, recursive, as Swiss payment slips carry it."""
    table = (0, 9, 4, 6, 8, 2, 7, 1, 3, 5)
    carry = 0
    for digit in number:
        if digit.isdigit():
            carry = table[(int(digit) + carry) % 10]
    return f"{number}{(10 - carry) % 10}"


def format_duration(value: float) -> str:
    """Return a number of hours as `hours:minutes`."""
    minutes = round(abs(value) * 60)
    sign = "-" if value < 0 else ""
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"


def get_flag(country_code: str) -> str:
    """Return the flag of a country, made of the two regional indicator letters of its code."""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in country_code.upper())


def get_encodings(hint_encoding: str = "utf-8") -> Iterator[str]:
    """Give the encodings to try for bytes of unknown origin, the most likely first."""
    yield hint_encoding
    for encoding in ("utf-8", "windows-1252", "latin1"):
        if encoding != hint_encoding.lower():
            yield encoding


def ustr(value: Any, hint_encoding: str = "utf-8", errors: str = "strict") -> str:
    """Return a text for any value; bytes are decoded by the first encoding that fits."""
    if not isinstance(value, bytes):
        return str(value)
    for encoding in get_encodings(hint_encoding):
        try:
            return value.decode(encoding, errors=errors)
        except UnicodeDecodeError:
            continue
    raise UnicodeError(f"Cannot decode {value[:40]!r}")


def exception_to_unicode(e: BaseException) -> str:
    """Return what an exception says, all of its arguments."""
    return "\n".join(ustr(arg) for arg in e.args) if e.args else ustr(e)


def escape_psql(to_escape: str) -> str:
    """Return the text with the wildcards of LIKE escaped, so that it stands for itself in a pattern."""
    return to_escape.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")


def reverse_order(order: str) -> str:
    """Return an order that sorts the other way round: `name desc, id` becomes `name asc, id desc`."""
    reversed_terms = []
    for term in order.split(","):
        words = term.lower().split()
        direction = "asc" if words[1:] == ["desc"] else "desc"
        reversed_terms.append(f"{words[0]} {direction}")
    return ", ".join(reversed_terms)
