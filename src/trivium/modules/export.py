"""Writing the texts of addons, and their translations, as PO, CSV or an archive of PO files."""

import csv
import io
import tarfile
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import polib
from babel.messages.plurals import get_plural

from trivium.data.sql import SQL
from trivium.modules import paths
from trivium.modules.extraction import code_terms
from trivium.tools.i18n import get_iso_codes
from trivium.tools.translate import code_translations

if TYPE_CHECKING:
    from trivium.orm.environment import Environment

__all__ = ["export_translations"]


class Text(NamedTuple):
    """A text to translate.

    Attributes:
        module: addon that it belongs to.
        kind: `model`, `model_terms` or `code`.
        name: `MODEL,FIELD` or the path of a file.
        place: external id or line.
        source: text in the source language.
        value: its translation, empty for none.
        comment: which code it is, `odoo-python` or `odoo-javascript`.
        plural: the text for many, empty where there is one text for all numbers.
        forms: the translations of both, as many as the language has forms.
    """

    module: str
    kind: str
    name: str
    place: str
    source: str
    value: str
    comment: str = ""
    plural: str = ""
    forms: tuple[str, ...] = ()


def export_translations(
    env: "Environment",
    language: str | bool,
    file_format: str,
    *,
    modules: Sequence[str] = (),
    records: Any = None,
) -> bytes:
    """Return a file with the texts of addons or of records, translated to a language.

    Args:
        env: environment.
        language: code as `fr_FR`; false for a template without translations.
        file_format: `po`, `csv` or `tgz`.
        modules: addons whose texts are written.
        records: records whose texts are written, instead of addons.
    """
    code = str(language) if language else ""
    if records is not None:
        texts = sorted(set(_record_texts(records.sudo(), code, {})))
    else:
        texts = sorted(set(_module_texts(env(su=True), modules, code)))
    match file_format:
        case "csv":
            return _as_csv(texts)
        case "tgz":
            return _as_archive(texts, code)
        case _:
            return _as_po(texts, code)


def _module_texts(env: "Environment", modules: Sequence[str], language: str) -> Iterator[Text]:
    env.flush_all()
    rows = env.execute_query(
        SQL("SELECT model, res_id, module, name FROM ir_model_data WHERE module = ANY(%s) ORDER BY id", list(modules))
    )
    names: dict[str, dict[int, tuple[str, str]]] = {}
    for model, res_id, module, name in rows:
        names.setdefault(model, {}).setdefault(res_id, (module, name))
    for model, by_id in names.items():
        if model in env and not env[model]._abstract:
            yield from _record_texts(env[model].browse(list(by_id)).exists(), language, by_id)
    for module in modules:
        yield from _code_texts(module, language)


def _record_texts(records: Any, language: str, names: dict[int, tuple[str, str]]) -> Iterator[Text]:
    """Yield the texts of the translated fields of `records`."""
    if not names:
        names = {
            record_id: tuple(xmlid.split(".", 1)) for record_id, xmlid in records.get_external_id().items() if xmlid
        }
    for field in records._fields.values():
        if not field.translate or not field.is_stored_column or not field.export_string_translation:
            continue
        column = SQL.identifier(field.name)
        rows = records.env.execute_query(
            SQL(
                "SELECT id, %s FROM %s WHERE id = ANY(%s) AND %s IS NOT NULL",
                column,
                SQL.identifier(records._table),
                records.ids,
                column,
            )
        )
        for record_id, stored in rows:
            if record_id in names:
                yield from _field_texts(field, stored, language, names[record_id])


def _field_texts(field: Any, stored: dict[str, str], language: str, name: tuple[str, str]) -> Iterator[Text]:
    source, value = stored.get("en_US") or "", stored.get(language) or ""
    target, place = f"{field.model_name},{field.name}", ".".join(name)
    if not callable(field.translate):
        if source.strip():
            yield Text(name[0], "model", target, place, source, value if value != source else "")
        return
    terms = _terms(field, source)
    translated = _terms(field, value) if value else []
    pairs = zip(terms, translated, strict=True) if len(translated) == len(terms) else ((term, "") for term in terms)
    for term, text in pairs:
        yield Text(name[0], "model_terms", target, place, term, text if text != term else "")


def _terms(field: Any, value: str) -> list[str]:
    """Return the terms of an XML or HTML value, in order."""
    found: list[str] = []

    def note(term: str) -> None:
        found.append(term)

    field.translate(note, value)
    return found


def _code_texts(module: str, language: str) -> Iterator[Text]:
    root = paths.find_addon(module)
    if root is None:
        return
    python = code_translations.get_python_translations(module, language) if language else {}
    browser: dict[str, str] = {}
    if language:
        messages = code_translations.get_web_translations(module, language)["messages"]
        browser = {message["id"]: message["string"] for message in messages}
    for term in code_terms(root):
        known = python if term.comment == "odoo-python" else browser
        yield Text(
            module,
            "code",
            f"addons/{module}/{term.path}",
            str(term.line),
            term.source,
            known.get(term.source, ""),
            term.comment,
            term.plural,
            code_translations.get_forms(module, language, term.source) if language and term.plural else (),
        )


def _catalogue(texts: Iterable[Text], language: str) -> polib.POFile:
    catalogue = polib.POFile()
    catalogue.metadata = {
        "Project-Id-Version": "Trivium 19.0",
        "Language": get_iso_codes(language) if language else "",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": get_plural(language).plural_forms if language else "",
    }
    by_source: dict[tuple[str, str], list[Text]] = {}
    for text in texts:
        by_source.setdefault((text.source, text.value), []).append(text)
    for (source, value), same in by_source.items():
        modules = sorted({text.module for text in same})
        lines = [f"module{'s' if len(modules) > 1 else ''}: {', '.join(modules)}"]
        lines += sorted({text.comment for text in same if text.comment})
        occurrences = [_occurrence(text) for text in same]
        entry = polib.POEntry(msgid=source, occurrences=occurrences, comment="\n".join(lines))
        plural = next((text for text in same if text.plural), None)
        if plural is None:
            entry.msgstr = value
        else:
            count = get_plural(language).num_plurals if language else 2
            entry.msgid_plural = plural.plural
            entry.msgstr_plural = dict(enumerate(plural.forms or ("",) * count))
        if entry not in catalogue:
            catalogue.append(entry)
    return catalogue


def _occurrence(text: Text) -> tuple[str, str]:
    """Return file and line of a text of code, the reference of a text in the database."""
    if text.kind == "code":
        return f"code:{text.name}", text.place
    return f"{text.kind}:{text.name}:{text.place}", ""


def _as_po(texts: Iterable[Text], language: str) -> bytes:
    return str(_catalogue(texts, language)).encode() + b"\n"


def _as_csv(texts: Iterable[Text]) -> bytes:
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(("module", "type", "name", "res_id", "src", "value", "comments"))
    writer.writerows(
        (text.module, text.kind, text.name, text.place, text.source, text.value, text.comment) for text in texts
    )
    return stream.getvalue().encode()


def _as_archive(texts: Iterable[Text], language: str) -> bytes:
    """Return a compressed archive with a PO file for each addon."""
    by_module: dict[str, list[Text]] = {}
    for text in texts:
        by_module.setdefault(text.module, []).append(text)
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for module, own in by_module.items():
            content = _as_po(own, language)
            name = f"{get_iso_codes(language)}.po" if language else f"{module}.pot"
            member = tarfile.TarInfo(f"{module}/i18n/{name}")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()
