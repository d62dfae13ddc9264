"""The register of optimisation rules: each turns a node into a simpler one that finds the same records.

A rule gets a node and the model, and returns the node itself when it has nothing to improve.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Any, TypeVar

from .levels import OptimizationLevel

Rule = Callable[[Any, Any], Any]
MergeRule = Callable[[type, list[Any], Any], list[Any]]
R = TypeVar("R", bound=Callable[..., Any])

_by_operator: dict[OptimizationLevel, dict[str, list[Rule]]] = {level: defaultdict(list) for level in OptimizationLevel}
_by_type: dict[OptimizationLevel, dict[str, list[Rule]]] = {level: defaultdict(list) for level in OptimizationLevel}
_merges: list[MergeRule] = []


def operator_optimization(
    operators: Collection[str], level: OptimizationLevel = OptimizationLevel.BASIC
) -> Callable[[R], R]:
    """Register a rule ``(condition, model) -> domain`` for conditions with these operators."""

    def register(rule: R) -> R:
        for operator in operators:
            _by_operator[level][operator].append(rule)
        return rule

    return register


def field_type_optimization(
    field_types: Iterable[str], level: OptimizationLevel = OptimizationLevel.BASIC
) -> Callable[[R], R]:
    """Register a rule ``(condition, model) -> domain`` for conditions on fields of these types."""

    def register(rule: R) -> R:
        for field_type in field_types:
            _by_type[level][field_type].append(rule)
        return rule

    return register


def nary_optimization(optimization: R) -> R:
    """Register a rule ``(cls, children, model) -> children`` for the operands of ``&`` and ``|``."""
    _merges.append(optimization)
    return optimization


def nary_condition_optimization(
    operators: Collection[str], field_types: Collection[str] | None = None
) -> Callable[[R], R]:
    """Register a rule ``(cls, conditions, model) -> domains`` for operands on one field with these operators."""

    def register(rule: R) -> R:
        def merge(cls: type, children: list[Any], model: Any) -> list[Any]:
            groups: dict[str, list[int]] = {}
            for index, child in enumerate(children):
                if getattr(child, "operator", None) in operators and (
                    field_types is None or child._field(model).type in field_types
                ):
                    groups.setdefault(child.field_expr, []).append(index)
            if all(len(indices) < 2 for indices in groups.values()):
                return children
            replaced: dict[int, list[Any]] = {}
            for indices in groups.values():
                if len(indices) > 1:
                    replaced |= {index: [] for index in indices}
                    replaced[indices[0]] = rule(cls, [children[index] for index in indices], model)
            return [new for index, child in enumerate(children) for new in replaced.get(index, (child,))]

        _merges.append(merge)
        return rule

    return register


def rules_of(level: OptimizationLevel, operator: str, field_type: str) -> Iterable[Rule]:
    """Return the rules for a condition, those for its operator first."""
    operators, types = _by_operator[level], _by_type[level]
    found = operators.get(operator, ())
    others = types.get(field_type, ())
    return [*found, *others] if others else found


def merge(cls: type, children: list[Any], model: Any) -> list[Any]:
    """Apply all rules for the operands of `cls`."""
    for rule in _merges:
        children = rule(cls, children, model)
        if len(children) < 2:
            break
    return children
