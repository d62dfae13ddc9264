"""Identifiers of records."""

from trivium.orm.identifiers import IdType, NewId
