"""The translations of texts in code, read from the PO files of addons when a language is first used."""

import gettext
import logging
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from trivium.tools.containers import ReadonlyDict
from trivium.tools.paths import addon_roots

__all__ = ["CodeTranslations", "code_translations", "language_chain"]

_logger = logging.getLogger(__name__)

_PYTHON = "odoo-python"
_JAVASCRIPT = "odoo-javascript"

_Texts = Mapping[str, str]
_Forms = tuple[str, ...]


def language_chain(lang: str) -> list[str]:
    """Return the names of the files to read for a language, the general before the special: `es`, `es_419`, `es_MX`."""
    base = lang.partition("_")[0]
    chain = [base]
    if base == "es" and lang not in {"es", "es_ES"}:
        chain.append("es_419")
    chain.append(lang)
    return list(dict.fromkeys(chain))


def _files(module: str, lang: str) -> Iterator[Path]:
    for root in addon_roots():
        folder = Path(root) / module / "i18n"
        if folder.is_dir():
            for name in language_chain(lang):
                for path in (folder / f"{name}.po", folder.parent / "i18n_extra" / f"{name}.po"):
                    if path.is_file():
                        yield path
            return


def _chooser(header: str) -> Callable[[int], int]:
    """Return the function from a number to the place of its form, by the header `Plural-Forms` of a PO file.

    `gettext.c2py` is that of the standard library: it reads the C expression without running it.
    """
    for part in header.split(";"):
        name, _equals, expression = part.strip().partition("=")
        if name == "plural":
            return gettext.c2py(expression)
    return lambda number: int(number != 1)


class CodeTranslations:
    """What code says, by addon and language.

    A PO entry belongs to Python or to the browser as its comment says (`odoo-python`, `odoo-javascript`).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: dict[tuple[str, str], dict[str, ReadonlyDict[str, str]]] = {}
        self._plurals: dict[tuple[str, str], dict[str, tuple[_Forms, Callable[[int], int]]]] = {}

    def _load(self, module: str, lang: str) -> dict[str, ReadonlyDict[str, str]]:
        key = (module, lang)
        found = self._read.get(key)
        if found is None:
            with self._lock:
                found = self._read.get(key)
                if found is None:
                    found = self._read[key] = self._parse(module, lang)
        return found

    def _parse(self, module: str, lang: str) -> dict[str, ReadonlyDict[str, str]]:
        import polib  # noqa: PLC0415 - needed only where a language other than the source's is used

        texts: dict[str, dict[str, str]] = {_PYTHON: {}, _JAVASCRIPT: {}}
        plurals: dict[str, tuple[_Forms, Callable[[int], int]]] = {}
        for path in _files(module, lang):
            catalogue = polib.pofile(str(path))
            choose = _chooser(catalogue.metadata.get("Plural-Forms", ""))
            for entry in catalogue:
                forms = tuple(form for _place, form in sorted(entry.msgstr_plural.items()))
                if entry.obsolete or entry.fuzzy or not (entry.msgstr or all(forms or ("",))):
                    continue
                for kind in set(texts).intersection(entry.comment.split()):
                    texts[kind][entry.msgid] = entry.msgstr or forms[0]
                    if forms:
                        texts[kind][entry.msgid_plural] = forms[-1]
                        plurals[entry.msgid] = (forms, choose)
        self._plurals[module, lang] = plurals
        return {kind: ReadonlyDict(found) for kind, found in texts.items()}

    def get_forms(self, module_name: str, lang: str, source: str) -> _Forms:
        """Return the forms of a text with a plural, in the order of the PO file; none where it is not translated."""
        self._load(module_name, lang)
        return self._plurals[module_name, lang].get(source, ((), int))[0]

    def get_plural(self, module_name: str, lang: str, source: str, number: int) -> str | None:
        """Return the form of a text with a plural that `number` asks for, None where it is not translated."""
        self._load(module_name, lang)
        forms, choose = self._plurals[module_name, lang].get(source, ((), int))
        place = choose(abs(number)) if forms else 0
        return forms[place] if place < len(forms) else None

    def get_python_translations(self, module_name: str, lang: str) -> _Texts:
        """Return source -> translation of the texts in the addon's Python code."""
        return self._load(module_name, lang)[_PYTHON]

    def get_web_translations(self, module_name: str, lang: str) -> Mapping[str, tuple[Any, ...]]:
        """Return the texts of the addon's browser code as `{"messages": ({"id": source, "string": text}, ...)}`.

        A text with a plural has its `forms` too, and the `places` of the numbers 0 to 199 among them, a digit each:
        from 200 on the last two digits of a number decide, so that 100 to 199 stand for all.
        """
        texts = self._load(module_name, lang)[_JAVASCRIPT]
        plurals = self._plurals[module_name, lang]
        messages: list[dict[str, Any]] = []
        for source, text in texts.items():
            messages.append({"id": source, "string": text})
            if source in plurals:
                forms, choose = plurals[source]
                messages[-1] |= {"forms": forms, "places": "".join(str(choose(number)) for number in range(200))}
        return ReadonlyDict({"messages": tuple(messages)})

    def clear(self) -> None:
        """Forget what was read, for example after files changed."""
        with self._lock:
            self._read.clear()
            self._plurals.clear()


code_translations = CodeTranslations()
