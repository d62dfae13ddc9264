"""What the Python code of an addon defines and uses, by its syntax alone."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

from trivium.modules.inspection.attributes import attributes

NAMESPACES = ("odoo", "trivium", "openerp", "psycopg2")
"""Packages whose names the platform provides, or refuses."""

_UNGUARDED = frozenset({"sudo", "with_user", "with_context", "with_company"})
"""Methods after which records are of the same database."""


@dataclass
class ModelClass:
    """A class that defines or extends a model.

    Attributes:
        file, line: where it is.
        name: the model's name, None for a class without one that others derive from.
        parents: models in `_inherit` and `_inherits`.
        bases: names of Python base classes.
        fields: names of fields, with the model that a relational one leads to.
        comodels: models that relational fields lead to, with their lines.
        inverses: fields that one2many fields follow, as model, field and line.
        methods: methods that fields name, with their lines.
        groups: external ids of groups that fields are for, with their lines.
        members: names of methods and attributes.
        supers: methods called by `super().`, with their lines.
        paths: dotted paths of `related=` and `depends`, with their lines.
        optional: names that `super()` is asked for before they are used.
    """

    file: str
    line: int
    class_name: str
    name: str | None = None
    parents: list[str] = field(default_factory=list)
    bases: list[str] = field(default_factory=list)
    fields: dict[str, str | None] = field(default_factory=dict)
    comodels: list[tuple[str, int]] = field(default_factory=list)
    inverses: list[tuple[str, str, int]] = field(default_factory=list)
    methods: list[tuple[str, int]] = field(default_factory=list)
    groups: list[tuple[str, int]] = field(default_factory=list)
    members: set[str] = field(default_factory=set)
    supers: list[tuple[str, int]] = field(default_factory=list)
    paths: list[tuple[str, int]] = field(default_factory=list)
    optional: set[str] = field(default_factory=set)

    @property
    def abstract(self) -> bool:
        """Whether the class is for others to inherit, which may bring what it uses."""
        return "AbstractModel" in self.bases

    @property
    def extends(self) -> bool:
        """Whether the model is one of another class."""
        return self.name in self.parents


@dataclass
class Source:
    """The Python code of an addon.

    Attributes:
        classes: of models, or of what they are made of.
        imports: module, name (None for the module itself), file, line; guarded imports are left out.
        attributes: what is read from modules by a dot: the module, names, file, line.
        models: names in `env["..."]` with file and line; those of tests too.
        refs: external ids in `ref("...")` with file and line.
    """

    classes: list[ModelClass] = field(default_factory=list)
    imports: list[tuple[str, str | None, str, int]] = field(default_factory=list)
    attributes: list[tuple[str, list[str], str, int]] = field(default_factory=list)
    models: list[tuple[str, str, int]] = field(default_factory=list)
    refs: list[tuple[str, str, int]] = field(default_factory=list)
    defined: set[str] = field(default_factory=set)


def read_source(folder: Path) -> Source:
    """Read the Python files of an addon.

    Raises:
        SyntaxError: one of them is no Python.
    """
    source = Source()
    for path in sorted(folder.rglob("*.py")):
        name = path.relative_to(folder).as_posix()
        if name.startswith(("migrations/", "upgrades/", "static/")):
            continue
        tree = ast.parse(path.read_text(), path.name)
        _File(source, name, _tested(tree)).visit(tree)
        roots = ("odoo", "trivium")
        source.attributes += [
            (module, names, name, line)
            for module, names, line in attributes(tree, roots)
            if not module.startswith(("odoo.addons", "trivium.addons"))
        ]
    return source


def _tested(tree: ast.Module) -> set[str]:
    """Return texts that a file looks for with `in` before it uses them, such as names of models."""
    return {
        node.left.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and isinstance(node.left, ast.Constant)
        and isinstance(node.left.value, str)
        and isinstance(node.ops[0], (ast.In, ast.NotIn))
    }


class _File(ast.NodeVisitor):
    def __init__(self, source: Source, name: str, tested: set[str]) -> None:
        self.source, self.name, self.tested = source, name, tested
        self.guarded = self.caught = 0
        self.classes: list[ModelClass] = []

    # imports

    def visit_Try(self, node: ast.Try) -> None:
        """Leave out imports for which the code says what to do without them."""
        caught = {name for handler in node.handlers for name in _names(handler.type)}
        guards = bool(caught & {"ImportError", "ModuleNotFoundError", "Exception"}) or any(
            handler.type is None for handler in node.handlers
        )
        catches = guards or bool(caught & {"ValueError", "KeyError", "LookupError"})
        self.guarded, self.caught = self.guarded + guards, self.caught + catches
        for statement in node.body:
            self.visit(statement)
        self.guarded, self.caught = self.guarded - guards, self.caught - catches
        for rest in [*node.handlers, *node.orelse, *node.finalbody]:
            self.visit(rest)

    def visit_Import(self, node: ast.Import) -> None:
        """Note modules of the platform."""
        for alias in node.names:
            self._note(alias.name, None, node.lineno)

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Note names of the platform."""
        if node.level == 0 and node.module:
            for alias in node.names:
                self._note(node.module, alias.name, node.lineno)

    def _note(self, module: str, name: str | None, line: int) -> None:
        if module.split(".", maxsplit=1)[0] in NAMESPACES and not self.guarded:
            self.source.imports.append((module, name, self.name, line))

    # classes

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        """Read a class as one of a model; others have neither name nor parents."""
        found = ModelClass(self.name, node.lineno, node.name, bases=[_last(base) for base in node.bases])
        inherits: list[str] = []
        for statement in node.body:
            self._member(found, statement, inherits)
        if found.name is None and len(inherits) == 1:
            found.name = inherits[0]
        found.parents = inherits + found.parents
        self.source.classes.append(found)
        self.source.refs += [(group, self.name, line) for group, line in found.groups]
        if found.name:
            self.source.defined.add(found.name)
        self.classes.append(found)
        self.generic_visit(node)
        self.classes.pop()

    def _member(self, found: ModelClass, statement: ast.stmt, inherits: list[str]) -> None:
        if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.members.add(statement.name)
            return
        targets = statement.targets if isinstance(statement, ast.Assign) else []
        if isinstance(statement, ast.AnnAssign) and statement.value is not None:
            targets = [statement.target]
        value = getattr(statement, "value", None)
        for target in targets:
            if isinstance(target, ast.Subscript) and isinstance(value, ast.Call) and _is_field(value):
                # `vars()["global"] = fields...`, for a name that Python keeps for itself
                found.fields.update(dict.fromkeys(_strings(target.slice)))
            if not isinstance(target, ast.Name):
                continue
            if target.id == "_name" and isinstance(value, ast.Constant):
                found.name = str(value.value)
            elif target.id == "_inherit":
                inherits += list(_strings(value))
            elif target.id == "_inherits" and isinstance(value, ast.Dict):
                found.parents += [text for key in value.keys if key for text in _strings(key)]
            elif isinstance(value, ast.Call) and _is_field(value):
                found.fields[target.id] = comodel = _comodel(value)
                if comodel:
                    found.comodels.append((comodel, value.lineno))
                    found.inverses += [(comodel, text, value.lineno) for text in _inverse(value)]
                groups = [key.value for key in value.keywords if key.arg == "groups"]
                found.groups += [(name.strip("! "), value.lineno) for node in groups for text in _strings(node)
                                 for name in text.split(",")]  # fmt: skip
                named = [key.value for key in value.keywords if key.arg in {"compute", "inverse", "search"}]
                found.methods += [(text, value.lineno) for node in named for text in _strings(node)]
                found.paths += [(text, value.lineno) for key in value.keywords if key.arg == "related"
                                for text in _strings(key.value)]  # fmt: skip
            found.members.add(target.id)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Note what a method depends on."""
        for decorator in node.decorator_list:
            if isinstance(decorator, ast.Call) and _last(decorator.func) in {"depends", "onchange", "constrains"}:
                texts = [text for argument in decorator.args for text in _strings(argument)]
                if self.classes:
                    self.classes[-1].paths += [(text, decorator.lineno) for text in texts]
        self.generic_visit(node)

    # uses

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Note a model taken from the environment."""
        if (
            _is_own_environment(node.value)
            and isinstance(node.slice, ast.Constant)
            and isinstance(node.slice.value, str)
        ):
            self._model(node.slice.value, node.lineno)
        self.generic_visit(node)

    def visit_Dict(self, node: ast.Dict) -> None:
        """Note the model of an action that code returns."""
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and key.value == "res_model" and isinstance(value, ast.Constant):
                for text in _strings(value):
                    self._model(text, value.lineno)
        self.generic_visit(node)

    def _model(self, name: str, line: int) -> None:
        if name not in self.tested and not self.caught:
            self.source.models.append((name, self.name, line))

    def visit_Call(self, node: ast.Call) -> None:
        """Note external ids, and methods that are expected of the model that is extended."""
        function = node.func
        if isinstance(function, ast.Attribute):
            inner = function.value
            if isinstance(inner, ast.Call) and _last(inner.func) == "super" and self.classes:
                self.classes[-1].supers.append((function.attr, node.lineno))
            if (function.attr == "ref" and _is_own_environment(inner) and node.args and self._must_be_there(node)) or (
                function.attr in {"has_group", "_for_xml_id"} and node.args
            ):
                self._refs(node.args[0])
        elif _last(function) in {"hasattr", "getattr"} and len(node.args) > 1 and self.classes:
            inner = node.args[0]
            if isinstance(inner, ast.Call) and _last(inner.func) == "super":
                self.classes[-1].optional.update(_strings(node.args[1]))
        self.generic_visit(node)

    def _refs(self, node: ast.expr) -> None:
        if not self.caught:
            self.source.refs += [(text, self.name, node.lineno) for text in _strings(node)]

    @staticmethod
    def _must_be_there(node: ast.Call) -> bool:
        flags = [*node.args[1:2], *(key.value for key in node.keywords if key.arg == "raise_if_not_found")]
        return not any(isinstance(flag, ast.Constant) and not flag.value for flag in flags)


def _last(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _is_own_environment(node: ast.expr) -> bool:
    """Whether an expression is the environment of this database: `connection.env` may be another server's."""
    if _last(node) != "env":
        return False
    while isinstance(node, ast.Attribute) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _UNGUARDED
    ):
        node = node.value if isinstance(node, ast.Attribute) else node.func
    return isinstance(node, ast.Name) and node.id in {"env", "self", "cls", "request", "http"}


def _names(node: ast.expr | None) -> Iterator[str]:
    if isinstance(node, ast.Tuple):
        yield from map(_last, node.elts)
    elif node is not None:
        yield _last(node)


def _strings(node: ast.expr | None) -> Iterator[str]:
    for each in node.elts if isinstance(node, (ast.List, ast.Tuple)) else [node]:
        if isinstance(each, ast.Constant) and isinstance(each.value, str):
            yield each.value


def _is_field(call: ast.Call) -> bool:
    """Whether a class's value may be a field: `fields.X(...)`, or an object of a class with a name of its own."""
    return _last(call.func)[:1].isupper()


def _comodel(call: ast.Call) -> str | None:
    if _last(call.func) not in {"Many2one", "One2many", "Many2many"}:
        return None
    named = [key.value for key in call.keywords if key.arg == "comodel_name"]
    return next((text for node in [*named, *call.args[:1]] for text in _strings(node)), None)


def _inverse(call: ast.Call) -> Iterator[str]:
    """Yield the name of the field that a one2many field follows."""
    if _last(call.func) == "One2many":
        for node in [*(key.value for key in call.keywords if key.arg == "inverse_name"), *call.args[1:2]]:
            yield from _strings(node)
