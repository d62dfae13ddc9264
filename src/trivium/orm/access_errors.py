"""Errors of access: they name what was refused and who may, and tell nothing that the user may not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trivium.data.sql import SQL
from trivium.exceptions import AccessError
from trivium.tools.audit import audit

if TYPE_CHECKING:
    from collections.abc import Collection

SHOWN_RECORDS: Final = 6

_VERBS: Final = {
    "read": "read",
    "write": "change",
    "create": "create",
    "unlink": "delete",
}


def _title(model: Any) -> str:
    return f"{model._description or model._name} ({model._name})"


def group_names(env: Any, ids: Collection[int]) -> list[tuple[int, str]]:
    """Return id and name of groups, in the user's language and with the privilege that they are of."""
    lang = env.context.get("lang") or "en_US"

    def text(value: Any) -> str:
        return value.get(lang) or value.get("en_US") or "" if isinstance(value, dict) else str(value or "")

    rows = env.execute_query(
        SQL(
            "SELECT grp.id, grp.name, privilege.name FROM res_groups AS grp"
            " LEFT JOIN res_groups_privilege AS privilege ON privilege.id = grp.privilege_id WHERE grp.id = ANY(%s)",
            list(ids),
        )
    )
    return [(id_, "/".join(filter(None, (text(privilege), text(name))))) for id_, name, privilege in rows]


def _who(names: list[str]) -> str:
    if not names:
        return "No group may do this."
    return "Members of these groups may: " + ", ".join(names) + "."


def _log(env: Any, what: str) -> None:
    audit("access_refused", user_id=env.uid, what=what)


def groups_with_model_access(env: Any, model_name: str, operation: str) -> list[str]:
    """Return the names of the groups that a line of `ir.model.access` opens the model to."""
    rows = env.execute_query(
        SQL(
            "SELECT DISTINCT line.group_id FROM ir_model_access AS line"
            " JOIN ir_model AS model ON model.id = line.model_id"
            " WHERE model.model = %s AND line.active AND line.%s AND line.group_id IS NOT NULL",
            model_name,
            SQL.identifier(f"perm_{operation}"),
        )
    )
    return sorted({name for _id, name in group_names(env, [id_ for (id_,) in rows])})


def model_error(records: Any, operation: str) -> AccessError:
    """Return the error for a model that no line opens to the user."""
    env = records.env
    _log(env, f"{operation} on {records._name}: no line of ir.model.access")
    groups = groups_with_model_access(env, records._name, operation)
    return AccessError(
        f"You are not allowed to {_VERBS[operation]} records of {_title(records)}: no access line (ir.model.access) "
        f"opens it to you.\n\n{_who(groups)}\n\nAsk an administrator for access if you need it."
    )


def _named(records: Any) -> str:
    """Return the records as a list: by name where the user may read them, by id where not."""
    shown = records[:SHOWN_RECORDS]
    readable = set(shown.with_env(records.env)._filtered_access("read")._ids)
    names = [
        f"{record.sudo().display_name} (id {record.id})" if record.id in readable else f"id {record.id}"
        for record in shown
    ]
    more = len(records) - len(shown)
    return ", ".join(names) + (f" and {more} more" if more else "")


def rule_error(records: Any, operation: str, rules: Collection[str]) -> AccessError:
    """Return the error for records that these rules close to the user."""
    env = records.env
    _log(env, f"{operation} on {records._name}{tuple(records._ids[:SHOWN_RECORDS])}: record rules")
    lines = [
        f"You are not allowed to {_VERBS[operation]} these records of {_title(records)}: {_named(records)}.",
        f"Your user is {env.user.sudo().name} (id {env.uid}).",
    ]
    if rules:
        lines.append("Record rules that keep you out: " + ", ".join(rules) + ".")
    if (hint := _company_hint(records)) is not None:
        lines.append(hint)
    lines.append("Ask an administrator for access if you need it.")
    return AccessError("\n\n".join(lines))


def _company_hint(records: Any) -> str | None:
    """Return a hint if the user has the records' company but has not switched to it."""
    if "company_id" not in records._fields or records._fields["company_id"].comodel_name != "res.company":
        return None
    env = records.env
    wanted = records.sudo().mapped("company_id") & env.user.sudo().company_ids
    missing = wanted - env.companies.sudo()
    if not missing:
        return None
    return f"They belong to {', '.join(missing.mapped('name'))}: switch to that company to see them."


def field_error(records: Any, field: Any, operation: str) -> AccessError:
    """Return the error for a field whose groups the user is not in."""
    _log(records.env, f"{operation} on field {field}: its groups are {field.groups!r}")
    who = "Nobody may." if field.groups == "." else f"Members of these groups may: {field.groups}."
    verb = _VERBS.get(operation, operation)
    return AccessError(f"You are not allowed to {verb} the field {field.name!r} of {_title(records)}.\n\n{who}")
