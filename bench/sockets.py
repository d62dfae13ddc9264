"""Idle websockets: what a thousand of them cost a process, and how long a notification takes to all of them.

python -m bench.sockets URL DATABASE [--count N]    # a server with one worker and the addon bus
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


async def measure(url: str, db: str, count: int) -> None:
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
    print(f"worker: {after.rss / MEGABYTE:.0f} MB RSS, {after.uss / MEGABYTE:.0f} MB of its own;")
    print(f"before: {before.rss / MEGABYTE:.0f} MB RSS, {before.uss / MEGABYTE:.0f} MB of its own;")
    print(f"each connection: {(after.uss - before.uss) / count / 1024:.1f} kB")
    print(f"a notification to all: first {times[0] * 1000:.0f} ms, last {times[-1] * 1000:.0f} ms")
    await asyncio.gather(*(connection.close() for connection in connections))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("url")
    parser.add_argument("db")
    parser.add_argument("--count", type=int, default=1000)
    given = parser.parse_args()
    asyncio.run(measure(given.url, given.db, given.count))
