"""Which addresses and names mean this machine."""

import pytest

from trivium.tools.loopback import is_loopback, is_loopback_host


@pytest.mark.parametrize("address", ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "localhost"])
def test_addresses_of_this_machine(address):
    assert is_loopback(address)


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "10.0.0.1", "::ffff:10.0.0.1", "127.0.0.1.example.com", ""])
def test_addresses_of_others(address):
    assert not is_loopback(address)


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:8069", "shop.localhost:8069", "127.0.0.1:80", "[::1]:8069", "[::1]", "localhost."]
)
def test_hosts_of_this_machine(host):
    assert is_loopback_host(host)


@pytest.mark.parametrize(
    "host", ["", "example.com", "localhost.example.com:8069", "10.0.0.1", "[::2]:80", "mylocalhost"]
)
def test_hosts_of_others(host):
    assert not is_loopback_host(host)
