"""What the code imports is what an installation without the tools of developers has."""

import ast
import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from tests.support.markdown import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OWN = {"trivium", "odoo", "openerp"}
FOR_TESTS = {"pytest", "playwright", "_pytest", "mypy", "xdist"}
"""What `trivium test` and type checkers bring along; nothing that serves imports them."""


def normal(name):
    """Return the name of a distribution as PyPI compares it (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def declared():
    return {normal(re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]) for requirement in PROJECT["dependencies"]}


def imported():
    """Give what modules import when they are loaded, as (package, path)."""
    for path in sorted((ROOT / "src" / "trivium").rglob("*.py")):
        if {"tests", "testing", "static"} & set(path.parts):
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            for name in names:
                yield name.split(".")[0], path.relative_to(ROOT).as_posix()


def test_what_is_imported_is_declared():
    distributions = packages_distributions()
    known = declared()
    found = {(package, path) for package, path in imported() if package not in sys.stdlib_module_names}
    assert {"psycopg", "lxml", "werkzeug"} <= {package for package, _path in found}
    undeclared = {
        (package, path)
        for package, path in found
        if package not in OWN | FOR_TESTS and not {normal(name) for name in distributions.get(package, ())} & known
    }
    assert undeclared == set()
