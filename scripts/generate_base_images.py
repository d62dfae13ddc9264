# /// script
# requires-python = ">=3.11"
# dependencies = ["pillow>=11"]
# ///
"""Draw the placeholders, the default logo and the icons of the addons `base` and `contacts`.

    uv run scripts/generate_base_images.py

They are plain shapes on one grid, drawn four times as large and scaled down for smooth edges. The files are committed.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from collections.abc import Callable

ADDONS = Path(__file__).parent.parent / "src/trivium/addons"
SCALE = 4
GREY, PAPER, INK = "#8a93a0", "#eceff3", "#4a5563"
BLUE, TEAL = "#3b5bdb", "#0f8b8d"

Draw = ImageDraw.ImageDraw


def canvas(width: int, height: int, color: str | None = None) -> tuple[Image.Image, Draw]:
    """Return an image of the size, times the scale, and what draws on it in units of the small size."""
    image = Image.new("RGBA", (width * SCALE, height * SCALE), color or (0, 0, 0, 0))
    return image, ImageDraw.Draw(image)


def box(*values: float) -> list[float]:
    """Return coordinates at the scale."""
    return [value * SCALE for value in values]


def save(image: Image.Image, path: str) -> None:
    """Scale down and write."""
    target = ADDONS / path
    target.parent.mkdir(parents=True, exist_ok=True)
    size = (image.width // SCALE, image.height // SCALE)
    image.resize(size, Image.Resampling.LANCZOS).save(target, optimize=True)
    print(target.relative_to(ADDONS))


def person(draw: Draw, color: str, *, x: float = 128, y: float = 128, size: float = 1.0) -> None:
    """Draw a head and shoulders around a centre."""
    draw.ellipse(box(x - 38 * size, y - 72 * size, x + 38 * size, y + 4 * size), fill=color)
    draw.pieslice(box(x - 72 * size, y + 14 * size, x + 72 * size, y + 170 * size), 180, 360, fill=color)


def building(draw: Draw, color: str, paper: str) -> None:
    """Draw an office building."""
    draw.rounded_rectangle(box(72, 48, 184, 208), 8 * SCALE, fill=color)
    for row in range(4):
        for column in range(3):
            left, top = 88 + column * 30, 66 + row * 30
            draw.rectangle(box(left, top, left + 18, top + 18), fill=paper)
    draw.rectangle(box(118, 184, 138, 208), fill=paper)


def truck(draw: Draw, color: str, paper: str) -> None:
    """Draw a lorry."""
    draw.rounded_rectangle(box(44, 84, 146, 164), 6 * SCALE, fill=color)
    draw.polygon(box(152, 108, 184, 108, 212, 136, 212, 164, 152, 164), fill=color)
    draw.polygon(box(162, 116, 180, 116, 196, 134, 162, 134), fill=paper)
    for x in (84, 180):
        draw.ellipse(box(x - 19, 145, x + 19, 183), fill=paper)
        draw.ellipse(box(x - 14, 150, x + 14, 178), fill=color)


def bill(draw: Draw, color: str, paper: str) -> None:
    """Draw a sheet with lines and a total."""
    points = [
        (80, 52),
        (176, 52),
        (176, 204),
        (164, 194),
        (152, 204),
        (140, 194),
        (128, 204),
        (116, 194),
        (104, 204),
        (92, 194),
        (80, 204),
    ]
    draw.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=color)
    for top in (78, 100, 122):
        draw.rectangle(box(96, top, 160, top + 8), fill=paper)
    draw.rectangle(box(128, 152, 160, 162), fill=paper)


def pin(draw: Draw, color: str, paper: str) -> None:
    """Draw a pin on a map."""
    draw.ellipse(box(84, 52, 172, 140), fill=color)
    draw.polygon(box(90, 118, 166, 118, 128, 206), fill=color)
    draw.ellipse(box(110, 78, 146, 114), fill=paper)


def placeholders() -> None:
    """Draw what stands for a picture that nobody chose."""
    image, draw = canvas(256, 256, PAPER)
    person(draw, GREY, y=136)
    save(image, "base/static/img/avatar_grey.png")
    symbols: dict[str, Callable[[Draw, str, str], None]] = {
        "company_image": building,
        "truck": truck,
        "bill": bill,
        "puzzle": pin,
    }
    for name, symbol in symbols.items():
        image, draw = canvas(256, 256, PAPER)
        symbol(draw, GREY, PAPER)
        save(image, f"base/static/img/{name}.png")


def logo() -> None:
    """Draw the logo of a company that has none: three bars beside two lines."""
    image, draw = canvas(360, 120)
    for index, height in enumerate((40, 64, 88)):
        left = 16 + index * 28
        draw.rounded_rectangle(box(left, 104 - height, left + 20, 104), 4 * SCALE, fill=BLUE)
    draw.rounded_rectangle(box(120, 44, 340, 66), 6 * SCALE, fill=INK)
    draw.rounded_rectangle(box(120, 80, 270, 94), 5 * SCALE, fill=GREY)
    save(image, "base/static/img/res_company_logo.png")


def icons() -> None:
    """Draw the icons of the apps."""
    image, draw = canvas(256, 256)
    draw.rounded_rectangle(box(8, 8, 248, 248), 48 * SCALE, fill=INK)
    for index, (top, width) in enumerate(((76, 144), (118, 104), (160, 124))):
        draw.rounded_rectangle(
            box(56, top, 56 + width, top + 22), 11 * SCALE, fill=("#ffffff", "#c9d1db", "#9aa5b4")[index]
        )
    save(image, "base/static/description/icon.png")
    image, draw = canvas(256, 256)
    draw.rounded_rectangle(box(8, 8, 248, 248), 48 * SCALE, fill=INK)
    for index in range(3):
        x = 76 + index * 52
        draw.rounded_rectangle(box(x - 5, 60, x + 5, 196), 5 * SCALE, fill="#9aa5b4")
        y = (96, 156, 116)[index]
        draw.ellipse(box(x - 19, y - 19, x + 19, y + 19), fill="#ffffff")
    save(image, "base/static/description/settings.png")
    image, draw = canvas(256, 256)
    draw.rounded_rectangle(box(8, 8, 248, 248), 48 * SCALE, fill=INK)
    for row in range(2):
        for column in range(2):
            left, top = 62 + column * 72, 62 + row * 72
            fill = "#ffffff" if (row, column) != (1, 1) else "#9aa5b4"
            draw.rounded_rectangle(box(left, top, left + 58, top + 58), 12 * SCALE, fill=fill)
    save(image, "base/static/description/modules.png")
    image, draw = canvas(256, 256)
    draw.rounded_rectangle(box(8, 8, 248, 248), 48 * SCALE, fill=TEAL)
    person(draw, "#bfe3e3", x=160, y=132, size=0.72)
    person(draw, "#ffffff", x=104, y=138, size=0.86)
    draw.rectangle(box(8, 200, 248, 208), fill=TEAL)
    save(image, "contacts/static/description/icon.png")


if __name__ == "__main__":
    placeholders()
    logo()
    icons()
