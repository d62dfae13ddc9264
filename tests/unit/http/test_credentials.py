"""Hashes that were verified once."""

import time
from concurrent.futures import ThreadPoolExecutor

from trivium.http.security.credentials import verify


class Slow:
    """Verifies by comparing, and counts."""

    def __init__(self):
        self.calls = 0
        self.pause = 0.0

    def verify(self, secret, hashed):
        self.calls += 1
        time.sleep(self.pause)
        return hashed == f"hash of {secret}"


def test_a_good_secret_is_verified_once():
    context = Slow()
    assert verify(context, "one", "hash of one")
    assert verify(context, "one", "hash of one")
    assert context.calls == 1


def test_clients_that_come_together_wait_for_the_first():
    context = Slow()
    context.pause = 0.05
    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(lambda _: verify(context, "five", "hash of five"), range(8)))
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
