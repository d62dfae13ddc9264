"""The translations of texts in code, read from the PO files of addons when a language is first used."""

import logging
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from trivium.tools.containers import ReadonlyDict
from trivium.tools.paths import addon_roots

__all__ = ["CodeTranslations", "code_translations", "language_chain"]

_logger = logging.getLogger(__name__)

_PYTHON = "odoo-python"
_JAVASCRIPT = "odoo-javascript"

_Texts = Mapping[str, str]


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


class CodeTranslations:
    """What code says, by addon and language.

    A PO entry belongs to Python or to the browser as its comment says (`odoo-python`, `odoo-javascript`).
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read: dict[tuple[str, str], dict[str, ReadonlyDict[str, str]]] = {}

    def _load(self, module: str, lang: str) -> dict[str, ReadonlyDict[str, str]]:
        key = (module, lang)
        found = self._read.get(key)
        if found is None:
            with self._lock:
                found = self._read.get(key)
                if found is None:
                    found = self._read[key] = self._parse(module, lang)
        return found

    @staticmethod
    def _parse(module: str, lang: str) -> dict[str, ReadonlyDict[str, str]]:
        import polib  # noqa: PLC0415 - needed only where a language other than the source's is used

        texts: dict[str, dict[str, str]] = {_PYTHON: {}, _JAVASCRIPT: {}}
        for path in _files(module, lang):
            for entry in polib.pofile(str(path)):
                if entry.obsolete or entry.fuzzy or not entry.msgstr:
                    continue
                kinds = entry.comment.split()
                for kind, target in texts.items():
                    if kind in kinds:
                        target[entry.msgid] = entry.msgstr
        return {kind: ReadonlyDict(found) for kind, found in texts.items()}

    def get_python_translations(self, module_name: str, lang: str) -> _Texts:
        """Return source -> translation of the texts in the addon's Python code."""
        return self._load(module_name, lang)[_PYTHON]

    def get_web_translations(self, module_name: str, lang: str) -> Mapping[str, tuple[Any, ...]]:
        """Return the texts of the addon's browser code as `{"messages": ({"id": source, "string": text}, ...)}`."""
        texts = self._load(module_name, lang)[_JAVASCRIPT]
        return ReadonlyDict({"messages": tuple({"id": source, "string": text} for source, text in texts.items())})

    def clear(self) -> None:
        """Forget what was read, for example after files changed."""
        with self._lock:
            self._read.clear()


code_translations = CodeTranslations()
