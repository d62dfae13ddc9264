"""Pages: options, documents taken apart and put together, PDF made of them."""

import io

import pytest
from pypdf import PdfReader

from trivium.rendering import pdf

REPORT = """<html data-report-margin-top="33"><head><title>T</title></head><body>
<div class="header">Head <span class="page"/> of <span class="topage"/></div><div class="footer">Foot A</div>
<div class="article" data-oe-model="a.b" data-oe-id="3"><p>One</p><p style="break-before: page">Two</p></div>
<div class="footer">Foot B</div><div class="article" data-oe-model="a.b" data-oe-id="4"><p>Three</p></div>
</body></html>"""


def refuse(url):
    raise LookupError(url)


def texts(content):
    return [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(content)).pages]


def test_options_describe_pages():
    options = pdf.parse(["--page-size", "A5", "--margin-top", "12", "-L", "1in", "-O", "Landscape", "--header-line"])
    assert (options.size, options.top, options.left, options.landscape) == ("A5", "12mm", "1in", True)
    assert options.header_line
    assert "size: A5 landscape" in options.css()


def test_options_about_the_other_program_change_nothing():
    assert pdf.parse(["--disable-smart-shrinking", "--javascript-delay", "1000", "--cookie", "a", "b"]) == pdf.parse([])


@pytest.mark.parametrize(
    "arguments", [["bad-parameter"], ["--margin-top"], ["--margin-top", "1mm; }"], ["--page-size", "A4; }"]]
)
def test_wrong_options_are_refused(arguments):
    with pytest.raises(pdf.OptionError):
        pdf.parse(arguments)


def test_a_report_is_taken_apart_by_its_records():
    parts = pdf.split(REPORT, "a.b")
    assert parts.ids == [3, 4]
    assert parts.arguments == {"data-report-margin-top": "33"}
    assert "One" in parts.bodies[0]
    assert "Three" not in parts.bodies[0]
    assert "<title>T</title>" in parts.bodies[1]
    assert pdf.split(REPORT, "other").ids == [None, None]


def test_a_page_without_articles_is_one_document():
    parts = pdf.split("<html><body><p>All</p></body></html>")
    assert parts.ids == [None]
    assert "All" in parts.bodies[0]


def test_headers_and_footers_are_on_each_page_with_its_number():
    parts = pdf.split(REPORT, "a.b")
    css = pdf.parse(["--page-width", "100mm", "--page-height", "80mm"]).css()
    sources = [pdf.assemble(body, at, parts.header, parts.footer, css) for at, body in enumerate(parts.bodies)]
    first, second = pdf.make_pdf(sources, refuse)
    assert texts(first) == ["One Head 1 of 2 Foot A", "Two Head 2 of 2 Foot A"]
    assert texts(second) == ["Three Head 1 of 1 Foot B"]
    merged = pdf.merge([first, second])
    assert len(texts(merged)) == 3
    page = PdfReader(io.BytesIO(merged)).pages[0].mediabox
    assert (round(float(page.width) / 72 * 25.4), round(float(page.height) / 72 * 25.4)) == (100, 80)


def test_what_documents_refer_to_is_asked_of_the_server():
    asked = []

    def fetch(url):
        asked.append(url)
        if url.endswith(".css"):
            return b"p { display: none }", "text/css"
        raise LookupError(url)

    source = '<link rel="stylesheet" href="/a.css"><p>Hidden</p><img src="http://169.254.169.254/"><div>Seen</div>'
    (content,) = pdf.make_pdf([source], fetch)
    assert texts(content) == ["Seen"]
    assert asked == [f"{pdf.process.BASE}/a.css", "http://169.254.169.254/"]
