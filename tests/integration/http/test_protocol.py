"""What RFC 9110 and RFC 9112 ask of a server: methods, hosts, bodies, connections, long addresses."""

import json
import socket

import pytest

VERSION = json.dumps({"id": 3, "params": {"service": "common", "method": "version", "args": []}}).encode()
CLOSE = b"Host: localhost\r\nConnection: close\r\n"


@pytest.fixture
def raw(served):
    """Return what sends bytes and returns everything that comes back."""

    def exchange(data):
        with socket.create_connection(("127.0.0.1", served.port), timeout=30) as connection:
            connection.sendall(data)
            answer = b""
            while part := connection.recv(65536):
                answer += part
        return answer

    return exchange


@pytest.fixture
def send(raw):
    """Return what sends bytes and returns status, headers and body of each answer."""
    return lambda data: parsed(raw(data))


def parsed(raw):
    """Split what came over a connection into its answers."""
    answers = []
    while raw:
        head, _, raw = raw.partition(b"\r\n\r\n")
        status, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
        code = int(status.split()[1])
        size = 0 if code in {100, 204} else int(headers.get("content-length", len(raw)))
        answers.append((code, headers, raw[:size]))
        raw = raw[size:]
    return answers


def ask(method, path, *headers, body=b""):
    lines = b"".join(header + b"\r\n" for header in headers)
    return method + b" " + path + b" HTTP/1.1\r\n" + CLOSE + lines + b"\r\n" + body


@pytest.mark.parametrize("path", [b"/web/login", b"/web/health", b"/web/static/img/favicon.svg", b"/nowhere"])
def test_the_head_is_that_of_the_page_without_the_page(raw, send, path):
    ((status, headers, body),) = send(ask(b"GET", path))
    head, _, rest = raw(ask(b"HEAD", path)).partition(b"\r\n\r\n")
    assert (int(head.split()[1]), rest) == (status, b"")
    assert f"content-length: {headers['content-length']}".encode() in head
    assert int(headers["content-length"]) == len(body)


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        (b"GET", b"/web/database/drop", {"POST"}),
        (b"GET", b"/jsonrpc", {"POST"}),
        (b"GET", b"/web/dataset/call_kw", {"POST"}),
        (b"PUT", b"/xmlrpc/2/common", {"POST"}),
        (b"POST", b"/web/static/img/favicon.svg", {"GET", "HEAD"}),
    ],
)
def test_another_method_is_refused_with_those_that_there_are(send, method, path, allowed):
    ((status, headers, _body),) = send(ask(method, path, b"Content-Length: 0"))
    assert status == 405
    assert {name.strip() for name in headers["allow"].split(",")} - {"OPTIONS"} == allowed


def test_options_tell_which_methods_there_are(send):
    for path, allowed in ((b"/jsonrpc", "OPTIONS, POST"), (b"/web/static/img/favicon.svg", "GET, HEAD, OPTIONS")):
        ((status, headers, body),) = send(ask(b"OPTIONS", path))
        assert (status, headers["allow"], body) == (204, allowed, b"")


JSON = b"Content-Type: application/json"


def test_a_body_in_chunks_is_put_together(send):
    chunks = [VERSION[start : start + 7] for start in range(0, len(VERSION), 7)]
    body = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks) + b"0\r\n\r\n"
    ((status, _headers, answer),) = send(ask(b"POST", b"/jsonrpc", JSON, b"Transfer-Encoding: chunked", body=body))
    assert (status, json.loads(answer)["id"]) == (200, 3)


def test_who_asks_first_is_told_to_go_on(send):
    size = b"Content-Length: %d" % len(VERSION)
    answers = send(ask(b"POST", b"/jsonrpc", JSON, b"Expect: 100-continue", size, body=VERSION))
    assert [status for status, _headers, _body in answers] == [100, 200]


@pytest.mark.parametrize(
    "head",
    [
        b"GET /web/health HTTP/1.1\r\nConnection: close\r\n\r\n",
        b"GET /web/health HTTP/1.1\r\nHost: a\r\nHost: b\r\nConnection: close\r\n\r\n",
    ],
)
def test_a_request_names_one_host(send, head):
    ((status, _headers, _body),) = send(head)
    assert status == 400


def test_an_old_client_names_none(send):
    ((status, _headers, _body),) = send(b"GET /web/health HTTP/1.0\r\n\r\n")
    assert status == 200


def test_a_connection_outlives_errors(send):
    keep = b"Host: localhost\r\n"
    refused = b"POST /jsonrpc HTTP/1.1\r\n" + keep + JSON + b"\r\nContent-Length: 3\r\n\r\n{x}"
    answers = send(
        b"GET /nowhere HTTP/1.1\r\n" + keep + b"\r\n"
        b"GET /web/database/drop HTTP/1.1\r\n" + keep + b"\r\n" + refused + ask(b"GET", b"/web/health")
    )
    assert [status for status, _headers, _body in answers] == [404, 405, 400, 200]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (b"/web%2Fhealth", 200),
        (b"/web/h%65alth", 200),
        (b"http://localhost/web/health", 200),
        (b"/web/%ff%fe", 404),
        (b"/web/%zz", 404),
        (b"/web/\xc3\xa9", 404),
        (b"/web/health?" + b"a" * 20_000, 200),
        (b"/web/health?" + b"a" * 70_000, 414),
    ],
)
def test_addresses_are_decoded_and_bounded(send, path, status):
    ((answered, _headers, _body),) = send(ask(b"GET", path))
    assert answered == status


def test_headers_are_bounded(send):
    # twice the buffer of the server, so that it does not matter how much of it one read brings
    ((many, _headers, _body),) = send(ask(b"GET", b"/web/health", *(b"X-%d: a" % number for number in range(300))))
    ((large, _headers, _body),) = send(ask(b"GET", b"/web/health", b"X-Large: " + b"a" * 900_000))
    assert (many, large) == (431, 431)


def test_headers_given_twice_are_joined(send):
    languages = (b"Accept-Language: xx", b"Accept-Language: en")
    ((status, _headers, body),) = send(ask(b"GET", b"/web/login", *languages, b"Cookie: a=1", b"Cookie: b=2"))
    assert (status, b'lang="en' in body) == (200, True)
