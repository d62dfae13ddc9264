import pickle

import pytest

from trivium.data.sql import SQL
from trivium.orm.domain import Domain, DomainAnd, DomainCondition, DomainNot, DomainOr, legacy

A = ("a", "=", 1)
B = ("b", "=", 2)
C = ("c", "like", "x")


def test_terms_without_connective_are_joined_by_and():
    assert list(Domain([A, B, C])) == ["&", "&", A, B, C]
    assert list(Domain(["|", A, B, C])) == ["&", "|", A, B, C]


def test_operators_keep_the_order_of_terms():
    assert list(Domain(["|", A, "&", B, C])) == ["|", A, "&", B, C]


def test_not_is_pushed_to_conditions_by_their_opposite():
    assert list(Domain(["!", "|", A, C])) == ["&", ("a", "!=", 1), ("c", "not like", "x")]


def test_not_stays_before_a_path_since_a_record_without_it_has_neither():
    assert isinstance(~Domain("a.b", "=", 1), DomainNot)
    assert list(~Domain("a.b", "=", 1)) == ["!", ("a.b", "=", 1)]


def test_double_negation_is_nothing():
    for domain in (Domain([A]), Domain("a.b", "=", 1), Domain("a", "<", 1), Domain([A, B])):
        assert ~~domain == domain


def test_true_and_false_decide_or_vanish():
    condition = Domain([A])
    assert condition & Domain.TRUE == condition
    assert condition & Domain.FALSE is Domain.FALSE
    assert condition | Domain.FALSE == condition
    assert condition | Domain.TRUE is Domain.TRUE
    assert Domain.AND([]) is Domain.TRUE
    assert Domain.OR([]) is Domain.FALSE
    assert Domain([]) is Domain.TRUE
    assert not Domain([])
    assert Domain.FALSE


def test_leaves_of_numbers_are_true_or_false():
    assert Domain([(1, "=", 1)]).is_true()
    assert Domain([(0, "=", 1)]).is_false()
    assert list(Domain.TRUE) == [(1, "=", 1)]
    assert list(Domain.FALSE) == [(0, "=", 1)]


def test_nested_nodes_of_one_kind_are_one():
    domain = Domain([A]) & Domain([B]) & Domain([C])
    assert isinstance(domain, DomainAnd)
    assert len(domain.children) == 3


def test_spellings_of_operators():
    assert Domain([("a", "<>", 1)]) == Domain([("a", "!=", 1)])
    assert Domain([("a", "==", 1)]) == Domain([A])
    assert Domain([("a", "IN", [1])]) == Domain([("a", "in", [1])])


@pytest.mark.parametrize(
    "items",
    [
        ["|", A],
        ["!"],
        ["&", A],
        [("a", "=")],
        ["x"],
        [("a", "~", 1)],
        [("a", "not child_of", 1)],
        [("", "=", 1)],
        [(None, "=", 1)],
    ],
)
def test_what_is_no_domain_is_refused(items):
    with pytest.raises(ValueError, match=r"Domain|condition"):
        Domain(items)


@pytest.mark.parametrize("operator", ["any!", "not any!", "ANY!"])
def test_a_list_may_not_pass_over_access_rules(operator):
    with pytest.raises(ValueError, match="passes over access rules"):
        Domain([("a", operator, [])])
    with pytest.raises(ValueError, match="passes over access rules"):
        Domain([("b", "any", [("a", operator, [])])])
    assert list(Domain("a", operator.lower(), [A])) == [("a", operator.lower(), [A])]


def test_subdomains_become_domains_and_lists_again():
    domain = Domain([("a", "any", [B, C])])
    assert isinstance(domain, DomainCondition)
    assert isinstance(domain.value, DomainAnd)
    assert list(domain) == [("a", "any", ["&", B, C])]
    assert list(Domain([("a", "not any", [])])) == [("a", "not any", [])]


def test_conditions_are_visited_and_mapped():
    domain = Domain(["|", A, "!", ("x.y", "=", 2)])
    assert [condition.field_expr for condition in domain.iter_conditions()] == ["a", "x.y"]
    mapped = domain.map_conditions(lambda condition: Domain("r." + condition.field_expr, condition.operator, 9))
    assert list(mapped) == ["|", ("r.a", "=", 9), "!", ("r.x.y", "=", 9)]


def test_domains_add_up_with_lists():
    assert (Domain([A]) + [B]) == Domain([A, B])  # noqa: RUF005 - addition is what is tested
    assert ([A] + Domain([B])) == Domain([A, B])  # noqa: RUF005 - addition is what is tested


def test_equality_and_hash():
    assert Domain([A, B]) == Domain(["&", A, B])
    assert hash(Domain([A, B])) == hash(Domain(["&", A, B]))
    assert Domain([A, B]) != Domain([B, A])
    assert Domain([A]) != Domain([("a", "=", "1")])


def test_pickled_domains_are_equal():
    domain = Domain(["|", A, "!", ("x.y", "=", 2)]) & Domain([C])
    assert pickle.loads(pickle.dumps(domain)) == domain


def test_custom_conditions_are_negated_with_unknown_as_false():
    custom = Domain.custom(to_sql=lambda _model, alias, _query: SQL("%s > 3", SQL.identifier(alias, "x")))
    assert custom._to_sql(None, "t", None).code == '"t"."x" > 3'
    assert (~custom)._to_sql(None, "t", None).code == '("t"."x" > 3) IS NOT TRUE'


def test_or_and_and_are_put_in_parentheses_in_sql():
    custom = [Domain.custom(to_sql=lambda _m, _a, _q, name=name: SQL.identifier(name)) for name in "abc"]
    domain = (custom[0] & custom[1]) | custom[2]
    assert isinstance(domain, DomainOr)
    assert domain._to_sql(None, "t", None).code == '(("a" AND "b") OR "c")'


def test_older_names_work_on_lists():
    assert legacy.AND([[A], [B]]) == ["&", A, B]
    assert legacy.OR([[A], [B]]) == ["|", A, B]
    assert legacy.normalize_domain([A, B, C]) == ["&", "&", A, B, C]
    assert legacy.normalize_domain([]) == [(1, "=", 1)]
    assert legacy.distribute_not(["!", "&", A, C]) == ["|", ("a", "!=", 1), ("c", "not like", "x")]
    assert legacy.is_leaf(A)
    assert not legacy.is_leaf("&")
    assert legacy.is_operator("|")
    assert legacy.normalize_leaf(("a", "<>", 1)) == ("a", "!=", 1)
    assert legacy.normalize_leaf(("a", "=", [1])) == ("a", "in", [1])
    with pytest.raises(ValueError, match="neither"):
        legacy.check_leaf("x")


def test_pretty_domains_show_their_depth():
    assert legacy.prettify_domain(["|", A, "!", B]) == (
        "[\n    '|',\n        ('a', '=', 1),\n        '!',\n            ('b', '=', 2),\n]"
    )
