"""Templates of the browser: the XML files of a bundle as one JavaScript module that registers them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
from lxml import etree

from trivium.rendering.assets.errors import AssetError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from trivium.rendering.assets.files import AssetFile

__all__ = ["template_module"]

_PARSER = etree.XMLParser(remove_comments=True, resolve_entities=False, no_network=True)


def template_module(files: Iterable[AssetFile]) -> str:
    """Return the source of a module that registers the templates of some files.

    Raises:
        AssetError: a file cannot be read; the message has the file and the line.
    """
    calls = [call for file in files for call in _calls(file)]
    if not calls:
        return ""
    head = 'import { registerTemplate, registerTemplateExtension } from "@web/core/templates";\n'
    return head + "\n".join(calls) + "\n"


def _calls(file: AssetFile) -> Iterator[str]:
    assert file.path is not None
    try:
        root = etree.parse(str(file.path), _PARSER).getroot()
    except etree.XMLSyntaxError as error:
        raise AssetError(f"{file.path}:{error.lineno}: the templates are not well-formed XML ({error.msg}).") from error
    templates = [root] if root.get("t-name") else list(root.iterchildren("*"))
    for template in templates:
        yield _call(file, template)


def _call(file: AssetFile, template: etree._Element) -> str:
    parent = template.get("t-inherit")
    extends = parent is not None and template.get("t-inherit-mode", "primary") == "extension"
    name = parent if extends else template.get("t-name")
    if not name:
        raise AssetError(f"{file.path}:{template.sourceline}: a template needs a name: give <{template.tag}> a t-name.")
    function = "registerTemplateExtension" if extends else "registerTemplate"
    text = etree.tostring(template, encoding="unicode", with_tail=False)
    arguments = ", ".join(orjson.dumps(value).decode() for value in (name, file.url, text))
    return f"{function}({arguments});"
