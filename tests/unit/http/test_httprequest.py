"""The request as it came over the wire says of itself what werkzeug's says."""

from __future__ import annotations

import io
from typing import Any

import pytest
import werkzeug.wrappers
from werkzeug.test import create_environ

from trivium.http.httprequest import HTTPRequest

ENVIRONS: list[dict[str, Any]] = [
    create_environ("/odoo/contacts?debug=1&name=%C3%A9", "https://example.com:8443/mounted", method="post", data=b"{}"),
    create_environ("//twice/caf\u00e9", headers={"X-Trace": "7", "Content-Type": "application/json"}),
    {**create_environ("/"), "SERVER_NAME": "/run/socket", "SERVER_PORT": "", "PATH_INFO": "no/slash"},
    {"wsgi.input": io.BytesIO()},
]


@pytest.mark.parametrize("environ", ENVIRONS)
def test_every_attribute_of_werkzeugs_request_is_there(environ: dict[str, Any]) -> None:
    """Also those that are worked out when they are first asked for."""
    known = vars(werkzeug.wrappers.Request(environ, populate_request=False))
    ours = HTTPRequest(environ)
    assert {name: getattr(ours, name) for name in known} == known
    assert {"headers", "path", "server"} <= known.keys()


@pytest.mark.parametrize("size", ["0", "12", " 7 ", "-3", "+4", "1_0", "\u0663", "many", None])
@pytest.mark.parametrize("encoding", [None, "chunked", "identity"])
def test_size_of_the_body_is_werkzeugs(size: str | None, encoding: str | None) -> None:
    """What is no number in ASCII digits is none, and of a body in chunks it is not known."""
    environ: dict[str, Any] = {"wsgi.input": io.BytesIO()}
    if size is not None:
        environ["CONTENT_LENGTH"] = size
    if encoding is not None:
        environ["HTTP_TRANSFER_ENCODING"] = encoding
    expected = werkzeug.wrappers.Request(environ, populate_request=False).content_length
    assert HTTPRequest(environ).content_length == expected
