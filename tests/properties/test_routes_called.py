"""Every route, called with nothing, with too much and with nonsense, by a visitor and by the administrator."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING, Any

import pytest
import requests
from tests.support.served import served_database

from trivium.http.routing import generate_rules
from trivium.orm.registry import Registry
from trivium.tools.config import config

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAKS = ("Traceback (most recent call last)", 'File "/')
ENDS = frozenset(("/web/session/logout", "/web/session/destroy", "/websocket", "/web/database/drop"))
"""Routes that end the session of who calls, or wait for what comes."""
WORDS = (
    "", "0", "1", "-1", "99999999999999999999", "x", "None", "[]", "{}", "[[", '{"a": 1}', "\0", "é" * 40, "../../etc",
    "res.partner", "res.partner,1", "base.user_admin", "web.assets_web", "fr_FR", "1,2,x", "%s", "<b>", "http://x/",
    "1e400", "nan", "true",
)  # fmt: skip
VALUES: tuple[Any, ...] = (*WORDS, None, True, 0, -1, 2**70, 1.5, [], {}, [[]], [1, "a"], {"id": 1}, [["id", "=", 1]])


@pytest.fixture(scope="module")
def served(server) -> Iterator[Any]:  # noqa: ARG001 - it must run
    with served_database("web", "bus", "base_import", "contacts") as started:
        started.select()
        yield started


def routes(db: str) -> list[tuple[str, dict[str, Any], frozenset[str]]]:
    """Return each path with the parameters of its route and the names that its method knows."""
    modules = sorted(Registry(db)._init_modules)
    found = []
    for path, endpoint in generate_rules(modules):
        names = endpoint.original_endpoint.__code__
        found.append((path, endpoint.routing, frozenset(names.co_varnames[1 : names.co_argcount])))
    return sorted(found, key=lambda route: route[0])


def filled(path: str, chance: random.Random) -> str:
    """Return a path with something in place of each of its converters."""
    return re.sub(r"<[^>]+>", lambda _match: requests.utils.quote(chance.choice(WORDS[1:]), safe=""), path)


@pytest.mark.parametrize("login", [None, "low", "admin"])
def test_no_route_fails(served, monkeypatch, login):
    monkeypatch.setitem(config._runtime, "admin_passwd", "a password of its own")
    chance = random.Random(7)
    failed = []
    known = routes(served.db)
    assert len(known) > 100
    with requests.Session() as session:
        if login:
            params = {"db": served.db, "login": login, "password": login}
            session.post(f"{served.url}/web/session/authenticate", json={"params": params}, timeout=30)
        for path, routing, names in known:
            if path in ENDS:
                continue
            for given in range(3):
                chosen = {name: chance.choice(VALUES if given > 1 else WORDS) for name in sorted(names) if given}
                url = served.url + filled(path, chance)
                answer = send(session, url, routing, chosen)
                error = answer.text
                wrong = answer.status_code >= 500 or any(leak in error for leak in LEAKS)
                if wrong:
                    failed.append((path, chosen, url, answer.status_code, error[:200]))
    assert not failed, "\n".join(map(repr, failed))


def send(session: requests.Session, url: str, routing: dict[str, Any], chosen: dict[str, Any]) -> requests.Response:
    """Call a route in the form that its type has."""
    options: dict[str, Any] = {"timeout": 30, "allow_redirects": False}
    if routing["type"] == "jsonrpc":
        return session.post(url, json={"id": 1, "params": chosen}, **options)
    if routing["type"] == "json2":
        return session.post(url, json=chosen, **options)
    if routing["methods"] == ["POST"] or (routing["methods"] and "GET" not in routing["methods"]):
        return session.post(url, data=chosen, **options)
    return session.get(url, params={key: str(value) for key, value in chosen.items()}, **options)
