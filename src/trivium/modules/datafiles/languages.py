"""Texts in other languages within data files: fields and columns such as `name@fr_FR`, or `name@fr` for any country.

They are left out when the records are loaded, and stored as translations: with the addon for the languages that are
active then, with the language for those activated later.
"""

import re
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from trivium.modules.datafiles.csv import model_of, read_rows
from trivium.modules.datafiles.operations import Record, qualify
from trivium.modules.datafiles.scope import Scope
from trivium.modules.datafiles.xml import read_xml
from trivium.orm.importing_translations import is_translation, split_column

if TYPE_CHECKING:
    from trivium.orm.environment import Environment

__all__ = ["TranslatedValue", "is_language_column", "language_problem", "read_languages"]

_MARKED = re.compile(rb"""\sname=(["'])\w+@[\w@]+\1""")


class TranslatedValue(NamedTuple):
    """The value of a field of a record in a language.

    Attributes:
        model: model of the record.
        field: name of the field.
        xmlid: full external id of the record.
        value: the text.
    """

    model: str
    field: str
    xmlid: str
    value: str


def language_problem(model: Any, name: str) -> str:
    """Return why field `name@language` of a data file cannot be: there is no such field, or it has one text for all."""
    field_name, _lang = split_column(name)
    field = model._fields.get(field_name)
    if field is None:
        return f"model {model._name} has no field {field_name!r}"
    return "" if field.translate else f"field {field_name} is not translated, so that it has no text for a language"


def read_languages(env: "Environment", module: str, file: Path, language: str) -> Iterator[TranslatedValue]:
    """Yield what a data file says in a language; what it says for the country comes after what it says for any."""
    content = file.read_bytes()
    found = list(
        _from_xml(env, str(file), content, module) if file.suffix == ".xml" else _from_csv(file, content, module)
    )
    for wanted in dict.fromkeys((language.partition("_")[0], language)):
        yield from (value for lang, value in found if lang == wanted)


def _from_xml(env: "Environment", file: str, content: bytes, module: str) -> Iterator[tuple[str, TranslatedValue]]:
    """Yield language and value of each text; most files have none, and are not read for it."""
    if not _MARKED.search(content):
        return
    scope = Scope(env, module, {})
    for record in read_xml(file, content, module):
        if not isinstance(record, Record) or not record.xmlid or record.model not in env:
            continue
        for name, value in record.values.items():
            field_name, language = split_column(name)
            if language and (text := value.resolve(scope, env[record.model]._fields.get(field_name))):
                yield language, TranslatedValue(record.model, field_name, record.xmlid, str(text))


def _from_csv(file: Path, content: bytes, module: str) -> Iterator[tuple[str, TranslatedValue]]:
    """Yield language and value of each cell of a marked column."""
    rows = read_rows(str(file), content)
    header = [column.strip() for _line, row in islice(rows, 1) for column in row]
    marked = [(position, *split_column(name)) for position, name in enumerate(header) if is_language_column(name)]
    if not marked or "id" not in header:
        return
    model, own = model_of(file.name), header.index("id")
    for _line, row in rows:
        cells = dict(enumerate(row))
        for position, field_name, language in marked:
            if cells.get(own) and cells.get(position):
                xmlid = qualify(row[own].strip(), module)
                yield language, TranslatedValue(model, field_name, xmlid, row[position])


def is_language_column(name: str) -> bool:
    """Tell whether a field or column is the text of the record itself in a language."""
    return is_translation(name) and "/" not in name
