"""Idle websockets: what a thousand of them cost a process, and how long notifications of another process take.

python -m bench.sockets URL DATABASE [--count N] [--sends N]    # a server with one worker and the addon bus

RSS counts pages that are shared with other processes in full, PSS by their share, USS not at all. Notifications are
sent by this process, so that each goes from one process to another: by PostgreSQL, or by Redis with
`TRIVIUM_REDIS_URL` set for both.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import time

import psutil
from websockets.asyncio.client import connect

from trivium.modules.lifecycle import environment

MEGABYTE = 1024 * 1024
OPENING = 50  # connections that are being opened at a time


def worker_of(port: int) -> psutil.Process:
    """Return the process that serves a port: the youngest that listens there."""
    listening = []
    for process in psutil.process_iter():
        try:
            connections = process.net_connections("tcp")
        except psutil.AccessDenied:
            continue  # somebody else's
        if any(item.status == psutil.CONN_LISTEN and item.laddr.port == port for item in connections):
            listening.append(process)
    return max(listening, key=lambda process: process.pid)


async def open_all(url: str, count: int) -> list:
    """Open connections that listen to `broadcast`."""
    gate = asyncio.Semaphore(OPENING)

    async def one():
        async with gate:
            connection = await connect(url, ping_interval=None, open_timeout=60, max_queue=4)
            await connection.send(json.dumps({"event_name": "subscribe", "data": {"channels": [], "last": 0}}))
            return connection

    return await asyncio.gather(*(one() for _ in range(count)))


async def latencies(url: str, db: str, sends: int) -> list[float]:
    """Return how long notifications take from before their transaction to a socket of another process, sorted."""
    times = []
    async with connect(f"ws{url.removeprefix('http')}/websocket", ping_interval=None) as connection:
        await connection.send(json.dumps({"event_name": "subscribe", "data": {"channels": ["latency"], "last": 0}}))
        await asyncio.sleep(0.5)
        for number in range(sends):
            began = time.perf_counter()
            await asyncio.to_thread(send_one, db, number)
            while not any(one["message"]["payload"] == number for one in json.loads(await connection.recv())):
                pass
            times.append(time.perf_counter() - began)
    return sorted(times)


def send_one(db: str, number: int) -> None:
    """Send a notification, in a transaction."""
    with environment(db) as env:
        env["bus.bus"]._sendone("latency", "bench", number)


async def measure(url: str, db: str, count: int, sends: int) -> None:
    times = await latencies(url, db, sends)
    p50, p95 = times[sends // 2] * 1000, times[sends * 95 // 100] * 1000
    print(f"a notification of another process: p50 {p50:.1f} ms, p95 {p95:.1f} ms, its transaction included")
    port = int(url.rpartition(":")[2])
    process = worker_of(port)
    before = process.memory_full_info()
    began = time.perf_counter()
    connections = await open_all(f"ws{url.removeprefix('http')}/websocket", count)
    opened = time.perf_counter() - began
    await asyncio.sleep(2)
    after = process.memory_full_info()
    with environment(db) as env:
        sent = time.perf_counter()
        env["bus.bus"]._sendone("broadcast", "bench", sent)

    async def hear(connection) -> float:
        while not any(one["message"]["type"] == "bench" for one in json.loads(await connection.recv())):
            pass
        return time.perf_counter() - sent

    times = sorted(await asyncio.gather(*(hear(connection) for connection in connections)))
    print(f"{count} connections opened in {opened:.1f} s ({count / opened:.0f}/s)")
    for when, memory in (("worker", after), ("before", before)):
        rss, pss, uss = (size / MEGABYTE for size in (memory.rss, memory.pss, memory.uss))
        print(f"{when}: {rss:.0f} MB RSS, {pss:.0f} MB PSS, {uss:.0f} MB USS")
    print(f"each connection: {(after.uss - before.uss) / count / 1024:.1f} kB")
    print(f"a notification to all: first {times[0] * 1000:.0f} ms, last {times[-1] * 1000:.0f} ms")
    await asyncio.gather(*(connection.close() for connection in connections))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("db")
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--sends", type=int, default=200)
    given = parser.parse_args()
    asyncio.run(measure(given.url, given.db, given.count, given.sends))
