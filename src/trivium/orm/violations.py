"""What a user is told when a constraint of the database refuses what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.exceptions import ValidationError

if TYPE_CHECKING:
    import psycopg


def explain(env: Any, error: psycopg.IntegrityError) -> ValidationError:
    """Return the error for people: the message of the constraint, told by the model of the table.

    Args:
        env: environment of the database, in any transaction but the one that failed.
        error: what PostgreSQL refused.
    """
    table = error.diag.table_name
    model = next((model for model in env.registry.models.values() if model._table == table and model._auto), None)
    if model is None:
        return ValidationError(str(error.diag.message_primary or error))
    message = env[model._name]._sql_error_to_message(error)
    return ValidationError(env._("The operation cannot be completed: %s", message))
