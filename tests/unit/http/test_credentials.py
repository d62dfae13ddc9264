"""Hashes that were verified once."""

from trivium.http.security.credentials import verify


class Slow:
    """Verifies by comparing, and counts."""

    def __init__(self):
        self.calls = 0

    def verify(self, secret, hashed):
        self.calls += 1
        return hashed == f"hash of {secret}"


def test_a_good_secret_is_verified_once():
    context = Slow()
    assert verify(context, "one", "hash of one")
    assert verify(context, "one", "hash of one")
    assert context.calls == 1


def test_a_bad_secret_is_verified_each_time():
    context = Slow()
    assert not verify(context, "bad", "hash of two")
    assert not verify(context, "bad", "hash of two")
    assert context.calls == 2


def test_a_bad_secret_is_refused_after_a_good_one():
    context = Slow()
    assert verify(context, "three", "hash of three")
    assert not verify(context, "bad", "hash of three")


def test_a_changed_hash_is_verified_anew():
    context = Slow()
    assert verify(context, "four", "hash of four")
    assert not verify(context, "four", "another hash")
