"""Secrets that lie in the database closed."""

import pytest

from trivium.tools.config import config
from trivium.tools.sealing import SealError, is_sealed, needs_seal, seal, unseal


@pytest.fixture
def key(monkeypatch):
    def use(text):
        monkeypatch.setitem(config, "secret_key", text)

    use("a long random text")
    return use


@pytest.mark.usefixtures("key")
def test_what_is_sealed_tells_nothing_and_opens():
    stored = seal("the secret", "totp:7")
    assert "secret" not in stored
    assert is_sealed(stored)
    assert seal("the secret", "totp:7") != stored
    assert unseal(stored, "totp:7") == "the secret"


def test_without_a_key_it_lies_open(key):
    key("")
    assert seal("the secret", "totp:7") == "the secret"
    assert not needs_seal("the secret")
    key("now there is one")
    assert needs_seal("the secret")
    assert unseal("the secret", "totp:7") == "the secret"


def test_keys_are_replaced_one_after_the_other(key):
    stored = seal("the secret", "totp:7")
    key("a newer one, a long random text")
    assert unseal(stored, "totp:7") == "the secret"
    key("a newer one")
    with pytest.raises(SealError, match="behind the present one"):
        unseal(stored, "totp:7")


@pytest.mark.usefixtures("key")
def test_it_opens_for_its_purpose_alone_and_unchanged():
    stored = seal("the secret", "totp:7")
    with pytest.raises(SealError):
        unseal(stored, "totp:8")
    with pytest.raises(SealError):
        unseal(stored[:-8] + ("AAAA" if stored[-8:-4] != "AAAA" else "BBBB") + stored[-4:], "totp:7")
