"""Archives that unpack to too much, and pictures that do, are refused before they take the memory."""

import io
import struct
import zipfile
import zlib

import pytest

from trivium.addons.base_import.models.tables import FileProblem, read_table
from trivium.exceptions import UserError
from trivium.tools.archives import ArchiveError, check_archive, check_spreadsheet
from trivium.tools.image import IMAGE_MAX_RESOLUTION, ImageProcess, binary_to_image
from trivium.tools.mimetypes import guess_mimetype

MEGABYTE = 2**20


def archive(**members):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content)
    return stream


def test_a_small_archive_that_unpacks_to_much_is_refused():
    bomb = archive(a=bytes(3 * MEGABYTE))
    assert len(bomb.getvalue()) < MEGABYTE / 100
    check_archive(bomb, unpacked=4 * MEGABYTE)
    with pytest.raises(ArchiveError, match="more than 2,097,152 bytes"):
        check_archive(bomb, unpacked=2 * MEGABYTE)


def test_what_the_directory_claims_is_not_believed():
    honest = archive(a=bytes(3 * MEGABYTE)).getvalue()
    lying = io.BytesIO(honest.replace(struct.pack("<L", 3 * MEGABYTE), struct.pack("<L", 10)))
    with zipfile.ZipFile(lying) as opened:
        assert opened.infolist()[0].file_size == 10
    with pytest.raises(ArchiveError, match="more than 2,097,152 bytes"):
        check_archive(lying, unpacked=2 * MEGABYTE)


def test_too_many_members_are_refused():
    with pytest.raises(ArchiveError, match="more than 20 members"):
        check_archive(archive(**{f"m{number}": b"" for number in range(21)}), members=20)


def test_a_damaged_archive_is_told():
    with pytest.raises(ArchiveError, match="cannot be read"):
        check_archive(io.BytesIO(b"PK\x03\x04 and nothing else"))


def xlsx(rows):
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    return archive(**{"xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>"})


@pytest.mark.parametrize("rows", [
    '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
    '<row><c><v>1</v></c><c r="ZZZ1"><v>1</v></c></row>' + "<row><c><v>1</v></c></row>" * 1000,
    "<row>" + "<c/>" * 5000 + "</row>",
])  # fmt: skip
def test_a_sheet_with_far_corners_or_many_cells_is_refused(rows):
    with pytest.raises(ArchiveError, match="cells"):
        check_spreadsheet(xlsx(rows), cells=4000)


def test_empty_cells_that_are_only_coloured_take_no_place():
    check_spreadsheet(xlsx('<row r="1048576"><c r="XFD1048576" s="1"/></row><row r="1"><c r="A1"><v>1</v></c></row>'))


FILLED = '<t:table-cell t:number-columns-repeated="{}" o:value-type="float"/>'
EMPTY = '<t:table-cell t:number-columns-repeated="{}"/>'
ROW = '<t:table-row t:number-rows-repeated="{}">{}</t:table-row>'


def ods(*rows):
    text = "".join(ROW.format(count, "".join(cells)) for count, *cells in rows)
    return archive(**{"content.xml": f'<x xmlns:t="t" xmlns:o="o"><t:table>{text}</t:table></x>'})


@pytest.mark.parametrize(
    "rows", [[(9000, FILLED.format(900))], [(1048570, EMPTY.format(1)), (1, EMPTY.format(99), FILLED.format(1))]]
)
def test_repeated_cells_count_as_many_where_they_are_filled(rows):
    with pytest.raises(ArchiveError, match="more than 5,000,000 cells"):
        check_spreadsheet(ods(*rows))


def test_repeated_cells_that_are_empty_end_a_sheet():
    check_spreadsheet(ods((3, FILLED.format(2), EMPTY.format(16382)), (1048570, EMPTY.format(16384))))


def test_entities_have_no_place_in_a_sheet():
    text = '<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with pytest.raises(ArchiveError, match="entities"):
        check_spreadsheet(archive(**{"content.xml": text}))


def test_an_import_tells_that_a_sheet_is_too_large():
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    with pytest.raises(FileProblem, match="cells between its corners"):
        read_table(xlsx(rows).getvalue(), {})


def test_telling_the_kind_of_an_archive_unpacks_little_of_it():
    bomb = archive(mimetype=b"application/vnd.oasis.opendocument.text" + bytes(64 * MEGABYTE)).getvalue()
    assert guess_mimetype(bomb) in {"application/zip", "application/vnd.oasis.opendocument.text"}


def png(width, height):
    def chunk(kind, data):
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))

    head = struct.pack(">LLBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


@pytest.mark.parametrize("side", [8_000, 40_000])
def test_a_picture_of_very_many_points_is_refused_by_its_head(side):
    assert side * side > IMAGE_MAX_RESOLUTION
    with pytest.raises(UserError, match=r"Too large image|could not be decoded"):
        ImageProcess(png(side, side))


def test_a_picture_that_would_take_all_memory_is_none():
    with pytest.raises(UserError, match="could not be decoded"):
        binary_to_image(png(40_000, 40_000))
