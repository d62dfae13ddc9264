"""Expressions in templates: checked and rewritten as all evaluated code, with names looked up in the scope.

The result is the source of a Python expression that reads variables as `__values["name"]`, to be put into the code of
the template.
"""

import ast
import re
from functools import lru_cache
from typing import Final

from trivium.rendering.qweb.errors import TemplateSyntaxError
from trivium.tools.safe_eval import Rewriter, UnsafeError

__all__ = ["compile_expression", "compile_format"]

_FORMAT: Final = re.compile(r"#\{(?P<hash>.*?)\}|\{\{(?P<brace>.*?)\}\}", re.DOTALL)
_OWN: Final = "__"
"""How names begin that only generated code has."""


class _ScopeLookup(ast.NodeTransformer):
    """Turns names into look-ups in the scope, except for those that the expression binds itself."""

    def __init__(self) -> None:
        self._bound: list[set[str]] = []

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id.startswith(_OWN) or any(node.id in names for names in self._bound):
            return node
        variable = ast.Subscript(ast.Name("__values", ast.Load()), ast.Constant(node.id), ast.Load())
        return ast.copy_location(variable, node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        arguments = node.args
        arguments.defaults = [self.visit(default) for default in arguments.defaults]
        arguments.kw_defaults = [default and self.visit(default) for default in arguments.kw_defaults]
        names = {arg.arg for arg in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs)}
        names |= {arg.arg for arg in (arguments.vararg, arguments.kwarg) if arg}
        self._bound.append(names)
        node.body = self.visit(node.body)
        self._bound.pop()
        return node

    def _visit_comprehension(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> ast.AST:
        # the first iterable is evaluated outside of the comprehension
        node.generators[0].iter = self.visit(node.generators[0].iter)
        names = {
            target.id
            for generator in node.generators
            for target in ast.walk(generator.target)
            if isinstance(target, ast.Name)
        }
        self._bound.append(names)
        for position, generator in enumerate(node.generators):
            if position:
                generator.iter = self.visit(generator.iter)
            generator.ifs = [self.visit(condition) for condition in generator.ifs]
        if isinstance(node, ast.DictComp):
            node.key, node.value = self.visit(node.key), self.visit(node.value)
        else:
            node.elt = self.visit(node.elt)
        self._bound.pop()
        return node

    visit_ListComp = _visit_comprehension  # noqa: N815 - named after the node
    visit_SetComp = _visit_comprehension  # noqa: N815 - named after the node
    visit_GeneratorExp = _visit_comprehension  # noqa: N815 - named after the node
    visit_DictComp = _visit_comprehension  # noqa: N815 - named after the node


@lru_cache(maxsize=8192)
def compile_expression(source: str) -> str:
    """Return the Python source of an expression, safe to run in the function of a template.

    Raises:
        TemplateSyntaxError: it is no expression, or uses what evaluated code may not.
    """
    text = source.strip()
    if not text:
        raise TemplateSyntaxError("An expression is missing")
    try:
        # in parentheses, so that it may go over several lines
        tree = Rewriter().visit(ast.parse(f"({text}\n)", mode="eval"))
    except (SyntaxError, UnsafeError, ValueError, RecursionError) as error:
        raise TemplateSyntaxError(f"Cannot compile the expression {text!r}: {error}") from error
    return f"({ast.unparse(ast.fix_missing_locations(_ScopeLookup().visit(tree)))})"


@lru_cache(maxsize=8192)
def compile_format(source: str) -> str:
    """Return the Python source of a text with expressions in it: `a-#{b}` or `a-{{b}}`.

    Raises:
        TemplateSyntaxError: one of the expressions is wrong.
    """
    parts: list[str] = []
    position = 0
    for match in _FORMAT.finditer(source):
        if match.start() > position:
            parts.append(repr(source[position : match.start()]))
        inner = match["hash"] if match["hash"] is not None else match["brace"]
        parts.append(f"__text({compile_expression(inner)})")
        position = match.end()
    if position < len(source) or not parts:
        parts.append(repr(source[position:]))
    return parts[0] if len(parts) == 1 else f"''.join(({', '.join(parts)}))"
