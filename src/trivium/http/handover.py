"""How a process that is replaced stops to take connections, while it still serves those that it has.

Each process has a listening socket of its own, and the kernel spreads connections over them (`SO_REUSEPORT`,
socket(7)). Granian gives its own back only together with all connections on which nothing has been asked yet: who had
just connected would be cut off.
"""

from __future__ import annotations

import os
import socket
import stat
from contextlib import suppress
from pathlib import Path

_DESCRIPTORS = Path("/proc/self/fd")


def stop_listening(port: int) -> int:
    """Close the sockets of this process that listen at a port, and leave one in each place that nobody connects to.

    What waits at the socket finds that nothing comes any more, and no error.

    Args:
        port: TCP port.

    Returns:
        how many were closed; 0 where the kernel does not tell which there are.
    """
    if not _DESCRIPTORS.is_dir():
        return 0
    descriptors = [int(path.name) for path in _DESCRIPTORS.iterdir()]
    found = [descriptor for descriptor in descriptors if _listens(descriptor, port)]
    for descriptor in found:
        with socket.socket(socket.AF_UNIX) as silent:
            silent.bind("")  # a name that nobody else has (unix(7), autobind)
            silent.listen(1)
            silent.setblocking(False)
            os.dup2(silent.fileno(), descriptor, inheritable=False)
    return len(found)


def _listens(descriptor: int, port: int) -> bool:
    with suppress(OSError):  # it was of the listing itself, or is no socket
        if not stat.S_ISSOCK(os.fstat(descriptor).st_mode):
            return False
        with socket.socket(fileno=os.dup(descriptor)) as sock:
            is_inet = sock.family in {socket.AF_INET, socket.AF_INET6} and sock.type == socket.SOCK_STREAM
            return bool(
                is_inet and sock.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN) and sock.getsockname()[1] == port
            )
    return False
