"""XML-RPC read and written as the interface does."""

import xmlrpc.client
from datetime import date, datetime

import pytest
from werkzeug.exceptions import BadRequest

from trivium.http.rpc.xmlvalues import MAX_DEPTH, dump_fault, dump_response, parse_call


def call(*args, method="execute_kw"):
    return parse_call(xmlrpc.client.dumps(args, method, allow_none=True).encode())


def answer(value):
    (result,), _method = xmlrpc.client.loads(dump_response(value))
    return result


def test_a_call_of_the_standard_library_is_read():
    values = [1, -2.5, "text & <more>", True, None, [1, [2]], {"a": {"b": "c"}}, ""]
    assert call(*values) == ("execute_kw", values)


def test_dates_and_binary_values_are_read():
    moment = datetime(2026, 11, 21, 21, 15, 39)  # noqa: DTZ001 - as the ORM has it
    assert call(moment, xmlrpc.client.Binary(b"\x00\xff"))[1] == [moment, b"\x00\xff"]


def test_untyped_values_are_texts():
    body = b"<methodCall><methodName>version</methodName><params><param><value>x</value></param></params></methodCall>"
    assert parse_call(body) == ("version", ["x"])


def test_a_call_without_parameters():
    assert parse_call(b"<methodCall><methodName>version</methodName></methodCall>") == ("version", [])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no xml",
        b"<methodCall><methodName>x</methodName>",
        b"<methodResponse/>",
        b"<methodCall><params/></methodCall>",
        b"<methodCall><methodName>x</methodName><params><param><value><int>1.5</int></value></param></params></methodCall>",
        b"<methodCall><methodName>x</methodName><params><param><value><boolean>2</boolean></value></param></params></methodCall>",
        b"<methodCall><methodName>x</methodName><params><param><value><base64>!</base64></value></param></params></methodCall>",
        b"<methodCall><methodName>x</methodName><params><param><value><other>1</other></value></param></params></methodCall>",
        b"<methodCall><methodName>x</methodName><params><param><value><array/></value></param></params></methodCall>",
        b"\xff\xfe<methodCall",
    ],
)
def test_what_is_not_a_call_is_refused(body):
    with pytest.raises(BadRequest):
        parse_call(body)


def test_entities_are_refused():
    bomb = (
        b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
        b"<methodCall><methodName>x</methodName><params><param><value>&b;</value></param></params></methodCall>"
    )
    with pytest.raises(BadRequest):
        parse_call(bomb)


def test_more_depth_than_data_has_is_refused():
    deep = "<value><array><data>" * (MAX_DEPTH + 2) + "</data></array></value>" * (MAX_DEPTH + 2)
    body = f"<methodCall><methodName>x</methodName><params><param>{deep}</param></params></methodCall>"
    with pytest.raises(BadRequest):
        parse_call(body.encode())


def test_long_texts_are_read():
    text = "x" * 11_000_000  # longer than the text nodes that the parser takes by default
    assert call(text)[1] == [text]


def test_values_are_written():
    assert answer({"a": [1, 2.5, "x<&>", True, False, None], "b": (1,)}) == {
        "a": [1, 2.5, "x<&>", True, False, None],
        "b": [1],
    }


def test_dates_are_texts_in_the_formats_of_the_orm():
    moment = datetime(2026, 11, 21, 21, 15, 39, 5)  # noqa: DTZ001 - as the ORM has it
    assert answer(moment) == "2026-11-21 21:15:39"
    assert answer(date(2026, 11, 21)) == "2026-11-21"


def test_large_numbers_and_bytes_are_written():
    assert answer([2**40, -(2**31)]) == [2**40, -(2**31)]
    assert answer(b"QUJD") == "QUJD"


def test_characters_that_xml_does_not_have_are_left_out():
    assert answer("a\x00b\x1fc\nd") == "abc\nd"


def test_a_fault_is_written():
    with pytest.raises(xmlrpc.client.Fault) as caught:
        xmlrpc.client.loads(dump_fault(xmlrpc.client.Fault(3, "Access Denied")))
    assert (caught.value.faultCode, caught.value.faultString) == (3, "Access Denied")
