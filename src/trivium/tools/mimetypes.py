"""What kind of file bytes are, by their content."""

import mimetypes as names
import re
import zipfile
from io import BytesIO
from typing import Final

__all__ = [
    "MIMETYPE_HEAD_SIZE",
    "_olecf_mimetypes",
    "fix_filename_extension",
    "get_extension",
    "guess_mimetype",
    "neuter_mimetype",
]

MIMETYPE_HEAD_SIZE = 2048
"""Bytes of a file that are enough to find out its type."""

# the beginnings are those of the formats' specifications
_BEGINNINGS: Final = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"\x00\x00\x01\x00", "image/x-icon"),
    (b"%PDF", "application/pdf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"ID3", "audio/mpeg"),
    (b"OggS", "application/ogg"),
    (b"{\\rtf", "application/rtf"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
)
_OFFICE: Final = {
    "word/": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xl/": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ppt/": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_olecf_mimetypes: Final = ("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint")
_EXTENSION: Final = re.compile(r"\.([a-zA-Z0-9]{1,10})$")
_XML_START: Final = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*\?>)?\s*(?:<!--.*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]", re.DOTALL
)


def guess_mimetype(bin_data: bytes, default: str | None = None) -> str:
    """Return the media type of bytes.

    Args:
        bin_data: the content, or its beginning; a zip is told apart from office documents only when it is whole.
        default: for content of no known kind; without it texts are `text/plain`, all else `application/octet-stream`.
    """
    data = bytes(bin_data)
    for beginning, mimetype in _BEGINNINGS:
        if data.startswith(beginning):
            return mimetype
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:8] == b"ftyp":
        return "video/mp4"
    if data.startswith(b"PK\x03\x04"):
        return _zip_kind(data)
    if data.startswith(_OLE):
        return _ole_kind(data)
    if _XML_START.match(data[:4096]):
        return "image/svg+xml"
    if data.lstrip()[:5] == b"<?xml":
        return "text/xml" if default is None else default
    if default is not None:
        return default
    return "text/plain" if data and _is_text(data[:1024]) else "application/octet-stream"


def _is_text(sample: bytes) -> bool:
    if b"\x00" in sample:
        return False
    try:
        sample.decode()
    except UnicodeDecodeError as error:
        # a character may be cut at the sample's end
        return error.start > len(sample) - 4
    return True


def _zip_kind(data: bytes) -> str:
    """Tell office documents (ISO/IEC 29500-2, and OpenDocument's first entry) from plain archives."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            members = archive.namelist()
            if members and members[0] == "mimetype":
                with archive.open("mimetype") as source:  # a few bytes of it: whatever else it unpacks to
                    stored = source.read(128).decode("ascii", errors="replace")
                if re.fullmatch(r"application/vnd\.oasis\.opendocument\.[\w.-]+", stored):
                    return stored
            if "[Content_Types].xml" in members:
                for prefix, mimetype in _OFFICE.items():
                    if any(member.startswith(prefix) for member in members):
                        return mimetype
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return "application/zip"
    return "application/zip"


def _ole_kind(data: bytes) -> str:
    """Tell the binary office documents apart by the streams they name, in UTF-16 ([MS-CFB])."""
    for stream, mimetype in (
        ("WordDocument", "application/msword"),
        ("Workbook", "application/vnd.ms-excel"),
        ("Book", "application/vnd.ms-excel"),
        ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ):
        if stream.encode("utf-16-le") in data:
            return mimetype
    return "application/CDFV2"


def neuter_mimetype(mimetype: str, user: object) -> str:
    """Return `text/plain` for kinds that a browser runs, unless the user may store them.

    Args:
        mimetype: the kind.
        user: a `res.users`; those who may write views are trusted.
    """
    runs = any(part in mimetype for part in ("ht", "xml", "svg", "javascript", "ecmascript"))
    is_trusted = getattr(user, "_is_system", lambda: False)()
    return "text/plain" if runs and not is_trusted else mimetype


def get_extension(filename: str) -> str:
    """Return the ending of a file's name with its dot, in lower case; "" where it has none that is known."""
    match = _EXTENSION.search(filename)
    if not match:
        return ""
    ending = match[0].lower()
    is_known = names.guess_type(f"file{ending}")[0] is not None or ending in {".7z", ".odt", ".ods", ".webp"}
    return ending if is_known else ""


def fix_filename_extension(filename: str, mimetype: str) -> str:
    """Return the name with an ending that fits the kind, added where it does not."""
    if names.guess_type(filename)[0] == mimetype:
        return filename
    extension = names.guess_extension(mimetype)
    return f"{filename}{extension}" if extension and not filename.endswith(extension) else filename
