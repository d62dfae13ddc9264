"""Languages: the one in force, its Babel locale, lists in words."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final, Literal

import babel
import babel.lists

__all__ = ["XPG_LOCALE_RE", "babel_locale_parse", "format_list", "get_iso_codes", "get_lang", "py_to_js_locale"]

if TYPE_CHECKING:
    from babel import Locale

XPG_LOCALE_RE: Final = re.compile(
    r"^(?P<language>[a-z]+)(?:_(?P<territory>[A-Z\d]+))?(?:\.(?P<codeset>[\w-]+))?(?:@(?P<modifier>.+))?$"
)
"""The names of POSIX locales: language, territory, codeset, modifier."""

_SCRIPTS: Final = {"latin": "Latn", "Cyrl": "Cyrl", "cyrillic": "Cyrl"}


def get_lang(env: Any, lang_code: str | None = None) -> Any:
    """Return the first of these languages that is active: the one given, the context's, the company's, English, any.

    Returns:
        The data of a `res.lang`: `code`, `iso_code`, `date_format`, `decimal_point`, `grouping` and so on.
    """
    installed = [code for code, _name in env["res.lang"].get_installed()]
    wanted = (lang_code, env.context.get("lang"), env.company.partner_id.lang, "en_US")
    code = next((code for code in wanted if code in installed), installed[0] if installed else "en_US")
    return env["res.lang"]._get_data(code=code)


def babel_locale_parse(lang_code: str | None) -> "Locale":
    """Return the Babel locale of a language code, that of its language alone, or English, whichever is known."""
    for code in (lang_code, (lang_code or "").partition("_")[0]):
        if code:
            try:
                return babel.Locale.parse(_with_script(code))
            except (ValueError, babel.UnknownLocaleError):
                continue
    return babel.Locale.parse("en_US")


def _with_script(code: str) -> str:
    """Return the code as Babel reads it: `sr@latin` is `sr_Latn` there."""
    match = XPG_LOCALE_RE.match(code)
    if not match or not match["modifier"]:
        return code
    parts = (match["language"], _SCRIPTS.get(match["modifier"]), match["territory"])
    return "_".join(part for part in parts if part)


def get_iso_codes(lang: str) -> str:
    """Return the short code of a language: without the territory where that repeats the language (`fr_FR` is `fr`)."""
    language, _separator, territory = lang.partition("_")
    return language if language == territory.lower() else lang


def py_to_js_locale(locale: str) -> str:
    """Return a locale's name as browsers know it (BCP 47): `sr@latin` is `sr-Latn`, `fr_BE` is `fr-BE`."""
    match = XPG_LOCALE_RE.match(locale)
    if not match:
        return locale
    if match["modifier"] in _SCRIPTS:
        parts = (match["language"], _SCRIPTS[match["modifier"]], match["territory"])
    else:
        parts = (match["language"], match["territory"], None)
    return "-".join(part for part in parts if part)


def format_list(
    env: Any,
    lst: Iterable[Any],
    style: Literal["standard", "standard-short", "or", "or-short", "unit", "unit-short", "unit-narrow"] = "standard",
    lang_code: str | None = None,
) -> str:
    """Return the items as one phrase in the language: `a, b, and c`.

    Args:
        env: the environment, for its language.
        lst: the items; each is shown as text.
        style: as Babel names them.
        lang_code: another language than the environment's.
    """
    locale = babel_locale_parse(lang_code or get_lang(env).code)
    items = [str(item) for item in lst]
    if f"{style}" not in locale.list_patterns:
        style = "standard"
    return babel.lists.format_list(items, style, locale)
