"""What records are called where others refer to them, and what is asked of the database for it."""

from __future__ import annotations

import pytest

NAMED = {"country_id": {"fields": {"display_name": {}}}}


@pytest.fixture
def country(env):
    return env["small.country"].create({"name": "Utopia", "code": "UT"})


@pytest.fixture
def states(env, country):
    other = env["small.country"].create({"name": "Elsewhere", "code": "EW"})
    states = env["small.state"].create(
        [{"name": f"S{number}", "country_id": (country, other)[number % 2].id} for number in range(4)]
    )
    env.flush_all()
    env.invalidate_all()
    return states


def shown(states):
    """The names of the countries, by both ways in which clients ask for them."""
    names = [row["country_id"][1] for row in states.read(["country_id"])]
    assert [row["country_id"]["display_name"] for row in states.web_read(NAMED)] == names
    return names


def test_the_column_of_names_is_fetched_once(states, statements):
    names, count = statements(shown, states)
    assert names == ["Utopia", "Elsewhere", "Utopia", "Elsewhere"]
    assert count == 2


def test_a_name_that_is_not_written_yet_is_shown(states, country):
    country.name = "Arcadia"
    assert shown(states)[0] == "Arcadia"


def test_a_name_is_in_the_language_of_who_reads(env, states, country):
    env.registry.languages = lambda _env: frozenset({"en_US", "fr_FR"})
    try:
        country.with_context(lang="fr_FR").name = "Utopie"
        assert shown(states.with_context(lang="fr_FR"))[0] == "Utopie"
        assert shown(states)[0] == "Utopia"
    finally:
        del env.registry.languages


def test_an_empty_name_is_none(env):
    company = env["res.company"].create({"name": ""})
    partner = env["small.partner"].create({"name": "P", "company_id": company.id})
    env.flush_all()
    env.invalidate_all()
    [row] = partner.read(["company_id"])
    assert row["company_id"] == (company.id, False)
    assert company.display_name is False


def test_a_name_that_somebody_has_computed_otherwise_stays(states, country):
    """Code may put a name into the cache; it is what the record is called until the cache is emptied."""
    title = country._fields["display_name"]
    country.env._columns[title][country.id] = "Nowhere"
    assert shown(states) == ["Nowhere", "Elsewhere", "Nowhere", "Elsewhere"]


def test_names_that_a_model_makes_itself_are_shown(env):
    """`small.partner` names its records by more than a column."""
    parent = env["small.partner"].create({"name": "Parent"})
    child = env["small.partner"].create({"name": "Child", "parent_id": parent.id})
    env.flush_all()
    env.invalidate_all()
    [row] = env["small.partner"].create({"name": "Grandchild", "parent_id": child.id}).read(["parent_id"])
    assert row["parent_id"] == (child.id, child.display_name)
    assert child.display_name != child.name


def test_a_record_that_is_gone_is_left_out(env, states):
    env.cr.execute("DELETE FROM small_state WHERE id = %s", [states[1].id])
    assert [row["id"] for row in states.read(["name", "country_id"])] == [states[0].id, states[2].id, states[3].id]
    assert [row["id"] for row in states.web_read(NAMED)] == [states[0].id, states[2].id, states[3].id]
    assert states[1].read(["name"]) == []


def test_a_page_of_a_search_is_read_by_one_statement_and_one_for_each_model_referred_to(env, states, statements):
    page, count = statements(
        env["small.state"].web_search_read,
        [("id", "in", states.ids)],
        {"name": {}, "code": {}, "country_id": {"fields": {"display_name": {}, "code": {}}}},
    )
    assert count == 2
    country = states[0].country_id
    assert page["length"] == 4
    assert next(row for row in page["records"] if row["id"] == states[0].id) == {
        "id": states[0].id,
        "name": "S0",
        "code": False,
        "country_id": {"id": country.id, "display_name": "Utopia", "code": "UT"},
    }
