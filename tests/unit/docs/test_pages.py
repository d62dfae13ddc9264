"""Pages lead where they say, and name what is there."""

from __future__ import annotations

import ast
import re

import pytest
from lxml import etree
from tests.support.markdown import DOCS, ROOT, anchors, blocks, links, pages

PACKAGE = ROOT / "src" / "trivium"
MAP = DOCS / "explanation" / "code-map.md"


def shown(page):
    """Return how a page is called in the output of tests."""
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", pages(), ids=shown)
def test_the_links_of_a_page_lead_somewhere(page):
    for target in links(page):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        other = (page.parent / path).resolve() if path else page
        assert other.exists(), f"{shown(page)}: {target}"
        if anchor and other.suffix == ".md":
            assert anchor in anchors(other), f"{shown(page)}: {target}"


def test_every_page_can_be_reached_from_the_readme():
    seen, todo = set(), [ROOT / "README.md"]
    while todo:
        page = todo.pop()
        if page in seen:
            continue
        seen.add(page)
        targets = ((page.parent / target.partition("#")[0]).resolve() for target in links(page) if ":" not in target)
        todo += [target for target in targets if target.suffix == ".md" and target.is_file()]
    # the figures are written by `make bench`, and are there only once it has run
    expected = (page for page in sorted(DOCS.rglob("*.md")) if page.name != "performance.md")
    assert not [shown(page) for page in expected if page not in seen]


@pytest.mark.parametrize("page", pages(), ids=shown)
def test_the_code_of_a_page_can_be_read(page):
    for block in blocks(page):
        where = f"{shown(page)}:{block.line}"
        if block.language == "python":
            ast.parse(block.code, where)
        elif block.language == "xml":
            etree.fromstring(block.code.encode())


def test_the_map_names_what_exists():
    named = [name for name in re.findall(r"`([\w./]+)`", MAP.read_text("utf-8")) if "/" in name or name.endswith(".py")]
    roots = (PACKAGE, ROOT)
    missing = [name for name in named if not any((root / name).exists() for root in roots)]
    assert not missing
    assert len(named) > 80


def test_the_map_names_every_package():
    named = {name.rstrip("/") for name in re.findall(r"`([\w./]+)`", MAP.read_text("utf-8"))}
    for package in PACKAGE.rglob("__init__.py"):
        path = package.parent.relative_to(PACKAGE)
        if path.parts[:1] == ("addons",) and len(path.parts) != 2:
            continue
        name = path.as_posix()
        covered = {name, *(other for other in named if other.startswith(f"{name}/"))}
        assert covered & named or name == ".", f"{name} is not in {shown(MAP)}"


def test_the_map_names_every_module_of_the_way_of_a_request():
    text = MAP.read_text("utf-8")
    for module in sorted((PACKAGE / "data").glob("*.py")):
        assert module.name == "__init__.py" or f"`data/{module.name}`" in text, module.name


def test_the_picture_of_the_readme_is_one():
    picture = ROOT / "docs" / "images" / "contacts.png"
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert "docs/images/contacts.png" in (ROOT / "README.md").read_text("utf-8")
