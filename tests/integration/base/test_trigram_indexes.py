"""Searching for parts of texts in big tables: by index."""

import pytest

from trivium.data.sql import SQL


@pytest.fixture
def crowd(env):
    """Ten thousand contacts."""
    partners = env["res.partner"]
    partners.create(
        [{"name": f"Contact {number:05}", "email": f"c{number:05}@example.com"} for number in range(10_000)]
    )
    env.flush_all()
    return partners


def plan(env, query, index):
    """Return how PostgreSQL finds the records, once it has sorted in what came lately, as autovacuum has it do."""
    env.cr.execute("ANALYZE res_partner")
    env.cr.execute("SELECT gin_clean_pending_list(%s)", [index])
    env.cr.execute(SQL("EXPLAIN %s", query.select()))
    return "\n".join(row[0] for row in env.cr.fetchall())


def test_contacts_are_found_by_a_part_of_their_name_by_index(crowd):
    found = crowd.name_search("tact 04711")
    assert [name for _id, name in found] == ["Contact 04711"]
    domain = crowd._search_display_name("ilike", "tact 04711")
    text = plan(crowd.env, crowd.with_context(active_test=False)._search(domain), "res_partner_names_index")
    assert "Bitmap Index Scan on res_partner_names_index" in text
    assert "Seq Scan" not in text


def test_a_field_that_asks_for_it_is_searched_by_index(crowd, monkeypatch):
    env = crowd.env
    monkeypatch.setattr(crowd._fields["function"], "index", "trigram")
    env.registry.init_models(env.cr, ["res.partner"], {})
    crowd.search([("name", "like", "Contact")]).function = "Clerk"
    crowd.search([("name", "=", "Contact 00042")]).function = "Astronomer"
    env.flush_all()
    query = crowd.with_context(active_test=False)._search([("function", "ilike", "stron")], order="id")
    assert "Bitmap Index Scan on res_partner__function_index" in plan(env, query, "res_partner__function_index")
    assert crowd.browse(query).mapped("name") == ["Contact 00042"]


def test_without_the_extension_there_is_no_such_index(env, monkeypatch):
    partners, registry = env["res.partner"], env.registry
    monkeypatch.setattr(partners._fields["function"], "index", "trigram")
    monkeypatch.setattr(registry, "has_trigram", False)
    table = next(iter(registry.schema.tables(["res.partner"])))
    names = {index.name for index in table.indexes}
    assert "res_partner__function_index" not in names
    assert "res_partner_names_index" not in names
    assert "res_partner__complete_name_index" in names
