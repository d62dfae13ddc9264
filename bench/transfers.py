"""What a large file, coming and going, takes of a worker's memory."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    import psutil

GIGABYTE = 2**30
PART = 2**20
BOUNDARY = "b" * 20


class Peak:
    """How much more memory one of some processes held than before, at most; in MB.

    Args:
        processes: the processes.
    """

    def __init__(self, processes: list[psutil.Process]) -> None:
        self._folders = [Path(f"/proc/{process.pid}") for process in processes]
        self._before: dict[Path, float] = {}
        self.growth = 0.0

    def __enter__(self) -> Self:
        for folder in self._folders:
            (folder / "clear_refs").write_text("5")  # the peak begins anew: proc(5)
            self._before[folder] = self._read(folder, "VmRSS")
        return self

    def __exit__(self, *_error: object) -> None:
        self.growth = max(self._read(folder, "VmHWM") - before for folder, before in self._before.items())

    @staticmethod
    def _read(folder: Path, name: str) -> float:
        return int(re.search(rf"{name}:\s+(\d+)", (folder / "status").read_text())[1]) / 1024


def transfer(port: int, cookie: Mapping[str, str], workers: Callable[[], list[psutil.Process]]) -> dict[str, float]:
    """Send a file of a gigabyte and get it back; return what each took of memory, in MB.

    Args:
        port: where the server is.
        cookie: header of an administrator's session.
        workers: returns the processes of the server.
    """
    with contextlib.closing(http.client.HTTPConnection("127.0.0.1", port, timeout=120)) as connection:
        connection.request("GET", "/odoo", headers=dict(cookie))
        token = re.search(r'csrf_token: "(\w+)"', connection.getresponse().read().decode())[1]
        _allow(connection, cookie)
        _upload(connection, cookie, token, PART)
        with Peak(workers()) as coming:
            attachment = _upload(connection, cookie, token, GIGABYTE)
        with Peak(workers()) as going:
            connection.request("GET", f"/web/content/{attachment}", headers=dict(cookie))
            answer = connection.getresponse()
            got = 0
            while part := answer.read(PART):
                got += len(part)
    if got != GIGABYTE:
        raise RuntimeError(f"{got} bytes came back: {answer.status}")
    return {"upload": coming.growth, "download": going.growth}


def _call(connection: http.client.HTTPConnection, cookie: Mapping[str, str], model: str, method: str, *args: object):
    body = json.dumps({"params": {"model": model, "method": method, "args": args, "kwargs": {}}}).encode()
    headers = {"Content-Type": "application/json", **cookie}
    connection.request("POST", f"/web/dataset/call_kw/{model}/{method}", body, headers)
    return json.load(connection.getresponse())["result"]


def _allow(connection: http.client.HTTPConnection, cookie: Mapping[str, str]) -> None:
    _call(connection, cookie, "ir.config_parameter", "set_param", "web.max_file_upload_size", str(2 * GIGABYTE))


def _upload(connection: http.client.HTTPConnection, cookie: Mapping[str, str], token: str, size: int) -> int:
    fields = {"csrf_token": token, "model": "res.partner", "id": "1"}
    head = f"--{BOUNDARY}\r\nContent-Disposition: form-data; name="
    parts = [f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    parts.append(f'{head}"ufile"; filename="large{size}.bin"\r\nContent-Type: application/octet-stream\r\n\r\n')
    first, last = "".join(parts).encode(), f"\r\n--{BOUNDARY}--\r\n".encode()

    def body() -> Iterator[bytes]:
        yield first
        for number in range(size // PART):
            yield number.to_bytes(8, "big") * (PART // 8)
        yield last

    headers = {
        "Content-Type": f"multipart/form-data; boundary={BOUNDARY}",
        "Content-Length": str(len(first) + size + len(last)),
        **cookie,
    }
    connection.request("POST", "/web/binary/upload_attachment", body(), headers)
    answer = connection.getresponse()
    data = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {data[:500]!r}")
    domain = [["name", "=", f"large{size}.bin"]]
    (attachment,) = _call(connection, cookie, "ir.attachment", "search", domain)
    return attachment
