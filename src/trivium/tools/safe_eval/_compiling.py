"""From source to code: the syntax that may be used, rewritten so that what could do harm goes through the guards."""

import ast
from functools import lru_cache
from types import CodeType
from typing import Any, Final, Literal, NamedTuple

from trivium.tools.safe_eval._guards import GUARDED_ATTRIBUTES
from trivium.tools.safe_eval._names import UnsafeError, check_attribute, check_name

__all__ = ["Compiled", "Rewriter", "compile_source"]

Mode = Literal["eval", "exec"]

_EXPRESSIONS: Final = (
    ast.Expression,
    ast.Constant,
    ast.Name,
    ast.Attribute,
    ast.Subscript,
    ast.Slice,
    ast.List,
    ast.Tuple,
    ast.Set,
    ast.Dict,
    ast.ListComp,
    ast.SetComp,
    ast.DictComp,
    ast.GeneratorExp,
    ast.comprehension,
    ast.BinOp,
    ast.UnaryOp,
    ast.BoolOp,
    ast.Compare,
    ast.IfExp,
    ast.Call,
    ast.keyword,
    ast.Starred,
    ast.Lambda,
    ast.arguments,
    ast.arg,
    ast.JoinedStr,
    ast.FormattedValue,
    ast.expr_context,
    ast.boolop,
    ast.operator,
    ast.unaryop,
    ast.cmpop,
)
_STATEMENTS: Final = (
    ast.Module,
    ast.Expr,
    ast.Assign,
    ast.AugAssign,
    ast.AnnAssign,
    ast.NamedExpr,
    ast.If,
    ast.For,
    ast.While,
    ast.Break,
    ast.Continue,
    ast.Pass,
    ast.FunctionDef,
    ast.Return,
    ast.Yield,
    ast.YieldFrom,
    ast.Delete,
    ast.Try,
    ast.ExceptHandler,
    ast.Raise,
    ast.With,
    ast.withitem,
    ast.Assert,
    ast.Nonlocal,
)
_GUARDED_OPERATORS: Final = (ast.Add, ast.Mult, ast.Pow, ast.LShift, ast.Mod)
_MAX_SOURCE: Final = 1_000_000


class Compiled(NamedTuple):
    """Code ready to run.

    Attributes:
        code: for `eval` or `exec`, as the mode was.
        has_loops: whether it counts its steps, by calling `__tick__`.
        names: the names that it reads without defining them.
    """

    code: CodeType
    has_loops: bool
    names: frozenset[str]


class Rewriter(ast.NodeTransformer):
    """Checks a tree against the allowed syntax, and puts the guards in.

    Args:
        statements: whether statements are allowed, not expressions only.
    """

    def __init__(self, *, statements: bool = False) -> None:
        self._allowed = (*_EXPRESSIONS, *_STATEMENTS) if statements else _EXPRESSIONS
        self.has_loops = False
        self.names: set[str] = set()

    def visit(self, node: ast.AST) -> Any:
        """Check the node, then rewrite what is below it.

        Raises:
            UnsafeError: this syntax is not allowed here.
        """
        if not isinstance(node, self._allowed):
            line = getattr(node, "lineno", 0)
            raise UnsafeError(f"{type(node).__name__} is not allowed here{f' (line {line})' if line else ''}")
        return super().visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        check_name(node.id, node.lineno)
        if isinstance(node.ctx, ast.Load):
            self.names.add(node.id)
        return node

    def visit_arg(self, node: ast.arg) -> ast.AST:
        check_name(node.arg, node.lineno)
        return ast.copy_location(ast.arg(arg=node.arg), node)

    def visit_keyword(self, node: ast.keyword) -> ast.AST:
        if node.arg:
            check_name(node.arg, node.lineno)
        return self.generic_visit(node)

    def visit_Nonlocal(self, node: ast.Nonlocal) -> ast.AST:
        for name in node.names:
            check_name(name, node.lineno)
        return node

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        check_attribute(node.attr, node.lineno)
        if not isinstance(node.ctx, ast.Load):
            raise UnsafeError(
                f"An attribute cannot be set in line {node.lineno}: use record.write({{{node.attr!r}: value}})"
            )
        self.generic_visit(node)
        if node.attr in GUARDED_ATTRIBUTES:
            return _call("__attribute__", node, node.value, ast.Constant(node.attr))
        return node

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, _GUARDED_OPERATORS) and not _is_small(node):
            return _call(f"__{type(node.op).__name__.lower()}__", node, node.left, node.right)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        self.generic_visit(node)
        name = ast.Constant(type(node.op).__name__)
        counts = isinstance(node.op, (ast.Add, ast.Sub)) and _is_number(node.value)
        if isinstance(node.target, ast.Name) and not counts:
            current = ast.Name(node.target.id, ast.Load())
            value = _call("__augment__", node, current, node.value, name)
            return ast.copy_location(ast.Assign(targets=[node.target], value=value), node)
        if isinstance(node.target, ast.Subscript):
            call = _call("__augment_item__", node, node.target.value, node.target.slice, node.value, name)
            return ast.copy_location(ast.Expr(call), node)
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        if isinstance(node.slice, ast.Slice) and isinstance(node.ctx, ast.Store):
            raise UnsafeError(f"A slice cannot be assigned, in line {node.lineno}: make a new list")
        return self.generic_visit(node)

    def visit_Starred(self, node: ast.Starred) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.ctx, ast.Load):
            node.value = _call("__unpacked__", node, node.value)
        return node

    def visit_FormattedValue(self, node: ast.FormattedValue) -> ast.AST:
        self.generic_visit(node)
        spec = node.format_spec or ast.Constant("")
        call = _call("__formatted__", node, node.value, ast.Constant(node.conversion), spec)
        return ast.copy_location(ast.FormattedValue(value=call, conversion=-1), node)

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        if node.is_async:
            raise UnsafeError("An asynchronous comprehension is not allowed here")
        self.generic_visit(node)
        node.ifs.insert(0, self._tick(node.target))
        return node

    def visit_For(self, node: ast.For) -> ast.AST:
        return self._with_tick(node)

    def visit_While(self, node: ast.While) -> ast.AST:
        return self._with_tick(node)

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        self.generic_visit(node)
        node.body = ast.copy_location(ast.BoolOp(ast.And(), [self._tick(node), node.body]), node.body)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        check_name(node.name, node.lineno)
        node.returns = None
        return self._with_tick(node)

    def visit_ExceptHandler(self, node: ast.ExceptHandler) -> ast.AST:
        if node.name:
            check_name(node.name, node.lineno)
        self.generic_visit(node)
        if node.type is None:
            # a bare `except` would swallow the limits
            node.type = ast.copy_location(ast.Name("Exception", ast.Load()), node)
        # whatever class is named, the limits go through
        guard = ast.parse("__limit__()").body[0]
        node.body.insert(0, ast.copy_location(guard, node))
        ast.fix_missing_locations(node)
        self.has_loops = True
        return node

    def _tick(self, node: ast.AST) -> ast.Call:
        self.has_loops = True
        return _call("__tick__", node)

    def _with_tick(self, node: ast.For | ast.While | ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        node.body.insert(0, ast.copy_location(ast.Expr(self._tick(node)), node))
        return node


def _call(name: str, place: ast.AST, *args: ast.expr) -> ast.Call:
    call = ast.Call(func=ast.Name(name, ast.Load()), args=list(args), keywords=[])
    return ast.fix_missing_locations(ast.copy_location(call, place))


def _is_number(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and abs(node.value) < 1000


def _is_small(node: ast.BinOp) -> bool:
    """Tell whether an operation cannot grow much, seen from its source: one side is a small number."""
    if isinstance(node.op, ast.Add):
        return _is_number(node.left) or _is_number(node.right)
    if isinstance(node.op, ast.Mod):
        return _is_number(node.left)
    return _is_number(node.left) and _is_number(node.right) and not isinstance(node.op, (ast.Pow, ast.LShift))


@lru_cache(maxsize=8192)
def compile_source(source: str, mode: Mode = "eval", filename: str = "") -> Compiled:
    """Compile source under the rules above.

    Args:
        source: an expression (white space around it does not matter), or statements.
        mode: `eval` or `exec`.
        filename: shown in tracebacks.

    Raises:
        SyntaxError: it is not Python.
        UnsafeError: it uses what evaluated code may not.
    """
    if len(source) > _MAX_SOURCE:
        raise UnsafeError(f"The code is longer than {_MAX_SOURCE:,} characters")
    if "\0" in source:
        raise SyntaxError("The code has a null character")
    tree = ast.parse(
        source.strip() if mode == "eval" else source.strip("\n\r ") + "\n", filename or "<expression>", mode
    )
    rewriter = Rewriter(statements=mode == "exec")
    rewritten = ast.fix_missing_locations(rewriter.visit(tree))
    code = compile(rewritten, filename or "<expression>", mode, dont_inherit=True)
    return Compiled(code, rewriter.has_loops, frozenset(rewriter.names))
