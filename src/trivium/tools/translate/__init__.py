"""Translating texts: those of the code (`_`, `LazyTranslate`) and the terms within XML and HTML."""

from trivium.tools.translate._code import CodeTranslations, code_translations
from trivium.tools.translate._lookup import (
    LazyGettext,
    LazyTranslate,
    _,
    _n,
    get_translated_module,
    get_translation,
)
from trivium.tools.translate._terms import (
    TRANSLATED_ATTRS,
    TRANSLATED_ELEMENTS,
    html_translate,
    translate_content,
    xml_translate,
)

__all__ = [
    "TRANSLATED_ATTRS",
    "TRANSLATED_ELEMENTS",
    "CodeTranslations",
    "LazyGettext",
    "LazyTranslate",
    "_",
    "_n",
    "code_translations",
    "get_translated_module",
    "get_translation",
    "html_translate",
    "translate_content",
    "xml_translate",
]
