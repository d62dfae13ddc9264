"""The websocket as clients of 19.0 use it: subscriptions, notifications, resuming, ends."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import pytest
import requests
from tests.support.instance import wait_until
from tests.support.websocket import client, sign_in

from trivium.http.application import root
from trivium.http.sessions import FilesystemSessionStore
from trivium.http.websocket import VERSION, CloseCode, polling
from trivium.http.websocket.codes import MESSAGE_BYTES
from trivium.modules.lifecycle import environment
from trivium.tools.config import config

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.served import Served


def send(served: Served, *payloads: Any, channel: str = "news", kind: str = "test") -> None:
    with environment(served.db) as env:
        env["bus.bus"]._sendmany((channel, kind, payload) for payload in payloads)


def ready(served: Served, one: Any, *channels: str) -> None:
    """Listen to what comes from now on, and know that the server has taken note of it."""
    mark = uuid.uuid4().hex
    with environment(served.db) as env:
        last = env["bus.bus"]._bus_last_id()
    one.subscribe(*channels, mark, last=last)
    send(served, mark, channel=mark)
    assert one.collect(1) == [mark]


def test_what_is_sent_on_a_channel_comes_to_who_listens(bus: Served) -> None:
    with client(bus.url, sign_in(bus.url, bus.db)) as one, client(bus.url) as other:
        ready(bus, one, "news")
        ready(bus, other, "sports")
        send(bus, {"text": "é", "n": 1})
        assert one.hear() == [{"type": "test", "payload": {"text": "é", "n": 1}}]
        send(bus, "goal", channel="sports")
        assert other.hear() == [{"type": "test", "payload": "goal"}]


def test_users_listen_to_themselves_and_their_groups(bus: Served) -> None:
    with client(bus.url, sign_in(bus.url, bus.db)) as admin, client(bus.url) as visitor:
        ready(bus, admin)
        ready(bus, visitor)
        with environment(bus.db) as env:
            user = env["res.users"].browse(bus.uid)
            user._bus_send("own", {"to": "me"})
            env.ref("base.group_system")._bus_send("group", 1)
            user._bus_send("elsewhere", 2, subchannel="side")
            env["bus.bus"]._sendone("broadcast", "all", 3)
        assert [message["type"] for message in admin.hear()] == ["own", "group", "all"]
        assert visitor.hear() == [{"type": "all", "payload": 3}]


def test_a_client_cannot_name_the_channel_of_a_record(bus: Served) -> None:
    with environment(bus.db) as env:
        partner = env["res.users"].browse(bus.uid).partner_id
    with client(bus.url) as visitor:
        ready(bus, visitor, "open", json.dumps([bus.db, "res.partner", partner.id]), f"res.partner,{partner.id}")
        with environment(bus.db) as env:
            env["res.partner"].browse(partner.id)._bus_send("secret", 1)
        send(bus, "after", channel="open")
        assert visitor.hear() == [{"type": "test", "payload": "after"}]
    with client(bus.url) as visitor:
        visitor.say("subscribe", {"channels": [["res.partner", partner.id]], "last": 0})
        assert visitor.closed()[0] == CloseCode.MESSAGE_VIOLATING_POLICY


def test_what_is_rolled_back_is_not_sent(bus: Served) -> None:
    with client(bus.url) as one:
        ready(bus, one, "news")
        with pytest.raises(ZeroDivisionError), environment(bus.db) as env:
            env["bus.bus"]._sendone("news", "test", "never")
            env.cr.flush()
            _ = 1 / 0
        with environment(bus.db) as env:
            env["bus.bus"]._sendone("news", "test", "first")
            with pytest.raises(ZeroDivisionError), env.cr.savepoint():
                env["bus.bus"]._sendone("news", "test", "undone")
                env.cr.flush()
                _ = 1 / 0
            env["bus.bus"]._sendone("news", "test", "second")
        assert one.collect(2) == ["first", "second"]


def test_a_client_that_comes_again_gets_what_it_missed(bus: Served) -> None:
    with client(bus.url) as one:
        ready(bus, one, "news")
        send(bus, 1)
        assert one.collect(1) == [1]
        last = one.last
    send(bus, 2, 3)
    send(bus, "unheard", channel="other")
    send(bus, 4)
    with client(bus.url) as one:
        one.subscribe("news", last=last)
        assert one.collect(3) == [2, 3, 4]


def test_what_is_committed_later_comes_later(bus: Served) -> None:
    """A transaction that began earlier and ends later must not be missed by who resumes in between."""
    with environment(bus.db) as early:
        early["bus.bus"]._sendone("news", "test", "early bird")
        early.cr.flush()
        with client(bus.url) as one:
            ready(bus, one, "news")
            send(bus, "late bird")
            assert one.collect(1) == ["late bird"]
            last = one.last
    with client(bus.url) as one:
        one.subscribe("news", last=last)
        assert one.collect(1) == ["early bird"]


def test_many_channels_and_large_notifications(bus: Served) -> None:
    with client(bus.url) as one:
        ready(bus, one, "channel 699")
        with environment(bus.db) as env:
            env["bus.bus"]._sendmany((f"channel {n}", "test", "x" * 20_000) for n in range(700))
        assert one.collect(1) == ["x" * 20_000]


def test_what_was_missed_comes_in_parts_when_it_is_much(bus: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(polling, "ROWS", 7)
    with client(bus.url) as one:
        ready(bus, one, "much")
        last = one.last
    send(bus, *(f"{n} {'x' * 30_000}" for n in range(240)), channel="much")
    with client(bus.url) as one, client(bus.url) as other:
        ready(bus, other, "much")
        one.subscribe("much", last=last)
        assert [text.split()[0] for text in one.collect(240)] == [str(n) for n in range(240)]
        send(bus, *range(20), channel="much")
        assert one.collect(20) == list(range(20))
        assert other.collect(20) == list(range(20))


def test_an_older_page_is_told_so(bus: Served) -> None:
    with client(bus.url, query="?version=18.0-1") as one:
        assert one.closed() == (CloseCode.CLEAN, "OUTDATED_VERSION")
    with client(bus.url, query=f"?version={VERSION}") as one:
        ready(bus, one)
        assert one.connection.ping().wait(5)


def test_the_session_ends_with_the_logout(bus: Served) -> None:
    cookie, another = sign_in(bus.url, bus.db), sign_in(bus.url, bus.db)
    with client(bus.url, cookie) as one, client(bus.url, another) as other:
        ready(bus, one)
        ready(bus, other, "open")
        requests.get(f"{bus.url}/web/session/logout", cookies={"session_id": cookie}, timeout=10, allow_redirects=False)
        assert one.closed()[0] == CloseCode.SESSION_EXPIRED
        send(bus, "still there", channel="open")
        assert other.collect(1) == ["still there"]


def test_the_session_ends_with_the_password(bus: Served) -> None:
    with environment(bus.db) as env:
        user = env["res.users"].create({"name": "Ann", "login": "ann", "password": "ann"})
    with client(bus.url, sign_in(bus.url, bus.db, "ann", "ann")) as one:
        ready(bus, one)
        with environment(bus.db) as env:
            env["res.users"].browse(user.id).password = "another one"
        assert one.closed()[0] == CloseCode.SESSION_EXPIRED


def test_a_page_of_another_site_is_a_visitor(bus: Served) -> None:
    cookie = sign_in(bus.url, bus.db)
    with (
        client(bus.url, cookie, Origin="https://elsewhere.example") as stranger,
        client(bus.url, cookie, Origin=bus.url) as own,
    ):
        ready(bus, stranger)
        ready(bus, own)
        with environment(bus.db) as env:
            env["res.users"].browse(bus.uid)._bus_send("own", 1)
            env["bus.bus"]._sendone("broadcast", "all", 2)
        assert [message["type"] for message in own.hear()] == ["own", "all"]
        assert [message["type"] for message in stranger.hear()] == ["all"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("not json", CloseCode.INCONSISTENT_DATA),
        ("[]", CloseCode.MESSAGE_VIOLATING_POLICY),
        ('{"event_name": 1}', CloseCode.MESSAGE_VIOLATING_POLICY),
        ('{"event_name": "subscribe", "data": {"channels": ["a"], "last": "x"}}', CloseCode.MESSAGE_VIOLATING_POLICY),
        ('{"event_name": "subscribe", "data": {}}', CloseCode.MESSAGE_VIOLATING_POLICY),
        ('{"event_name": "subscribe"}', CloseCode.MESSAGE_VIOLATING_POLICY),
        (
            '{"event_name": "subscribe", "data": {"last": 0, "channels": [' + '"a",' * 1000 + '"b"]}}',
            CloseCode.MESSAGE_VIOLATING_POLICY,
        ),
        ('{"event_name": "x", "data": "' + "a" * MESSAGE_BYTES + '"}', CloseCode.MESSAGE_TOO_BIG),
    ],
)
def test_what_no_client_may_send(bus: Served, content: str, code: CloseCode) -> None:
    with client(bus.url) as one:
        one.connection.send(content)
        assert one.closed()[0] == code


def test_a_client_that_sends_too_often_is_let_go(bus: Served) -> None:
    with client(bus.url) as one:
        for _ in range(int(config["websocket_rate_limit_burst"]) + 1):
            one.connection.send(b"\x00")
        assert one.closed() == (CloseCode.TRY_LATER, "too many messages")


def test_notifications_come_without_a_websocket(bus: Served) -> None:
    session = requests.Session()

    def call(path: str, **params: Any) -> Any:
        return session.post(f"{bus.url}{path}", json={"jsonrpc": "2.0", "params": params}, timeout=10).json()

    session.cookies.set("session_id", sign_in(bus.url, bus.db))
    refused = call("/websocket/peek_notifications", channels=["news"], last=0)
    assert refused["error"]["code"] == 100
    first = call("/websocket/peek_notifications", channels=["news"], last=0, is_first_poll=True)["result"]
    assert [bus.db, "news"] in first["channels"]
    last = max((one["id"] for one in first["notifications"]), default=0)
    send(bus, "polled")
    second = call("/websocket/peek_notifications", channels=["news"], last=last)["result"]
    assert [one["message"]["payload"] for one in second["notifications"]][-1] == "polled"
    newest = second["notifications"][-1]["id"]
    assert call("/bus/has_missed_notifications", last_notification_id=newest)["result"] is False
    with environment(bus.db) as env:
        env["bus.bus"].browse(newest).unlink()
    assert call("/bus/has_missed_notifications", last_notification_id=newest)["result"] is True
    assert "error" not in call("/websocket/on_closed")


def test_plain_http_is_told_what_to_do(bus: Served) -> None:
    answer = requests.get(f"{bus.url}/websocket", timeout=10)
    assert (answer.status_code, answer.headers["Upgrade"]) == (426, "websocket")
    health = requests.get(f"{bus.url}/websocket/health", timeout=10)
    assert (health.json(), health.headers["Cache-Control"]) == ({"status": "pass"}, "no-store")


def test_old_notifications_are_removed(bus: Served) -> None:
    send(bus, "old")
    with environment(bus.db) as env:
        env["ir.config_parameter"].set_param("bus.gc_retention_seconds", "60")
        env.cr.execute("UPDATE bus_bus SET create_date = create_date - interval '2 minutes'")
        env["bus.bus"]._sendone("news", "test", "new")
        env.cr.flush()
        env["bus.bus"]._gc_messages()
        assert [json.loads(row.message)["payload"] for row in env["bus.bus"].search([])] == ["new"]
    with client(bus.url) as one:
        ready(bus, one, "news")
        send(bus, "after")
        assert one.collect(1) == ["after"]


def test_connections_are_counted_and_forgotten(bus: Served) -> None:
    endpoint = bus.server.asgi.websockets
    wait_until(lambda: len(endpoint) == 0)
    with client(bus.url) as one:
        ready(bus, one)
        assert len(endpoint) == 1
    wait_until(lambda: len(endpoint) == 0)


def test_sessions_may_be_kept_elsewhere(bus: Served, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(root, "session_store", FilesystemSessionStore(str(tmp_path)), raising=False)
    cookie = sign_in(bus.url, bus.db)
    with client(bus.url, cookie) as one:
        ready(bus, one)
        with environment(bus.db) as env:
            env["res.users"].browse(bus.uid)._bus_send("own", 1)
        assert one.hear() == [{"type": "own", "payload": 1}]
        root.session_store.delete(root.session_store.get(cookie))
        with environment(bus.db) as env:
            env["res.users"].browse(bus.uid)._bus_send("own", 2)
        assert one.closed()[0] == CloseCode.SESSION_EXPIRED
