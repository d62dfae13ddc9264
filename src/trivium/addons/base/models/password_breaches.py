"""Whether a password is among all that were ever published, as a service tells that never learns the password.

Of the password's SHA-1, the first five digits are sent, to which hundreds of published ones belong; the rest is looked
for in the answer (the range search of Have I Been Pwned, k-anonymity).
"""

import hashlib
import logging

from trivium.tools.outgoing import OutgoingError, fetch

__all__ = ["is_published"]

_logger = logging.getLogger(__name__)

SENT = 5  # hexadecimal digits
SECONDS = 3.0
LIMIT = 2**20  # bytes of the answer


def is_published(password, service):
    """Tell whether a service knows a password; False where it does not answer, which is logged.

    :param service: address to which the digits are appended, such as `https://api.pwnedpasswords.com/range/`
    """
    digest = hashlib.sha1(password.encode("utf-8", "replace"), usedforsecurity=False).hexdigest().upper()
    headers = {"Add-Padding": "true"}  # so that the size of the answer tells nothing either
    try:
        answer = fetch("GET", service + digest[:SENT], headers=headers, timeout=SECONDS, limit=LIMIT)
    except OutgoingError as error:
        _logger.warning("Passwords cannot be compared with published ones: %s", error)
        return False
    for line in answer.content.decode("ascii", "replace").splitlines():
        rest, _colon, times = line.strip().partition(":")
        if rest.upper() == digest[SENT:] and times.strip() != "0":
            return True
    return False
