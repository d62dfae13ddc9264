"""Searching for parts of texts in big tables: by index."""

import itertools

import pytest

from trivium.data.extensions import FunctionStatus, has_trigram, has_unaccent
from trivium.data.sql import SQL
from trivium.tools.config import config


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


# -- in all languages, and without regard to accents -----------------------------------------------------------------


@pytest.fixture
def titles(env, monkeypatch):
    """Two thousand titles with translations, on a field that asks for the index."""
    monkeypatch.setattr(env["res.partner.category"]._fields["name"], "index", "trigram")
    env.registry.init_models(env.cr, ["res.partner.category"], {})
    env["res.lang"]._activate_lang("fr_FR")
    titles = env["res.partner.category"].create([{"name": f"Title {number:05}"} for number in range(2_000)])
    titles[42].with_context(lang="fr_FR").name = "Élan vital"
    titles[43].name = 'The "big" 100% sale\\today'
    titles[44].name = "Élan"
    env.flush_all()
    return titles


def title_plan(titles, condition, **context):
    env = titles.env
    query = env["res.partner.category"].with_context(**context)._search([condition], order="id")
    env.cr.execute("ANALYZE res_partner_category")
    env.cr.execute("SELECT gin_clean_pending_list('res_partner_category__name_index')")
    env.cr.execute(SQL("EXPLAIN %s", query.select()))
    return "\n".join(row[0] for row in env.cr.fetchall())


def test_translated_texts_are_searched_by_index(titles):
    for operator, (lang, found) in itertools.product(
        ["ilike", "like", "=like", "=ilike"], [("fr_FR", titles[42]), ("en_US", titles[:0])]
    ):
        condition = ("name", operator, "%lan vit%")
        assert titles.with_context(lang=lang).search([condition]) == found
        plan = title_plan(titles, condition, lang=lang)
        assert "Bitmap Index Scan on res_partner_category__name_index" in plan
        assert "Seq Scan" not in plan
    for part in ('"big"', "100\\% s", "sale\\\\to", 'he "big" 100\\% sale\\\\today', "100\\%_", "_%_\\%"):
        assert titles.search([("name", "like", part)]) == titles[43]
        assert titles.filtered_domain([("name", "like", part)]) == titles[43]
    assert titles.search([("name", "ilike", "la")]) == titles[44]  # too short for the index
    assert titles.search_count([("name", "not ilike", "title"), ("id", "in", titles.ids)]) == 2


@pytest.fixture
def without_accents(env, monkeypatch):
    """Accents do not matter in this database."""
    env.registry.find_extensions(env.cr)
    monkeypatch.setattr(env.registry, "has_unaccent", has_unaccent(env.cr))
    assert env.registry.has_unaccent is FunctionStatus.INDEXABLE


@pytest.mark.usefixtures("without_accents")
def test_accents_do_not_matter_where_the_settings_say_so(titles):
    for value in ("elan", "ÉLAN", "élan"):
        assert titles.search([("name", "ilike", value)]) == titles[44]
        assert titles.filtered_domain([("name", "ilike", value)]) == titles[44]
        assert titles.filtered_domain([("name", "=ilike", value)]) == titles[44]
        assert titles.filtered_domain([("name", "not ilike", value)]) == titles - titles[44]
    assert titles.search([("name", "like", "Elan")]) == titles[:0]
    assert titles.filtered_domain([("name", "like", "Elan")]) == titles[:0]
    french = titles.with_context(lang="fr_FR")
    assert french.search([("name", "ilike", "elan vi")]) == titles[42]
    for condition in (("name", "ilike", "elan vi"), ("name", "ilike", "élan vi")):
        assert "Bitmap Index Scan on res_partner_category__name_index" in title_plan(titles, condition, lang="fr_FR")
    assert titles.search([("name", "ilike", "the “big”")]) == titles[43]


@pytest.mark.usefixtures("without_accents")
def test_names_of_contacts_are_found_by_index_without_regard_to_accents(env, crowd):
    env.registry.init_models(env.cr, ["res.partner"], {})
    crowd.search([("name", "=", "Contact 00042")]).name = "Amélie Poulain"
    env.flush_all()
    domain = crowd._search_display_name("ilike", "amelie p")
    query = crowd.with_context(active_test=False)._search(domain)
    assert "Bitmap Index Scan on res_partner_names_index" in plan(env, query, "res_partner_names_index")
    assert [name for _id, name in crowd.name_search("amelie p")] == ["Amélie Poulain"]


def test_it_is_found_out_what_the_database_can_do(env, monkeypatch):
    registry = env.registry
    for setting, expected in ((True, FunctionStatus.INDEXABLE), (False, FunctionStatus.MISSING)):
        monkeypatch.setattr(registry, "_extensions_known", False)
        monkeypatch.setitem(config.options, "unaccent", setting)
        registry.find_extensions(env.cr)
        assert (registry.has_trigram, registry.has_unaccent) == (True, expected)
    monkeypatch.setattr(registry, "has_unaccent", FunctionStatus.MISSING)
    with env.cr.savepoint():
        env.cr.execute("DROP EXTENSION unaccent; DROP EXTENSION pg_trgm CASCADE")
        assert (has_trigram(env.cr), has_unaccent(env.cr)) == (False, FunctionStatus.MISSING)
        env.cr.execute("CREATE FUNCTION unaccent(text) RETURNS text LANGUAGE sql STABLE AS 'SELECT $1'")
        assert has_unaccent(env.cr) is FunctionStatus.PRESENT
