"""Codes that change with time, as RFC 6238 has them: six digits, another every 30 seconds."""

import hmac
import time

import pyotp

DIGITS = 6
PERIOD = 30  # seconds
TOLERANCE = 1  # periods by which a clock may be wrong


def new_secret():
    """Return 160 random bits in base 32."""
    return pyotp.random_base32(32)


def grouped(secret):
    """Return a secret in groups of four, for people who type it."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def compressed(text):
    """Return a secret, or a code, without what people put between."""
    return "".join(text.split())


def provisioning_url(secret, login, issuer):
    """Return what the QR code says to the app on the phone."""
    return pyotp.TOTP(compressed(secret)).provisioning_uri(name=login, issuer_name=issuer)


def matching_period(secret, code, now=None):
    """Return the number of the period whose code this is, None when it is of none.

    :param code: six digits, as text
    :param now: seconds since 1970; the present by default
    """
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    current = int(time.time() if now is None else now) // PERIOD
    generator = pyotp.TOTP(compressed(secret))
    found = None
    for period in range(max(current - TOLERANCE, 0), current + TOLERANCE + 1):
        # all of them, so that the time taken tells nothing
        if hmac.compare_digest(generator.generate_otp(period), code):
            found = period
    return found
