"""What a view's texts name: fields in expressions, domains and contexts; and the schemas of archs.

Interface: `odoo.tools.view_validation` of the contract.
"""

from __future__ import annotations

import ast
import logging
from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = [
    "DOMAIN_OPERATORS",
    "IGNORED_IN_EXPRESSION",
    "READONLY",
    "get_dict_asts",
    "get_domain_value_names",
    "get_expression_field_names",
    "relaxng",
    "schema_valid",
    "valid_view",
    "validate",
]

_logger = logging.getLogger(__name__)

DOMAIN_OPERATORS: Final = frozenset({"!", "|", "&"})
IGNORED_IN_EXPRESSION: Final = frozenset(
    {
        "True", "False", "None", "self", "uid", "context", "context_today", "allowed_company_ids", "current_company_id",
        "current_date", "time", "datetime", "relativedelta", "today", "now", "abs", "len", "bool", "float", "int",
        "str",
        "unicode", "set", "min", "max", "companies", "is_mobile",
    }
)  # fmt: skip
"""Names that the client knows in expressions, beside the fields of the record."""
READONLY: Final = "readonly"

_SCHEMAS: Final = Path(__file__).parent.parent / "rendering" / "views" / "schema"
_validators: dict[str, list[Callable[..., Any]]] = defaultdict(list)


def get_expression_field_names(expression: str) -> set[str]:
    """Return the fields that an expression reads; those of the parent record as `parent.name`.

    >>> sorted(get_expression_field_names("state == 'draft' and not parent.locked"))
    ['parent.locked', 'state']

    Raises:
        SyntaxError: it is no expression.
    """
    return _names_in(ast.parse(expression.strip(), mode="eval").body)


def _names_in(tree: ast.AST) -> set[str]:
    names: set[str] = set()
    bound: set[str] = set()
    stack = [tree]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.comprehension):
            bound.update(each.id for each in ast.walk(node.target) if isinstance(each, ast.Name))
        if isinstance(node, ast.Attribute):
            path = _path(node)
            if path is not None:
                first, _dot, rest = path.partition(".")
                if first == "parent":
                    names.add("parent." + rest.partition(".")[0])
                elif first not in IGNORED_IN_EXPRESSION:
                    names.add(first)
                continue
        elif isinstance(node, ast.Name):
            names.add(node.id)
        stack.extend(ast.iter_child_nodes(node))
    return names - IGNORED_IN_EXPRESSION - bound


def _path(node: ast.Attribute) -> str | None:
    parts = []
    value: ast.AST = node
    while isinstance(value, ast.Attribute):
        parts.append(value.attr)
        value = value.value
    if not isinstance(value, ast.Name):
        return None
    return ".".join([value.id, *reversed(parts)])


def get_domain_value_names(domain: str | list[Any]) -> tuple[set[str], set[str]]:
    """Return the fields on the left of a domain's conditions, and the names that its values use.

    >>> get_domain_value_names("[('company_id', 'in', companies_of_record)]")
    ({'company_id'}, {'companies_of_record'})

    Raises:
        SyntaxError: the text is no expression.
        ValueError: it is no domain.
    """
    if isinstance(domain, list):
        return {str(item[0]) for item in domain if isinstance(item, (list, tuple))}, set()
    tree = ast.parse(domain.strip(), mode="eval").body
    paths: set[str] = set()
    names: set[str] = set()
    _read_domain(tree, paths, names)
    return paths, names


def _read_domain(tree: ast.expr, paths: set[str], names: set[str]) -> None:
    if isinstance(tree, ast.List):
        for item in tree.elts:
            _read_condition(item, paths, names)
    elif isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add):
        _read_domain(tree.left, paths, names)
        _read_domain(tree.right, paths, names)
    elif isinstance(tree, ast.IfExp):
        names |= _names_in(tree.test)
        _read_domain(tree.body, paths, names)
        _read_domain(tree.orelse, paths, names)
    elif isinstance(tree, ast.BoolOp):
        for value in tree.values:
            _read_domain(value, paths, names)
    elif isinstance(tree, ast.Constant):
        raise ValueError(f"{tree.value!r} is no domain")  # noqa: TRY004 - the text is at fault, not the caller
    else:
        names |= _names_in(tree)


def _read_condition(item: ast.expr, paths: set[str], names: set[str]) -> None:
    if isinstance(item, (ast.Tuple, ast.List)):
        if len(item.elts) != 3:
            raise ValueError(f"{ast.unparse(item)} is no condition: field, operator, value")
        left, operator, right = item.elts
        if isinstance(left, ast.Constant):
            if isinstance(left.value, str):
                paths.add(left.value)
            elif left.value not in {0, 1}:
                raise ValueError(f"{ast.unparse(item)} is no condition: its first part names a field")
        else:
            names |= _names_in(left)
        names |= _names_in(operator)
        if isinstance(operator, ast.Constant) and operator.value in {"any", "not any"}:
            return
        names |= _names_in(right)
    elif isinstance(item, ast.Constant):
        if item.value not in DOMAIN_OPERATORS:
            raise ValueError(f"{item.value!r} in a domain is neither a condition nor one of & | !")
    else:
        names |= _names_in(item)


def get_dict_asts(expr: str | ast.AST) -> dict[str, ast.AST]:
    """Return the syntax trees of the values of a dictionary with constant keys, by key.

    Raises:
        ValueError: it is no such dictionary.
        SyntaxError: it is no expression.
    """
    tree = ast.parse(expr.strip(), mode="eval").body if isinstance(expr, str) else expr
    if not isinstance(tree, ast.Dict):
        raise ValueError(f"{expr!r} is no dictionary")  # noqa: TRY004 - the text is at fault, not the caller
    result: dict[str, ast.AST] = {}
    for key, value in zip(tree.keys, tree.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            raise ValueError("The keys of the dictionary are texts")  # noqa: TRY004 - as above
        result[key.value] = value
    return result


@cache
def relaxng(view_type: str) -> etree.RelaxNG | None:
    """Return the schema of the archs of a kind of view, None if it has none."""
    path = _SCHEMAS / f"{view_type}_view.rng"
    if not path.is_file():
        return None
    return etree.RelaxNG(etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True)))


def validate(*view_types: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Register a function that checks archs of these kinds: given one, it returns False where it is wrong."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        for view_type in view_types:
            _validators[view_type].append(function)
        return function

    return register


def valid_view(arch: Any, **kwargs: Any) -> bool | str:
    """Run the functions registered for the kind of an arch; True if none objects, "Warning" if one only warns."""
    for function in _validators[arch.tag]:
        result = function(arch, **kwargs)
        if not result:
            _logger.warning("Invalid view: %s", function.__doc__)
            return False
        if result == "Warning":
            return "Warning"
    return True


@validate("calendar", "graph", "pivot", "search", "list", "form", "kanban", "activity")
def schema_valid(arch: Any, **kwargs: Any) -> bool:  # noqa: ARG001 - called as every check is
    """Check an arch against the schema of its kind."""
    schema = relaxng(arch.tag)
    if schema is None or schema.validate(arch):
        return True
    for error in schema.error_log:
        _logger.warning("Line %s: %s", error.line, error.message)
    return False
