"""The server over real HTTP, without any database."""

import http.client
import io
import json
import socket
import threading
import time

import pytest
import requests

from trivium.http.application import Application
from trivium.http.asgi import make_environ
from trivium.http.response import Response
from trivium.http.testserver import TestServer


class Plain(Application):
    """Answers without routes, to test what lies before them."""

    def __init__(self, answer):
        self.answer = answer

    def respond(self, environ):
        return self.answer(environ)


@pytest.fixture
def serve():
    servers = []

    def start(answer, **options):
        server = TestServer(Plain(answer), **options).start()
        servers.append(server)
        return server

    yield start
    for server in servers:
        server.stop()


def echo(environ):
    return Response(
        json.dumps(
            {
                "method": environ["REQUEST_METHOD"],
                "path": environ["PATH_INFO"],
                "query": environ["QUERY_STRING"],
                "size": len(environ["wsgi.input"].read()),
                "length": environ.get("CONTENT_LENGTH"),
                "type": environ.get("CONTENT_TYPE"),
            }
        ),
        mimetype="application/json",
    )


def test_a_request_is_handed_over_and_its_response_sent(serve):
    url = serve(echo).url
    answer = requests.post(f"{url}/a%20b/%C3%A9?x=1&y=%20", data=b"abc", headers={"Content-Type": "text/x"}, timeout=5)
    assert answer.status_code == 200
    assert answer.json() == {
        "method": "POST",
        "path": "/a b/Ã©",  # UTF-8 read as latin-1, as PEP 3333 has it
        "query": "x=1&y=%20",
        "size": 3,
        "length": "3",
        "type": "text/x",
    }


def test_a_head_request_has_no_body(serve):
    answer = requests.head(serve(echo).url, timeout=5)
    assert answer.status_code == 200
    assert answer.content == b""


def test_a_large_body_is_not_kept_in_memory(serve):
    kinds = []

    def keep_kind(environ):
        body = environ["wsgi.input"]
        kinds.append(getattr(body, "_rolled", False))
        return Response(str(len(body.read())))

    url = serve(keep_kind).url
    assert requests.post(url, data=iter([b"x" * 700_000] * 4), timeout=5).text == "2800000"
    assert requests.post(url, data=b"x" * 1000, timeout=5).text == "1000"
    assert kinds == [True, False]


def test_a_body_beyond_the_limit_is_refused(serve):
    url = serve(echo, body_limit=1000).url
    assert requests.post(url, data=b"x" * 1001, timeout=5).status_code == 413
    assert requests.post(url, data=iter([b"x" * 600] * 2), timeout=5).status_code == 413
    assert requests.post(url, data=b"x" * 1000, timeout=5).status_code == 200


def test_a_body_that_does_not_come_is_given_up(serve):
    server = serve(echo, patience=0.2)
    with socket.create_connection((server.host, server.port), timeout=5) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
        assert client.recv(4096).startswith(b"HTTP/1.1 408")


def test_a_client_that_leaves_does_not_harm(serve):
    server = serve(echo)
    with socket.create_connection((server.host, server.port), timeout=5) as client:
        client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc")
    assert requests.get(server.url, timeout=5).status_code == 200


def test_more_requests_than_there_is_room_for_are_told_to_come_back(serve):
    go = threading.Event()

    def wait(_environ):
        go.wait(5)
        return Response("done")

    server = serve(wait, threads=1, waiting=1)
    statuses = []

    def ask():
        statuses.append(requests.get(server.url, timeout=10).status_code)

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + 5
    while server.asgi.pool.active < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    refused = requests.get(server.url, timeout=5)
    go.set()
    for thread in threads:
        thread.join()
    assert refused.status_code == 503
    assert refused.headers["Retry-After"] == "1"
    assert statuses == [200, 200]


def test_a_response_is_streamed_and_closed(serve):
    closed = []

    def stream(_environ):
        response = Response(iter([b"x" * 100_000] * 10))
        response.call_on_close(lambda: closed.append(True))
        return response

    answer = requests.get(serve(stream).url, timeout=5)
    assert len(answer.content) == 1_000_000
    assert closed == [True]


def test_a_connection_serves_several_requests(serve):
    server = serve(echo)
    connection = http.client.HTTPConnection(server.host, server.port, timeout=5)
    for _ in range(3):
        connection.request("POST", "/", body=b"ab")
        assert json.loads(connection.getresponse().read())["size"] == 2
    connection.close()


def scope(headers):
    return {
        "type": "http",
        "method": "GET",
        "path": "/",
        "raw_path": b"/",
        "query_string": b"",
        "http_version": "1.1",
        "scheme": "http",
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 2),
        "headers": headers,
    }


def test_headers_with_underscores_cannot_pass_for_those_with_hyphens():
    environ = make_environ(scope([(b"x_odoo_database", b"evil"), (b"x-odoo-database", b"demo")]), io.BytesIO(), 0)
    assert environ["HTTP_X_ODOO_DATABASE"] == "demo"


def test_repeated_headers_are_joined():
    environ = make_environ(
        scope([(b"cookie", b"a=1"), (b"cookie", b"b=2"), (b"accept", b"x"), (b"accept", b"y")]), io.BytesIO(), 0
    )
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_ACCEPT"] == "x,y"


def test_a_request_that_its_client_gave_up_is_waited_for(serve):
    begun, go_on, done = threading.Event(), threading.Event(), threading.Event()

    def answer(environ):
        begun.set()
        go_on.wait(30)
        done.set()
        return echo(environ)

    server = serve(answer)
    server.wait_idle(0.1)
    with pytest.raises(requests.ReadTimeout):
        requests.get(server.url, timeout=(5, 0.3))
    assert begun.wait(30)
    with pytest.raises(TimeoutError, match=r"runs for 0\.1 s after the test"):
        server.wait_idle(0.1)
    go_on.set()
    server.wait_idle(30)
    assert done.is_set()
