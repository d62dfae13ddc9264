"""A private PostgreSQL: no configuration, unix socket only, shared by the processes of one data directory."""

from trivium.data.embedded.server import EmbeddedServer

__all__ = ["EmbeddedServer"]
