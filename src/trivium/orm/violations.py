"""What a user is told when a constraint of the database refuses what was written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.exceptions import ValidationError

if TYPE_CHECKING:
    import psycopg


def explain(env: Any, error: psycopg.IntegrityError | psycopg.DataError) -> ValidationError:
    """Return the error for people: the message of the constraint, told by the model of the table.

    Args:
        env: environment of the database, in any transaction but the one that failed.
        error: what PostgreSQL refused.
    """
    return ValidationError(env._("The operation cannot be completed: %s", _reason(env, error)))


def _reason(env: Any, error: psycopg.IntegrityError | psycopg.DataError) -> str:
    table = error.diag.table_name
    if table is None:
        return str(error.diag.message_primary or error)
    models = list(env.registry.models.values())
    model = next((model for model in models if model._table == table and model._auto), None)
    if model is not None:
        return str(env[model._name]._sql_error_to_message(error))
    # the table between two models, of a many2many field
    for model in models:
        for field in model._fields.values():
            if field.type == "many2many" and field.relation == table and field.model_name == model._name:
                return str(
                    env._(
                        "%(field)s of %(model)s refers to a record that does not exist, or is still referred to: "
                        "%(detail)s",
                        field=f"{field.string!r} ({field.name})",
                        model=model._description,
                        detail=error.diag.message_detail or error.diag.constraint_name,
                    )
                )
    return str(error.diag.message_primary or error)
