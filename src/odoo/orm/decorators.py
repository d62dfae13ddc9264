"""Decorators of methods."""

from trivium.api import (
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
