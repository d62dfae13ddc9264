"""What the data files and scripts of an addon define and use, read as text."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lxml import etree

from trivium.modules.inspection import scripts

if TYPE_CHECKING:
    from pathlib import Path

_CHAIN = re.compile(r"""category\(\s*["'](fields|views|view_widgets)["']\s*\)((?:(?!category\()[^;])*)""")
_ADDED = re.compile(r"""\.add\(\s*["']([^"']+)["']""")
_CATEGORY = re.compile(r"""(\w+)\s*=\s*registry\.category\(\s*["'](fields|views|view_widgets)["']\s*\)""")
_FORMAT = re.compile(r"%\(([\w.]+)\)d")
_XMLID = re.compile(r"[a-z_]\w*\.\w+")
_REF = re.compile(r"""\bref\(\s*["']([\w.]+)["']\s*\)""")


@dataclass
class View:
    """An arch in a data file.

    Attributes:
        xmlid, inherit: complete external ids; `inherit` is empty for a view of its own.
        model: the model, empty for a template.
        arch: what it holds; elements know their lines.
        primary: whether it is a view of its own, although it inherits from another.
    """

    xmlid: str
    inherit: str
    model: str
    arch: list[Any]
    file: str
    line: int
    primary: bool = False


@dataclass
class Files:
    """Data files and scripts of an addon.

    Attributes:
        xmlids: complete external ids that are defined.
        refs: external ids used, with file and line.
        models: models of records, with file and line.
        values: fields of records, as model, field, file and line.
        calls: methods that data files call, as model, method, file and line.
        views: by complete external id.
        widgets: names that scripts add, as `(category, name)`.
        imports: addresses that scripts import with the names taken from them, file and line.
        templates: names of the browser's templates.
        inherited: names of templates that others of these extend, with file and line.
    """

    xmlids: set[str] = field(default_factory=set)
    refs: list[tuple[str, str, int]] = field(default_factory=list)
    models: list[tuple[str, str, int]] = field(default_factory=list)
    values: list[tuple[str, str, str, int]] = field(default_factory=list)
    calls: list[tuple[str, str, str, int]] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    widgets: set[tuple[str, str]] = field(default_factory=set)
    imports: list[tuple[str, tuple[str, ...], str, int]] = field(default_factory=list)
    templates: set[str] = field(default_factory=set)
    inherited: list[tuple[str, str, int]] = field(default_factory=list)


def read_files(folder: Path, names: list[str]) -> Files:
    """Read data files, by their names in the manifest, and all scripts.

    Raises:
        lxml.etree.XMLSyntaxError: a data file is no XML.
    """
    files = Files()
    for name in names:
        path = folder / name
        if path.suffix == ".xml" and path.is_file():
            _xml(files, folder.name, name, etree.parse(str(path)).getroot())
        elif path.suffix == ".csv" and path.is_file():
            _csv(files, folder.name, name, path)
    for path in sorted((folder / "static").rglob("*.js")):
        if not {"lib", "libs", "node_modules"} & set(path.relative_to(folder).parts[1:-1]):
            _script(files, path.relative_to(folder).as_posix(), path.read_text())
    for path in sorted((folder / "static" / "src").rglob("*.xml")):
        _templates(files, path.relative_to(folder).as_posix(), etree.parse(str(path)).getroot())
    return files


def complete(addon: str, xmlid: str) -> str:
    """Return an external id with its addon."""
    return xmlid if "." in xmlid else f"{addon}.{xmlid}"


def _xml(files: Files, addon: str, name: str, root: Any) -> None:
    for node in root.iter("function", "delete"):
        files.models.append((node.get("model"), name, node.sourceline))
        if node.tag == "function":
            files.calls.append((node.get("model"), node.get("name"), name, node.sourceline))
    for node in root.iter("record", "template", "menuitem", "act_window", "report", "asset"):
        if node.get("id"):
            files.xmlids.add(complete(addon, node.get("id")))
        line = node.sourceline
        if node.tag == "record":
            _record(files, addon, name, node)
        elif node.tag == "template":
            if node.get("inherit_id"):
                files.refs.append((complete(addon, node.get("inherit_id")), name, line))
            inherit = complete(addon, node.get("inherit_id")) if node.get("inherit_id") else ""
            xmlid = complete(addon, node.get("id") or "")
            primary = node.get("primary") == "True" or node.get("mode") == "primary"
            files.views.append(View(xmlid, inherit, "", list(node), name, line, primary))
            _refs_in(files, addon, name, node)
        for attribute in ("parent", "action"):
            if node.tag == "menuitem" and node.get(attribute):
                files.refs.append((complete(addon, node.get(attribute)), name, line))
        for group in (node.get("groups") or "").split(",") if node.tag in {"menuitem", "template"} else ():
            if group.strip("-! "):
                files.refs.append((complete(addon, group.strip("-! ")), name, line))


def _record(files: Files, addon: str, name: str, node: Any) -> None:
    files.models.append((node.get("model"), name, node.sourceline))
    values = {each.get("name"): each for each in node.findall("field")}
    if "forcecreate" in node.attrib:
        return
    files.values += [(node.get("model"), key, name, each.sourceline) for key, each in values.items() if key]
    for each in values.values():
        if each.get("ref"):
            files.refs.append((complete(addon, each.get("ref")), name, each.sourceline))
        for found in _REF.findall(each.get("eval") or ""):
            files.refs.append((complete(addon, found), name, each.sourceline))
    if node.get("model") == "ir.ui.view" and "arch" in values:
        inherit = values["inherit_id"].get("ref") if "inherit_id" in values else None
        model = _text(values, "model")
        files.views.append(
            View(complete(addon, node.get("id") or ""), complete(addon, inherit) if inherit else "", model,
                 list(values["arch"]), name, node.sourceline, _text(values, "mode") == "primary")
        )  # fmt: skip
        _refs_in(files, addon, name, values["arch"])
    for kind, key in (("ir.actions.act_window", "res_model"), ("ir.actions.report", "model")):
        if node.get("model") == kind and _text(values, key):
            files.models.append((_text(values, key), name, values[key].sourceline))


def _text(values: dict[str, Any], name: str) -> str:
    return (values[name].text or "").strip() if name in values else ""


def _refs_in(files: Files, addon: str, name: str, arch: Any) -> None:
    """Note external ids in an arch: groups, actions of buttons, templates that are called."""
    for element in arch.iter():
        if not isinstance(element.tag, str):
            continue
        found = [each.strip("-! ") for each in (element.get("groups") or "").split(",")]
        found += [each for value in element.attrib.values() for each in _FORMAT.findall(value)]
        if _XMLID.fullmatch(element.get("t-call") or ""):
            found.append(element.get("t-call"))
        files.refs += [(complete(addon, each), name, element.sourceline) for each in found if each]


def _csv(files: Files, addon: str, name: str, path: Path) -> None:
    with path.open(newline="") as stream:
        rows = csv.DictReader(stream)
        files.models.append((path.stem.partition("-")[0], name, 1))
        model = path.stem.partition("-")[0]
        columns = {re.split(r"[/:@.]", column)[0] for column in rows.fieldnames or ()}
        files.values += [(model, column, name, 1) for column in sorted(columns) if column]
        for row in rows:
            if row.get("id"):
                files.xmlids.add(complete(addon, row["id"]))
            for column, value in row.items():
                if column and value and re.search(r"[:/]id$", column):
                    files.refs += [(complete(addon, each.strip()), name, rows.line_num) for each in value.split(",")]


def _script(files: Files, name: str, text: str) -> None:
    for category, chain in _CHAIN.findall(text):
        files.widgets.update((category, each) for each in _ADDED.findall(chain))
    for variable, category in _CATEGORY.findall(text):
        added = re.findall(rf"""\b{variable}\s*\.add\(\s*["']([^"']+)["']""", text)
        files.widgets.update((category, each) for each in added)
    files.imports += [(address, names, name, line) for address, names, line in scripts.imports(text)]


def _templates(files: Files, name: str, root: Any) -> None:
    for node in root.iter():
        if isinstance(node.tag, str):
            if node.get("t-name"):
                files.templates.add(node.get("t-name"))
            if node.get("t-inherit"):
                files.inherited.append((node.get("t-inherit"), name, node.sourceline))
