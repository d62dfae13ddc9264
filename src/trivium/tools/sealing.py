"""Secrets that must be read again, kept in the database so that the database alone does not tell them.

AES-256 in Galois/Counter mode (NIST SP 800-38D), with a random nonce of 96 bits. The key comes from the setting
`secret_key`, which stands outside of the database by HKDF-SHA256 (RFC 5869). Several
secrets by comma are possible: the first seals, all of them open.
"""

import base64
import os

from trivium.tools.config import config

__all__ = ["SealError", "is_sealed", "needs_seal", "seal", "unseal"]

_MARK = "sealed1:"
_NONCE = 12
"""Bytes, as the manual of the mode has it."""


class SealError(ValueError):
    """What is stored cannot be opened with the key that is configured."""


def is_sealed(stored: str) -> bool:
    """Whether a stored text is one that `seal` made with a key."""
    return stored.startswith(_MARK)


def needs_seal(stored: str) -> bool:
    """Whether a stored text lies open although there is a key."""
    return not is_sealed(stored) and bool(_secrets())


def seal(text: str, purpose: str) -> str:
    """Return what to store for `text`: the text itself where no key is configured.

    Args:
        text: the secret.
        purpose: what it is and whose, such as `totp:7`; what is sealed for one opens for no other.
    """
    secrets = _secrets()
    if not secrets:
        return text
    nonce = os.urandom(_NONCE)
    sealed = _cipher(secrets[0]).encrypt(nonce, text.encode(), purpose.encode())
    return _MARK + base64.b64encode(nonce + sealed).decode()


def unseal(stored: str, purpose: str) -> str:
    """Return the text of what `seal` returned; a text that was never sealed is returned as it is.

    Raises:
        SealError: it was sealed with another key, for another purpose, or was changed.
    """
    if not is_sealed(stored):
        return stored
    from cryptography.exceptions import InvalidTag  # noqa: PLC0415 - megabytes, which few processes need

    raw = base64.b64decode(stored.removeprefix(_MARK))
    for secret in _secrets():
        try:
            text: bytes = _cipher(secret).decrypt(raw[:_NONCE], raw[_NONCE:], purpose.encode())
        except InvalidTag:
            continue
        return text.decode()
    raise SealError(
        f"The secret for {purpose!r} was sealed with a key that is not among those of the setting secret_key. "
        "Add the former key to the setting, behind the present one."
    )


def _secrets() -> list[str]:
    return [part.strip() for part in str(config.get("secret_key") or "").split(",") if part.strip()]


def _cipher(secret: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - the class is imported lazily
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM  # noqa: PLC0415 - see `unseal`
    from cryptography.hazmat.primitives.hashes import SHA256  # noqa: PLC0415 - see `unseal`
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF  # noqa: PLC0415 - see `unseal`

    return AESGCM(HKDF(SHA256(), 32, None, b"trivium sealing 1").derive(secret.encode()))
