"""CSV over binary streams."""

import codecs
import csv
from typing import IO, Any

__all__ = ["csv_reader", "csv_writer", "to_text"]


def csv_reader(stream: IO[bytes], **params: Any) -> Any:
    """Return a CSV reader over a binary stream of UTF-8."""
    return csv.reader(codecs.getreader("utf-8")(stream), **params)


def csv_writer(stream: IO[bytes], **params: Any) -> Any:
    """Return a CSV writer onto a binary stream, in UTF-8."""
    return csv.writer(codecs.getwriter("utf-8")(stream), **params)


def to_text(source: Any) -> str:
    """Return a text: "" for None and False, bytes decoded."""
    if source is None or source is False:
        return ""
    return source.decode() if isinstance(source, bytes) else str(source)
