"""`_("text")` and its lazy form: finding the addon, the language and the translation of a text in code."""

import functools
import logging
import sys
from collections.abc import Mapping
from types import FrameType
from typing import Any

from markupsafe import Markup, escape

from trivium.tools.translate._code import code_translations

__all__ = ["LazyGettext", "LazyTranslate", "_", "_n", "get_translated_module", "get_translation"]

_logger = logging.getLogger(__name__)

_SOURCE_LANGUAGE = "en_US"
_PREFIXES = ("odoo.addons.", "trivium.addons.")
_MAX_DEPTH = 20
"""How many callers are asked for an environment."""


def get_translated_module(arg: "str | int | LazyTranslate") -> str:
    """Return the name of the addon that a text belongs to; texts of the platform belong to `base`.

    Args:
        arg: the name of a Python module, a number of callers up (1 is the caller), or a `LazyTranslate`.
    """
    if isinstance(arg, LazyTranslate):
        return arg.module
    name = sys._getframe(arg).f_globals.get("__name__", "") if isinstance(arg, int) else arg
    for prefix in _PREFIXES:
        if name.startswith(prefix):
            return str(name[len(prefix) :].partition(".")[0])
    return "base"


def get_translation(module: str, lang: str, source: str, args: tuple[Any, ...] | Mapping[str, Any]) -> str:
    """Return the text in the language, with the arguments filled in.

    A translation whose placeholders do not fit the arguments is reported and the source text used. Where an argument
    is markup the result is markup too, and the text around it is escaped.
    """
    translation = source
    if lang and lang != _SOURCE_LANGUAGE:
        translation = code_translations.get_python_translations(module, lang).get(source, source)
    return _fill_in(translation, source, module, lang, args)


def _fill_in(translation: str, source: str, module: str, lang: str, args: tuple[Any, ...] | Mapping[str, Any]) -> str:
    """Return the translation with the arguments in it; the source with them where they do not fit the translation."""
    if not args:
        return translation
    values = _filled(args, lang)
    try:
        return _format(translation, values)
    except (TypeError, ValueError, KeyError, IndexError):
        if translation == source:
            raise
        _logger.exception("The translation %r of %r (%s, %s) has other placeholders", translation, source, module, lang)
        return _format(source, values)


def _filled(args: tuple[Any, ...] | Mapping[str, Any], lang: str) -> tuple[Any, ...] | dict[str, Any]:
    if isinstance(args, Mapping):
        return {key: _translated(value, lang) for key, value in args.items()}
    if len(args) == 1 and isinstance(args[0], Mapping):
        return _filled(args[0], lang)
    return tuple(_translated(value, lang) for value in args)


def _translated(value: Any, lang: str) -> Any:
    return value._translate(lang) if isinstance(value, LazyGettext) else value


def _format(text: str, values: tuple[Any, ...] | dict[str, Any]) -> str:
    items = values.values() if isinstance(values, dict) else values
    if any(isinstance(value, Markup) for value in items):
        return escape(text) % values
    return text % values


def _language_of(frame: FrameType | None) -> str:
    """Return the language of the nearest environment among the callers, "" where there is none."""
    depth = 0
    while frame is not None and depth < _MAX_DEPTH:
        found = _language_in(frame)
        if found is not None:
            return found
        frame = frame.f_back
        depth += 1
    return ""


def _language_in(frame: FrameType) -> str | None:
    names = frame.f_locals
    owner = names.get("self")
    holders = (getattr(owner, "env", None) if owner is not None else None, names.get("env"))
    for env in holders:
        context = getattr(env, "context", None)
        if isinstance(context, Mapping):
            return context.get("lang") or ""
    context = names.get("context")
    if isinstance(context, Mapping) and isinstance(context.get("lang"), str):
        return str(context["lang"])
    request = frame.f_globals.get("request")
    env = getattr(request, "env", None) if request else None
    if env is not None and isinstance(getattr(env, "context", None), Mapping):
        return env.context.get("lang") or ""
    return None


def _(source: str, *args: Any, **kwargs: Any) -> str:
    """Return a text of the code in the language of the caller's environment, arguments filled in.

    `self.env._` does the same without looking for the environment.
    """
    if not isinstance(source, str):
        raise TypeError(f"_() translates texts that stand in the code, not {type(source).__name__}")
    if args and kwargs:
        raise TypeError("_() takes positional or named arguments, not both")
    frame = sys._getframe(1)
    module = get_translated_module(frame.f_globals.get("__name__", ""))
    return get_translation(module, _language_of(frame), source, args or kwargs)


def _n(singular: str, plural: str, number: int, **kwargs: Any) -> str:
    """Return a text of the code in the form that a number asks for, in the language of the caller's environment.

    `_n("%(count)s line", "%(count)s lines", count, count=count)`: a language has as many forms as the header
    `Plural-Forms` of its PO file says, those of an entry with `msgid_plural`.

    Args:
        singular: the text for one.
        plural: the text for any other number.
        number: what decides.
        kwargs: arguments to fill in.
    """
    frame = sys._getframe(1)
    module = get_translated_module(frame.f_globals.get("__name__", ""))
    lang = _language_of(frame)
    source = singular if number == 1 else plural
    translation = None
    if lang and lang != _SOURCE_LANGUAGE:
        translation = code_translations.get_plural(module, lang, singular, number)
    return _fill_in(translation or source, source, module, lang, kwargs)


@functools.total_ordering
class LazyGettext:
    """A text of the code that is translated when it is shown, as a constant or a default needs it.

    Args:
        module: name of the addon.
        source: the text.
        args: arguments to fill in.
        default_lang: the language where no environment is near.
    """

    __slots__ = ("_args", "_default_lang", "_module", "_source")

    def __init__(
        self, module: str, source: str, args: tuple[Any, ...] | Mapping[str, Any] = (), default_lang: str = ""
    ) -> None:
        if not isinstance(source, str):
            raise TypeError(f"A text of the code is a str, not {type(source).__name__}")
        self._module = module
        self._source = source
        self._args = args
        self._default_lang = default_lang

    def _translate(self, lang: str = "") -> str:
        """Return the text in that language."""
        return get_translation(self._module, lang or self._default_lang, self._source, self._args)

    def __str__(self) -> str:
        return self._translate(_language_of(sys._getframe(1)))

    def __repr__(self) -> str:
        return f"_lt({self._source!r}{f', {self._args!r}' if self._args else ''})"

    def __eq__(self, other: object) -> bool:
        if isinstance(other, LazyGettext):
            return (self._module, self._source, self._args) == (other._module, other._source, other._args)
        return isinstance(other, str) and str(self) == other

    def __hash__(self) -> int:
        return hash((self._module, self._source))

    def __lt__(self, other: object) -> bool:
        return str(self) < str(other)

    def __add__(self, other: object) -> str:
        return str(self) + str(other) if isinstance(other, (str, LazyGettext)) else NotImplemented

    def __radd__(self, other: object) -> str:
        return str(other) + str(self) if isinstance(other, (str, LazyGettext)) else NotImplemented

    def __mod__(self, other: Any) -> str:
        return str(str(self) % other)

    def __bool__(self) -> bool:
        return bool(self._source)

    def __html__(self) -> str:
        return str(escape(str(self)))


class LazyTranslate:
    """Makes lazy texts of an addon: `_lt = LazyTranslate(__name__)`, then `_lt("text")`.

    Args:
        module: name of the Python module, or of the addon.
        default_lang: the language where a text is shown without an environment near.
    """

    def __init__(self, module: str, *, default_lang: str = "") -> None:
        self.module = module if "." not in module and module != "__main__" else get_translated_module(module)
        self.default_lang = default_lang

    def __call__(self, source: str, *args: Any, **kwargs: Any) -> LazyGettext:
        """Return the lazy text."""
        if args and kwargs:
            raise TypeError("A text takes positional or named arguments, not both")
        return LazyGettext(self.module, source, args or kwargs, self.default_lang)
