"""Bodies that are damaged, huge, deep or hostile: one clear answer, and no traceback."""

import socket

import pytest
import requests

pytestmark = pytest.mark.fault

JSON = "application/json"
XML = "text/xml"
FORM = "application/x-www-form-urlencoded"
LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY a "'
    + b"ha" * 50
    + b'">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n > 1 else b"&a;" * 10) for n in range(1, 10))
    + b"]><methodCall><methodName>version</methodName><params><param><value><string>&a9;</string></value></param>"
    b"</params></methodCall>"
)
OUTSIDE = (
    b'<?xml version="1.0"?><!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]><methodCall><methodName>login'
    b"</methodName><params><param><value><string>&x;</string></value></param></params></methodCall>"
)


@pytest.fixture(scope="module")
def running(instance):
    instance.start()
    yield instance
    instance.stop()


@pytest.mark.parametrize(
    ("path", "kind", "body", "statuses"),
    [
        ("/jsonrpc", JSON, b'{"jsonrpc": "2.0", "params": {"service": "com', {400}),
        ("/jsonrpc", JSON, b'{"params": {"service": "\xff\xfe"}}', {400}),
        ("/jsonrpc", JSON, "{}".encode("utf-16"), {400}),
        ("/jsonrpc", JSON, b"[" * 200_000, {400}),
        ("/jsonrpc", JSON, b'{"params":' * 50_000 + b"1" + b"}" * 50_000, {400}),
        ("/jsonrpc", JSON, b"", {400}),
        ("/jsonrpc", "application/octet-stream", b"{}", {400, 415}),
        ("/json/2/res.partner/search", JSON, b'{"domain": [', {400, 401}),
        ("/json/2/res.partner/search", JSON, b"[" * 200_000, {400, 401}),
        ("/xmlrpc/2/common", XML, b"<methodCall><methodName>vers", {200, 400}),
        ("/xmlrpc/2/common", XML, b"<methodCall>\xff\xfe</methodCall>", {200, 400}),
        ("/xmlrpc/2/common", XML, LAUGHS, {200, 400}),
        ("/xmlrpc/2/common", XML, OUTSIDE, {200, 400}),
        ("/xmlrpc/2/common", XML, b"<a>" * 100_000, {200, 400}),
        ("/xmlrpc/2/common", XML, b"", {200, 400}),
        ("/web/login", FORM, b"login=" + b"%FF%FE" * 100, {200, 400}),
        ("/web/login", FORM, b"&".join(b"a%d=1" % n for n in range(50_000)), {200, 400, 413}),
        ("/web/login", "multipart/form-data", b"no boundary", {200, 400}),
        ("/web/login", "multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data; name=", {200, 400}),
    ],
)
def test_a_bad_body_gets_one_clear_answer(running, path, kind, body, statuses):
    answer = requests.post(running.url + path, data=body, headers={"Content-Type": kind}, timeout=20)
    assert answer.status_code in statuses
    if kind == XML and answer.status_code == 200:
        assert "<fault>" in answer.text
    assert "Traceback" not in answer.text
    assert "root:" not in answer.text
    assert requests.get(f"{running.url}/web/health", timeout=5).ok


@pytest.mark.parametrize(
    "raw",
    [
        b"NONSENSE\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET /web/health HTTP/1.1\r\nHost: x\r\nX-Long: " + b"a" * 1_000_000 + b"\r\n\r\n",
        b"POST /jsonrpc HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
        b"POST /jsonrpc HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
        b"POST /jsonrpc HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n{}\r\n0\r\n\r\n",
        b"POST /jsonrpc HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n",
        b"GET /\x00\xff HTTP/1.1\r\nHost: x\r\n\r\n",
    ],
)
def test_what_is_no_http_is_refused(running, raw):
    with socket.create_connection(("127.0.0.1", running.port), timeout=20) as connection:
        answer = b""
        try:
            connection.sendall(raw)
            connection.shutdown(socket.SHUT_WR)
            while part := connection.recv(65536):
                answer += part
        except OSError:
            answer = answer or b"closed"
    assert answer[:12] in {b"", b"closed"} or answer.split()[1][:1] == b"4"
    assert requests.get(f"{running.url}/web/health", timeout=5).ok


@pytest.mark.parametrize("path", ["/jsonrpc", "/web/webclient/version_info", "/json/2/res.partner/search"])
def test_a_body_of_json_that_is_too_large_is_told_so(running, path):
    body = b'{"id": 1, "params": {"a": "' + b"a" * 129 * 2**20 + b'"}}'
    answer = requests.post(running.url + path, data=body, headers={"Content-Type": JSON}, timeout=30)
    if path.startswith("/json/2/"):  # nobody is let in, whatever they send
        assert answer.status_code in {401, 413}
    else:
        assert answer.status_code == 413
        assert answer.json()["error"]["code"] == 413


def test_no_bad_body_left_a_traceback_in_the_log(running):
    requests.post(f"{running.url}/jsonrpc", data=b"[" * 200_000, headers={"Content-Type": JSON}, timeout=20)
    assert "Traceback" not in running.log.read_text()
