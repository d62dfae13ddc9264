"""Requests to the outside go to public addresses alone."""

import socket
import ssl
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from tests.support.certificates import self_signed

from trivium.tools import outgoing
from trivium.tools.config import config
from trivium.tools.outgoing import OutgoingError, fetch


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1:8069/", "http://localhost/", "http://[::1]/", "http://10.1.2.3/", "http://192.168.0.1/",
        "http://169.254.169.254/latest/meta-data", "http://[::ffff:127.0.0.1]/", "http://0.0.0.0/", "http://2130706433/",
        "http://100.64.0.1/", "http://[fe80::1]/", "http://[fd00::1]/", "http://224.0.0.1/", "http://0x7f.1/",
        "http://[2002:7f00:1::]/", "file:///etc/passwd", "ftp://example.com/", "gopher://example.com/", "//example.com",
        "http://user:password@example.com/", "http://example.com:99999/", "", "http://[::1", "http://[::7f00:1]/",
        "http://[64:ff9b::7f00:1]/", "http://[64:ff9b::a9fe:a9fe]/latest/meta-data",
    ],
)  # fmt: skip
def test_what_is_not_public_is_not_asked(url):
    with pytest.raises(OutgoingError):
        fetch("GET", url, timeout=2)


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        size = int(self.headers["Content-Length"])
        self.server.seen = (self.headers["Host"], self.rfile.read(size))
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        content = b"x" * (1000 if self.path == "/large" else 2)
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args):
        """Keep the tests' output clean."""


@pytest.fixture
def other_side(monkeypatch):
    """A server, and a name that leads to it, as if it were on the public network."""
    server = HTTPServer(("127.0.0.1", 0), _Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    monkeypatch.setattr(outgoing, "_is_public", lambda _address: True)
    asked = []

    def resolve(host, port, *_kinds, **_options):
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", port))]

    monkeypatch.setattr("trivium.tools.outgoing.socket.getaddrinfo", resolve)
    server.asked = asked
    server.url = f"http://hooks.example.com:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_answer(other_side):
    answer = fetch("POST", f"{other_side.url}/?a=1", body="{}")
    assert (answer.status, answer.content) == (200, b"xx")
    assert other_side.asked == ["hooks.example.com", "127.0.0.1"]  # the name once, then the address that it had
    assert other_side.seen == (f"hooks.example.com:{other_side.server_port}", b"{}")


def test_redirects_and_large_answers_are_not_taken(other_side):
    with pytest.raises(OutgoingError, match="302"):
        fetch("POST", f"{other_side.url}/away", body="{}")
    with pytest.raises(OutgoingError, match="larger"):
        fetch("POST", f"{other_side.url}/large", body="{}", limit=100)


@pytest.fixture
def allowed(monkeypatch):
    def allow(*hosts):
        monkeypatch.setitem(config, "outgoing_hosts", list(hosts))

    return allow


@pytest.mark.parametrize("hosts", [["hooks.example.com"], ["*.example.com"], ["other.org", "HOOKS.example.com"]])
def test_hosts_on_the_list_are_asked(other_side, allowed, hosts):
    allowed(*hosts)
    assert fetch("POST", other_side.url, body="{}").status == 200


@pytest.mark.parametrize("hosts", [["example.com"], ["*.hooks.example.com"], ["hooks.example.co"], ["*.ample.com"]])
def test_hosts_that_are_not_on_the_list_are_not_even_looked_up(other_side, allowed, hosts, caplog):
    allowed(*hosts)
    with caplog.at_level("WARNING"), pytest.raises(OutgoingError, match="outgoing_hosts"):
        fetch("POST", other_side.url, body="{}")
    assert other_side.asked == []
    assert "request_outside_refused" in caplog.text


def test_certificates_are_verified(other_side):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate = self_signed("hooks.example.com")
    context.load_cert_chain(certificate)
    certificate.unlink()
    other_side.socket = context.wrap_socket(other_side.socket, server_side=True)
    with pytest.raises(OutgoingError, match=r"(?i)certificate verify failed"):
        fetch("GET", other_side.url.replace("http:", "https:"))
