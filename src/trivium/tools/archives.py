"""Archives from people, measured before anything in them is used: a small file may unpack to more than the machine has.

What the directory of an archive says of its members is not believed: the contents are unpacked in pieces that are
counted and thrown away.
"""

import zipfile
from collections.abc import Iterator
from typing import IO, Final
from xml.parsers import expat

from trivium.tools.audit import audit

__all__ = ["CELLS", "MEMBERS", "UNPACKED", "ArchiveError", "check_archive", "check_spreadsheet"]

UNPACKED: Final = 512 * 2**20
"""Bytes that the members of an archive may have together."""
MEMBERS: Final = 20_000
"""Members that an archive may have."""
CELLS: Final = 5_000_000
"""Cells between the corners of what is filled in one sheet."""

_PIECE: Final = 256 * 1024


class ArchiveError(ValueError):
    """An archive is damaged, or larger than it may be when it is unpacked; the message says which."""


def check_archive(stream: IO[bytes], *, unpacked: int = UNPACKED, members: int = MEMBERS) -> None:
    """Refuse an archive that is too large when it is unpacked.

    Args:
        stream: a ZIP archive; it is read from any place, and left anywhere.
        unpacked: bytes that all members may have together.
        members: how many there may be.

    Raises:
        ArchiveError: there are more, it is larger, or it is damaged.
    """
    for _name, _piece in _pieces(stream, unpacked, members):
        pass


def check_spreadsheet(stream: IO[bytes], *, unpacked: int = UNPACKED, cells: int = CELLS) -> None:
    """Refuse a spreadsheet (XLSX, ODS) that is too large when it is unpacked, or claims too many cells.

    Readers make a table of all cells between the corners of what is filled, whether they are filled or not.

    Raises:
        ArchiveError: it has more cells, is larger, or is damaged.
    """
    counting: _Corners | None = None
    for name, piece in _pieces(stream, unpacked, MEMBERS):
        if name != "content.xml" and not name.startswith("xl/worksheets/"):
            continue
        if counting is None or counting.name != name:
            counting = _Corners(name, cells)
        counting.feed(piece)


class _Corners:
    """Counts the cells between the corners of what is filled, while the XML of a sheet passes by.

    Cells of ECMA-376 part 1, 18.3.1.4 name their place in `r`, or follow the one before; those of OpenDocument 1.3
    part 3, 19.679 and 19.681, and rows of them, stand for as many as they say.
    """

    def __init__(self, name: str, cells: int) -> None:
        self.name = name
        self._limit = cells
        self._cells = self._width = self._height = 0
        self._row = self._column = self._filled_to = 0
        self._rows = 1
        self._parser = expat.ParserCreate()
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._refuse_doctype

    def feed(self, piece: bytes) -> None:
        """Read on."""
        try:
            self._parser.Parse(piece, False)
        except expat.ExpatError as error:
            raise ArchiveError(f"{self.name} in the archive is no XML: {error}") from error

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        names = {name.rpartition(":")[2]: value for name, value in attributes.items()}
        match tag.rpartition(":")[2]:
            case "row":
                self._row = _number(names.get("r"), self._row + 1)
                self._column = 0
            case "c":
                self._count(1)
                self._column = _column(names.get("r", "")) or self._column + 1
            case "v" | "is":
                self._reach(self._column, self._row)
            case "table-row":
                self._rows = _number(names.get("number-rows-repeated"), 1)
                self._column = self._filled_to = 0
            case "table":
                self._row = 0
            case "table-cell" | "covered-table-cell":
                self._column += _number(names.get("number-columns-repeated"), 1)
                if "value-type" in names:
                    self._filled_to = self._column
            case "p" if self._column:
                self._filled_to = self._column

    def _end(self, tag: str) -> None:
        if tag.rpartition(":")[2] == "table-row":
            self._row += self._rows
            if self._filled_to:
                self._count(self._filled_to * self._rows)
                self._reach(self._filled_to, self._row)

    def _count(self, cells: int) -> None:
        self._cells += cells
        if self._cells > self._limit:
            raise _refused(f"A sheet has more than {self._limit:,} cells.")

    def _reach(self, column: int, row: int) -> None:
        self._width = max(self._width, column)
        self._height = max(self._height, row)
        if self._width * self._height > self._limit:
            raise _refused(f"A sheet has more than {self._limit:,} cells between its corners.")

    def _refuse_doctype(self, *_declared: object) -> None:
        raise _refused("A sheet declares entities, which no spreadsheet needs.")


def _number(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        raise ArchiveError(f"{text[:20]!r} in a sheet is no number of rows or columns.")
    return int(text)


def _column(reference: str) -> int:
    """Return the number of the column of a place such as `AB12`, 0 where none is given."""
    number = 0
    for letter in reference[:4]:
        if not "A" <= letter <= "Z":
            break
        number = number * 26 + ord(letter) - 64
    return number


def _pieces(stream: IO[bytes], unpacked: int, members: int) -> Iterator[tuple[str, bytes]]:
    """Give the contents of all members in pieces, as long as they stay within the limits."""
    left = unpacked
    try:
        with zipfile.ZipFile(stream) as archive:
            infos = archive.infolist()
            if len(infos) > members:
                raise _refused(f"The archive has more than {members:,} members.")
            if sum(info.file_size for info in infos) > unpacked:
                raise _refused(f"The archive has more than {unpacked:,} bytes when it is unpacked.")
            for info in infos:
                info.file_size = left + 2 * _PIECE  # reading ends where the content does, whatever was claimed
                with archive.open(info) as source:
                    while piece := source.read(_PIECE):
                        left -= len(piece)
                        if left < 0:
                            raise _refused(f"The archive has more than {unpacked:,} bytes when it is unpacked.")
                        yield info.filename, piece
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError, OSError) as error:
        raise ArchiveError(f"The archive cannot be read: {error}") from error


def _refused(why: str) -> ArchiveError:
    audit("file_refused", why=why)
    return ArchiveError(why)
