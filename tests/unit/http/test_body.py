"""Reading the body of a request."""

import asyncio

import pytest

from trivium.http.body import BodyTooLarge, BodyTooSlow, ClientGone, Patience, read_body


def message(body=b"", more=False):
    return {"type": "http.request", "body": body, "more_body": more}


def source(*messages, then=None):
    """Return a `receive` that gives messages, and waits for `then` when there are no more."""
    left = list(messages)

    async def receive():
        if left:
            return left.pop(0)
        await (then or asyncio.Event()).wait()
        return message(b"late")

    return receive


def test_a_body_is_read_whole():
    async def main():
        file, size = await read_body(source(message(b"ab", more=True), message(b"cd")), 100, Patience(30))
        with file:
            assert (file.read(), size) == (b"abcd", 4)

    asyncio.run(main())


def test_nobody_waits_to_be_told_that_an_announced_body_has_no_more():
    async def main():
        file, size = await read_body(source(message(b"abc", more=True)), 100, Patience(30), 3)
        assert (file.read(), size) == (b"abc", 3)
        parts = source(message(b"ab", more=True), message(b"c", more=True))
        file, size = await read_body(parts, 100, Patience(30), 3)
        with file:
            assert (file.read(), size) == (b"abc", 3)
        with pytest.raises(BodyTooSlow):
            await read_body(source(message(b"ab", more=True)), 100, Patience(0.01), 3)
        with pytest.raises(BodyTooLarge):
            await read_body(source(message(b"abc", more=True)), 2, Patience(30), 3)

    asyncio.run(main())


def test_each_that_waits_too_long_is_given_up_and_the_others_are_not():
    async def main():
        patience = Patience(1)
        come = asyncio.Event()
        slow = [asyncio.ensure_future(patience.receive(source())) for _ in range(2)]
        await asyncio.sleep(0.7)
        late = asyncio.ensure_future(patience.receive(source(then=come)))
        for result in await asyncio.gather(*slow, return_exceptions=True):
            assert isinstance(result, BodyTooSlow)
        assert not late.done()
        come.set()
        assert (await late)["body"] == b"late"
        with pytest.raises(BodyTooSlow):  # and again, when nobody had waited
            await patience.receive(source())

    asyncio.run(main())


def test_who_is_cancelled_from_outside_was_not_too_slow():
    async def main():
        task = asyncio.ensure_future(Patience(30).receive(source()))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(main())


def test_a_task_goes_on_after_it_was_given_up():
    async def main():
        with pytest.raises(BodyTooSlow):
            await Patience(0.01).receive(source())
        assert asyncio.current_task().cancelling() == 0
        await asyncio.sleep(0)

    asyncio.run(main())


def test_no_timer_is_left_when_nobody_waits():
    async def main():
        patience = Patience(0.05)
        await patience.receive(source(message()))
        await asyncio.sleep(0.2)
        assert not asyncio.get_running_loop()._scheduled

    asyncio.run(main())


def test_who_has_left_is_told_apart():
    async def main():
        with pytest.raises(ClientGone):
            await read_body(source({"type": "http.disconnect"}), 100, Patience(30))

    asyncio.run(main())
