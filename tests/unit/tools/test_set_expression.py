"""Expressions over groups that include each other."""

import itertools

import pytest

from trivium.tools.set_expression import EMPTY_UNION, UNIVERSAL_UNION, SetDefinitions

DEFINITIONS = SetDefinitions(
    {
        1: {"ref": "user", "disjoints": [2, 3]},
        2: {"ref": "portal", "disjoints": [1, 3]},
        3: {"ref": "public", "disjoints": [1, 2]},
        4: {"ref": "sale", "supersets": [1]},
        5: {"ref": "manager", "supersets": [4]},
        6: {"ref": "debug"},
    }
)
SITUATIONS = [{1}, {2}, {3}, {1, 4}, {1, 4, 5}, {1, 6}, {1, 4, 6}, {1, 4, 5, 6}, {2, 6}]
"""Which groups somebody can be in, with those that they imply."""

TEXTS = [
    "user",
    "portal",
    "manager,portal",
    "sale,!manager",
    "!user",
    "debug",
    "debug,!debug",
    "user,!portal",
    "!debug",
]


@pytest.mark.parametrize("ids", SITUATIONS)
@pytest.mark.parametrize(("one", "two"), list(itertools.combinations(TEXTS, 2)))
def test_operations_match_as_their_parts_do(one, two, ids):
    first, second = DEFINITIONS.parse(one), DEFINITIONS.parse(two)
    assert (first & second).matches(ids) == (first.matches(ids) and second.matches(ids))
    assert (first | second).matches(ids) == (first.matches(ids) or second.matches(ids))
    assert (~first).matches(ids) == (not first.matches(ids))
    if first <= second and first.matches(ids):
        assert second.matches(ids)


@pytest.mark.parametrize("text", TEXTS)
def test_keys_make_the_expression_again(text):
    expression = DEFINITIONS.parse(text)
    assert DEFINITIONS.from_key(expression.key) == expression


def test_what_is_known_makes_expressions_smaller():
    parse = DEFINITIONS.parse
    assert parse("manager,user") == parse("user")
    assert (parse("portal") & parse("manager")).is_empty()
    assert parse("user,!user") == EMPTY_UNION
    assert parse("user") | ~parse("manager") == UNIVERSAL_UNION
    assert parse("manager") <= parse("user")
    assert parse("portal") <= parse("!manager")
    assert not parse("user") <= parse("manager")
    assert repr(parse("sale,!manager")) == "'<sale> & <~manager>'"


def test_factors_are_taken_out():
    parse = DEFINITIONS.parse
    both = parse("sale") & parse("debug")
    assert both.invert_intersect(parse("debug")) == parse("sale")
    assert parse("user").invert_intersect(parse("portal")) is None


def test_ids_and_names():
    assert DEFINITIONS.from_ids([4, 5]) == DEFINITIONS.parse("sale")
    assert DEFINITIONS.from_ids([4, 5], keep_subsets=True) == DEFINITIONS.parse("manager")
    assert DEFINITIONS.get_superset_ids([5]) == [1, 4, 5]
    assert DEFINITIONS.get_subset_ids([1]) == [1, 4, 5]
    assert DEFINITIONS.get_disjoint_ids([2]) == [1, 3, 4, 5]
    assert DEFINITIONS.get_id("sale") == 4
    with pytest.raises(ValueError, match="no group 'nope'"):
        DEFINITIONS.parse("nope")
    unknown = DEFINITIONS.parse("nope", raise_if_not_found=False)
    assert not unknown.matches({1})
    assert not unknown.is_empty()
