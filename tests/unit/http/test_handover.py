"""A process that is replaced takes no new connections, and serves those that it has."""

import socket
import threading

import pytest

from trivium.http.handover import stop_listening
from trivium.http.lifeline import Lifeline


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0), backlog=5) as server:
        yield server


def test_who_is_connected_stays_and_nobody_else_comes(listening):
    host, port = listening.getsockname()
    with socket.create_connection((host, port), timeout=5) as client:
        served, _address = listening.accept()
        with served:
            assert stop_listening(port) == 1
            client.sendall(b"asked")
            assert served.recv(10) == b"asked"
            with pytest.raises(ConnectionRefusedError):
                socket.create_connection((host, port), timeout=5)
    with pytest.raises(BlockingIOError):
        listening.accept()
    assert stop_listening(port) == 0


def test_another_process_goes_on_listening(listening):
    """As granian does it: each process has a socket of its own at the same port."""
    first = socket.create_server(("127.0.0.1", 0), reuse_port=True)
    host, port = first.getsockname()
    with first, socket.socket() as second:
        assert stop_listening(port) == 1
        second.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        second.bind((host, port))
        second.listen()
        for _time in range(10):
            with socket.create_connection((host, port), timeout=5):
                served, _address = second.accept()
                served.close()
    assert listening.getsockname()[1] != port


def test_a_process_is_told_that_it_is_replaced_before_it_ends():
    lifeline = Lifeline()
    retired, left = threading.Event(), threading.Event()
    lifeline.end_with(lambda: False, left.set, retired.set)
    lifeline.retire()
    assert retired.wait(30)
    assert not left.is_set()
    lifeline.cut()
    assert left.wait(30)
