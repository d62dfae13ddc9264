"""Templates in one line: `Hello {{ object.name ||| stranger }}`, as subjects of mails have them."""

import re
from collections.abc import Iterable, Mapping
from functools import reduce
from html import escape
from typing import Any, Final
from urllib.parse import quote

from dateutil import relativedelta

from trivium.tools import safe_eval as evaluation

__all__ = [
    "INLINE_TEMPLATE_REGEX",
    "convert_inline_template_to_qweb",
    "parse_inline_template",
    "relativedelta_proxy",
    "render_inline_template",
    "template_env_globals",
]

INLINE_TEMPLATE_REGEX: Final = re.compile(r"\{\{(.+?)(\|\|\|\s*(.*?))?\}\}", re.DOTALL)
"""An expression, and the text in its place where it gives nothing."""


def relativedelta_proxy(*args: Any, **kwargs: Any) -> relativedelta.relativedelta:
    """Return `relativedelta(*args, **kwargs)`; a function, so that templates do not reach the class."""
    return relativedelta.relativedelta(*args, **kwargs)


template_env_globals: Final[Mapping[str, Any]] = {
    "str": str,
    "quote": quote,
    "urlencode": quote,
    "datetime": evaluation.datetime,
    "len": len,
    "abs": abs,
    "min": min,
    "max": max,
    "sum": sum,
    "filter": filter,
    "reduce": reduce,
    "map": map,
    "relativedelta": relativedelta_proxy,
    "round": round,
}
"""Functions that every template can use."""


def parse_inline_template(text: str) -> list[tuple[str, str, str]]:
    """Split a template into `(text, expression, default)`: a text as it is, and the expression after it, or none."""
    parts: list[tuple[str, str, str]] = []
    position = 0
    for match in INLINE_TEMPLATE_REGEX.finditer(text):
        parts.append((text[position : match.start()], match[1].strip(), match[3] or ""))
        position = match.end()
    if position < len(text):
        parts.append((text[position:], "", ""))
    return parts


def convert_inline_template_to_qweb(template: str | None) -> str:
    """Return the same template in QWeb's XML."""
    result = []
    for text, expression, default in parse_inline_template(template or ""):
        result.append(escape(text))
        if expression:
            result.append(f'<t t-out="{escape(expression)}">{escape(default)}</t>')
    return "".join(result)


def render_inline_template(template_instructions: Iterable[tuple[str, str, str]], variables: Mapping[str, Any]) -> str:
    """Return the text of a parsed template.

    Args:
        template_instructions: what `parse_inline_template` gave.
        variables: values by name.

    Raises:
        ValueError: an expression is wrong or fails.
    """
    result = []
    for text, expression, default in template_instructions:
        result.append(text)
        if expression:
            value = evaluation.safe_eval(expression, {**template_env_globals, **variables})
            result.append(str(value) if value or (value == 0 and value is not False) else default)
    return "".join(result)
