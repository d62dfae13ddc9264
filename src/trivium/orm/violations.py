"""What a user is told when a constraint of the database refuses what was written."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from trivium.data.names import make_identifier
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
    return reference_reason(env, error) or str(error.diag.message_primary or error)


def reference_reason(env: Any, error: psycopg.Error) -> str | None:
    """Return what a user is told of a violated foreign key; None if it belongs to no field.

    A row was deleted that others refer to, or a value refers to a row that is not there: PostgreSQL's detail
    (`Key (column)=(value)`) names the referred ``id`` in the first case, the referring column in the second.

    Args:
        env: environment of the database.
        error: what PostgreSQL refused.
    """
    key = _KEY.search(error.diag.message_detail or "")
    field, link = _field_of_key(env, error.diag.table_name, error.diag.constraint_name)
    if key is None or field is None:
        return None
    comodel_name = field.comodel_name if link else field.model_name
    names = {
        "id": key["value"],
        "field": f"{field.string!r} ({field.name})",
        "model": f"{env[field.model_name]._description} ({field.model_name})",
        "other": f"{env[comodel_name]._description} ({comodel_name})",
    }
    if key["column"] == "id":
        return str(
            env._(
                "Record %(id)s of %(other)s is still used by the field %(field)s of %(model)s:"
                " change or delete what refers to it first, or archive it.",
                **names,
            )
        )
    return str(
        env._(
            "The field %(field)s of %(model)s points to record %(id)s of %(other)s, which does not exist"
            " or has been deleted.",
            **names,
        )
    )


_KEY = re.compile(r"\((?P<column>\w+)\)=\((?P<value>[^)]*)\)")


def _field_of_key(env: Any, table: str | None, constraint: str | None) -> tuple[Any, bool]:
    """Return the field that a foreign key belongs to, and whether the key is of its side that leads away."""
    back: Any = None
    for model in env.registry.models.values():
        for field in () if model._abstract else model._fields.values():
            pairs = field.type == "many2many" and field.store and field.relation == table
            if pairs and constraint == make_identifier(f"{table}_{field.column1}_fkey"):
                back = field
            if pairs or (field.type == "many2one" and field.store and model._table == table):
                column = field.column2 if pairs else field.name
                if constraint == make_identifier(f"{table}_{column}_fkey"):
                    return field, True
    return back, False
