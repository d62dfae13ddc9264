"""Passwords that many people use: the 30,000 most frequent of published leaks, as zxcvbn has them (MIT)."""

import functools

__all__ = ["is_common"]

SHORTEST = 6  # shorter ones are refused for their length


@functools.cache
def _common():
    from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - megabytes, which only a new password needs

    return frozenset(word for word in FREQUENCY_LISTS["passwords"] if len(word) >= SHORTEST)


def is_common(password):
    """Whether a password is one of the most frequent, in whatever case."""
    return password.lower() in _common()
