"""The engine of models, by part."""

from odoo.orm import (
    commands,
    decorators,
    domains,
    environments,
    fields,
    identifiers,
    models,
    registry,
    table_objects,
    types,
    utils,
)
