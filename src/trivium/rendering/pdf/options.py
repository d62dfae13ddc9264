"""Pages described by the options that addons know from wkhtmltopdf's command line.

Only what says how a page looks has an effect; options about that program's own workings are known and change nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(mm|cm|in|pt|px)?")
_NAME = re.compile(r"[A-Za-z0-9]+")

_LENGTHS = {
    "--margin-top": "top", "-T": "top", "--margin-bottom": "bottom", "-B": "bottom", "--margin-left": "left",
    "-L": "left", "--margin-right": "right", "-R": "right", "--page-width": "width", "--page-height": "height",
}  # fmt: skip
_WITHOUT_EFFECT = {
    "--dpi": 1, "-d": 1, "--zoom": 1, "--javascript-delay": 1, "--run-script": 1, "--cookie": 2, "--cookie-jar": 1,
    "--viewport-size": 1, "--image-dpi": 1, "--image-quality": 1, "--encoding": 1, "--header-spacing": 1,
    "--footer-spacing": 1, "--log-level": 1, "--title": 1, "--outline-depth": 1, "--minimum-font-size": 1,
    "--allow": 1, "--load-error-handling": 1, "--load-media-error-handling": 1, "--window-status": 1,
    "--disable-smart-shrinking": 0, "--enable-smart-shrinking": 0, "--disable-local-file-access": 0,
    "--enable-local-file-access": 0, "--quiet": 0, "-q": 0, "--lowquality": 0, "--grayscale": 0, "--no-outline": 0,
    "--outline": 0, "--print-media-type": 0, "--no-print-media-type": 0, "--background": 0, "--no-background": 0,
    "--enable-javascript": 0, "--disable-javascript": 0, "--no-stop-slow-scripts": 0, "--stop-slow-scripts": 0,
    "--images": 0, "--no-images": 0, "--debug-javascript": 0, "--no-debug-javascript": 0, "--no-header-line": 0,
    "--no-footer-line": 0, "--enable-forms": 0, "--disable-forms": 0, "--no-pdf-compression": 0,
    "--enable-internal-links": 0, "--disable-internal-links": 0, "--enable-external-links": 0,
    "--disable-external-links": 0, "--keep-relative-links": 0, "--resolve-relative-links": 0,
}  # fmt: skip
"""Number of values by option."""


class OptionError(ValueError):
    """An option that is not known, or has no value of its kind."""


@dataclass
class PageOptions:
    """How pages look.

    Attributes:
        size: name of a paper size, such as `A4`.
        width, height: of the page where it has no such name, as CSS lengths.
        landscape: whether the page is turned.
        top, right, bottom, left: margins, as CSS lengths.
        header_line, footer_line: whether a line parts header or footer from the content.
    """

    size: str = "A4"
    width: str = ""
    height: str = ""
    landscape: bool = False
    top: str = "10mm"
    right: str = "10mm"
    bottom: str = "10mm"
    left: str = "10mm"
    header_line: bool = False
    footer_line: bool = False

    def css(self) -> str:
        """Return the style sheet of such pages."""
        size = f"{self.width} {self.height}" if self.width and self.height else _SIZES.get(self.size, self.size)
        turned = " landscape" if self.landscape else ""
        lines = {
            "header": "border-bottom: .2mm solid #888;" if self.header_line else "",
            "footer": "border-top: .2mm solid #888;" if self.footer_line else "",
        }
        return f"""
@page {{
    size: {_turned(size) if self.landscape and " " in size else size + turned};
    margin: {self.top} {self.right} {self.bottom} {self.left};
    @top-center {{ content: element(header); width: 100%; vertical-align: top; {lines["header"]} }}
    @bottom-center {{ content: element(footer); width: 100%; vertical-align: bottom; {lines["footer"]} }}
}}
.header {{ position: running(header); }}
.footer {{ position: running(footer); }}
.header .page:empty::after, .footer .page:empty::after {{ content: counter(page); }}
.header .topage:empty::after, .footer .topage:empty::after {{ content: counter(pages); }}
"""


_SIZES = {
    "A0": "841mm 1189mm", "A1": "594mm 841mm", "A2": "420mm 594mm", "A6": "105mm 148mm", "A7": "74mm 105mm",
    "A8": "52mm 74mm", "A9": "37mm 52mm", "B0": "1000mm 1414mm", "B1": "707mm 1000mm", "B2": "500mm 707mm",
    "B3": "353mm 500mm", "B6": "125mm 176mm", "B7": "88mm 125mm", "B8": "62mm 88mm", "B9": "44mm 62mm",
    "B10": "31mm 44mm", "C5E": "163mm 229mm", "Comm10E": "105mm 241mm", "DLE": "110mm 220mm",
    "Executive": "190.5mm 254mm", "Folio": "210mm 330mm", "Ledger": "431.8mm 279.4mm", "Tabloid": "279.4mm 431.8mm",
}  # fmt: skip
"""Paper sizes that CSS has no name for (ISO 216, ISO 269, ANSI)."""


def _turned(size: str) -> str:
    first, second = size.split(" ", 1)
    return f"{second} {first}"


def parse(arguments: Iterable[str]) -> PageOptions:
    """Return the pages that options describe.

    Raises:
        OptionError: one of them is not known, lacks its value, or has a wrong one.
    """
    options = PageOptions()
    rest = iter([str(argument) for argument in arguments])
    for name in rest:
        if name in _LENGTHS:
            setattr(options, _LENGTHS[name], _length(name, _value(name, rest)))
        elif name in {"--page-size", "-s"}:
            options.size = _value(name, rest)
            if not _NAME.fullmatch(options.size):
                raise OptionError(f"{options.size!r} is no paper size")
        elif name in {"--orientation", "-O"}:
            options.landscape = _value(name, rest).lower() == "landscape"
        elif name == "--header-line":
            options.header_line = True
        elif name == "--footer-line":
            options.footer_line = True
        elif name in _WITHOUT_EFFECT:
            for _number in range(_WITHOUT_EFFECT[name]):
                _value(name, rest)
        else:
            raise OptionError(f"{name!r} is no option for pages: see docs/reference/reports.md for those that are")
    return options


def _value(name: str, rest: Iterator[str]) -> str:
    value = next(rest, None)
    if value is None:
        raise OptionError(f"The option {name} needs a value")
    return value


def _length(name: str, text: str) -> str:
    found = _LENGTH.fullmatch(text.strip())
    if not found:
        raise OptionError(f"{text!r} is no length for {name}: a number of millimetres, or with a unit such as 10mm")
    return f"{found[1]}{found[2] or 'mm'}"
