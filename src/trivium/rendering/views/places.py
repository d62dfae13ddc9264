"""Where in the files of an addon a view is written."""

from __future__ import annotations

from typing import Any

from lxml import etree

from trivium.rendering.views.errors import opening_tag
from trivium.tools.paths import file_path

_PARSER = etree.XMLParser(resolve_entities=False, no_network=True, remove_blank_text=False)


def relative_name(path: str, module: str) -> str:
    """Return the name of an addon's file, the addon first: `base/views/res_partner_views.xml`."""
    _before, found, after = path.rpartition(f"/{module}/")
    return f"{module}/{after}" if found else path


def find_record(filename: str, xmlid: str) -> Any:
    """Return the element of a data file that makes the record of an external id; None if it is not there."""
    try:
        root = etree.parse(file_path(filename), _PARSER).getroot()
    except (OSError, etree.XMLSyntaxError, ValueError):
        return None
    module, _dot, name = xmlid.partition(".")
    for element in root.iter("record", "template"):
        if element.get("id") in {name, xmlid} or (not module and element.get("id") == name):
            return element
    return None


def line_of(filename: str, xmlid: str, opening: str) -> int | None:
    """Return the line on which an element of a view begins, or else the view; None if the file does not tell.

    Args:
        filename: of the data file, the addon first.
        xmlid: of the view.
        opening: the opening tag of the element, as `opening_tag` writes it.
    """
    record = find_record(filename, xmlid)
    if record is None:
        return None
    for element in record.iter():
        if isinstance(element.tag, str) and opening_tag(element) == opening:
            return int(element.sourceline)
    return int(record.sourceline)


def arch_in_file(filename: str, xmlid: str) -> str | None:
    """Return the arch that a data file has for a view; None if it has none.

    References `%(external_id)d` in it are as written.
    """
    record = find_record(filename, xmlid)
    if record is None:
        return None
    if record.tag == "template":
        return etree.tostring(record, encoding="unicode", with_tail=False)
    for field in record.iterchildren("field"):
        if field.get("name") == "arch":
            return "".join(etree.tostring(child, encoding="unicode", with_tail=False) for child in field).strip()
    return None
