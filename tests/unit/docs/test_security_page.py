"""The page on security names tests that exist, has a state for each requirement, and counts right."""

import ast
import functools
import re
from collections import Counter

import pytest
from tests.support.markdown import DOCS, ROOT

PAGE = (DOCS / "reference" / "security.md").read_text("utf-8")
TABLE = [line for line in PAGE.splitlines() if line.startswith("| V")]
ROWS = re.findall(r"^\| (V[\d.]+) \| ([12]) \| ([a-z ]+) \| (.*) \|$", PAGE, re.MULTILINE)
STATES = ("held", "untested", "not applicable", "missing")
TEST = re.compile(r"`((?:tests|web/tests|src)/[\w/.]+\.(?:py|js))::([^`]+)`")


def test_every_requirement_stands_once_and_says_why():
    ids = [row[0] for row in ROWS]
    assert len(TABLE) == len(ROWS)
    assert len(ids) == len(set(ids)) == 253
    assert not [id_ for id_, _level, _state, by in ROWS if not by.strip()]


def test_every_requirement_has_one_of_the_states():
    assert [row for row in ROWS if row[2] not in STATES] == []
    # what is so can be tested: a row that nobody has proved is not left behind again
    assert [id_ for id_, _level, state, _by in ROWS if state == "untested"] == []


def test_the_sums_are_right():
    count = Counter(state for _id, _level, state, _by in ROWS)
    sums = " | ".join(str(count[state]) for state in STATES)
    assert f"| {sums} | {len(ROWS)} |" in PAGE


@functools.cache
def names_in(path):
    """Return the names of the tests in a file."""
    text = (ROOT / path).read_text("utf-8")
    if path.endswith(".js"):
        return set(re.findall(r"(?:describe|test|it)\(\s*\"([^\"]+)\"", text))
    return {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("id_", [row[0] for row in ROWS if row[2] == "held"])
def test_what_is_held_is_held_by_a_test(id_):
    by = next(row[3] for row in ROWS if row[0] == id_)
    named = TEST.findall(by)
    assert named, "a row that is held begins with its test"
    for path, name in named:
        assert name in names_in(path)


def test_every_test_that_is_named_exists():
    assert [(path, name) for path, name in TEST.findall(PAGE) if name not in names_in(path)] == []
