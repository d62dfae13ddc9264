"""Tokens against forged forms, and redirects that stay on the site."""

import time

import pytest

from trivium.http.databases import decode_hint, encode_hint
from trivium.http.security.csrf import check_token, make_token
from trivium.http.security.redirects import local_path, strip_host


def test_a_token_is_good_for_its_session_alone():
    token = make_token("secret", "sid", 60)
    assert check_token("secret", "sid", token)
    assert not check_token("secret", "other", token)
    assert not check_token("another secret", "sid", token)


def test_a_token_ends(monkeypatch):
    token = make_token("secret", "sid", 60)
    now = time.time()
    monkeypatch.setattr(time, "time", lambda: now + 61)
    assert not check_token("secret", "sid", token)


def test_the_end_of_a_token_cannot_be_moved():
    digest, _, ends = make_token("secret", "sid", 60).rpartition("o")
    assert not check_token("secret", "sid", f"{digest}o{int(ends) + 1000}")


@pytest.mark.parametrize("token", ["", "o", "xo1", "abc", "o99999999999", "ä", "xo²", "1o" + "9" * 5000])
def test_nonsense_is_no_token(token):
    assert not check_token("secret", "sid", token)


@pytest.mark.parametrize("path", ["/odoo", "/web/login?redirect=/x", "?a=1", "#b", "/a//b"])
def test_places_on_this_site(path):
    assert local_path(path) == path


@pytest.mark.parametrize(
    "path",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "/a\nb",
        "",
        "x",
        "http://[::1]@evil.example",
    ],
)
def test_places_elsewhere(path):
    assert local_path(path) == "/odoo"


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("https://evil.example/a?b=1#c", "/a?b=1#c"),
        ("//evil.example/a", "/a"),
        ("\\\\evil.example\\a", "/a"),
        ("/a/b?c", "/a/b?c"),
        ("///a", "/a"),
        ("http://[::1]@evil.example/a", "/"),
    ],
)
def test_a_host_is_stripped(location, path):
    assert strip_host(location) == path


@pytest.mark.parametrize("name", ["demo", "Société-2", "a.b_c"])
def test_the_database_in_a_cookie(name):
    assert decode_hint(encode_hint(name)) == name


@pytest.mark.parametrize("hint", ["", "a", "/w==", "!!!"])
def test_a_damaged_database_in_a_cookie(hint):
    assert decode_hint(hint) is None
