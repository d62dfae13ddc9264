"""PDF of HTML: pages by options, header and footer on each, made in a process of its own."""

from trivium.rendering.pdf.documents import Parts, assemble, merge, split
from trivium.rendering.pdf.options import OptionError, PageOptions, parse
from trivium.rendering.pdf.process import PdfError, make_pdf

__all__ = ["OptionError", "PageOptions", "Parts", "PdfError", "assemble", "make_pdf", "merge", "parse", "split"]
