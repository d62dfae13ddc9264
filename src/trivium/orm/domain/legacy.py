"""The older way with domains, as lists: the names of `odoo.osv.expression`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from trivium.data.sql import SQL
from trivium.orm.query import Query

from .operators import AND as AND_OPERATOR
from .operators import CONDITION_OPERATORS, NEGATION
from .operators import NEGATIVE_OPERATORS as NEGATIVE_TERM_OPERATORS
from .operators import NOT as NOT_OPERATOR
from .operators import OR as OR_OPERATOR
from .tree import Domain

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = [
    "AND",
    "AND_OPERATOR",
    "DOMAIN_OPERATORS",
    "FALSE_DOMAIN",
    "FALSE_LEAF",
    "NEGATIVE_TERM_OPERATORS",
    "NOT_OPERATOR",
    "OR",
    "OR_OPERATOR",
    "TERM_OPERATORS",
    "TERM_OPERATORS_NEGATION",
    "TRUE_DOMAIN",
    "TRUE_LEAF",
    "check_leaf",
    "combine",
    "distribute_not",
    "domain_combine_anies",
    "expression",
    "get_unaccent_wrapper",
    "is_boolean",
    "is_false",
    "is_leaf",
    "is_operator",
    "normalize_domain",
    "normalize_leaf",
    "prettify_domain",
]

DOMAIN_OPERATORS: Final = (NOT_OPERATOR, OR_OPERATOR, AND_OPERATOR)
TERM_OPERATORS: Final = tuple(sorted(CONDITION_OPERATORS))
TERM_OPERATORS_NEGATION: Final = NEGATION | {"<": ">=", ">": "<=", "<=": ">", ">=": "<"}

TRUE_LEAF: Final = (1, "=", 1)
FALSE_LEAF: Final = (0, "=", 1)
TRUE_DOMAIN: Final = [TRUE_LEAF]
FALSE_DOMAIN: Final = [FALSE_LEAF]


def is_operator(element: object) -> bool:
    """Tell whether the item of a list is a connective."""
    return isinstance(element, str) and element in DOMAIN_OPERATORS


def is_leaf(element: Any) -> bool:
    """Tell whether the item of a list is a condition."""
    return isinstance(element, (list, tuple)) and len(element) == 3 and isinstance(element[1], str)


def is_boolean(element: Any) -> bool:
    """Tell whether the item of a list stands for all records or for none."""
    return is_leaf(element) and element[0] in {0, 1} and tuple(element[1:]) == ("=", 1)


def check_leaf(element: object) -> None:
    """Refuse an item that is neither a connective nor a condition.

    Raises:
        ValueError: it is neither.
    """
    if not is_operator(element) and not is_leaf(element):
        raise ValueError(f"{element!r} is neither an operator of domains nor a condition (field, operator, value).")


def normalize_leaf(element: Any) -> Any:
    """Return the condition with its operator in the usual spelling."""
    if not is_leaf(element):
        return element
    field_expr, operator, value = element
    operator = {"<>": "!=", "==": "="}.get(operator.lower(), operator.lower())
    if isinstance(value, bool) and operator in {"in", "not in"}:
        operator = "=" if operator == "in" else "!="
    if isinstance(value, (list, tuple)) and operator in {"=", "!="}:
        operator = "in" if operator == "=" else "not in"
    return field_expr, operator, value


def normalize_domain(domain: Any) -> list[Any]:
    """Return the list with every ``&`` written out."""
    if isinstance(domain, Domain):
        return list(domain)
    if not domain:
        return [TRUE_LEAF]
    result: list[Any] = []
    expected = 1
    for item in domain:
        if expected == 0:
            result.insert(0, AND_OPERATOR)
            expected = 1
        if is_operator(item):
            expected += 0 if item == NOT_OPERATOR else 1
        else:
            expected -= 1
            item = normalize_leaf(tuple(item)) if is_leaf(item) else item
        result.append(item)
    if expected:
        raise ValueError(f"Domain {domain!r}: {expected} operand(s) missing.")
    return result


def AND(domains: Iterable[Any]) -> list[Any]:  # noqa: N802 - the contract's name
    """Return the list that all of `domains` must hold for."""
    return list(Domain.AND(domains))


def OR(domains: Iterable[Any]) -> list[Any]:  # noqa: N802 - the contract's name
    """Return the list that one of `domains` must hold for."""
    return list(Domain.OR(domains))


def combine(operator: str, unit: Sequence[Any], zero: Sequence[Any], domains: Iterable[Any]) -> list[Any]:
    """Return the domains joined by a connective.

    Args:
        operator: ``&`` or ``|``.
        unit: the domain that changes nothing.
        zero: the domain that decides alone.
        domains: those to join.
    """
    kept: list[Any] = []
    count = 0
    for domain in domains:
        normal = normalize_domain(domain)
        if normal == list(zero):
            return normal
        if normal != list(unit):
            kept += normal
            count += 1
    return [operator] * (count - 1) + kept if kept else list(unit)


def distribute_not(domain: Any) -> list[Any]:
    """Return the list without ``!``: conditions take the opposite operator, where there is one."""
    return list(Domain(normalize_domain(domain)).map_conditions(lambda condition: condition))


def is_false(model: Any, domain: Any) -> bool:
    """Tell whether no record can satisfy the domain, without asking the database."""
    return Domain(domain).optimize(model).is_false()


def domain_combine_anies(domain: Any, model: Any) -> Domain:
    """Return the domain with conditions on one relation joined."""
    return Domain(domain).optimize(model)


def prettify_domain(domain: Any, pre_indent: int = 0) -> str:
    """Return the list as text, a line for each item, indented by depth.

    Args:
        domain: a list or a domain.
        pre_indent: number of indentations, of four spaces, before each line.
    """
    open_operands: list[int] = []
    lines: list[str] = []
    for item in list(domain):
        indent = "    " * (pre_indent + 1 + len(open_operands))
        if is_operator(item):
            lines.append(f"{indent}{item!r},")
            open_operands.append(1 if item == NOT_OPERATOR else 2)
            continue
        lines.append(f"{indent}{_pretty_leaf(item, pre_indent + len(open_operands) + 1)},")
        while open_operands:
            open_operands[-1] -= 1
            if open_operands[-1]:
                break
            open_operands.pop()
    margin = "    " * pre_indent
    return "\n".join(["[", *lines, f"{margin}]"])


def _pretty_leaf(leaf: Any, indent: int) -> str:
    if is_leaf(leaf) and leaf[1] in {"any", "not any", "any!", "not any!"}:
        return f"({leaf[0]!r}, {leaf[1]!r}, {prettify_domain(leaf[2], indent)})"
    return repr(leaf)


def get_unaccent_wrapper(cr: Any) -> Any:
    """Return the function that makes SQL ignore accents, if the registry of the cursor's database does."""
    registry = cr.transaction.registry
    if getattr(registry, "has_unaccent", False):
        return lambda sql: SQL("unaccent(%s)", sql)
    return lambda sql: sql


class expression:  # noqa: N801 - the contract's name
    """A domain compiled for a model, in the older way.

    Args:
        domain: a list or a domain.
        model: the model it is about.
        alias: of the model's table in `query`.
        query: gets the condition; a new one if not given.
    """

    def __init__(self, domain: Any, model: Any, alias: str | None = None, query: Query | None = None) -> None:
        self.root_model = model
        self.root_alias = alias or model._table
        self.expression = Domain(domain).optimize_full(model)
        self.query = query if query is not None else Query(model.env, model._table, model._table_sql)
        self.parse()

    def parse(self) -> None:
        """Add the condition to the query."""
        self.query.add_where(self.expression._to_sql(self.root_model, self.root_alias, self.query))
