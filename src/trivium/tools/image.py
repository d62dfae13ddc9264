"""Pictures: resizing, cropping, colouring and writing them, with Pillow."""

import base64
import binascii
import io
import re
from random import SystemRandom
from typing import Any, Final

from PIL import Image, ImageOps, UnidentifiedImageError

from trivium.exceptions import UserError
from trivium.tools.translate import LazyTranslate

__all__ = [
    "FILETYPE_BASE64_MAGICWORD",
    "IMAGE_MAX_RESOLUTION",
    "ImageProcess",
    "base64_to_image",
    "binary_to_image",
    "image_apply_opt",
    "image_data_uri",
    "image_fix_orientation",
    "image_guess_size_from_field_name",
    "image_process",
    "image_to_base64",
    "is_image_size_above",
]

_lt = LazyTranslate("base")

IMAGE_MAX_RESOLUTION: Final = 50_000_000
"""Pixels of the largest picture that is worked on."""

FILETYPE_BASE64_MAGICWORD: Final = {b"/": "jpg", b"R": "gif", b"i": "png", b"P": "svg+xml", b"U": "webp"}
"""The kind of a picture by the first byte of its base64."""

_QUALITY_FORMATS: Final = ("JPEG", "WEBP")
_ORIENTATION: Final = 0x0112  # EXIF 2.3, table 4
_COLORS: Final = ((72, 81, 106), (85, 103, 142), (93, 136, 122), (127, 98, 129), (160, 100, 86), (155, 128, 76))
_SIZE_IN_NAME: Final = re.compile(r"_(\d+)$")


def binary_to_image(source: bytes) -> Image.Image:
    """Open a picture.

    Raises:
        UserError: the bytes are none that Pillow can read.
    """
    try:
        return Image.open(io.BytesIO(source))
    except (OSError, UnidentifiedImageError, Image.DecompressionBombError, ValueError) as error:
        raise UserError(str(_lt("This file could not be decoded as an image file."))) from error


def base64_to_image(base64_source: str | bytes) -> Image.Image:
    """Open a picture in base64.

    Raises:
        UserError: it is none.
    """
    try:
        return binary_to_image(base64.b64decode(base64_source))
    except binascii.Error as error:
        raise UserError(str(_lt("This file could not be decoded as an image file."))) from error


def image_apply_opt(image: Image.Image, output_format: str, **params: Any) -> bytes:
    """Return the picture written in a format; one with transparency loses it in JPEG."""
    if output_format.upper() == "JPEG" and image.mode not in {"1", "L", "RGB"}:
        image = _flattened(image)
    stream = io.BytesIO()
    image.save(stream, format=output_format, **params)
    return stream.getvalue()


def _flattened(image: Image.Image) -> Image.Image:
    with_alpha = image.convert("RGBA")
    background = Image.new("RGB", image.size, "white")
    background.paste(with_alpha, mask=with_alpha.getchannel("A"))
    return background


def image_to_base64(image: Image.Image, output_format: str, **params: Any) -> bytes:
    """Return the picture written in a format, in base64."""
    return base64.b64encode(image_apply_opt(image, output_format, **params))


def image_fix_orientation(image: Image.Image) -> Image.Image:
    """Return the picture turned as its camera says it was held."""
    if image.getexif().get(_ORIENTATION, 1) == 1:
        return image
    turned = ImageOps.exif_transpose(image)
    turned.format = image.format
    return turned


class ImageProcess:
    """A picture being worked on: `ImageProcess(data).resize(128, 128).image_quality()`.

    Args:
        source: the bytes; empty ones and SVG stay as they are through all operations.
        verify_resolution: whether one of more than 50 million pixels is refused.

    Attributes:
        image: Pillow's image, None where nothing is worked on.
        operationsCount: number of operations that changed something.
        original_format: as Pillow names it, "" where unknown.

    Raises:
        UserError: the bytes are no picture, or it is too large.
    """

    def __init__(self, source: bytes, verify_resolution: bool = True) -> None:
        self.source = source or b""
        self.operationsCount = 0
        self.original_format = ""
        self.image: Image.Image | None = None
        if not source or source.lstrip()[:1] == b"<":
            return
        opened = binary_to_image(source)
        self.original_format = (opened.format or "").upper()
        if verify_resolution and opened.width * opened.height > IMAGE_MAX_RESOLUTION:
            raise UserError(
                str(_lt("Too large image (above %sMpx), reduce the image size.", IMAGE_MAX_RESOLUTION // 1_000_000))
            )
        self.image = image_fix_orientation(opened)

    def image_quality(self, quality: int = 0, output_format: str = "") -> bytes:
        """Return the picture as bytes; the original ones where nothing changed.

        Args:
            quality: of JPEG and WEBP, 1 to 95; 0 for the usual.
            output_format: PNG, JPEG, GIF, ICO or WEBP; default the original one.
        """
        if self.image is None:
            return self.source
        target = (output_format or self.original_format).upper()
        if target == "JPG":
            target = "JPEG"
        if target not in {"PNG", "JPEG", "GIF", "ICO", "WEBP"}:
            target = "JPEG" if self.image.mode == "RGB" else "PNG"
        if not self.operationsCount and target == self.original_format and not quality:
            return self.source
        options: dict[str, Any] = {}
        image = self.image
        if target == "PNG":
            options = {"optimize": True}
            if quality:
                image = image.quantize(256) if image.mode != "P" else image
        elif target in _QUALITY_FORMATS:
            options = {"quality": quality or 95, "optimize": True} if target == "JPEG" else {"quality": quality or 95}
        elif target == "GIF":
            options = {"optimize": True, "save_all": True}
        return image_apply_opt(image, target, **options)

    def resize(self, max_width: int = 0, max_height: int = 0, expand: bool = False) -> "ImageProcess":
        """Fit the picture into a box, keeping its proportions.

        Args:
            max_width: pixels, 0 for no limit.
            max_height: pixels, 0 for no limit.
            expand: whether a smaller picture is enlarged.
        """
        image = self.image
        if image is None or not (max_width or max_height) or self.original_format == "GIF":
            return self
        width, height = image.size
        factor = min(limit / length for limit, length in ((max_width, width), (max_height, height)) if limit)
        if factor < 1 or (expand and factor > 1):
            self.image = image.resize(
                (max(1, round(width * factor)), max(1, round(height * factor))), Image.Resampling.LANCZOS
            )
            self.operationsCount += 1
        return self

    def crop_resize(
        self, max_width: int, max_height: int, center_x: float = 0.5, center_y: float = 0.5
    ) -> "ImageProcess":
        """Cut the picture to the proportions of a box, then fit it in.

        Args:
            max_width: pixels.
            max_height: pixels.
            center_x: where the cut is centred, from 0 (left) to 1 (right).
            center_y: from 0 (top) to 1 (bottom).
        """
        image = self.image
        if image is None or self.original_format == "GIF" or not (max_width and max_height):
            return self.resize(max_width, max_height)
        width, height = image.size
        ratio = min(width / max_width, height / max_height)
        new_width, new_height = max(1, round(max_width * ratio)), max(1, round(max_height * ratio))
        left, top = int((width - new_width) * center_x), int((height - new_height) * center_y)
        if (new_width, new_height) != (width, height):
            self.image = image.crop((left, top, left + new_width, top + new_height))
            self.operationsCount += 1
        return self.resize(max_width, max_height)

    def colorize(self, color: tuple[int, int, int] | None = None) -> "ImageProcess":
        """Put a colour behind a transparent picture: the one given as RGB, or one by chance."""
        if self.image is not None:
            background = Image.new("RGB", self.image.size, color or SystemRandom().choice(_COLORS))
            transparent = self.image.convert("RGBA")
            background.paste(transparent, mask=transparent.getchannel("A"))
            self.image = background
            self.operationsCount += 1
        return self

    def add_padding(self, padding: int) -> "ImageProcess":
        """Shrink the picture and leave a border of that many pixels, in the colour of its corner."""
        image = self.image
        if image is not None:
            width, height = image.size
            inner = image.resize((max(1, width - 2 * padding), max(1, height - 2 * padding)))
            canvas = Image.new(image.mode, image.size, image.getpixel((0, 0)))
            canvas.paste(inner, (padding, padding))
            self.image = canvas
            self.operationsCount += 1
        return self


def image_process(
    source: bytes,
    size: tuple[int, int] = (0, 0),
    verify_resolution: bool = False,
    quality: int = 0,
    expand: bool = False,
    crop: str | None = None,
    colorize: bool | tuple[int, int, int] = False,
    output_format: str = "",
    padding: int | bool = False,
) -> bytes:
    """Return a picture after the operations asked for.

    Args:
        source: the bytes; empty ones are returned as they are.
        size: width and height in pixels of the box to fit into, 0 for no limit.
        verify_resolution: whether one of more than 50 million pixels is refused.
        quality: of JPEG and WEBP, 1 to 95; 0 for the usual.
        expand: whether a smaller picture is enlarged.
        crop: `top`, `center` or `bottom`: cut to the proportions of the size first, there.
        colorize: a background colour (RGB), True for one by chance.
        output_format: PNG, JPEG, GIF, ICO or WEBP; default the original one.
        padding: width in pixels of a border.

    Raises:
        UserError: the bytes are no picture, or it is too large.
    """
    if not source or not (any(size) or verify_resolution or quality or crop or colorize or output_format or padding):
        return source
    process = ImageProcess(source, verify_resolution)
    if any(size):
        if crop:
            center_y = {"top": 0.0, "bottom": 1.0}.get(crop, 0.5)
            process.crop_resize(*size, center_x=0.5, center_y=center_y)
        else:
            process.resize(*size, expand=expand)
    if padding:
        process.add_padding(int(padding))
    if colorize:
        process.colorize(colorize if isinstance(colorize, tuple) else None)
    return process.image_quality(quality, output_format)


def image_data_uri(base64_source: bytes) -> str:
    """Return the `data:` URL of a picture in base64."""
    kind = FILETYPE_BASE64_MAGICWORD.get(base64_source[:1], "png")
    return f"data:image/{kind};base64,{base64_source.decode()}"


def is_image_size_above(base64_source_1: bytes, base64_source_2: bytes) -> bool:
    """Tell whether the first picture is wider or higher than the second; SVG never is."""
    if not base64_source_1 or not base64_source_2 or base64_source_1[:1] == b"P" or base64_source_2[:1] == b"P":
        return False
    first, second = base64_to_image(base64_source_1), base64_to_image(base64_source_2)
    return first.width > second.width or first.height > second.height


def image_guess_size_from_field_name(field_name: str) -> tuple[int, int]:
    """Return the size that the name of a field promises: `image_128` is 128 by 128, `(0, 0)` for none."""
    if field_name == "image":
        return 1024, 1024
    match = _SIZE_IN_NAME.search(field_name)
    size = int(match[1]) if match else 0
    return (size, size) if size >= 16 else (0, 0)
