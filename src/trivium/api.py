"""Decorators of methods, and the environment they run in."""

from collections.abc import Mapping, Sequence
from typing import Any, Self

from trivium.orm.decorators import (
    attrsetter,
    autovacuum,
    constrains,
    depends,
    depends_context,
    deprecated,
    model,
    model_create_multi,
    onchange,
    ondelete,
    private,
    readonly,
)
from trivium.orm.domain import Domain
from trivium.orm.environment import Environment
from trivium.orm.identifiers import IdType, NewId
from trivium.orm.utils import SUPERUSER_ID

__all__ = [
    "SUPERUSER_ID",
    "ContextType",
    "DomainType",
    "Environment",
    "IdType",
    "NewId",
    "Self",
    "ValuesType",
    "attrsetter",
    "autovacuum",
    "constrains",
    "depends",
    "depends_context",
    "deprecated",
    "model",
    "model_create_multi",
    "onchange",
    "ondelete",
    "private",
    "readonly",
]

ContextType = Mapping[str, Any]
"""The context of an environment."""

DomainType = Domain | Sequence[Any]
"""What is accepted as a domain."""

ValuesType = dict[str, Any]
"""Values of fields by name, as `create` and `write` take them."""
