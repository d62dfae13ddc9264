"""Choosing tests by tags."""

import pytest

from trivium.testing.case import TestCase
from trivium.testing.tags import TagsSelector, tagged


class Plain(TestCase):
    test_module = "sale"

    def test_one(self):
        pass

    def test_two(self):
        pass


@tagged("slow", "post_install", "-at_install", "-standard")
class Slow(Plain):
    pass


CASES = [Plain("test_one"), Plain("test_two"), Slow("test_one"), Slow("test_two")]


@pytest.mark.parametrize(
    ("spec", "chosen"),
    [
        ("", ["Plain.test_one", "Plain.test_two"]),
        ("slow", ["Slow.test_one", "Slow.test_two"]),
        ("standard,slow", ["Plain.test_one", "Plain.test_two", "Slow.test_one", "Slow.test_two"]),
        ("/sale", ["Plain.test_one", "Plain.test_two"]),
        ("/stock", []),
        ("*/sale", ["Plain.test_one", "Plain.test_two", "Slow.test_one", "Slow.test_two"]),
        (":Slow.test_two", ["Slow.test_two"]),
        (".test_one", ["Plain.test_one", "Slow.test_one"]),
        ("/sale:Plain.test_one,slow,-.test_two", ["Plain.test_one", "Slow.test_one"]),
        ("-:Plain", []),
        ("-post_install", ["Plain.test_one", "Plain.test_two"]),
    ],
)
def test_expressions_choose(spec, chosen):
    selector = TagsSelector(spec)
    found = [f"{type(case).__name__}.{case._testMethodName}" for case in CASES if selector.check(case)]
    assert found == chosen


def test_parameters_reach_the_test():
    case = Plain("test_one")
    assert TagsSelector(".test_one[a,b]").check(case)
    assert case._test_params == [("+", "a,b")]


def test_a_term_that_cannot_be_read_is_an_error():
    with pytest.raises(ValueError, match="Cannot read"):
        TagsSelector("a b")


def test_tags_are_inherited_and_taken_away():
    assert Slow.test_tags == {"slow", "post_install"}
    assert Plain.test_tags == {"standard", "at_install"}


def test_a_negative_term_with_parameters_leaves_no_test_out():
    case = Plain("test_one")
    selector = TagsSelector(".test_one[mail],-.test_one[web]")
    assert selector.check(case)
    assert case._test_params == [("+", "mail"), ("-", "web")]
    assert not TagsSelector(".test_one[mail],-.test_one").check(case)
