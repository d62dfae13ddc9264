"""What the functions of templates call: escaping, attributes, loops, fields, calls of other templates."""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from markupsafe import Markup, escape

from trivium.rendering.qweb.scope import Scope
from trivium.tools.safe_eval import go_on, keep, metered, tick

__all__ = ["MALICIOUS_SCHEMES", "RUNTIME", "VOID_ELEMENTS", "Recorder", "Write"]

Write = Callable[[str], None]

# HTML Living Standard, section 13.1.2
VOID_ELEMENTS: Final = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr")
)

MALICIOUS_SCHEMES: Final = re.compile(
    r"^[\x00-\x20]*(?:j\s*a\s*v\s*a|v\s*b)\s*s\s*c\s*r\s*i\s*p\s*t\s*:", re.IGNORECASE
).match
"""Finds URLs that would run code."""

_URL_ATTRIBUTES: Final = frozenset(("href", "src", "action", "formaction", "xlink:href", "data"))
_ROUNDS: Final = 64
"""Rounds of a loop after which they are counted."""
_VALID_NAME: Final = re.compile(r"[^\s\"'<>/=\x00-\x1f\x7f]+")


def text(value: Any) -> str:
    """Return a value within a format: nothing for None and False."""
    result = "" if value is None or value is False else str(value)
    keep(result)
    return result


def joined(parts: list[str]) -> Markup:
    """Return what an element has written into a variable."""
    result = Markup("".join(parts))  # noqa: S704 - each part was escaped where it came from
    keep(result)
    return result


def escaped(value: Any) -> str:
    """Return a value as content of an element."""
    return str(escape(value))


def attribute(name: str, value: Any) -> str:
    """Return an attribute with its leading space; nothing for None and False.

    A URL that would run code becomes empty: values come from data.
    """
    if value is None or value is False:
        return ""
    if name in _URL_ATTRIBUTES and MALICIOUS_SCHEMES(str(value)):
        value = ""
    return f' {name}="{escape(str(value))}"'


def attributes(values: Mapping[str, Any]) -> str:
    """Return attributes, each with its leading space."""
    return "".join(attribute(checked_name(name), value) for name, value in values.items())


def checked_name(name: Any) -> str:
    """Return the name of an attribute or element that was computed.

    Raises:
        ValueError: it is none, and could end the tag.
    """
    result = str(name)
    if not _VALID_NAME.fullmatch(result):
        raise ValueError(f"{result!r} is no name of an element or attribute")
    return result


def pairs(value: Any) -> dict[str, Any]:
    """Return the attributes that `t-att` gives: a mapping, one pair, or several pairs."""
    if not value:
        return {}
    if isinstance(value, Mapping):
        return dict(value)
    items = list(value)
    if isinstance(items[0], (list, tuple)):
        return dict(items)
    return {items[0]: items[1]}


def loop(values: Scope, name: str, items: Any) -> Iterator[None]:
    """Set the variables of a loop for each item in turn.

    Args:
        values: the scope.
        name: of the item; `_value`, `_index`, `_size`, `_first`, `_last`, `_parity`, `_even`, `_odd` come after it.
        items: an iterable, a mapping (its keys are the items), or a number of rounds.
    """
    if items is None or items is False:
        return
    if isinstance(items, int):
        entries: list[tuple[Any, Any]] = [(number, number) for number in range(items)]
    elif isinstance(items, Mapping):
        entries = list(items.items())
    else:
        entries = [(item, item) for item in metered(items)]
    size = len(entries)
    for index, (key, value) in enumerate(entries):
        if index % _ROUNDS == 0:
            go_on(min(_ROUNDS, size - index))
        values[name] = key
        values[f"{name}_value"] = value
        values[f"{name}_index"] = index
        values[f"{name}_size"] = size
        values[f"{name}_first"] = index == 0
        values[f"{name}_last"] = index + 1 == size
        values[f"{name}_parity"] = "odd" if index % 2 else "even"
        values[f"{name}_even"] = not index % 2
        values[f"{name}_odd"] = index % 2
        yield


class Recorder(list[Any]):
    """Output that is kept for later: texts, and the parts that are rendered anew each time."""

    __slots__ = ()

    def __call__(self, part: str) -> None:
        """Keep a text."""
        self.append(part)


def cached(host: Any, key: Any, path: str, body: Callable[[Any], None], write: Any) -> None:
    """Write the content of `t-cache`, rendering it only where it is not kept for this key."""
    if not key:
        body(write)
        return
    recorded = host._qweb_cached(path, key)
    if recorded is None:
        recorded = Recorder()
        body(recorded)
        host._qweb_cache(path, key, recorded)
    for part in recorded:
        if isinstance(part, str):
            write(part)
        else:
            part(host, write)


def uncached(
    host: Any, values: Scope, body: Callable[[Any, Scope, Any], None], kept: Mapping[str, Any], write: Any
) -> None:
    """Write the content of `t-nocache`, each time anew, with the variables named and those of the whole rendering."""
    if not isinstance(write, Recorder):
        body(host, values, write)
        return

    def replay(replay_host: Any, replay_write: Any) -> None:
        body(replay_host, Scope({**replay_host._qweb_root_values(), **kept}), replay_write)

    write.append(replay)


def call(host: Any, name: Any, values: Scope, write: Write, lang: Any = None) -> None:
    """Write another template with a scope of its own."""
    target = host.with_context(lang=lang) if lang else host
    target._qweb_call(name, values, write)


def widget(host: Any, value: Any, source: str, tag: str, options: dict[str, Any], values: Scope) -> tuple[Any, Any]:
    """Return attributes and content of `t-out` with a widget."""
    found = host._get_widget(value, source, tag, options, values)
    return found[0], found[1]


def field(
    host: Any, record: Any, name: str, source: str, tag: str, options: dict[str, Any], values: Scope
) -> tuple[Any, Any, Any]:
    """Return attributes, content, and whether an empty element is shown, of `t-field`."""
    found: tuple[Any, Any, Any] = host._get_field(record, name, source, tag, options, values)
    return found


RUNTIME: Final[Mapping[str, Any]] = {
    "__Markup": Markup,
    "__attribute_text": attribute,
    "__attributes_text": attributes,
    "__cached": cached,
    "__call": call,
    "__checked_name": checked_name,
    "__escape": escaped,
    "__field": field,
    "__joined": joined,
    "__loop": loop,
    "__pairs": pairs,
    "__text": text,
    "__tick__": tick,
    "__uncached": uncached,
    "__void": VOID_ELEMENTS,
    "__widget": widget,
}
"""The names of generated code."""
