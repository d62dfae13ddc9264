"""Every answer gets the headers that protect it, whatever the handler said of its kind, and keeps those it has."""

import pytest

from trivium.http.response import Response
from trivium.http.security.headers import complete, put_id


@pytest.mark.parametrize("kind", ["text/html", "text/html; charset=utf-8", "TEXT/HTML ;charset=UTF-8", "Text/Html"])
def test_a_page_has_a_policy_however_its_kind_is_written(kind):
    response = Response("<p>", headers=[("content-TYPE", kind)])
    complete(response, "n0nce")
    assert "'nonce-n0nce'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_what_is_there_stays():
    response = Response(
        "<p>", headers=[("Content-Type", "text/html"), ("content-security-policy", "default-src 'none'")]
    )
    complete(response, None)
    assert response.headers.getlist("Content-Security-Policy") == ["default-src 'none'"]


def test_the_id_of_a_request_is_told_once():
    response = Response("", headers=[("x-request-id", "of the handler")])
    put_id(response, "abc")
    put_id(response, "abd")
    assert response.headers.getlist("X-Request-Id") == ["abd"]
