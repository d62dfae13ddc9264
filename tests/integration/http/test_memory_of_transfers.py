"""Large files come and go in parts: what a server needs in memory does not grow with them."""

import csv
import hashlib
import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from tests.support.instance import instance_with

ALLOWED = 64  # MB beyond what the process holds already
MB = 1024 * 1024
SIZE = 160 * MB
ROWS = 50_000


@pytest.fixture(scope="module")
def running():
    with instance_with("web") as instance:
        instance.start(workers=1)
        instance.call("ir.config_parameter", "set_param", "web.max_file_upload_size", str(2 * SIZE))
        yield instance


@pytest.fixture
def browser(running):
    """The administrator, signed in."""
    with running.browser() as session:
        login = {"db": running.db, "login": "admin", "password": "admin"}
        assert session.rpc("/web/session/authenticate", **login)["uid"] == 2
        page = session.get(f"{running.url}/odoo").text
        session.token = re.search(r'csrf_token: "(\w+)"', page)[1]
        yield session


class Peak:
    """How much more memory the one worker of an instance held than before, at most; in MB."""

    def __init__(self, instance):
        (worker,) = instance.workers()
        self._process = Path(f"/proc/{worker.pid}")
        self.growth = 0

    def _now(self):
        status = dict(line.split(":", 1) for line in (self._process / "status").read_text().splitlines())
        return {name: int(status[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM")}

    def __enter__(self):
        (self._process / "clear_refs").write_text("5")  # the peak begins anew: proc(5)
        self._before = self._now()["VmRSS"]
        return self

    def __exit__(self, *_error):
        self.growth = self._now()["VmHWM"] - self._before


class Body:
    """A form with one large file, made while it is sent."""

    def __init__(self, size, **fields):
        self.boundary = "b" * 20
        head = f"--{self.boundary}\r\nContent-Disposition: form-data; name="
        parts = [f'{head}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
        parts.append(f'{head}"ufile"; filename="large.bin"\r\nContent-Type: application/octet-stream\r\n\r\n')
        self.head, self.tail = "".join(parts).encode(), f"\r\n--{self.boundary}--\r\n".encode()
        self.size = size
        self.digest = hashlib.sha1(usedforsecurity=False)

    def __len__(self):
        return len(self.head) + self.size + len(self.tail)

    def __iter__(self):
        yield self.head
        for number in range(self.size // MB):
            part = number.to_bytes(8, "big") * (MB // 8)
            self.digest.update(part)
            yield part
        yield self.tail


def upload(running, browser, size):
    body = Body(size, csrf_token=browser.token, model="res.partner", id="1")
    answer = browser.post(
        f"{running.url}/web/binary/upload_attachment",
        data=body,
        headers={"Content-Type": f"multipart/form-data; boundary={body.boundary}"},
        timeout=300,
    )
    assert answer.status_code == 200, answer.text
    (attachment,) = running.call(
        "ir.attachment", "search_read", [["name", "=", "large.bin"]], ["checksum", "file_size"]
    )
    assert attachment["file_size"] == size
    assert attachment["checksum"] == body.digest.hexdigest()
    return attachment


def download(running, browser, attachment):
    digest = hashlib.sha1(usedforsecurity=False)
    with browser.get(f"{running.url}/web/content/{attachment['id']}", stream=True, timeout=300) as answer:
        assert answer.headers["Content-Length"] == str(attachment["file_size"])
        for part in answer.iter_content(MB):
            digest.update(part)
    assert digest.hexdigest() == attachment["checksum"]


def test_a_large_file_is_stored_and_sent_in_parts(running, browser):
    upload(running, browser, MB)
    running.call("ir.attachment", "unlink", running.call("ir.attachment", "search", [["name", "=", "large.bin"]]))
    with Peak(running) as coming:
        attachment = upload(running, browser, SIZE)
    with Peak(running) as going:
        download(running, browser, attachment)
    assert coming.growth < ALLOWED
    assert going.growth < ALLOWED


@pytest.fixture(scope="module")
def many(running):
    """Records enough for a large export."""
    for start in range(0, ROWS, 10_000):
        names = [{"name": f"Tag {number}", "color": number % 11} for number in range(start, start + 10_000)]
        running.call("res.partner.category", "create", names)
    return "res.partner.category"


def export(running, browser, kind, model, compat):
    fields = [{"name": name, "label": name.title(), "type": "char"} for name in ("name", "color", "display_name")]
    data = {"model": model, "fields": fields, "ids": False, "domain": [], "import_compat": compat, "context": {}}
    return browser.post(
        f"{running.url}/web/export/{kind}",
        data={"data": json.dumps(data), "csrf_token": browser.token},
        timeout=120,
    )


def test_an_export_to_csv_is_written_in_parts(running, browser, many):
    with Peak(running) as peak:
        answer = export(running, browser, "csv", many, True)
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert len(rows) == ROWS
    assert {row["name"] for row in rows} == {f"Tag {number}" for number in range(ROWS)}
    assert answer.headers["Content-Length"] == str(len(answer.content))
    assert peak.growth < ALLOWED


def test_an_export_to_a_spreadsheet_is_written_in_parts(running, browser, many):
    with Peak(running) as peak:
        answer = export(running, browser, "xlsx", many, False)
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content), read_only=True).active
    assert sum(1 for _row in sheet.iter_rows()) == ROWS + 1
    assert zipfile.ZipFile(io.BytesIO(answer.content)).testzip() is None
    assert peak.growth < ALLOWED
