"""A PostgreSQL server on another machine, to which one may speak without TLS, is warned of."""

import logging

import psycopg
import pytest

from trivium.data import server
from trivium.data.server import ConfiguredServer, can_be_overheard


@pytest.mark.parametrize(
    ("parameters", "overheard"),
    [
        ({}, False),
        ({"host": "/var/run/postgresql"}, False),
        ({"host": "@abstract"}, False),
        ({"host": "localhost", "sslmode": "disable"}, False),
        ({"host": "127.0.0.1"}, False),
        ({"host": "::1", "sslmode": "prefer"}, False),
        ({"host": "db.example.com"}, True),
        ({"host": "192.0.2.1", "sslmode": "disable"}, True),
        ({"host": "db.example.com", "sslmode": "prefer"}, True),
        ({"host": "db.example.com", "sslmode": "allow"}, True),
        ({"host": "db.example.com", "sslmode": "require"}, False),
        ({"host": "db.example.com", "sslmode": "verify-ca"}, False),
        ({"host": "db.example.com", "sslmode": "verify-full"}, False),
        ({"host": "localhost,db.example.com"}, True),
        ({"host": "db.example.com", "hostaddr": "127.0.0.1"}, False),
        ({"host": "localhost", "hostaddr": "192.0.2.1"}, True),
    ],
)
def test_who_may_listen(parameters, overheard):
    assert can_be_overheard(parameters) is overheard


class Connection:
    """What a server elsewhere would answer."""

    server_version = 170000

    def __init__(self, **parameters):
        self.info = self
        self.parameters = parameters

    def __enter__(self):
        return self

    def __exit__(self, *_error):
        return None

    def parameter_status(self, name):
        return {"is_superuser": "off"}[name]

    def get_parameters(self):
        return self.parameters


@pytest.mark.parametrize(("sslmode", "warned"), [("prefer", True), ("verify-full", False)])
def test_it_is_said_when_the_server_is_looked_at(monkeypatch, caplog, sslmode, warned):
    monkeypatch.setattr(psycopg, "connect", Connection)
    configured = ConfiguredServer({"host": "db.example.com", "sslmode": sslmode, "password": "secret"})
    with caplog.at_level(logging.WARNING, server.__name__):
        configured.parameters()
    assert ("TLS is not required" in caplog.text) is warned
    assert ("db_sslmode" in caplog.text) is warned
    assert "secret" not in caplog.text
