"""CSV data files: a header of field paths, a record a row.

The name of the file is that of the model. Columns: `id` external id, `.id` database id, `field/id` and `field:id`
external ids (several by comma for a field of many records), `field/.id` database ids, `field` a value or, for a
relation, the displayed name.
"""

import csv
import io
from collections.abc import Iterator
from pathlib import PurePath

from trivium.modules.datafiles.operations import Operation, Record, Source, qualify
from trivium.modules.datafiles.values import Constant, DatabaseId, NameLookup, References, Value
from trivium.modules.errors import DataFileError

__all__ = ["is_simple", "model_of", "read_csv", "read_rows"]


def model_of(file: str) -> str:
    """Return the model that a CSV file is for: `res.country-extra.csv` holds `res.country`."""
    return PurePath(file).stem.partition("-")[0]


def _split(column: str) -> tuple[str, str]:
    """Return field and key of a column: (`country_id`, `id`) for `country_id/id`."""
    name, _slash, key = column.strip().replace(":", "/").partition("/")
    return name, key


def read_rows(file: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of each row that has any content.

    Raises:
        DataFileError: the file is not UTF-8 or has broken quoting.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataFileError(file, line, "", f"is not UTF-8 text ({error.reason}); save it as UTF-8") from error
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, row
            line = reader.line_num + 1
    except csv.Error as error:
        raise DataFileError(file, reader.line_num, "", f"is not valid CSV: {error}") from error


def is_simple(header: list[str]) -> bool:
    """Tell whether every row is one record: no column reaches into the records of another."""
    return all(_split(column)[1] in {"", "id", ".id"} for column in header)


def read_csv(file: str, content: bytes, module: str, *, noupdate: bool = False) -> list[Operation]:
    """Return a record for each row of a file with a simple header.

    Args:
        file: its path; the name gives the model.
        content: its bytes.
        module: the addon that it belongs to.
        noupdate: whether its records are left alone once they exist.

    Raises:
        DataFileError: a row has more or fewer cells than the header, or the header has no external id.
    """
    rows = read_rows(file, content)
    first = next(rows, None)
    if first is None:
        return []
    header = [column.strip() for column in first[1]]
    if "id" not in header:
        raise DataFileError(file, first[0], "", "the header has no column 'id'; a data file gives each record one")
    return [_record(file, line, header, row, module, noupdate=noupdate) for line, row in rows]


def _record(file: str, line: int, header: list[str], row: list[str], module: str, *, noupdate: bool) -> Operation:
    if len(row) != len(header):
        raise DataFileError(file, line, "", f"has {len(row)} cells, the header has {len(header)} columns")
    record = Record(Source(file, line), model_of(file), noupdate=noupdate)
    for column, cell in zip(header, row, strict=True):
        cell = cell.strip(" \t\r\n") if column != "name" else cell
        if column == "id":
            if not cell:
                raise DataFileError(file, line, "", "has no external id in column 'id'")
            record.xmlid = record.key = qualify(cell, module)
            continue
        if column == ".id":
            raise DataFileError(file, line, "", "a data file cannot use '.id': ids differ between databases")
        name, key = _split(column)
        record.values[name] = _cell(cell, key)
    return record


def _cell(cell: str, key: str) -> Value:
    if not key:
        return NameLookup(cell)
    if not cell:
        return Constant(False)
    if key == ".id":
        return DatabaseId(cell)
    return References(tuple(part.strip() for part in cell.split(",") if part.strip()))
