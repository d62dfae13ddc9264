"""Fields to other records, values of companies and languages, properties, groups of fields."""

from __future__ import annotations

import psycopg
import pytest
from tests.support.extended import extended
from tests.support.field_models import DEFINITIONS

from trivium.exceptions import AccessError, UserError
from trivium.orm.commands import Command

registry, env = extended(*DEFINITIONS)


@pytest.fixture
def kinds(env):
    return env["field.kind"].create([{"name": name} for name in "abc"])


@pytest.fixture
def companies(env):
    return env["res.company"].create([{"name": "One"}, {"name": "Two"}])


@pytest.fixture
def user(env):
    return env["res.users"].create({"name": "u", "login": "u", "group_ids": [(6, 0, [env.ref("base.group_user").id])]})


# -- many2one --------------------------------------------------------------------------------------------------------


def test_what_happens_to_records_whose_target_goes(env, kinds):
    loose, strict, owned = env["field.sample"].create(
        [{"kind_id": kinds[0].id}, {"strict_id": kinds[1].id}, {"owner_id": kinds[2].id}]
    )
    kinds[0].unlink()
    assert not loose.kind_id
    assert loose.exists()
    with pytest.raises(psycopg.errors.ForeignKeyViolation), env.cr.savepoint():
        kinds[1].unlink()
    kinds[2].unlink()
    assert not owned.exists()
    assert strict.strict_id == kinds[1]


def test_many2one_takes_ids_records_pairs_and_nothing(env, kinds):
    sample = env["field.sample"].create({"kind_id": kinds[0]})
    assert sample.kind_id == kinds[0]
    assert sample.read(["kind_id"])[0]["kind_id"] == (kinds[0].id, "a")
    for value in (kinds[1].id, kinds[1], (kinds[1].id, "b")):
        sample.kind_id = False
        sample.kind_id = value
        env.invalidate_all()
        assert sample.kind_id == kinds[1]
    sample.kind_id = env["field.kind"]
    assert not sample.kind_id
    assert kinds[1].sample_ids == env["field.sample"]


def test_delegation_by_a_field(env):
    record = env["field.delegating"].create({"name": "k", "nickname": "n"})
    assert record.kind_id.name == "k"
    record.name = "other"
    assert record.kind_id.name == "other"
    assert record.display_name == "(n)"
    assert env["field.delegating"].search([("name", "=", "other")]) == record
    assert env["field.delegating"].search([], order="name desc", limit=1) == record
    kind = record.kind_id
    record.unlink()
    assert kind.exists()


def test_records_of_different_companies_do_not_refer_to_each_other(env, kinds, companies):
    kinds[0].company_id = companies[0]
    owned = env["field.owned"].create({"name": "o", "company_id": companies[0].id, "kind_id": kinds[0].id})
    with pytest.raises(UserError, match=r"(?s)'o'.*'One'.*'b'.*'Two'"), env.cr.savepoint():
        kinds[1].company_id = companies[1]
        owned.kind_id = kinds[1]
    with pytest.raises(UserError), env.cr.savepoint():
        owned.company_id = companies[1]
    with pytest.raises(UserError), env.cr.savepoint():
        env["field.owned"].create({"company_id": companies[1].id, "kind_id": kinds[0].id})
    owned.kind_id = kinds[2]  # of no company: everybody's
    assert owned.kind_id == kinds[2]


# -- x2many ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("saved", [True, False])
def test_commands_of_one2many(env, saved):
    kind = env["field.kind"].create({}) if saved else env["field.kind"].new({})
    kind.sample_ids = [Command.create({"name": name}) for name in "xyz"]
    x, y, z = kind.sample_ids
    kind.sample_ids = [Command.update(x.id, {"name": "X"}), Command.delete(y.id), Command.unlink(z.id)]
    assert kind.sample_ids.mapped("name") == ["X"]
    if saved:
        assert not y.exists()
        assert z.exists()
        assert not z.kind_id
    kind.sample_ids = [Command.link(z.id)]
    assert kind.sample_ids.mapped("name") == ["X", "z"]
    kind.sample_ids = [Command.set(z.ids or [z.id])]
    assert kind.sample_ids == z
    kind.sample_ids = [Command.clear(), Command.create({"name": "last"})]
    assert kind.sample_ids.mapped("name") == ["last"]
    if saved:
        env.invalidate_all()
        assert kind.sample_ids.mapped("name") == ["last"]
        assert not z.kind_id


def test_commands_of_many2many(env, kinds):
    a, b, c = kinds
    sample = env["field.sample"].create({"tag_ids": [Command.link(a.id), Command.create({"name": "d"})]})
    assert sample.tag_ids.mapped("name") == ["a", "d"]
    sample.tag_ids = [Command.unlink(a.id), Command.link(b.id), Command.update(b.id, {"name": "B"})]
    assert sample.tag_ids.mapped("name") == ["d", "B"]
    sample.tag_ids = [Command.set([c.id, a.id])]
    assert set(sample.tag_ids) == {a, c}
    sample.tag_ids = [Command.delete(c.id)]
    assert not c.exists()
    assert sample.tag_ids == a
    sample.tag_ids += b
    env.invalidate_all()
    assert set(sample.tag_ids) == {a, b}
    sample.tag_ids = False
    assert not sample.tag_ids
    sample.tagged_ids = kinds.exists()
    env.flush_all()
    env.cr.execute("SELECT kind FROM field_tagged WHERE sample = %s ORDER BY kind", [sample.id])
    assert [row[0] for row in env.cr.fetchall()] == [a.id, b.id]


# -- references, properties ------------------------------------------------------------------------------------------


def test_references(env, kinds, user):
    sample = env["field.sample"].create({"reference": f"field.kind,{kinds[0].id}"})
    assert sample.reference == kinds[0]
    assert sample.read(["reference"])[0]["reference"] == f"field.kind,{kinds[0].id}"
    sample.reference = user.partner_id
    env.invalidate_all()
    assert sample.reference == user.partner_id
    assert env["field.sample"].search([("reference", "=", f"res.partner,{user.partner_id.id}")]) == sample
    sample.reference = False
    assert not sample.reference
    sample.write({"res_model": "field.kind", "res_id": kinds[1].id})
    env.invalidate_all()
    assert sample.res_id == kinds[1].id
    [row] = sample.web_read({"res_id": {"fields": {"display_name": {}}}})
    assert row["res_id"] == {"id": kinds[1].id, "display_name": "b"}


@pytest.fixture
def defined(env, kinds):
    kinds[0].parts = [
        {"name": "height", "type": "integer", "string": "Height", "default": 3},
        {"name": "label", "type": "char", "string": "Label"},
        {"name": "state", "type": "selection", "string": "State", "selection": [["new", "New"], ["old", "Old"]]},
        {"name": "partner", "type": "many2one", "string": "Partner", "comodel": "res.partner"},
        {"name": "done", "type": "boolean", "string": "Done"},
    ]
    return env["field.sample"].create({"name": "p", "kind_id": kinds[0].id})


def test_properties_have_the_values_of_their_definition(env, kinds, user, defined):
    assert defined.parts["height"] == 3
    assert defined.parts["label"] is False
    defined.parts = {"label": "tall", "partner": user.partner_id.id}
    env.invalidate_all()
    assert dict(defined.parts) == {
        "height": 3,
        "label": "tall",
        "state": False,
        "partner": user.partner_id,
        "done": False,
    }
    read = {item["name"]: item["value"] for item in defined.read(["parts"])[0]["parts"]}
    assert read == {
        "height": 3,
        "label": "tall",
        "state": False,
        "partner": (user.partner_id.id, "u"),
        "done": False,
    }
    assert defined.copy().parts["label"] == "tall"
    defined.kind_id = kinds[1]
    assert dict(defined.parts) == {}


def test_properties_are_searched_and_grouped(env, defined):
    other = env["field.sample"].create({"kind_id": defined.kind_id.id, "parts": {"height": 7, "state": "new"}})
    defined.parts = {"height": 9, "state": "old"}
    search = env["field.sample"].search
    assert search([("parts.height", ">", 8)]) == defined
    assert search([("parts.state", "=", "new")]) == other
    assert search([("parts.height", "in", [7, 9])]) == defined + other
    assert (defined + other).filtered_domain([("parts.height", "=", 9)]) == defined
    groups = env["field.sample"]._read_group([("kind_id", "=", defined.kind_id.id)], ["parts.state"], ["__count"])
    assert sorted(groups) == [("new", 1), ("old", 1)]


def test_properties_are_exported_as_they_are_shown(defined, user):
    defined.parts = {"height": 9, "state": "old", "partner": user.partner_id.id, "done": True}
    columns = ["parts.height", "parts.state", "parts.partner", "parts.done", "parts.label", "parts.identity"]
    (row,) = defined.export_data(columns)["datas"]
    labels = {
        option[0]: option[1]
        for item in defined.kind_id.parts
        if item["name"] == "state"
        for option in item["selection"]
    }
    assert row == [9, labels["old"], "u", True, "", ""]
    with pytest.raises(ValueError, match="kind_id"):
        defined.export_data(["kind_id.height"])


def test_a_client_changes_definitions_through_a_record(env, defined):
    items = defined.read(["parts"])[0]["parts"]
    items[1]["definition_deleted"] = True
    items.append({"name": "more", "type": "char", "string": "More", "value": "m", "definition_changed": True})
    defined.parts = items
    env.invalidate_all()
    assert [item["name"] for item in defined.kind_id.parts] == ["height", "state", "partner", "done", "more"]
    assert defined.parts["more"] == "m"
    assert defined.parts["height"] == 3


@pytest.mark.parametrize(
    "definition",
    [{"type": "char"}, {"name": "a"}, {"name": "a", "type": "colour"}, {"name": "a b", "type": "char"}],
)
def test_wrong_definitions_are_refused(kinds, definition):
    with pytest.raises(ValueError, match=r"field\.kind\.parts"):
        kinds[0].parts = [definition]


# -- companies, languages --------------------------------------------------------------------------------------------


def test_each_company_has_its_value(env, kinds, companies):
    one, two = companies
    sample = env["field.sample"].create({"name": "c"})
    sample.with_company(one).write({"rank": 1, "note": "first", "favourite_id": kinds[0].id})
    sample.with_company(two).write({"rank": 2})
    env.invalidate_all()
    assert (sample.with_company(one).rank, sample.with_company(two).rank, sample.rank) == (1, 2, 0)
    assert sample.with_company(one).note == "first"
    assert sample.with_company(two).note is False
    assert sample.with_company(one).favourite_id == kinds[0]
    found = env["field.sample"].with_company(one).search([("rank", "=", 1)])
    assert found == sample
    assert not env["field.sample"].with_company(two).search([("rank", "=", 1)])
    assert env["field.sample"].with_company(one).search([("favourite_id.name", "=", "a")]) == sample
    assert env["field.sample"].with_company(two).search([("note", "=", False), ("id", "=", sample.id)]) == sample


def test_companies_without_a_value_have_the_default(env, companies):
    one, two = companies
    sample = env["field.sample"].create({"name": "c"})
    env["ir.default"].set("field.sample", "note", "for all")
    env["ir.default"].set("field.sample", "note", "for two", company_id=two.id)
    env.invalidate_all()
    assert sample.with_company(one).note == "for all"
    assert sample.with_company(two).note == "for two"
    search = env["field.sample"].search
    assert sample in search([("note", "=", "for all")])
    assert sample in env["field.sample"].with_company(two).search([("note", "like", "two")])
    sample.with_company(two).note = "own"
    env.invalidate_all()
    assert sample.with_company(two).note == "own"
    assert sample.with_company(one).note == "for all"


@pytest.fixture
def french(env):
    env["res.lang"]._activate_lang("fr_FR")
    return env(context={"lang": "fr_FR"})


def test_terms_keep_their_translations_when_the_source_is_edited(env, french):
    sample = env["field.sample"].create({"title": "Title", "body": "<p>Hello</p><p>World</p>"})
    translated = sample.with_env(french)
    sample.update_field_translations("body", {"fr_FR": {"Hello": "Bonjour", "World": "Monde"}})
    translated.title = "Titre"
    env.invalidate_all()
    assert translated.body == "<p>Bonjour</p><p>Monde</p>"
    assert (sample.title, translated.title) == ("Title", "Titre")
    sample.body = '<div class="new"><p>Hello</p><p>Everybody</p></div>'
    env.invalidate_all()
    assert translated.body == '<div class="new"><p>Bonjour</p><p>Everybody</p></div>'
    assert env["field.sample"].with_env(french).search([("title", "ilike", "titr")]) == sample
    assert not env["field.sample"].search([("title", "=", "Titre")])
    assert translated.copy().title == "Titre"


def test_translations_of_a_field_as_clients_see_them(env, french):
    sample = env["field.sample"].create({"title": "Title"})
    sample.with_env(french).title = "Titre"
    rows, kind = sample.get_field_translations("title")
    assert sorted((row["lang"], row["value"]) for row in rows) == [("en_US", "Title"), ("fr_FR", "Titre")]
    assert kind == {"translation_type": "char", "translation_show_source": False}


# -- related, groups -------------------------------------------------------------------------------------------------


def test_related_chains_follow_and_write_back(env, kinds, companies):
    one = companies[0]
    one.country_id = env.ref("base.fr")
    kinds[0].company_id = one
    sample = env["field.sample"].create({"kind_id": kinds[0].id})
    assert sample.country_code == "FR"
    one.country_id = env.ref("base.be")
    env.invalidate_all()
    assert sample.country_code == "BE"
    kinds[0].company_id = False
    assert sample.country_code is False
    sample.kind_name = "written"
    assert kinds[0].name == "written"
    assert env["field.sample"].search([("kind_name", "=", "written")]) == sample


def test_groups_keep_fields_from_users(env, user):
    sample = env["field.sample"].create({"name": "g", "secret": "s", "hidden": "h"})
    as_user = sample.with_user(user)
    for name in ("secret", "hidden"):
        with pytest.raises(AccessError, match=name):
            as_user.read([name])
        with pytest.raises(AccessError, match=name):
            as_user.write({name: "x"})
        with pytest.raises(AccessError, match=name):
            as_user.search([(name, "=", "x")])
        with pytest.raises(AccessError, match=name):
            as_user.search([], order=name)
        with pytest.raises(AccessError, match=name):
            _ = as_user[name]
        assert name not in as_user.fields_get()
        assert name not in as_user.read()[0]
    user.group_ids += env.ref("base.group_system")
    assert as_user.secret == "s"
    with pytest.raises(AccessError, match="hidden"):
        _ = as_user.hidden
    assert sample.hidden == "h"
