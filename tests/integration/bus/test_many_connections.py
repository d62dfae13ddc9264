"""Many connections: what one look into the database costs does not grow with them."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from websockets.asyncio.client import connect

from trivium.addons.bus.models.bus import json_dump
from trivium.http.request import store
from trivium.http.service.security import compute_session_token
from trivium.http.websocket.polling import Order, Poll, Wish
from trivium.modules.lifecycle import environment
from trivium.orm.registry import Registry

if TYPE_CHECKING:
    import pytest
    from tests.support.served import Served

COUNT = 150


@dataclass(eq=False)
class Ear:
    """What a look needs of a connection."""

    sid: str
    uid: int
    channels: frozenset[str]
    last: int = 0
    heard: list[str] = field(default_factory=list)


def make_ears(served: Served, count: int, last: int) -> list[Ear]:
    """Make connections of as many sessions, each with a channel of its own beside the common one."""
    ears = []
    with environment(served.db) as env:
        for number in range(count):
            session = store.new(served.db)
            session.uid = served.uid
            session.session_token = str(compute_session_token(session, env))
            store.save(session)
            channels = frozenset(json_dump([served.db, name]) for name in ("common", f"own {number}"))
            ears.append(Ear(session.sid, served.uid, channels, last))
    return ears


def statements_of(poll: Poll, monkeypatch: pytest.MonkeyPatch) -> int:
    cursors: list[Any] = []
    original = Registry.cursor

    def cursor(self: Registry, *args: Any, **kwargs: Any) -> Any:
        cursors.append(original(self, *args, **kwargs))
        return cursors[-1]

    monkeypatch.setattr(Registry, "cursor", cursor)
    poll.run()
    monkeypatch.undo()
    return sum(one.sql_log_count for one in cursors)


def test_the_number_of_statements_does_not_grow(bus: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    with environment(bus.db) as env:
        last = env["bus.bus"]._bus_last_id()
    ears = make_ears(bus, COUNT, last)
    with environment(bus.db) as env:
        env["bus.bus"]._sendone("common", "t", "all")
        env["bus.bus"]._sendmany((f"own {number}", "t", number) for number in range(0, COUNT, 2))
    counts = []
    for some in (ears[:1], ears[:10], ears):
        fresh = [Wish(ear, ear.channels, ear.last) for ear in some[::2]]
        poll = Poll(Order(bus.db, last, fresh, some[1::2], some))
        counts.append(statements_of(poll, monkeypatch))
        texts = {ear: [one["message"]["payload"] for one in json.loads(text)] for ear, text, _last in poll.texts}
        assert poll.expired == set()
        assert texts == {ear: ["all", *([ears.index(ear)] if ears.index(ear) % 2 == 0 else [])] for ear in some}
    assert max(counts) <= 5
    assert counts[1] == counts[2]


def test_nothing_goes_to_a_session_that_has_ended(bus: Served) -> None:
    with environment(bus.db) as env:
        last = env["bus.bus"]._bus_last_id()
    ears = make_ears(bus, 3, last)
    store.delete(store.get(ears[1].sid))
    with environment(bus.db) as env:
        env["bus.bus"]._sendone("common", "t", "all")
    poll = Poll(Order(bus.db, last, [], ears, [])).run()
    assert poll.expired == {ears[1]}
    assert {ear for ear, _text, _last in poll.texts} == {ears[0], ears[2]}


def test_all_connections_are_told(bus: Served) -> None:
    async def run() -> list[int]:
        gate = asyncio.Semaphore(20)

        async def opened() -> Any:
            async with gate:
                one = await connect(f"ws{bus.url.removeprefix('http')}/websocket", open_timeout=30)
                await one.send(json.dumps({"event_name": "subscribe", "data": {"channels": ["many"], "last": last}}))
                return one

        async def heard(one: Any) -> int:
            payloads: list[int] = []
            while len(payloads) < 3:
                messages = (part["message"] for part in json.loads(await one.recv()))
                payloads += [message["payload"] for message in messages if message["type"] == "many"]
            await one.close()
            assert payloads == [1, 2, 3]
            return len(payloads)

        with environment(bus.db) as env:
            last = env["bus.bus"]._bus_last_id()
        sockets = await asyncio.gather(*(opened() for _ in range(COUNT)))
        await asyncio.to_thread(send)
        return await asyncio.wait_for(asyncio.gather(*(heard(one) for one in sockets)), 30)

    def send() -> None:
        for number in (1, 2, 3):
            with environment(bus.db) as env:
                env["bus.bus"]._sendone("many", "many", number)

    assert asyncio.run(run()) == [3] * COUNT
