"""How long somebody who guesses has to wait."""

import pytest

from trivium.http.security.guessing import account, address, pause


@pytest.mark.parametrize(
    ("failures", "seconds"), [(0, 0), (4, 0), (5, 60), (6, 120), (7, 240), (10, 1920), (11, 3600), (10_000, 3600)]
)
def test_each_further_failure_doubles_the_pause(failures, seconds):
    assert pause(failures, 5, 60) == seconds


def test_no_limit_no_pause():
    assert pause(1000, 0, 60) == 0


def test_logins_are_counted_whatever_their_case_and_are_not_kept_as_they_are():
    assert account("login", "Ada ", 5) == account("login", "ada", 5)
    assert "ada" not in account("login", "ada", 5).key
    assert account("login", "ada", 5).forgiven
    assert not address("login", "192.0.2.1", 5).forgiven
