"""Values to XML-RPC and back.

Reading refuses document types (and with them entities), more depth than data has, and what is not XML-RPC. Writing
adds what the interface needs beyond the specification: `None` as `<nil/>`, dates as text in the ORM's formats, whole
numbers of any size.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from lxml import etree
from werkzeug.exceptions import BadRequest

from trivium.http.jsonformat import default_form

if TYPE_CHECKING:
    import xmlrpc.client

MAX_DEPTH: Final = 100
_CONTROL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPECIAL: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_INT32: Final = 2**31


def parse_call(body: bytes) -> tuple[str, list[Any]]:
    """Return method and parameters of a call.

    Raises:
        BadRequest: the body is not an XML-RPC call, has a document type, or is nested too deep.
    """
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise BadRequest(f"Invalid XML-RPC data: {error}") from error
    if root.getroottree().docinfo.doctype:  # type: ignore[union-attr] # the stubs lack it
        raise BadRequest("Invalid XML-RPC data: a document type is not allowed")
    name = root.findtext("methodName")
    if root.tag != "methodCall" or not name:
        raise BadRequest("Invalid XML-RPC data: not a methodCall with a methodName")
    values = root.findall("params/param/value")
    return name.strip(), [_value(value, 0) for value in values]


def _value(element: etree._Element, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise BadRequest(f"Invalid XML-RPC data: nested more than {MAX_DEPTH} deep")
    if not len(element):
        return element.text or ""
    typed = element[0]
    reader = _READERS.get(str(typed.tag))
    if reader is None:
        raise BadRequest(f"Invalid XML-RPC data: unknown type {typed.tag!r}")
    try:
        return reader(typed, depth)
    except (ValueError, binascii.Error) as error:
        raise BadRequest(f"Invalid XML-RPC data: {typed.text!r} is no {typed.tag}") from error


def _boolean(element: etree._Element, _depth: int) -> bool:
    text = (element.text or "").strip()
    if text not in {"0", "1"}:
        raise ValueError(text)
    return text == "1"


def _array(element: etree._Element, depth: int) -> list[Any]:
    data = element.find("data")
    if data is None:
        raise BadRequest("Invalid XML-RPC data: an array without data")
    return [_value(value, depth + 1) for value in data]


def _struct(element: etree._Element, depth: int) -> dict[str, Any]:
    result = {}
    for member in element.iterfind("member"):
        value = member.find("value")
        if value is None:
            raise BadRequest("Invalid XML-RPC data: a member without value")
        result[member.findtext("name") or ""] = _value(value, depth + 1)
    return result


def _datetime(element: etree._Element, _depth: int) -> datetime:
    text = (element.text or "").strip()
    return datetime.strptime(text, "%Y%m%dT%H:%M:%S")  # noqa: DTZ007 - the ORM's times are naive UTC


def _number(convert: Callable[[str], Any]) -> Callable[[etree._Element, int], Any]:
    return lambda element, _depth: convert((element.text or "").strip())


_READERS: Final[dict[str, Callable[[etree._Element, int], Any]]] = {
    "array": _array,
    "base64": lambda element, _depth: base64.b64decode("".join((element.text or "").split()), validate=True),
    "biginteger": _number(int),
    "boolean": _boolean,
    "dateTime.iso8601": _datetime,
    "double": _number(float),
    "i1": _number(int),
    "i2": _number(int),
    "i4": _number(int),
    "i8": _number(int),
    "int": _number(int),
    "nil": lambda _element, _depth: None,
    "string": lambda element, _depth: element.text or "",
    "struct": _struct,
}


def dump_response(value: Any) -> bytes:
    """Return the answer that holds a value."""
    parts = ["<?xml version='1.0'?>\n<methodResponse>\n<params>\n<param>\n"]
    _write(value, parts.append, 0)
    parts.append("</param>\n</params>\n</methodResponse>\n")
    return "".join(parts).encode()


def dump_fault(fault: xmlrpc.client.Fault) -> bytes:
    """Return the answer that holds a fault."""
    parts = ["<?xml version='1.0'?>\n<methodResponse>\n<fault>\n"]
    _write({"faultCode": fault.faultCode, "faultString": fault.faultString}, parts.append, 0)
    parts.append("</fault>\n</methodResponse>\n")
    return "".join(parts).encode()


def _write(value: Any, add: Callable[[str], None], depth: int) -> None:
    if depth > MAX_DEPTH:
        raise ValueError(f"The answer is nested more than {MAX_DEPTH} deep")
    kind = type(value)
    if kind is str or isinstance(value, str):
        add(f"<value><string>{_CONTROL.sub('', value).translate(_SPECIAL)}</string></value>\n")
    elif value is None:
        add("<value><nil/></value>\n")
    elif kind is bool:
        add(f"<value><boolean>{value:d}</boolean></value>\n")
    elif isinstance(value, int):
        tag = "int" if -_INT32 <= value < _INT32 else "i8"
        add(f"<value><{tag}>{value:d}</{tag}></value>\n")
    elif isinstance(value, float):
        add(f"<value><double>{value!r}</double></value>\n")
    elif isinstance(value, Mapping):
        add("<value><struct>\n")
        for name, item in value.items():
            add(f"<member>\n<name>{_CONTROL.sub('', str(name)).translate(_SPECIAL)}</name>\n")
            _write(item, add, depth + 1)
            add("</member>\n")
        add("</struct></value>\n")
    elif isinstance(value, (list, tuple, set, frozenset)):
        add("<value><array><data>\n")
        for item in value:
            _write(item, add, depth + 1)
        add("</data></array></value>\n")
    elif isinstance(value, (bytes, bytearray, memoryview)):
        _write(bytes(value).decode(), add, depth)
    else:
        _write(default_form(value), add, depth + 1)
