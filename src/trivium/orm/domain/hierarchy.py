"""`child_of` and `parent_of`: records above or below others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from trivium.data.sql import SQL

from .leaves import DomainCondition
from .operators import COLLECTION_TYPES
from .tree import Domain
from .values import Values

if TYPE_CHECKING:
    from collections.abc import Callable


def hierarchy_domain(condition: DomainCondition, model: Any) -> Domain:
    """Return the condition by `parent_path`, or by one recursive query where the model has none.

    On a relation to another model the condition is about that model's hierarchy. On a many2one to the model itself it
    is about the tree which that field makes, and about the record as much as about the field.
    """
    field = condition._field(model)
    name, operator = condition.field_expr, condition.operator
    if name == "id":
        return _own(model, root_ids(model, condition.value), operator, model._parent_name)
    comodel = model.env[field.comodel_name]
    ids = root_ids(comodel, condition.value)
    if field.type == "many2one" and field.comodel_name == model._name:
        return _own(model, ids, operator, name)
    domain = _own(comodel, ids, operator, comodel._parent_name)
    if domain.is_false():
        return domain
    if isinstance(domain, DomainCondition) and domain.field_expr == "id" and domain.operator == "in":
        return DomainCondition(name, "in", domain.value)
    query = comodel.sudo()._search(domain, active_test=False, bypass_access=True)
    return DomainCondition(name, "in", query)


def root_ids(model: Any, value: Any) -> list[int]:
    """Return the ids that the operand stands for: ids, records, or names."""
    if not value:
        return []
    if isinstance(value, str):
        query = model._search(Domain("display_name", "ilike", value), active_test=False)
        return list(query.get_result_ids())
    ids = getattr(value, "_ids", None)
    if ids is None:
        ids = value if isinstance(value, (*COLLECTION_TYPES, Values)) else (value,)
    names = [item for item in ids if isinstance(item, str)]
    found = [id_ for id_ in ids if id_ and not isinstance(id_, (str, bool))]
    if names:
        query = model._search(Domain.OR(Domain("display_name", "ilike", name) for name in names), active_test=False)
        found.extend(query.get_result_ids())
    return found


def _own(model: Any, ids: list[int], operator: str, parent_name: str) -> Domain:
    if not ids:
        return Domain.FALSE
    if model._parent_store and parent_name == model._parent_name:
        return _by_path(model, ids, operator)
    if parent_name not in model._fields:
        return DomainCondition("id", "in", Values(ids))
    return DomainCondition("id", "in", _recursive(model, ids, operator, parent_name))


def _by_path(model: Any, ids: list[int], operator: str) -> Domain:
    paths = list(model.sudo().with_context(active_test=False)._parent_paths(ids))
    if operator == "parent_of":
        return DomainCondition("id", "in", Values(int(step) for path in paths for step in path.split("/") if step))
    # a path below another one adds nothing
    paths.sort()
    tops: list[str] = []
    for path in paths:
        if not tops or not path.startswith(tops[-1]):
            tops.append(path)
    return Domain.OR(DomainCondition("parent_path", "=like", f"{path}%") for path in tops)


def _recursive(model: Any, ids: list[int], operator: str, parent_name: str) -> SQL:
    field = model._fields[parent_name]
    table = SQL.identifier(model._table)
    parent = SQL.identifier("node", parent_name, to_flush=field)
    if operator == "child_of":
        start, step = SQL("id = ANY(%s)", ids), SQL("%s = found.id", parent)
        return SQL(
            "(WITH RECURSIVE found(id) AS (SELECT id FROM %s WHERE %s"
            " UNION SELECT node.id FROM found JOIN %s AS node ON %s) SELECT id FROM found)",
            table, start, table, step,
        )  # fmt: skip
    return SQL(
        "(WITH RECURSIVE found(id, parent) AS"
        " (SELECT node.id, %(parent)s FROM %(table)s AS node WHERE node.id = ANY(%(ids)s)"
        " UNION SELECT node.id, %(parent)s FROM found JOIN %(table)s AS node ON node.id = found.parent)"
        " SELECT id FROM found)",
        parent=parent, table=table, ids=ids,
    )  # fmt: skip


def hierarchy_predicate(field: Any, records: Any, operator: str, value: Any) -> Callable[[Any], bool]:
    """Return the condition on these records in memory, where some may not have been saved."""
    name = field.name
    own_tree = name == "id" or (field.type == "many2one" and field.comodel_name == field.model_name)
    model = (records if own_tree else records.env[field.comodel_name]).sudo().with_context(active_test=False)
    parent_name = name if own_tree and name != "id" else model._parent_name
    ids = frozenset(root_ids(model, value))
    if operator == "parent_of":
        ids = frozenset(_ancestors(model.browse(ids), parent_name))

    def matches(record: Any) -> bool:
        record = record.sudo().with_context(active_test=False)
        starts = record if own_tree else record[name]
        return not ids.isdisjoint(starts._ids if operator == "parent_of" else _ancestors(starts, parent_name))

    return matches


def _ancestors(records: Any, parent_name: str) -> set[Any]:
    """Return the ids of the records and of those above them."""
    found: set[Any] = set()
    while records:
        found.update(map(_saved, records._ids))
        above = records[parent_name] if parent_name in records._fields else records.browse()
        records = above.browse([id_ for id_ in above._ids if _saved(id_) not in found])
    return found


def _saved(id_: Any) -> Any:
    """Return the id of the saved record that a new one stands for, if it does."""
    return getattr(id_, "origin", None) or id_
