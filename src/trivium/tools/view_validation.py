"""Names within the expressions of views, and checks that addons register for kinds of views."""

import ast
import collections
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from lxml import etree

from trivium.tools.config import config

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

DOMAIN_OPERATORS: Final = ("&", "|", "!")
READONLY: Final = frozenset(("readonly",))

IGNORED_IN_EXPRESSION: Final = frozenset(
    (
        "True",
        "False",
        "None",
        "self",
        "uid",
        "context",
        "context_today",
        "allowed_company_ids",
        "current_company_id",
        "time",
        "datetime",
        "relativedelta",
        "current_date",
        "today",
        "now",
        "abs",
        "len",
        "bool",
        "float",
        "str",
        "unicode",
        "set",
        "parent.id",
    )
)
"""What the browser gives every expression: no fields."""

_Check = Callable[..., Any]
_checks: dict[str, list[_Check]] = collections.defaultdict(list)


class _Names(ast.NodeVisitor):
    """Gathers the names of an expression, those behind `parent` with it."""

    def __init__(self) -> None:
        self.found: set[str] = set()
        self._local: list[str] = []

    def visit_Name(self, node: ast.Name) -> None:
        if isinstance(node.ctx, ast.Store):
            self._local.append(node.id)
        elif node.id not in self._local:
            self.found.add(node.id)

    def visit_Attribute(self, node: ast.Attribute) -> None:
        if isinstance(node.value, ast.Name) and node.value.id == "parent":
            self.found.add(f"parent.{node.attr}")
        else:
            self.visit(node.value)


def _names(node: ast.AST) -> set[str]:
    visitor = _Names()
    # targets of comprehensions stand behind their elements
    for generator in (item for item in ast.walk(node) if isinstance(item, ast.comprehension)):
        visitor.visit(generator.target)
    visitor.visit(node)
    return visitor.found - IGNORED_IN_EXPRESSION


def get_expression_field_names(expression: str) -> set[str]:
    """Return the names of fields that an expression of a view reads; those of the parent as `parent.name`.

    Raises:
        SyntaxError: it is no expression.
    """
    return _names(ast.parse(expression.strip(), mode="eval"))


def get_domain_value_names(domain: str | list[Any] | tuple[Any, ...]) -> tuple[set[str], set[str]]:
    """Return the names of fields on the left of a domain's conditions, and the names that its values read.

    Args:
        domain: its source, or a list.

    Raises:
        SyntaxError: the source is no expression.
    """
    if not isinstance(domain, str):
        return {item[0] for item in domain if isinstance(item, (list, tuple)) and isinstance(item[0], str)}, set()
    tree = ast.parse(domain.strip() or "[]", mode="eval").body
    lefts: set[str] = set()
    names: set[str] = set()
    for leaf in _leaves(tree):
        if isinstance(leaf, (ast.Tuple, ast.List)) and len(leaf.elts) == 3:
            left, _operator, value = leaf.elts
            if isinstance(left, ast.Constant) and isinstance(left.value, str):
                lefts.add(left.value)
            names |= _names(value)
        elif not isinstance(leaf, ast.Constant):
            names |= _names(leaf)
    return lefts, names


def _leaves(tree: ast.expr) -> list[ast.expr]:
    """Return the conditions of a domain's source: of a list, a sum of lists, or both branches of a choice."""
    if isinstance(tree, (ast.List, ast.Tuple)):
        return [element for element in tree.elts if not _is_operator(element)]
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.Add):
        return [*_leaves(tree.left), *_leaves(tree.right)]
    if isinstance(tree, ast.IfExp):
        return [tree.test, *_leaves(tree.body), *_leaves(tree.orelse)]
    return [tree]


def _is_operator(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value in DOMAIN_OPERATORS


def get_dict_asts(expr: str | ast.AST) -> dict[Any, ast.expr]:
    """Return the values of a dictionary's source by their keys, as trees.

    Raises:
        ValueError: it is no dictionary, or one of its keys is no text.
    """
    tree = ast.parse(expr.strip(), mode="eval").body if isinstance(expr, str) else expr
    if not isinstance(tree, ast.Dict):
        raise ValueError("A dictionary is expected")  # noqa: TRY004 - about what a text says
    found = {}
    for key, value in zip(tree.keys, tree.values, strict=True):
        if not isinstance(key, ast.Constant) or not isinstance(key.value, str):
            raise ValueError("The keys of the dictionary must be texts")  # noqa: TRY004 - about what a text says
        found[key.value] = value
    return found


def validate(*view_types: str) -> Callable[[_Check], _Check]:
    """Register a function `check(arch, **kwargs)` for kinds of views; it returns what `valid_view` tells."""

    def register(check: _Check) -> _Check:
        for view_type in view_types:
            _checks[view_type].append(check)
        return check

    return register


def valid_view(arch: etree._Element, **kwargs: Any) -> bool | str:
    """Tell whether a view passes the checks registered for its kind; `Warning` where one only warned."""
    for check in _checks[str(arch.tag)]:
        result = check(arch, **kwargs)
        if not result:
            _logger.error("The view is invalid: %s", check.__doc__)
            return False
        if result == "Warning":
            _logger.warning("The view is doubtful: %s", check.__doc__)
            return "Warning"
    return True


def relaxng(view_type: str) -> etree.RelaxNG | None:
    """Return the schema of a kind of views (`base/rng/<kind>_view.rng`), None where there is none."""
    path = Path(config.addons_base_dir) / "base" / "rng" / f"{view_type}_view.rng"
    return etree.RelaxNG(etree.parse(str(path))) if path.is_file() else None


def schema_valid(arch: etree._Element, **kwargs: Any) -> bool:  # noqa: ARG001 - called as every check is
    """Tell whether a view fits the schema of its kind; errors go to the log."""
    validator = relaxng(str(arch.tag))
    if validator is None or validator.validate(arch):
        return True
    for error in validator.error_log:
        _logger.warning("%s", error)
    return False
