"""Codes that change with time, against the vectors of RFC 6238 (appendix B, SHA-1, the last six digits)."""

import base64

import pytest

from odoo.addons.auth_totp.models import codes

SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037"), (20000000000, "353130")],
)
def test_the_vectors_of_the_standard(seconds, code):
    assert codes.matching_period(SECRET, code, seconds) == seconds // 30
    assert codes.matching_period(codes.grouped(SECRET), code, seconds) == seconds // 30


def test_a_clock_may_be_wrong_by_one_period():
    assert codes.matching_period(SECRET, "287082", 59 + 30) == 1
    assert codes.matching_period(SECRET, "081804", 1111111109 - 30) == 1111111109 // 30
    assert codes.matching_period(SECRET, "287082", 59 + 61) is None


@pytest.mark.parametrize("text", ["", "28708", "2870820", "28708x", "٢٨٧٠٨٢", "-28708"])
def test_what_is_no_code(text):
    assert codes.matching_period(SECRET, text, 59) is None
