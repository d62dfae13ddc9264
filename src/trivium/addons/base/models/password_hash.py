"""Hashes of secrets: argon2id for passwords, PBKDF2-HMAC-SHA512 for random keys and for passwords of older databases.

The text form is that of passlib's modular crypt format (`$argon2id$...`, `$pbkdf2-sha512$rounds$salt$checksum`).
"""

import base64
import hashlib
import hmac
import os

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

ARGON2 = "argon2id"
PBKDF2 = "pbkdf2-sha512"
SALT_BYTES = 16


def _encode(data):
    """Return base64 as PBKDF2 hashes of that format spell it: `.` for `+`, no padding."""
    return base64.b64encode(data).decode().rstrip("=").replace("+", ".")


def _decode(text):
    text = text.replace(".", "+")
    return base64.b64decode(text + "=" * (-len(text) % 4))


def _pbkdf2(secret, salt, rounds):
    return hashlib.pbkdf2_hmac("sha512", secret.encode(), salt, rounds)


class CryptContext:
    """Hash and verify secrets with one preferred scheme; verify those of the other scheme as well.

    :param scheme: scheme of new hashes
    :param rounds: rounds of new PBKDF2 hashes, and the least that is not seen as outdated
    """

    def __init__(self, scheme=ARGON2, *, rounds=600_000):
        self.scheme = scheme
        self.rounds = rounds
        self._argon2 = PasswordHasher()  # defaults of RFC 9106, low-memory profile

    def hash(self, secret):
        """Return the hash of `secret` with a new salt."""
        if self.scheme == ARGON2:
            return self._argon2.hash(secret)
        salt = os.urandom(SALT_BYTES)
        return f"${PBKDF2}${self.rounds}${_encode(salt)}${_encode(_pbkdf2(secret, salt, self.rounds))}"

    def identify(self, hashed):
        """Return the scheme of `hashed`, None when it is no hash at all."""
        if hashed.startswith("$argon2"):
            return ARGON2
        return PBKDF2 if hashed.startswith(f"${PBKDF2}$") else None

    def verify(self, secret, hashed):
        """Tell whether `hashed` was made from `secret`; an unknown or damaged hash matches nothing."""
        scheme = self.identify(hashed)
        if scheme == ARGON2:
            try:
                return self._argon2.verify(hashed, secret)
            except (VerifyMismatchError, VerificationError, InvalidHashError):
                return False
        if scheme == PBKDF2:
            _empty, _name, rounds, salt, checksum = hashed.split("$")
            return hmac.compare_digest(_pbkdf2(secret, _decode(salt), int(rounds)), _decode(checksum))
        return False

    def needs_update(self, hashed):
        """Tell whether `hashed` should be made anew with the preferred scheme."""
        scheme = self.identify(hashed)
        if scheme != self.scheme:
            return True
        if scheme == ARGON2:
            return self._argon2.check_needs_rehash(hashed)
        return int(hashed.split("$")[2]) < self.rounds

    def verify_and_update(self, secret, hashed):
        """Return `(matches, new hash or None)`; the new hash replaces an outdated one."""
        if not self.verify(secret, hashed):
            return False, None
        return True, self.hash(secret) if self.needs_update(hashed) else None


def waste_time(context, secret):
    """Take as long as a verification, so that the answer does not tell whether a login exists."""
    context.hash(secret)
