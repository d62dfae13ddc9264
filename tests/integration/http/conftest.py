"""One served database for the tests of this folder."""

import pytest
import requests
from tests.support.served import served_database

from trivium.http.service import db as db_service
from trivium.http.service.master import MasterPassword


@pytest.fixture(autouse=True)
def nobody_has_guessed(monkeypatch, tmp_path):
    """Count wrong master passwords of each test by itself."""
    monkeypatch.setattr(db_service, "master_password", MasterPassword(path=tmp_path / "guesses.json"))


@pytest.fixture(scope="session")
def running(server):  # noqa: ARG001 - it must run
    """A server with base and web."""
    with served_database("web") as started:
        yield started


@pytest.fixture(scope="module")
def served(running):
    """The server with base and web, as the only one of this process that is spoken to."""
    running.select()
    return running


class Browser(requests.Session):
    """A visitor with cookies."""

    def __init__(self, served):
        super().__init__()
        self.served = served

    def request(self, method, url, **kwargs):
        """Ask for a path of the server."""
        kwargs.setdefault("timeout", 20)
        return super().request(method, self.served.url + url, **kwargs)

    def call(self, path, **params):
        """Send a JSON-RPC call; return the whole answer."""
        return self.post(path, json={"jsonrpc": "2.0", "id": 7, "method": "call", "params": params}).json()

    def kw(self, model, method, *args, **kwargs):
        """Call a method as the web client does; return the whole answer."""
        return self.call(f"/web/dataset/call_kw/{model}/{method}", model=model, method=method, args=args, kwargs=kwargs)

    def login(self, login="admin", password="admin"):
        """Sign in; return the answer."""
        return self.call("/web/session/authenticate", db=self.served.db, login=login, password=password)


@pytest.fixture
def visitor(served):
    """Somebody who has not signed in."""
    with Browser(served) as browser:
        yield browser


@pytest.fixture
def admin(visitor):
    """The administrator, signed in."""
    assert visitor.login()["result"]["uid"] == visitor.served.uid
    return visitor
