"""Constraints and indexes as attributes of models."""

from trivium.orm.tables import Constraint, Index, TableObject, UniqueIndex
