"""Rows of text out of files: CSV in any encoding, and spreadsheets."""

import codecs
import csv
import datetime as dt
import io

from python_calamine import CalamineError, load_workbook

from trivium.tools.archives import ArchiveError, check_spreadsheet

ENCODINGS = ("utf-8-sig", "utf-16", "cp1252")
SEPARATORS = ",;\t|"
ZIP = b"PK\x03\x04"
SPREADSHEETS = (ZIP, b"\xd0\xcf\x11\xe0")


class FileProblem(Exception):  # noqa: N818 - it is told to users, not raised to them
    """A file cannot be read; the message says why."""


def read_table(content, options):
    """Return the rows of a file, and the options with what was found out about it.

    :param content: bytes
    :param options: `sheet`, `encoding`, `separator`, `quoting`; what is missing is guessed
    :raise FileProblem: it cannot be read
    """
    if content.startswith(SPREADSHEETS):
        return _spreadsheet(content, dict(options))
    return _csv(content, dict(options))


def _spreadsheet(content, options):
    try:
        if content.startswith(ZIP):
            check_spreadsheet(io.BytesIO(content))
        book = load_workbook(io.BytesIO(content))
        options["sheets"] = book.sheet_names
        if options.get("sheet") not in book.sheet_names:
            options["sheet"] = book.sheet_names[0]
        rows = book.get_sheet_by_name(options["sheet"]).to_python()
    except (CalamineError, ArchiveError) as error:
        raise FileProblem(f"The spreadsheet cannot be read: {error}") from error
    return _filled([_cell(value) for value in row] for row in rows), options


def _cell(value):
    if isinstance(value, bool):
        return "True" if value else "False"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime):
        return value.strftime("%Y-%m-%d" if value.time() == dt.time.min else "%Y-%m-%d %H:%M:%S")
    return str(value).strip()


def _csv(content, options):
    text = _decode(content, options)
    if not options.get("separator"):
        options["separator"] = _separator(text)
    try:
        rows = csv.reader(io.StringIO(text), delimiter=options["separator"], quotechar=options.get("quoting") or '"')
        return _filled([value.strip() for value in row] for row in rows), options
    except (csv.Error, TypeError) as error:
        raise FileProblem(f"The file is no CSV: {error}") from error


def _decode(content, options):
    encodings = [options["encoding"]] if options.get("encoding") else list(ENCODINGS)
    if not options.get("encoding") and not content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings.remove("utf-16")
    for encoding in encodings:
        try:
            text = content.decode("utf-8-sig" if encoding.lower() == "utf-8" else encoding)
        except (UnicodeDecodeError, LookupError):
            continue
        options["encoding"] = "utf-8" if encoding == "utf-8-sig" else encoding
        return text
    raise FileProblem(f"The text cannot be read as {', '.join(encodings)}: choose another encoding.")


def _separator(text):
    """The character that divides the first lines into the same number of parts, the more the better."""
    lines = [line for line in text.splitlines()[:10] if line.strip()]

    def score(separator):
        counts = [len(row) for row in csv.reader(lines, delimiter=separator)]
        return (min(counts, default=0), -len(set(counts)))

    return max(SEPARATORS, key=score)


def _filled(rows):
    return [row for row in rows if any(row)]
