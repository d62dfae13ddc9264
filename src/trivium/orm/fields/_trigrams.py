"""Texts that are found by the parts they have: what a trigram index holds, and the condition that is found by it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from trivium.data.sql import SQL

if TYPE_CHECKING:
    from collections.abc import Iterable

_ALL_TRANSLATIONS: Final = "(jsonb_path_query_array(%s, '$.*')::text)"
"""The texts of a translated field in all languages, as one text: a JSON array."""
_UNACCENTED: Final = "unaccent(%s)"

_PATTERN_PART: Final = re.compile(r"\\(?P<escaped>.)|(?P<other>.)", re.DOTALL)
_TRIGRAM: Final = re.compile(r"(?:\\[%_]|[^%_\\]){3}")


def indexed_text(field: Any) -> str:
    """Return what the trigram index of a field holds, as code."""
    column = f'"{field.name}"'
    return _ALL_TRANSLATIONS % column if field.translate else column


def trigram_index(texts: Iterable[str], *, unaccented: bool) -> str:
    """Return the definition of an index by which texts are found that have a part.

    Args:
        texts: columns, or other expressions, as code.
        unaccented: whether they are found by parts whose accents differ.
    """
    operands = (f"{_UNACCENTED % text if unaccented else text} gin_trgm_ops" for text in texts)
    return f"USING gin ({', '.join(operands)})"


def narrowed(condition: SQL, column: SQL, like: SQL, pattern: str, *, unaccented: bool) -> SQL:
    """Return a condition on a translated field together with one that implies it is met, and that the index answers.

    The index holds the texts of all languages: it finds a few rows, and the condition itself decides which of them
    say it in the user's language.

    Args:
        condition: the condition, on the value of the user's language.
        column: the column with all languages.
        like: LIKE or ILIKE.
        pattern: what the value is to be like, wildcards and all.
        unaccented: whether accents do not matter.
    """
    pattern = f"%{_in_json(pattern)}%"
    if not _TRIGRAM.search(pattern):
        return condition
    text, bound = SQL(_ALL_TRANSLATIONS, column), SQL("%s", pattern)
    if unaccented:
        text, bound = SQL(_UNACCENTED, text), SQL(_UNACCENTED, bound)
    return SQL("(%s %s %s AND %s)", text, like, bound, condition)


def _in_json(pattern: str) -> str:
    """Return a pattern that texts written in JSON are like wherever the texts themselves are like the pattern given.

    Quotation marks, backslashes and control characters are written differently there, and there are signs that
    `unaccent` makes one of these: any text may stand for them.
    """
    return "".join(map(_part_in_json, _PATTERN_PART.finditer(pattern)))


def _part_in_json(part: re.Match[str]) -> str:
    sign = part["escaped"] or part["other"]
    if sign in "%_":
        return part[0]
    return sign if sign.isalnum() or (sign.isascii() and sign.isprintable() and sign not in '"\\') else "%"
