"""XML data files: checked against the schema, then read into operations."""

import copy
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from trivium.modules.datafiles.operations import Delete, FunctionCall, Operation, Record, Source, qualify
from trivium.modules.datafiles.values import (
    ActionName,
    Constant,
    Evaluation,
    FileContent,
    Fragment,
    Groups,
    Items,
    ModelRecord,
    Reference,
    Search,
    Text,
    Value,
    to_boolean,
)
from trivium.modules.errors import DataFileError

__all__ = ["read_xml"]

_SCHEMA = Path(__file__).with_name("schema.rng")
_REPORT_TEXTS = {"file": "report_file", "attachment": "attachment", "print_report_name": "print_report_name"}
_DECLARATION = '<?xml version="1.0"?>\n'


@cache
def _schema() -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(_SCHEMA))


def nodeattr2bool(node: etree._Element, attr: str, default: bool = False) -> bool:
    """Return what an attribute of an element says, the default where it is absent or empty."""
    value = (node.get(attr) or "").strip()
    return to_boolean(value) if value else default


class _Defaults(NamedTuple):
    """What the elements around an operation say for it."""

    noupdate: bool = False
    context: str = ""
    uid: str = ""
    auto_sequence: bool = False

    def within(self, element: etree._Element) -> "_Defaults":
        """Return the defaults inside `element`."""
        return _Defaults(
            nodeattr2bool(element, "noupdate", self.noupdate),
            element.get("context", self.context),
            element.get("uid", self.uid),
            nodeattr2bool(element, "auto_sequence", self.auto_sequence),
        )


def read_xml(file: str, content: bytes, module: str, *, noupdate: bool = False) -> list[Operation]:
    """Return the operations that a data file asks for.

    Args:
        file: its path, for messages.
        content: its bytes.
        module: the addon that it belongs to.
        noupdate: whether its records are left alone once they exist, unless it says otherwise itself.

    Raises:
        DataFileError: the file is no XML, or breaks the schema; it names the line.
    """
    # no entities and no network: a data file can name nothing outside of itself
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise DataFileError(file, error.lineno or 0, "", f"is not well-formed XML: {error.msg}") from error
    schema = _schema()
    if not schema.validate(root):
        raise _format_error(file, schema)
    return list(_Reader(file, module).operations(root, _Defaults(noupdate=noupdate)))


def _format_error(file: str, schema: etree.RelaxNG) -> DataFileError:
    """Return the error for a file that breaks the schema: the deepest line, and what libxml2 says of it."""
    log = [(entry.line, entry.message) for entry in schema.error_log]
    # "Expecting ..., got nothing" is what validation tried last, not what is wrong
    said = list(dict.fromkeys(message for _line, message in log if not message.endswith("got nothing")))
    problem = "; ".join(said) or log[0][1]
    return DataFileError(file, max(line for line, _message in log), "", f"breaks the format of data files: {problem}")


def _line(element: etree._Element) -> int:
    """Return the line of an element; 0 where the parser lost it."""
    line: Any = element.sourceline
    return line or 0


class _Reader:
    """Turns elements into operations.

    Args:
        file: path, for messages.
        module: addon of the file.
    """

    def __init__(self, file: str, module: str) -> None:
        self.file = file
        self.module = module
        self._menu_sequence = 0

    def source(self, element: etree._Element) -> Source:
        """Return where `element` is written."""
        return Source(self.file, _line(element))

    def fail(self, element: etree._Element, problem: str) -> DataFileError:
        """Return the error for `element`."""
        where = " ".join(filter(None, (element.tag, element.get("id") or element.get("name"))))
        return DataFileError(self.file, _line(element), where, problem)

    def operations(self, holder: etree._Element, outer: _Defaults) -> Iterator[Operation]:
        """Yield what `<odoo>` or `<data>` holds, in order."""
        defaults = outer.within(holder)
        for element in holder:
            match element.tag:
                case "data":
                    yield from self.operations(element, defaults)
                case "record":
                    yield from self.record(element, defaults)
                case "template":
                    yield self.template(element, defaults)
                case "menuitem":
                    yield from self.menuitem(element, defaults, None)
                case "asset":
                    yield self.asset(element, defaults)
                case "report":
                    yield self.report(element, defaults)
                case "function":
                    yield self.function(element, defaults)
                case "delete":
                    yield self.delete(element)

    # -- records -----------------------------------------------------------------------------------------------------

    def _new(self, element: etree._Element, model: str, defaults: _Defaults) -> Record:
        xmlid = element.get("id", "")
        if " " in xmlid or xmlid.count(".") > 1:
            raise self.fail(element, f"{xmlid!r} is no external id; write name or addon.name, without spaces")
        return Record(
            self.source(element),
            model,
            qualify(xmlid, self.module) if xmlid else "",
            noupdate=defaults.noupdate,
            forcecreate=to_boolean(element.get("forcecreate", "1")),
            context=element.get("context", defaults.context),
            uid=element.get("uid", defaults.uid),
        )

    def record(self, element: etree._Element, defaults: _Defaults) -> Iterator[Record]:
        """Yield the record and after it the records written inside its fields."""
        record = self._new(element, element.get("model", ""), defaults)
        nested: list[tuple[str, etree._Element]] = []
        for field in element:
            name = field.get("name", "")
            record.sources[name] = self.source(field)
            inner = [child for child in field if child.tag == "record"]
            if inner and not field.get("type"):
                nested.extend((name, child) for child in inner)
            else:
                record.values[name] = self.value(field)
        if defaults.auto_sequence and "sequence" not in record.values:
            self._menu_sequence += 10
            record.values["sequence"] = Constant(self._menu_sequence)
        yield record
        for name, child in nested:
            for position, below in enumerate(self.record(child, defaults)):
                if position == 0:
                    below.parent, below.parent_field = record, name
                yield below

    def template(self, element: etree._Element, defaults: _Defaults) -> Record:
        """Return the view that a `<template>` stands for."""
        record = self._new(element, "ir.ui.view", defaults)
        full_name = record.xmlid or element.get("t-name", "")
        if not full_name:
            raise self.fail(element, "a template needs id=")
        inherit = element.get("inherit_id")
        primary = to_boolean(element.get("primary", "0"))
        values = record.values
        values["name"] = Constant(element.get("name") or full_name.partition(".")[2] or full_name)
        values["key"] = Constant(element.get("key") or full_name)
        values["type"] = Constant("qweb")
        values["arch"] = Fragment(self._template_arch(element, full_name, inherit, primary=primary))
        values["priority"] = Constant(int(element.get("priority", "16")))
        if inherit:
            values["inherit_id"] = Reference(inherit)
        if primary:
            values["mode"] = Constant("primary")
        if element.get("groups"):
            values["group_ids"] = Groups(element.get("groups", ""))
        for name in ("active", "customize_show", "track"):
            if element.get(name) is not None:
                values[name] = Constant(to_boolean(element.get(name, "")))
        if element.get("website_id"):
            values["website_id"] = Evaluation(element.get("website_id", ""))
        return record

    @staticmethod
    def _template_arch(element: etree._Element, full_name: str, inherit: str | None, *, primary: bool) -> str:
        body = copy.deepcopy(element)
        body.tail = None
        for name in list(body.attrib):
            del body.attrib[name]
        if inherit:
            body.tag = "data"
            body.set("inherit_id", inherit)
            body.set("name", element.get("name") or full_name)
        else:
            body.tag = "t"
        if not inherit or primary:
            body.set("t-name", full_name)
        return etree.tostring(body, encoding="unicode")

    def menuitem(self, element: etree._Element, defaults: _Defaults, parent: str | None) -> Iterator[Record]:
        """Yield the menu and the menus inside it."""
        record = self._new(element, "ir.ui.menu", defaults)
        values = record.values
        parent = element.get("parent", parent)
        if parent:
            values["parent_id"] = Reference(parent)
        action = element.get("action")
        if action:
            values["action"] = Reference(action)
        if element.get("name"):
            values["name"] = Constant(element.get("name"))
        elif action:
            values["name"] = ActionName(action)
        if element.get("sequence"):
            values["sequence"] = Constant(int(element.get("sequence", "")))
        if element.get("active") is not None:
            values["active"] = Constant(to_boolean(element.get("active", "")))
        if element.get("groups"):
            values["group_ids"] = Groups(element.get("groups", ""))
        if element.get("web_icon"):
            values["web_icon"] = Constant(element.get("web_icon"))
        elif not parent and "name" in values:
            values["web_icon"] = Constant(f"{record.xmlid.partition('.')[0]},static/description/icon.png")
        yield record
        for child in element:
            yield from self.menuitem(child, defaults, record.xmlid)

    def asset(self, element: etree._Element, defaults: _Defaults) -> Record:
        """Return the record of `ir.asset` that an `<asset>` stands for."""
        record = self._new(element, "ir.asset", defaults)
        record.values["name"] = Constant(element.get("name") or record.xmlid)
        record.values["active"] = Constant(to_boolean(element.get("active", "1")))
        for child in element:
            text = (child.text or "").strip()
            if child.tag == "field":
                record.values[child.get("name", "")] = self.value(child)
            else:
                record.values[child.tag] = Constant(text)
            if child.tag == "bundle":
                record.values["directive"] = Constant(child.get("directive", "append"))
        return record

    def report(self, element: etree._Element, defaults: _Defaults) -> Record:
        """Return the report action that a `<report>` stands for; it is offered on the model unless `menu` says no."""
        model = element.get("model", "")
        record = self._new(element, "ir.actions.report", defaults)
        values = record.values
        values["model"] = Constant(model)
        values["report_name"] = Constant(element.get("name"))
        values["name"] = Constant(element.get("string"))
        values["report_type"] = Constant(element.get("report_type", "qweb-pdf"))
        for attribute, field in _REPORT_TEXTS.items():
            if element.get(attribute):
                values[field] = Constant(element.get(attribute))
        for name in ("multi", "attachment_use"):
            if element.get(name):
                values[name] = Constant(to_boolean(element.get(name, "")))
        if element.get("groups"):
            values["group_ids"] = Groups(element.get("groups", ""))
        if element.get("paperformat"):
            values["paperformat_id"] = Reference(element.get("paperformat", ""))
        offered = to_boolean(element.get("menu", "1"))
        values["binding_model_id"] = ModelRecord(model) if offered else Constant(False)
        return record

    # -- the rest ----------------------------------------------------------------------------------------------------

    def function(self, element: etree._Element, defaults: _Defaults) -> FunctionCall:
        """Return the call that a `<function>` stands for."""
        arguments: list[Value | FunctionCall] = []
        for child in element:
            if child.tag == "function":
                arguments.append(self.function(child, defaults))
            else:
                arguments.append(self.value(child))
        return FunctionCall(
            self.source(element),
            element.get("model", ""),
            element.get("name", ""),
            arguments,
            element.get("eval", ""),
            element.get("context", defaults.context),
            element.get("uid", defaults.uid),
            defaults.noupdate,
        )

    def delete(self, element: etree._Element) -> Delete:
        """Return the deletion that a `<delete>` stands for."""
        xmlid, domain = element.get("id", ""), element.get("search", "")
        if bool(xmlid) == bool(domain):
            raise self.fail(element, "write id= for one record or search= for those of a domain, one of them")
        return Delete(
            self.source(element), element.get("model", ""), qualify(xmlid, self.module) if xmlid else "", domain
        )

    def value(self, element: etree._Element) -> Value:
        """Return what a `<field>` or `<value>` gives."""
        given = [name for name in ("ref", "eval", "search", "file") if element.get(name) is not None]
        if len(given) > 1:
            raise self.fail(element, f"has {' and '.join(f'{name}=' for name in given)}; keep one of them")
        if element.get("search") is not None:
            return Search(element.get("search", ""), element.get("model", ""), element.get("use") or "id")
        if element.get("ref") is not None:
            return Reference(element.get("ref", "")) if element.get("ref") else Constant(False)
        if element.get("eval") is not None:
            return Evaluation(element.get("eval", ""), element.get("model", ""))
        if element.get("file"):
            return FileContent(element.get("file", ""), element.get("type", ""))
        return self._content(element)

    def _content(self, element: etree._Element) -> Value:
        """Return the value that is written between the tags."""
        kind = element.get("type", "")
        if kind in {"xml", "html"}:
            return self._fragment(element, kind)
        if kind in {"list", "tuple"}:
            items = [self.value(child) for child in element]
            return Items(items, tuple if kind == "tuple" else list)
        if kind == "file":
            return FileContent((element.text or "").strip(), "file")
        if len(element):
            return self._fragment(element, "html")
        return Text(element.text or "", kind)

    @staticmethod
    def _fragment(element: etree._Element, kind: str) -> Fragment:
        children = [etree.tostring(child, encoding="unicode", with_tail=kind == "html") for child in element]
        if kind == "html":
            return Fragment("".join([_escape(element.text), *children]).strip(), html=True)
        if not children:
            return Fragment((element.text or "").strip())
        markup = "".join(child.strip() for child in children)
        return Fragment(f"<data>{markup}</data>" if len(children) > 1 else markup, _DECLARATION)


def _escape(text: str | None) -> str:
    return (text or "").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
