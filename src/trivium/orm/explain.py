"""Why a user may or may not: everything that decides an operation on records, as data and as text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL

from . import access
from .access_errors import group_names, groups_with_model_access

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .domain import Domain


@dataclass(frozen=True)
class AccessLine:
    """A line of `ir.model.access` that opens the model for the operation.

    Attributes:
        id: its id.
        name: its name.
        group: the group it is for, empty for everybody.
        applies: whether the user is in that group.
    """

    id: int
    name: str
    group: str
    applies: bool


@dataclass(frozen=True)
class AccessRule:
    """A record rule that concerns the user.

    Attributes:
        id: its id.
        name: its name.
        grouped: whether it is for groups of the user; one such rule is enough, of the others all must hold.
        domain: what it lets through, for this user.
        closed: ids of the records that it does not let through.
    """

    id: int
    name: str
    grouped: bool
    domain: Domain
    closed: tuple[int, ...]


@dataclass(frozen=True)
class FieldGroups:
    """A field that only some groups may use.

    Attributes:
        name: its name.
        groups: external ids of the groups, by comma.
        open: whether the user may use it.
    """

    name: str
    groups: str
    open: bool


@dataclass(frozen=True)
class Explanation:
    """What decides whether a user may do an operation with records; `str` of it is for people.

    Attributes:
        model: name of the model.
        operation: read, write, create or unlink.
        uid: id of the user.
        user: name of the user.
        superuser: whether access is passed over.
        allowed: the decision on all of the records.
        closed: ids of the records that are closed to the user.
        lines: the lines that open the model to anyone.
        rules: the rules that concern the user.
        domain: what the rules amount to.
        fields: the fields that only some groups may use.
        companies: ids of the companies that the user acts for.
        who: names of the groups that a line opens the model to.
    """

    model: str
    operation: str
    uid: int
    user: str
    superuser: bool
    allowed: bool
    closed: tuple[int, ...]
    lines: tuple[AccessLine, ...]
    rules: tuple[AccessRule, ...]
    domain: Domain
    fields: tuple[FieldGroups, ...]
    companies: tuple[int, ...]
    who: tuple[str, ...]

    def __str__(self) -> str:
        return "\n".join(self._paragraphs())

    def _paragraphs(self) -> Iterator[str]:
        verdict = "may" if self.allowed else "may not"
        yield f"{self.user} (id {self.uid}) {verdict} {self.operation} these records of {self.model}."
        if self.superuser:
            yield "Superuser mode passes over lines, rules and groups of fields."
            return
        opening = [line for line in self.lines if line.applies]
        if opening:
            yield "Opened by access lines: " + ", ".join(f"{line.name} ({line.group or 'all'})" for line in opening)
        else:
            yield "No access line opens the model. Groups that have one: " + (", ".join(self.who) or "none")
        for rule in self.rules:
            kind = "one of its groups' rules must hold" if rule.grouped else "must hold"
            effect = f"closes {list(rule.closed)}" if rule.closed else "lets all through"
            yield f"Rule {rule.name} (id {rule.id}, {kind}) {effect}: {rule.domain!r}"
        if self.rules:
            yield f"Together: {self.domain!r}, for companies {list(self.companies)}"
        if self.closed:
            yield f"Closed: {list(self.closed)}"
        if hidden := [f"{field.name} ({field.groups})" for field in self.fields if not field.open]:
            yield "Closed fields: " + ", ".join(hidden)


def explain(records: Any, operation: str) -> Explanation:
    """Return what decides whether the user of `records` may do an operation with them.

    Args:
        records: saved records, or none to ask about the model alone.
        operation: read, write, create or unlink.

    Raises:
        ValueError: there is no such operation.
    """
    env = records.env
    access.check_operation(operation)
    refused = records._check_access(operation)
    closed = tuple(refused[0]._ids) if refused else ()
    saved = records.browse([id_ for id_ in records._ids if id_])
    return Explanation(
        model=records._name,
        operation=operation,
        uid=env.uid,
        user=env.user.sudo().name or "",
        superuser=env.su,
        allowed=refused is None,
        closed=closed,
        lines=tuple(_lines(env, records._name, operation)),
        rules=() if env.su else tuple(_rules(saved, operation)),
        domain=records._rule_domain(operation),
        fields=tuple(
            FieldGroups(name, field.groups, records._has_field_access(field, operation))
            for name, field in records._fields.items()
            if field.groups
        ),
        companies=tuple(env.companies.ids),
        who=tuple(groups_with_model_access(env, records._name, operation)),
    )


def _lines(env: Any, model_name: str, operation: str) -> Iterator[AccessLine]:
    own = access.user_groups(env)
    rows = env.execute_query(
        SQL(
            "SELECT line.id, line.name, line.group_id FROM ir_model_access AS line"
            " JOIN ir_model AS model ON model.id = line.model_id"
            " WHERE model.model = %s AND line.active AND line.%s ORDER BY line.id",
            model_name,
            SQL.identifier(f"perm_{operation}"),
        )
    )
    names = dict(group_names(env, [group for _id, _name, group in rows if group]))
    for id_, name, group in rows:
        yield AccessLine(id_, name, names.get(group, ""), not group or group in own)


def _rules(records: Any, operation: str) -> Iterator[AccessRule]:
    context = access.rule_eval_context(records.env)
    for id_, name, domain_force, grouped in access.rules_of(records.env, records._name, operation):
        domain = access.evaluate_rule(records.env, domain_force, context)
        closed = tuple(records._outside_of(records._ids, domain)._ids) if records else ()
        yield AccessRule(id_, name or f"rule {id_}", grouped, domain, closed)
