"""The page on security names tests that exist, and counts right."""

import ast
import re
from collections import Counter

import pytest
from tests.support.markdown import DOCS, ROOT

PAGE = (DOCS / "reference" / "security.md").read_text("utf-8")
ROWS = re.findall(r"^\| (V[\d.]+) \| ([12]) \| ([a-z ]+) \| (.*) \|$", PAGE, re.MULTILINE)
STATES = ("held", "untested", "not applicable", "missing")


def test_every_requirement_stands_once_and_says_why():
    ids = [row[0] for row in ROWS]
    assert len(ids) == len(set(ids)) > 200
    assert {state for _id, _level, state, _by in ROWS} == set(STATES)
    assert not [id_ for id_, _level, _state, by in ROWS if not by.strip()]


def test_the_sums_are_right():
    count = Counter(state for _id, _level, state, _by in ROWS)
    sums = " | ".join(str(count[state]) for state in STATES)
    assert f"| {sums} | {len(ROWS)} |" in PAGE


@pytest.mark.parametrize("id_", [row[0] for row in ROWS if row[2] == "held"])
def test_what_is_held_is_held_by_a_test(id_):
    by = next(row[3] for row in ROWS if row[0] == id_)
    path, name = re.search(r"`(tests/[\w/]+\.py)::(test_\w+)`", by).groups()
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    assert name in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
