"""Stores of sessions."""

from trivium.http.session import Session
from trivium.http.sessions import FilesystemSessionStore, SessionStore
