"""Composing statements."""

from psycopg.sql import NULL, SQL, Composable, Composed, Identifier, Literal, Placeholder

__all__ = ["DEFAULT", "NULL", "SQL", "Composable", "Composed", "Identifier", "Literal", "Placeholder"]

DEFAULT = SQL("DEFAULT")
