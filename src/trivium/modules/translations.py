"""Translations of what is in the database: read from the PO files of addons into the translated columns.

An entry says by its references what it translates: `model:MODEL,FIELD:XMLID` a whole value, `model_terms:...` a term
within XML or HTML. Texts of code (`code:...`) are read from the same files by `trivium.tools.translate`.
"""

import csv
import io
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, NamedTuple

import polib
from psycopg.types.json import Jsonb

from trivium.data.sql import SQL
from trivium.modules import paths
from trivium.modules.datafiles.languages import read_languages
from trivium.modules.datafiles.operations import qualify
from trivium.modules.errors import DataFileError
from trivium.modules.manifest import Manifest
from trivium.tools.translate import code_translations

if TYPE_CHECKING:
    from trivium.orm.environment import Environment

__all__ = ["Entry", "import_translations", "load_module_translations", "po_files", "read_po", "rows_to_po"]


class Entry(NamedTuple):
    """A translation of a value or of a term in it.

    Attributes:
        model: model of the record.
        field: name of the field.
        xmlid: full external id of the record.
        source: text in the source language; None where the translation is of the whole value, whatever that is.
        value: text in the other language.
    """

    model: str
    field: str
    xmlid: str
    source: str | None
    value: str


def po_files(module: str, language: str) -> list[Path]:
    """Return the PO files of an addon for a language: that of the language alone before that with the country."""
    root = paths.find_addon(module)
    if root is None:
        return []
    base = language.partition("_")[0]
    names = list(dict.fromkeys((base, language)))
    candidates = [root / folder / f"{name}.po" for name in names for folder in ("i18n", "i18n_extra")]
    return [path for path in candidates if path.is_file()]


def read_po(source: str | Path, module: str) -> Iterator[Entry]:
    """Yield what a PO file translates in the database.

    Args:
        source: path of the file, or its text.
        module: addon for external ids without one.

    Raises:
        DataFileError: the file is not valid PO.
    """
    try:
        catalogue = polib.pofile(str(source), encoding="utf-8")
    except (OSError, ValueError) as error:
        raise DataFileError(source if isinstance(source, Path) else "translations", 0, "", str(error)) from error
    for entry in catalogue:
        if entry.obsolete or entry.fuzzy or not entry.msgstr or not entry.msgid:
            continue
        for reference, _line in entry.occurrences:
            kind, _colon, rest = reference.partition(":")
            target, _colon, xmlid = rest.partition(":")
            model, _comma, field = target.partition(",")
            if kind in ("model", "model_terms") and field and xmlid:
                yield Entry(model, field, qualify(xmlid, module), entry.msgid, entry.msgstr)


def load_module_translations(env: "Environment", module: str, language: str, *, overwrite: bool = False) -> int:
    """Load an addon's translations for a language; return the number of values that changed."""
    entries: dict[tuple[str, str, str, str | None], Entry] = {}
    for path in _data_files(module):
        for model, field, xmlid, value in read_languages(env, module, path, language):
            entries[model, field, xmlid, None] = Entry(model, field, xmlid, None, value)
    for path in po_files(module, language):
        # later files are more special: theirs hold
        entries.update({entry[:4]: entry for entry in read_po(path, module)})
    code_translations.clear()
    return _store(env, list(entries.values()), language, overwrite=overwrite)


def _data_files(module: str) -> list[Path]:
    """Return the data files of an addon that can have texts for languages."""
    manifest = Manifest.for_addon(module, display_warning=False)
    if manifest is None:
        return []
    files = [Path(manifest.path) / name for key in ("data", "demo") for name in manifest[key]]
    return [file for file in files if file.suffix in (".xml", ".csv") and file.is_file()]


def import_translations(env: "Environment", stream: IO[bytes], language: str, *, overwrite: bool = True) -> int:
    """Load the translations of an opened PO file, whatever addons they are for; return the number of values."""
    text = stream.read().decode("utf-8-sig")
    return _store(env, list(read_po(text, "")), language, overwrite=overwrite)


def rows_to_po(content: bytes) -> bytes:
    """Return the PO form of translations in CSV: columns module, type, name, res_id, src, value.

    Raises:
        DataFileError: a column is missing.
    """
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    missing = {"type", "name", "res_id", "src", "value"} - set(reader.fieldnames or ())
    if missing:
        raise DataFileError("translations", 1, "", f"the header lacks {', '.join(sorted(missing))}")
    catalogue = polib.POFile()
    for row in reader:
        if row["src"] and row["value"]:
            occurrence = (f"{row['type']}:{row['name']}:{row['res_id']}", "")
            catalogue.append(polib.POEntry(msgid=row["src"], msgstr=row["value"], occurrences=[occurrence]))
    return str(catalogue).encode()


def _store(env: "Environment", entries: list[Entry], language: str, *, overwrite: bool) -> int:
    if not entries:
        return 0
    env.flush_all()
    ids = env["ir.model.data"]._xmlid_lookup_many(sorted({entry.xmlid for entry in entries}))
    by_field: defaultdict[tuple[str, str], defaultdict[int, dict[str | None, str]]]
    by_field = defaultdict(lambda: defaultdict(dict))
    for entry in entries:
        model, res_id = ids.get(entry.xmlid, ("", 0))
        if model == entry.model and model in env:
            by_field[model, entry.field][res_id][entry.source] = entry.value
    changed = 0
    for (model, name), terms in by_field.items():
        field = env[model]._fields.get(name)
        if field is not None and field.translate and field.is_stored_column:
            changed += _store_field(env, field, terms, language, overwrite=overwrite)
            env[model].invalidate_model([name], flush=False)
    env.registry.clear_all_caches()
    return changed


def _store_field(
    env: "Environment", field: Any, terms: dict[int, dict[str | None, str]], language: str, *, overwrite: bool
) -> int:
    """Store the translations of one field by one query and one statement."""
    table, column = SQL.identifier(env[field.model_name]._table), SQL.identifier(field.name)
    rows = env.execute_query(
        SQL(
            "SELECT id, %(column)s FROM %(table)s WHERE id = ANY(%(ids)s) AND %(column)s IS NOT NULL",
            column=column,
            table=table,
            ids=list(terms),
        )
    )
    values: dict[int, str] = {}
    for record_id, stored in rows:
        if language in stored and not overwrite:
            continue
        translated = _translated(field, stored.get("en_US") or "", terms[record_id])
        if translated is not None and translated != stored.get(language):
            values[record_id] = translated
    if values:
        env.cr.execute(
            SQL(
                """
                UPDATE %(table)s t SET %(column)s = t.%(column)s || jsonb_build_object(%(language)s::text, v.value)
                FROM jsonb_each_text(%(values)s) v WHERE t.id = v.key::integer
                """,
                table=table,
                column=column,
                language=language,
                values=Jsonb({str(record_id): value for record_id, value in values.items()}),
            )
        )
    return len(values)


def _translated(field: Any, source: str, terms: dict[str | None, str]) -> str | None:
    """Return the translation of `source`, None where the files have none for it; data files come before PO files."""
    if None in terms:
        return terms[None]
    if not callable(field.translate):
        return terms.get(source)
    translated: str = field.translate(terms.get, source)
    return translated if translated != source else None
