"""Barcodes: whether a text is a valid one, and its picture."""

import io
import re
from typing import Any, Final

__all__ = ["check_barcode_encoding", "createBarcodeDrawing", "get_barcode_check_digit", "get_barcode_font"]

# GS1 General Specifications, section 7.9: digits in each kind
_GS1_LENGTHS: Final = {"ean8": 8, "ean13": 13, "gtin14": 14, "upca": 12, "sscc": 18}
_ZXING: Final = {
    "Code128": "Code128",
    "Code39": "Code39",
    "Standard39": "Code39",
    "Code93": "Code93",
    "Standard93": "Code93",
    "EAN13": "EAN13",
    "EAN8": "EAN8",
    "UPCA": "UPCA",
    "I2of5": "ITF",
    "QR": "QRCode",
    "DataMatrix": "DataMatrix",
    "ECC200DataMatrix": "DataMatrix",
    "Codabar": "Codabar",
}


def get_barcode_check_digit(numeric_barcode: str) -> int:
    """Return the check digit of a GS1 number whose last digit, the check digit itself, is not looked at."""
    digits = [int(digit) for digit in reversed(numeric_barcode[:-1])]
    total = sum(digit * (3 if position % 2 == 0 else 1) for position, digit in enumerate(digits))
    return -total % 10


def check_barcode_encoding(barcode: str, encoding: str) -> bool:
    """Tell whether a text is a barcode of that kind: its length, and its check digit.

    Args:
        barcode: the text.
        encoding: ean8, ean13, gtin14, upca or sscc; `any` for everything.
    """
    kind = encoding.lower().replace("-", "")
    if kind == "any":
        return True
    length = _GS1_LENGTHS.get(kind)
    if length is None or len(barcode) != length or not re.fullmatch(r"\d+", barcode):
        return False
    # an EAN-13 that begins with 0 is a UPC-A
    if kind == "ean13" and barcode.startswith("0"):
        return False
    return int(barcode[-1]) == get_barcode_check_digit(barcode)


def get_barcode_font() -> str:
    """Return the name of the font below barcodes."""
    return "Courier"


class _Drawing:
    """The picture of a barcode, with the method by which reports ask for it."""

    def __init__(self, matrix: Any, width: int, height: int) -> None:
        self._matrix = matrix
        self.width = width
        self.height = height

    def asString(self, format: str = "png") -> bytes:  # noqa: A002, N802 - reports call it so
        """Return the picture in a format of Pillow's."""
        from PIL import Image  # noqa: PLC0415 - only needed where barcodes are drawn

        picture = Image.fromarray(self._matrix).resize((self.width, self.height), Image.Resampling.NEAREST)
        stream = io.BytesIO()
        picture.save(stream, format=format.upper())
        return stream.getvalue()


def createBarcodeDrawing(codeName: str, **options: Any) -> _Drawing:  # noqa: N802, N803 - the contract's names
    """Return the picture of a barcode.

    Args:
        codeName: QR, Code128, EAN13 and so on.
        options: `value`, `width` and `height` in pixels, `humanReadable`.

    Raises:
        ValueError: the kind is unknown, or the value does not fit it.
    """
    import zxingcpp  # noqa: PLC0415 - only needed where barcodes are drawn

    name = _ZXING.get(codeName)
    if name is None:
        raise ValueError(f"There are no barcodes of the kind {codeName!r}: use one of {', '.join(_ZXING)}")
    barcode = zxingcpp.create_barcode(str(options.get("value", "")), getattr(zxingcpp.BarcodeFormat, name))
    matrix = barcode.to_image(scale=1, add_hrt=bool(options.get("humanReadable")))
    return _Drawing(matrix, int(options.get("width") or 600), int(options.get("height") or 100))
