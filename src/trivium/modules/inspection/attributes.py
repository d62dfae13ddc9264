"""What Python code asks of the platform's modules by a dot: `tools.name`, `odoo.fields.Name`."""

from __future__ import annotations

import ast
import importlib
from types import ModuleType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda


def attributes(tree: ast.Module, roots: tuple[str, ...]) -> Iterator[tuple[str, list[str], int]]:
    """Give what a file asks of modules that it imports at its top: the module, names one after the other, the line.

    Args:
        tree: the file.
        roots: packages that count.
    """
    aliases: dict[str, str] = {}
    for statement in tree.body:
        if isinstance(statement, ast.Import):
            for alias in statement.names:
                target = alias.name if alias.asname else alias.name.partition(".")[0]
                aliases[alias.asname or target] = target
        elif isinstance(statement, ast.ImportFrom) and statement.level == 0 and statement.module:
            aliases.update({each.asname or each.name: f"{statement.module}.{each.name}" for each in statement.names})
    wanted = {name: target for name, target in aliases.items() if target.partition(".")[0] in roots}
    visitor = _Uses(wanted)
    visitor.visit(tree)
    yield from visitor.found


class _Uses(ast.NodeVisitor):
    def __init__(self, aliases: dict[str, str]) -> None:
        self.aliases = aliases
        self.hidden: list[set[str]] = []
        self.found: list[tuple[str, list[str], int]] = []

    def visit_FunctionDef(self, node: Scope) -> None:
        """Pass over names that a function gives to something else."""
        args = node.args
        every = [*args.posonlyargs, *args.args, *args.kwonlyargs, args.vararg, args.kwarg]
        bound = {each.arg for each in every if each}
        for inner in ast.walk(node):
            if isinstance(inner, ast.Name) and isinstance(inner.ctx, ast.Store):
                bound.add(inner.id)
            elif isinstance(inner, (ast.Import, ast.ImportFrom)):
                bound.update((each.asname or each.name).partition(".")[0] for each in inner.names)
        self.hidden.append(bound)
        self.generic_visit(node)
        self.hidden.pop()

    visit_AsyncFunctionDef = visit_FunctionDef  # noqa: N815 - the standard library's names
    visit_Lambda = visit_FunctionDef  # noqa: N815 - as above

    def visit_Attribute(self, node: ast.Attribute) -> None:
        """Note names that are read from a module."""
        names: list[str] = []
        at: ast.expr = node
        while isinstance(at, ast.Attribute):
            names.insert(0, at.attr)
            at = at.value
        if not isinstance(at, ast.Name):
            self.visit(at)
        elif (
            isinstance(node.ctx, ast.Load)
            and at.id in self.aliases
            and not any(at.id in bound for bound in self.hidden)
        ):
            self.found.append((self.aliases[at.id], names, node.lineno))


def absent(module: str, names: list[str]) -> str | None:
    """Return the name, with its module, that a module of the platform does not have; None where all are there."""
    owner, _dot, last = module.rpartition(".")
    try:
        # what a package calls by the name of a module in it comes first: `odoo.http.request` is no module
        at = getattr(importlib.import_module(owner), last) if owner else importlib.import_module(module)
    except (ImportError, AttributeError):
        try:
            at = importlib.import_module(module)
        except ImportError:
            return None  # no module: a gap that the import itself is
    path = module
    for name in names:
        if not isinstance(at, ModuleType):
            return None
        path = f"{path}.{name}"
        if not hasattr(at, name):
            try:
                importlib.import_module(path)
            except ImportError:
                return path
        at = getattr(at, name)
    return None
