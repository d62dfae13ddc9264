"""The threads of the handlers."""

import asyncio
import threading
import time

import pytest

from trivium.http import pool as pool_module
from trivium.http.pool import BUSY_THREADS, HandlerPool, Overloaded


@pytest.fixture
def pool():
    made = []

    def make(threads, waiting):
        made.append(HandlerPool(threads, waiting))
        return made[-1]

    yield make
    for each in made:
        each.close()


def test_results_and_errors_come_back(pool):
    handlers = pool(2, 2)

    async def main():
        assert await handlers.run(lambda: 42) == 42
        with pytest.raises(ZeroDivisionError):
            await handlers.run(lambda: 1 / 0)
        assert handlers.active == 0

    asyncio.run(main())


def test_short_work_is_done_by_few_threads(pool):
    handlers = pool(8, 200)
    names = set()

    async def main():
        await asyncio.gather(*[handlers.run(lambda: names.add(threading.current_thread().name)) for _ in range(100)])

    asyncio.run(main())
    assert 1 <= len(names) <= BUSY_THREADS


def test_work_that_waits_is_joined_by_further_threads(pool):
    handlers = pool(6, 20)
    running = threading.Barrier(6, timeout=5)

    async def main():
        await asyncio.gather(*[handlers.run(running.wait) for _ in range(6)])
        assert await handlers.run(lambda: "after") == "after"

    asyncio.run(main())


@pytest.mark.parametrize(("computes", "threads"), [(True, 1), (False, 4)])
def test_a_thread_that_computes_all_the_time_is_helped_only_where_it_does_not_get_on(
    pool, monkeypatch, computes, threads
):
    monkeypatch.setattr(pool_module, "computed", lambda _threads: time.monotonic() if computes else 0.0)
    monkeypatch.setattr(pool_module, "MOMENT", 0.3)  # on a busy machine too, something is done meanwhile
    handlers = pool(4, 40)
    names = set()

    def work():
        names.add(threading.current_thread().name)
        time.sleep(0.015)

    async def main():
        await asyncio.gather(*[handlers.run(work) for _ in range(40)])

    asyncio.run(main())
    assert len(names) <= threads
    assert computes or len(names) > 1


def test_short_work_passes_long_work(pool):
    handlers = pool(4, 20)
    release = threading.Event()

    async def main():
        long = [asyncio.ensure_future(handlers.run(lambda: release.wait(5))) for _ in range(3)]
        assert await asyncio.wait_for(handlers.run(lambda: "short"), 2) == "short"
        release.set()
        assert all(await asyncio.gather(*long))

    asyncio.run(main())


def test_what_finds_no_room_is_refused(pool):
    handlers = pool(1, 1)
    release = threading.Event()

    async def main():
        tasks = [asyncio.ensure_future(handlers.run(lambda: release.wait(5))) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Overloaded):
            await handlers.run(lambda: None)
        release.set()
        await asyncio.gather(*tasks)

    asyncio.run(main())


def test_closing_waits_for_what_runs(pool):
    handlers = pool(2, 2)
    done = []

    async def main():
        task = asyncio.ensure_future(handlers.run(lambda: (time.sleep(0.1), done.append(True))))
        await asyncio.sleep(0.02)
        await asyncio.get_running_loop().run_in_executor(None, handlers.close)
        assert done == [True]
        await task
        with pytest.raises(Overloaded):
            await handlers.run(lambda: None)

    asyncio.run(main())


def test_what_can_wait_is_collected_by_the_next_function(pool, monkeypatch):
    monkeypatch.setattr(pool_module, "LINGER", 60)
    handlers = pool(1, 4)

    async def main():
        done = threading.Event()
        first = asyncio.ensure_future(handlers.run(lambda: "first", lambda _result: done.set() or True))
        await asyncio.sleep(0)
        assert done.wait(30)
        await asyncio.sleep(0)
        assert not first.done()
        assert await handlers.run(lambda: "second") == "second"
        assert await first == "first"
        assert handlers.active == 0

    asyncio.run(main())


def test_what_can_wait_is_collected_after_a_moment_and_nobody_looks_any_more(pool):
    handlers = pool(1, 4)

    async def main():
        loop = asyncio.get_running_loop()
        assert await asyncio.wait_for(handlers.run(lambda: 1, lambda _result: True), 30) == 1
        assert handlers.active == 0
        await asyncio.sleep(3 * pool_module.LINGER)
        assert not loop._scheduled

    asyncio.run(main())


def test_errors_are_told_at_once_also_of_what_can_wait(pool, monkeypatch):
    monkeypatch.setattr(pool_module, "LINGER", 60)
    handlers = pool(1, 4)

    async def main():
        with pytest.raises(ZeroDivisionError):
            await asyncio.wait_for(handlers.run(lambda: 1 / 0, lambda _result: True), 30)
        with pytest.raises(KeyError):
            await asyncio.wait_for(handlers.run(lambda: 1, lambda _result: {}["missing"]), 30)
        assert await asyncio.wait_for(handlers.run(lambda: 2, lambda _result: False), 30) == 2

    asyncio.run(main())


def test_who_was_cancelled_waits_for_nothing(pool):
    handlers = pool(1, 1)
    release = threading.Event()

    async def main():
        task = asyncio.ensure_future(handlers.run(lambda: release.wait(30)))
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert handlers.active == 1  # the function runs on
        release.set()
        assert await handlers.run(lambda: "next") == "next"
        assert handlers.active == 0

    asyncio.run(main())
