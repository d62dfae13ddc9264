"""Where the server says it is."""

import pytest

from trivium.http.server import ServerSettings, announce


@pytest.mark.parametrize(
    ("interface", "port", "url", "local"),
    [
        ("127.0.0.1", 8069, "http://localhost:8069", True),
        ("localhost", 8069, "http://localhost:8069", True),
        ("0.0.0.0", 80, "http://localhost:80", False),
        ("192.168.1.5", 8069, "http://192.168.1.5:8069", False),
        ("::1", 8069, "http://localhost:8069", True),
        ("fe80::1", 8069, "http://[fe80::1]:8069", False),
    ],
)
def test_the_address(interface, port, url, local):
    settings = ServerSettings(interface=interface, port=port)
    assert (settings.url, settings.is_local) == (url, local)


def test_the_known_password_is_told_on_one_s_own_machine(caplog):
    lines = []
    announce(ServerSettings(), open_door=lambda: True, write=lines.append)
    assert lines == ["Trivium serves at http://localhost:8069", "Log in as admin with the password admin"]
    assert not caplog.records


def test_the_known_password_is_a_danger_elsewhere(caplog):
    lines = []
    announce(ServerSettings(interface="0.0.0.0"), open_door=lambda: True, write=lines.append)
    assert lines == ["Trivium serves at http://localhost:8069"]
    assert "refused from elsewhere" in caplog.text
