"""Signatures with the database's secret: of messages, and of payloads that carry their own expiry."""

import base64
import hashlib
import hmac as hmac_lib
import json
import struct
import time
from datetime import UTC, datetime
from typing import Any

__all__ = ["hash_sign", "hmac", "verify_hash_signed"]

_VERSION = 1
_HEADER = struct.Struct("!BQ")


def hmac(env: Any, scope: Any, message: Any, hash_function: Any = hashlib.sha256) -> str:
    """Return the keyed hash of a message, in hexadecimal.

    Args:
        env: its database's `database.secret` is the key.
        scope: what the signature is for; one made for another purpose does not fit.
        message: any value; its representation is signed.
        hash_function: of `hashlib`.

    Raises:
        ValueError: no scope was given.
    """
    if not scope:
        raise ValueError("A signature needs a scope, so that it cannot serve another purpose")
    secret = env["ir.config_parameter"].sudo().get_param("database.secret")
    text = repr((scope, message))
    return hmac_lib.new(secret.encode(), text.encode(), hash_function).hexdigest()


def hash_sign(
    env: Any, scope: Any, message_values: Any, expiration: datetime | None = None, expiration_hours: float | None = None
) -> str:
    """Return a token, safe in URLs, that holds the values and proves that this database signed them.

    Args:
        env: the environment.
        scope: what the token is for.
        message_values: anything that JSON can hold.
        expiration: naive UTC moment after which the token is refused; or
        expiration_hours: hours from now; neither for a token that does not expire.
    """
    expires = 0
    if expiration_hours:
        expires = int(time.time() + expiration_hours * 3600)
    elif expiration:
        expires = int(expiration.replace(tzinfo=expiration.tzinfo or UTC).timestamp())
    payload = _HEADER.pack(_VERSION, expires) + json.dumps(message_values).encode()
    signature = bytes.fromhex(hmac(env, scope, payload.hex()))
    return base64.urlsafe_b64encode(signature + payload).decode().rstrip("=")


def verify_hash_signed(env: Any, scope: Any, payload: str) -> Any:
    """Return the values of a token made by `hash_sign`; None where it was changed, is for another scope, or expired."""
    try:
        token = base64.urlsafe_b64decode(payload.encode() + b"===")
    except ValueError:
        return None
    size = hashlib.sha256().digest_size
    signature, signed = token[:size], token[size:]
    if len(signed) < _HEADER.size:
        return None
    if not hmac_lib.compare_digest(signature.hex(), hmac(env, scope, signed.hex())):
        return None
    version, expires = _HEADER.unpack_from(signed)
    if version != _VERSION or (expires and expires < time.time()):
        return None
    return json.loads(signed[_HEADER.size :])
