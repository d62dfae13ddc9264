"""Columns of translations, such as `name@fr_FR`: the value of a field in a language."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

__all__ = ["column_error", "is_translation", "split_column", "store_translations", "translations"]


def split_column(name: str) -> tuple[str, str]:
    """Return the field and the language of a column; the language is empty where the column names none.

    >>> split_column("name@fr_FR")
    ('name', 'fr_FR')
    """
    field_name, _, lang = name.partition("@")
    return field_name, lang


def is_translation(name: str | None) -> bool:
    """Tell whether a column holds translations."""
    return name is not None and "@" in name


def column_error(model: Any, name: str) -> str | None:
    """Return why a column cannot hold translations; None where it can."""
    field_name, lang = split_column(name)
    field = model._fields.get(field_name)
    if field is None:
        return str(model.env._("There is no field '%s'.", field_name))
    if not field.translate:
        return str(model.env._("Field '%s' is not translated: it has no column for a language.", field_name))
    if lang not in model.pool.languages(model.env):
        return str(model.env._("Language '%(lang)s' of column '%(column)s' is not active.", lang=lang, column=name))
    return None


def translations(tree: Mapping[str | None, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield field, language and text of each translation in the cells of a record; empty cells change nothing."""
    for name, cell in tree.items():
        if name is not None and is_translation(name) and cell not in ("", None, False):
            yield (*split_column(name), str(cell))


def store_translations(records: Any, found: Iterable[Iterable[tuple[str, str, str]]]) -> None:
    """Write translations.

    Args:
        records: who they are of.
        found: for each record field, language and text.
    """
    for record, texts in zip(records, found, strict=True):
        by_lang: defaultdict[str, dict[str, str]] = defaultdict(dict)
        for field_name, lang, text in texts:
            by_lang[lang][field_name] = text
        for lang, values in by_lang.items():
            record.with_context(lang=lang).write(values)
