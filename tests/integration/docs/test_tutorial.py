"""The tutorial, followed word by word."""

import os
import socket

import pytest
import requests
from tests.support.markdown import DOCS, Reader, reader_environment

from trivium.data import databases

DATABASE = "library_demo"
PAGE = DOCS / "tutorial" / "first-addon.md"


def free_port():
    """Return a TCP port that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def followed(server, tmp_path):
    """A reader who has done everything."""
    port = free_port()
    # the same page may be followed by several test runs on one server
    name = f"test_{DATABASE}_{os.getpid()}"
    reader = Reader(tmp_path, reader_environment(server, port), {"localhost:8069": f"localhost:{port}", DATABASE: name})
    try:
        reader.follow(PAGE)
        yield reader, f"http://localhost:{port}", name
    finally:
        reader.close()
        databases.drop(name)


def test_following_the_tutorial_ends_with_an_app_in_the_browser(followed):
    reader, url, database = followed
    assert len(reader.commands) > 8
    with requests.Session() as browser:

        def call(path, **params):
            answer = browser.post(url + path, json={"jsonrpc": "2.0", "params": params}, timeout=30).json()
            assert "error" not in answer, answer
            return answer["result"]

        assert call("/web/session/authenticate", db=database, login="admin", password="admin")["uid"]
        menus = browser.get(f"{url}/web/webclient/load_menus", timeout=30).json()
        assert "Library" in {menu["name"] for menu in menus.values()}
        views = call(
            "/web/dataset/call_kw",
            model="library.book", method="get_views", args=[], kwargs={"views": [[False, "list"], [False, "form"]]},
        )["views"]  # fmt: skip
        assert "author_id" in views["list"]["arch"]
        assert "action_borrow" in views["form"]["arch"]
