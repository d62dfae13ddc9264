"""Hashes of passwords: argon2 for new ones; those of existing databases and files are verified as they are.

The contract's `crypt_context` has the methods of passlib's object of that name. Passlib is kept no more; the formats
of its pbkdf2 hashes are documented: `$pbkdf2-sha512$rounds$salt$checksum`, base64 with `.` for `+` and no padding.
"""

import base64
import hashlib
import hmac
import re
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

__all__ = ["CryptContext", "crypt_context"]

_PBKDF2: Final = re.compile(r"\$pbkdf2-(sha256|sha512)\$(\d+)\$([A-Za-z0-9./]*)\$([A-Za-z0-9./]+)")


def _decode(text: str) -> bytes:
    return base64.b64decode(text.replace(".", "+") + "=" * (-len(text) % 4))


class CryptContext:
    """Hashes passwords and verifies them, whatever known scheme the hash is of."""

    def __init__(self) -> None:
        self._hasher = PasswordHasher()

    def hash(self, secret: str) -> str:
        """Return a new hash of the password."""
        return self._hasher.hash(secret)

    def identify(self, stored: str) -> str | None:
        """Return the scheme of a hash, or None where the text is no hash that we know."""
        if stored.startswith("$argon2"):
            return "argon2"
        match = _PBKDF2.fullmatch(stored)
        return f"pbkdf2_{match[1]}" if match else None

    def verify(self, secret: str, stored: str) -> bool:
        """Tell whether the hash is that of the password."""
        match = _PBKDF2.fullmatch(stored)
        if match:
            scheme, rounds, salt, checksum = match.groups()
            computed = hashlib.pbkdf2_hmac(scheme, secret.encode(), _decode(salt), int(rounds))
            return hmac.compare_digest(computed, _decode(checksum))
        try:
            return self._hasher.verify(stored, secret)
        except (VerifyMismatchError, VerificationError, InvalidHashError):
            return False

    def needs_update(self, stored: str) -> bool:
        """Tell whether the hash is weaker than those made now."""
        return self.identify(stored) != "argon2" or self._hasher.check_needs_rehash(stored)

    def verify_and_update(self, secret: str, stored: str) -> tuple[bool, str | None]:
        """Verify, and return a new hash to store in place of the old one where that is weaker."""
        if not self.verify(secret, stored):
            return False, None
        return True, self.hash(secret) if self.needs_update(stored) else None


crypt_context = CryptContext()
