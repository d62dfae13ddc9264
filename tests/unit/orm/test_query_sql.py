import pytest

from trivium.data.sql import SQL
from trivium.orm.query import Query


class Recorder:
    """An environment that answers every query with the same rows."""

    def __init__(self, rows):
        self.rows = rows
        self.asked = []

    def execute_query(self, sql):
        self.asked.append((sql.code, sql.params))
        return self.rows


def test_a_query_is_composed_of_its_pieces():
    query = Query(None, "partner", "res_partner")
    country = query.left_join("partner", "country_id", "res_country", "id", "country_id")
    query.add_where("partner.active = %s", [True])
    query.add_where(SQL("%s = %s", SQL.identifier(country, "code"), "BE"))
    query.order = "partner.name"
    query.limit, query.offset = 5, 10
    sql = query.select()
    assert sql.code == (
        'SELECT "partner"."id" FROM "res_partner" AS "partner" LEFT JOIN "res_country" AS "partner__country_id"'
        ' ON ("partner"."country_id" = "partner__country_id"."id")'
        ' WHERE partner.active = %s AND "partner__country_id"."code" = %s ORDER BY partner.name LIMIT %s OFFSET %s'
    )
    assert sql.params == [True, "BE", 5, 10]


def test_the_same_join_twice_is_one_and_another_under_its_alias_is_refused():
    query = Query(None, "t")
    assert query.join("t", "a", "u", "id", "a") == query.join("t", "a", "u", "id", "a")
    assert query.from_clause.code.count("JOIN") == 1
    with pytest.raises(ValueError, match="stands for another join"):
        query.left_join("t", "a", "u", "id", "a")
    with pytest.raises(ValueError, match="is taken"):
        query.add_table("t")


def test_long_aliases_are_shortened_and_differ():
    one, other = (Query.make_alias("a" * 60, link) for link in ("first_id", "second_id"))
    assert len(one) <= 63
    assert one != other


def test_a_subselect_has_no_order_without_limit():
    query = Query(None, "t")
    query.order = "t.x"
    assert query.subselect().code == '(SELECT "t"."id" FROM "t")'
    query.limit = 1
    assert query.subselect().code == '(SELECT "t"."id" FROM "t" ORDER BY t.x LIMIT %s)'


def test_the_database_is_asked_once_and_only_when_needed():
    env = Recorder([(3,), (1,)])
    query = Query(env, "t")
    assert env.asked == []
    assert list(query) == [3, 1]
    assert query.get_result_ids() == (3, 1)
    assert len(query) == 2
    assert bool(query)
    assert len(env.asked) == 1


def test_length_is_counted_by_the_database():
    env = Recorder([(7,)])
    query = Query(env, "t")
    query.order = "t.x"
    assert len(query) == 7
    query.limit = 3
    len(query)
    assert [code for code, _params in env.asked] == [
        'SELECT COUNT(*) FROM "t"',
        'SELECT COUNT(*) FROM (SELECT 1 FROM "t" LIMIT %s) t',
    ]


def test_known_results_need_no_question_and_cannot_be_changed():
    env = Recorder([])
    query = Query(env, "t")
    assert not query.is_empty()
    query.set_result_ids([])
    assert query.is_empty()
    assert list(query) == []
    assert env.asked == []
    with pytest.raises(ValueError, match="cannot be changed"):
        query.add_where("TRUE")


def test_known_results_keep_their_order_in_sql():
    query = Query(None, "t")
    query.set_result_ids([5, 2])
    assert query.select().params == [[5, 2], [5, 2]]
    assert "array_position" in query.select().code
