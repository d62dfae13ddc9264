"""What goes wrong below the models: each failure says what to do about it."""

from __future__ import annotations


class DataError(Exception):
    """A failure of the data tier that its message explains, with the remedy."""


class ServerError(DataError):
    """PostgreSQL cannot be started, reached or used."""


class PoolError(DataError):
    """No connection could be had within the limits of the pool."""


class DatabaseExistsError(DataError):
    """A database of that name exists already."""


class DatabaseMissingError(DataError):
    """There is no database of that name."""


class DatabaseInUseError(DataError):
    """A database cannot be copied while others use it."""


class FilestoreError(DataError):
    """A file could not be stored or read."""


class BackupError(DataError):
    """A backup could not be made, or one that was given is damaged."""


class RedisGoneError(DataError):
    """Redis does not answer; PostgreSQL takes its place but for the sessions."""
