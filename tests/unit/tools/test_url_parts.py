"""Functions on URLs that addons import from werkzeug."""

import importlib

from trivium.modules.importer import package_path
from trivium.tools.url_parts import (
    url_decode,
    url_encode,
    url_join,
    url_parse,
    url_quote,
    url_quote_plus,
    url_unparse,
    url_unquote,
    url_unquote_plus,
)


def test_addons_find_them_in_werkzeug():
    package_path()
    assert importlib.import_module("werkzeug.urls").url_parse("http://a/b").path == "/b"


def test_parts_of_a_url():
    url = url_parse("HTTPS://user:p%40ss@example.com:8443/a/b?x=1&y=#part")
    assert url == ("https", "user:p%40ss@example.com:8443", "/a/b", "x=1&y=", "part")
    assert (url.host, url.port, url.username, url.password, url.auth) == (
        "example.com",
        8443,
        "user",
        "p@ss",
        "user:p%40ss",
    )
    assert url.replace(query="z=2", fragment="").to_url() == "https://user:p%40ss@example.com:8443/a/b?z=2"
    assert str(url.join("../c")) == "https://user:p%40ss@example.com:8443/c"
    assert url_unparse(url_parse("/a?b#c")) == "/a?b#c"
    assert url_join("http://a/b/c", "d") == "http://a/b/d"


def test_queries():
    assert url_decode("a=1&a=2&b=%C3%A9+x&c=").to_dict(flat=False) == {"a": ["1", "2"], "b": ["é x"], "c": [""]}
    assert url_parse("/report?ids=1&name=x").decode_query(cls=dict) == {"ids": "1", "name": "x"}
    assert url_decode(b"a=1;b=", separator=";", include_empty=False, cls=dict) == {"a": "1"}
    assert url_encode({"b": [1, 2], "a": "é &", "c": None}) == "b=1&b=2&a=%C3%A9+%26"
    assert url_encode({"b": 1, "a": 2}, sort=True, separator=";") == "a=2;b=1"


def test_quoting():
    assert url_quote("/a b/é:?") == "/a%20b/%C3%A9:%3F"
    assert url_quote_plus("a b/c") == "a+b%2Fc"
    assert url_unquote("/a%20b%2Fc%C3%A9", unsafe="/") == "/a b%2Fcé"
    assert url_unquote_plus("a+b%2Fc") == "a b/c"
