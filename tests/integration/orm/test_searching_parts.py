"""Conditions on properties, on values of a company, on binaries, and in SQL of one's own."""

import pytest

from trivium.data.sql import SQL
from trivium.orm.domain import Domain
from trivium.orm.query import Query


@pytest.fixture
def partners(env):
    return env["small.partner"]


@pytest.fixture
def rated(env, partners):
    """Partners of a team whose properties are of many types."""
    country = env["small.country"].create({"name": "Belgium", "code": "BE"})
    team = env["small.team"].create(
        {
            "name": "Blue",
            "definitions": [
                {"name": "size", "type": "integer", "string": "Size"},
                {"name": "note", "type": "char", "string": "Note"},
                {"name": "tags", "type": "tags", "string": "Tags", "tags": [["a", "Alpha", 1], ["b", "Beta", 2]]},
                {"name": "origin", "type": "many2one", "string": "Origin", "comodel": "small.country"},
                {"name": "day", "type": "date", "string": "Day"},
                {"name": "done", "type": "boolean", "string": "Done"},
            ],
        }
    )
    values = [
        {"size": 3, "note": "Hello", "tags": ["a", "b"], "origin": country.id, "day": "2026-01-31", "done": True},
        {"size": 0, "note": "", "tags": [], "origin": False, "day": False, "done": False},
        {"size": 7, "note": "hell", "tags": ["b"], "day": "2026-02-01"},
        {},
    ]
    records = partners.create(
        [{"name": f"p{index}", "team_id": team.id, "properties": properties} for index, properties in enumerate(values)]
    )
    env.flush_all()
    env.invalidate_all()
    return {"records": records, "country": country, "team": team}


@pytest.mark.parametrize(
    ("leaf", "found"),
    [
        (("size", "=", 3), [0]),
        (("size", "!=", 3), [1, 2, 3]),
        (("size", ">", 2), [0, 2]),
        (("size", "in", [3, 7]), [0, 2]),
        (("size", "=", False), [1, 3]),
        (("note", "ilike", "hell"), [0, 2]),
        (("note", "like", "hell"), [2]),
        (("note", "not ilike", "o"), [1, 2, 3]),
        (("note", "=", False), [1, 3]),
        (("note", "=", "Hello"), [0]),
        (("tags", "in", ["a"]), [0]),
        (("tags", "in", ["b"]), [0, 2]),
        (("tags", "not in", ["a"]), [1, 2, 3]),
        (("tags", "=", False), [1, 3]),
        (("day", ">=", "2026-02-01"), [2]),
        (("day", "=", "2026-01-31"), [0]),
        (("done", "=", True), [0]),
        (("done", "=", False), [1, 2, 3]),
    ],
)
def test_properties_are_searched_and_filtered(partners, rated, leaf, found):
    name, operator, value = leaf
    domain = [("team_id", "=", rated["team"].id), (f"properties.{name}", operator, value)]
    wanted = [rated["records"][index] for index in found]
    assert list(partners.search(domain, order="id")) == wanted
    assert list(rated["records"].filtered_domain(domain)) == wanted


def test_properties_to_records(partners, rated):
    domain = [("properties.origin", "=", rated["country"].id)]
    assert partners.search(domain) == rated["records"][0]
    assert rated["records"].filtered_domain(domain) == rated["records"][0]


def test_properties_are_grouped_by(partners, rated):
    domain = [("team_id", "=", rated["team"].id)]

    def groups(spec):
        return [(group[spec], group["__count"]) for group in partners.formatted_read_group(domain, [spec], ["__count"])]

    assert groups("properties.size") == [(0, 1), (3, 1), (7, 1), (False, 1)]
    assert groups("properties.tags") == [(("a", "Alpha", 1), 1), (("b", "Beta", 2), 2), (False, 2)]
    assert groups("properties.origin") == [((rated["country"].id, "Belgium"), 1), (False, 3)]
    assert groups("properties.done") == [(False, 3), (True, 1)]
    assert [value and value[1] for value, _count in groups("properties.day:month")] == [
        "January 2026",
        "February 2026",
        False,
    ]
    with pytest.raises(ValueError, match="cannot be grouped by"):
        groups("properties.nowhere")


@pytest.mark.usefixtures("rated")
def test_the_definition_of_a_property_is_found_by_its_name(partners):
    assert partners.get_property_definition("properties.size")["type"] == "integer"
    assert partners.get_property_definition("properties.nowhere") == {}
    with pytest.raises(ValueError, match="names no property"):
        partners.get_property_definition("name.size")


def test_values_of_a_company_are_searched_as_the_user_s_company_has_them(env, partners):
    first, second = env["res.company"].create([{"name": "One"}, {"name": "Two"}])
    record = partners.create({"name": "Rated"})
    record.with_company(first).rating = 4
    record.with_company(second).rating = 8
    for company, value in ((first, 4), (second, 8)):
        model = partners.with_company(company)
        assert model.search([("rating", "=", value)]) == record
        assert record.with_company(company).filtered_domain([("rating", ">", value - 1)]) == record
        assert not model.search([("rating", "=", 12 - value)])


def test_a_binary_is_there_or_not(partners):
    filled, empty = partners.create([{"name": "A", "picture": b"aGVsbG8="}, {"name": "B"}])
    both = [("id", "in", (filled + empty).ids)]
    assert partners.search([*both, ("picture", "!=", False)]) == filled
    assert partners.search([*both, ("picture", "=", False)]) == empty
    with pytest.raises(ValueError, match="no text"):
        partners.search([("picture", "ilike", "x")])


def test_conditions_in_sql_and_as_a_query(partners):
    small, great = partners.create([{"name": "A", "color": 2}, {"name": "B", "color": 20}])
    both = Domain("id", "in", (small + great).ids)
    custom = Domain.custom(
        to_sql=lambda _model, alias, _query: SQL("%s > %s", SQL.identifier(alias, "color"), 10),
        predicate=lambda record: record.color > 10,
    )
    assert partners.search(both & custom) == great
    assert partners.search(both & ~custom) == small
    assert (small + great).filtered_domain(custom) == great
    query = partners._search([("color", "<", 10)])
    assert isinstance(query, Query)
    assert partners.search(both & Domain("id", "in", query)) == small
    assert partners.search(both & Domain("id", "not in", query)) == great
    subselect = SQL("SELECT id FROM small_partner WHERE color = %s", 20)
    assert partners.search(both & Domain("id", "in", subselect)) == great
    child = partners.create({"name": "C", "parent_id": great.id})
    assert partners.search([("parent_id", "any", partners._search([("color", ">", 10)]))]) == child
    assert partners.search([("child_ids", "in", partners._search([("name", "=", "C")]))]) == great


PAGES = [
    ({"limit": 3}, 3, 6),
    ({"limit": 3, "offset": 3}, 3, 6),
    ({"limit": 3, "offset": 5}, 1, 6),
    ({"limit": 3, "offset": 10}, 0, 6),
    ({"limit": 3, "count_limit": 4}, 3, 4),
    ({"limit": 10}, 6, 6),
]


@pytest.mark.parametrize("order", ["name", "company_id, name desc"])
@pytest.mark.parametrize(("page", "shown", "length"), PAGES)
def test_a_page_of_a_search_tells_how_many_records_there_are(env, partners, page, shown, length, order):
    companies = env["res.company"].create([{"name": "One"}, {"name": "Two"}])
    partners.create([{"name": f"page {n}", "company_id": companies[n % 2].id, "active": n < 6} for n in range(8)])
    found = partners.web_search_read([("name", "like", "page ")], {"name": {}}, order=order, **page)
    assert (len(found["records"]), found["length"]) == (shown, length)


@pytest.mark.parametrize("method", ["search_count", "search_fetch", "_search"])
def test_a_page_is_found_and_counted_by_what_addons_make_of_it(partners, monkeypatch, method):
    partners.create([{"name": f"page {n}"} for n in range(4)])
    asked = []
    original = getattr(type(partners), method)

    def replaced(self, *args, **kwargs):
        asked.append(method)
        return original(self, *args, **kwargs)

    monkeypatch.setattr(type(partners), method, replaced, raising=False)
    found = partners.web_search_read([("name", "like", "page ")], {"name": {}}, limit=2)
    assert (len(found["records"]), found["length"]) == (2, 4)
    assert asked
