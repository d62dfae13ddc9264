"""How a translated field keeps the values of its languages together."""

from __future__ import annotations

from difflib import get_close_matches
from typing import Any

SOURCE = "en_US"
SIMILARITY = 0.9
"""How alike two source terms must be for the translation of one to pass to the other."""


class TermTranslations:
    """The terms of a translated field.

    With ``translate=True`` the whole value is the term. With a callable ``translate`` the value is a text, such as
    HTML, in which the callable finds terms: ``translate(callback, value)`` returns the value with each term
    replaced by what the callback gives for it.
    """

    __slots__ = ("field",)

    def __init__(self, field: Any) -> None:
        self.field = field

    def of(self, value: Any) -> list[str]:
        """Return the terms of a value, in their order."""
        if not callable(self.field.translate):
            return [value] if value else []
        terms: list[str] = []

        def collect(term: str) -> None:
            terms.append(term)

        if value:
            self.field.translate(collect, value)
        return terms

    def dictionary(self, source: Any, values: dict[str, Any]) -> dict[str, dict[str, str]]:
        """Return term -> language -> translation, for the languages whose value has the same structure."""
        terms = self.of(source)
        result: dict[str, dict[str, str]] = {term: {} for term in terms}
        for lang, value in values.items():
            translated = self.of(value)
            if len(translated) != len(terms):
                translated = terms
            for term, translation in zip(terms, translated, strict=True):
                result[term][lang] = translation
        return result

    def merged(self, old: dict[str, Any] | None, lang: str, value: Any) -> dict[str, Any] | None:
        """Return the values of all languages after one was assigned.

        Args:
            old: the values before, by language; None where there were none.
            lang: the language of the assigned value.
            value: that value; None empties the field in all languages.
        """
        if value is None:
            return None
        if not old:
            return {SOURCE: value, lang: value}
        if not callable(self.field.translate):
            return {SOURCE: value, **old, lang: value} if SOURCE not in old else {**old, lang: value}
        return self._merged_terms(old, lang, value)

    def copied(self, old: dict[str, Any] | None, new: dict[str, Any] | None, lang: str) -> dict[str, Any] | None:
        """Return the values of a copy that takes over the translations of its original.

        Args:
            old: the original's values, by language.
            new: the copy's, made in one language.
            lang: that language, whose value stays.
        """
        if not old or not new or len(old) < 2:
            return new
        return self.merged(old, lang, new.get(lang, new.get(SOURCE)))

    def _merged_terms(self, old: dict[str, Any], lang: str, value: Any) -> dict[str, Any]:
        """Carry translations over to the new structure, term by term; terms changed a little keep theirs."""
        before = old.get(lang, old.get(SOURCE))
        others = {code: text for code, text in old.items() if code != lang}
        known = self.dictionary(before, others)
        result = {lang: value}
        for code in {*others, SOURCE} - {lang}:

            def translation(term: str, code: str = code) -> str | None:
                if term in known:
                    return known[term].get(code, term)
                close = get_close_matches(term, known, n=1, cutoff=SIMILARITY)
                return known[close[0]].get(code, term) if close else None

            result[code] = self.field.translate(translation, value)
        return result
