"""Lines of the log on another machine: by syslog over TLS, and not to one that nobody vouches for."""

import logging
import os
import re
import socket
import ssl
import threading

import pytest
from tests.support.certificates import self_signed
from tests.support.instance import wait_until

from trivium.modules import collector
from trivium.modules.collector import CollectorHandler
from trivium.modules.logs import TextFormatter, configure


class Collector:
    """A collector on this machine, which keeps the lines that it is sent."""

    def __init__(self, certificate, port=0):
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.load_cert_chain(certificate)
        self._listening = socket.create_server(("127.0.0.1", port))
        self.port = self._listening.getsockname()[1]
        self.data = b""
        self.refused = []
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self):
        while True:
            try:
                plain, _address = self._listening.accept()
            except OSError:
                return
            try:
                with self._context.wrap_socket(plain, server_side=True) as connection:
                    while data := connection.recv(65536):
                        self.data += data
            except OSError as error:
                self.refused.append(error)

    def lines(self):
        """Return the lines: each comes after its length."""
        found, rest = [], self.data
        while rest:
            length, _space, rest = rest.partition(b" ")
            found.append(rest[: int(length)].decode())
            rest = rest[int(length) :]
        return found

    def close(self):
        self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(30)


@pytest.fixture
def certificate():
    path = self_signed("localhost")
    yield path
    path.unlink()


@pytest.fixture
def elsewhere(certificate, monkeypatch):
    """A collector whose certificate is trusted."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    made = Collector(certificate)
    yield made
    made.close()


@pytest.fixture
def handler(elsewhere):
    made = CollectorHandler(f"localhost:{elsewhere.port}")
    made.setFormatter(TextFormatter())
    yield made
    made.close()


def record(text, level=logging.WARNING):
    return logging.LogRecord("a.logger", level, __file__, 1, text, (), None)


def test_lines_arrive_in_their_order_with_who_says_them(handler, elsewhere):
    for number in range(50):
        handler.handle(record(f"line {number} ünï"))
    wait_until(lambda: len(elsewhere.lines()) == 50)
    head = rf"<132>1 [\d-]+T[\d:.]+\+00:00 {re.escape(socket.gethostname())} trivium {os.getpid()} - - "
    for number, line in enumerate(elsewhere.lines()):
        assert re.match(head, line)
        assert line.endswith(f"WARNING a.logger: line {number} ünï")


def test_the_log_goes_on_here_as_well(elsewhere, tmp_path):
    root = logging.getLogger()
    level = root.level
    path = tmp_path / "trivium.log"
    configure({"logfile": str(path), "log_collector": f"localhost:{elsewhere.port}"})
    try:
        logging.getLogger("trivium.anything").error("said once")
        wait_until(lambda: any(line.endswith("said once") for line in elsewhere.lines()))
        assert path.read_text().count("said once") == 1
    finally:
        configure({})
        root.setLevel(level)


def test_nothing_is_sent_to_whom_nobody_vouches_for(certificate, capfd):
    stranger = Collector(certificate)
    handler = CollectorHandler(f"localhost:{stranger.port}")
    handler.handle(record("a secret"))
    wait_until(lambda: stranger.refused)
    handler._lines.clear()
    handler.close()
    stranger.close()
    assert stranger.data == b""
    assert "CERTIFICATE_VERIFY_FAILED" in capfd.readouterr().err


def test_what_is_said_while_the_collector_is_away_is_sent_when_it_is_back(certificate, monkeypatch, capfd):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    monkeypatch.setattr(collector, "WAITING", 3)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    handler = CollectorHandler(f"localhost:{port}")
    for number in range(5):
        handler.handle(record(f"line {number}"))
    wait_until(lambda: f"localhost:{port}" in capfd.readouterr().err)
    back = Collector(certificate, port)
    wait_until(lambda: len(back.lines()) == 4)
    handler.close()
    back.close()
    told = [line.rpartition(" - - ")[2].rpartition(": ")[2] for line in back.lines()]
    assert told == ["2 lines were lost", "line 2", "line 3", "line 4"]


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [("logs.example.com", "logs.example.com", 6514), ("logs.example.com:601", "logs.example.com", 601),
     ("[2001:db8::1]:601", "2001:db8::1", 601)],
)  # fmt: skip
def test_the_port_may_be_left_out(address, host, port):
    handler = CollectorHandler(address)
    handler.close()
    assert (handler._host, handler._port) == (host, port)
