"""From the cells of an imported file to values of fields."""

import pytest

from trivium.addons.base.models import ir_fields


@pytest.fixture
def convert(env):
    """Convert one cell of a field of contacts: the value, and what was logged."""

    def converted(name, cell, model="res.partner", **context):
        target = env[model].with_context(**context)
        log = []
        with env.cr.savepoint() as savepoint:
            function = env["ir.fields.converter"].with_context(**context).for_model(target, savepoint=savepoint)
            values = function({name: cell}, lambda field, error: log.append((field, error)))
        return values.get(name, "nothing"), [str(error) for _field, error in log]

    return converted


def test_plain_values(convert):
    assert convert("name", "Elise") == ("Elise", [])
    assert convert("name", "") == (False, [])
    assert convert("color", "3") == (3, [])
    assert convert("partner_latitude", "50.85") == (50.85, [])
    assert convert("is_company", "yes") == (True, [])
    assert convert("is_company", "0") == (False, [])
    assert convert("call_at", "2026-12-31 10:00:00", "ir.cron.trigger", tz="Europe/Brussels") == (
        "2026-12-31 09:00:00",
        [],
    )
    assert convert("name", "2026-12-31", "res.currency.rate") == ("2026-12-31", [])


def test_what_cannot_be_read_is_named(convert):
    assert convert("color", "blue") == ("nothing", ["“blue” in “color” is no whole number."])
    assert convert("partner_latitude", "far") == ("nothing", ["“far” in “partner_latitude” is no number."])
    assert convert("name", "tomorrow", "res.currency.rate")[1] == [
        "“tomorrow” in “name” is no date such as 2026-12-31."
    ]
    value, errors = convert("is_company", "perhaps")
    assert (value, errors) == (True, ["“perhaps” in “is_company” was read as yes: use yes or no."])


def test_choices_by_key_or_label(convert):
    assert convert("type", "invoice") == ("invoice", [])
    assert convert("type", "Invoice") == ("invoice", [])
    assert convert("type", "Castle")[1] == [
        "“Castle” is no choice of “type”: take one of Contact, Invoice, Delivery, Other."
    ]


def test_records_by_name_external_id_and_id(env, convert):
    belgium = env.ref("base.be")
    assert convert("country_id", [{None: "Belgium"}]) == (belgium.id, [])
    assert convert("country_id", [{"id": "base.be"}]) == (belgium.id, [])
    assert convert("country_id", [{".id": str(belgium.id)}]) == (belgium.id, [])
    assert convert("country_id", [{"id": "be"}], _import_current_module="base") == (belgium.id, [])
    assert convert("country_id", [{None: "Atlantis"}])[1] == ["“Atlantis” in “country_id” is no name of “Country”."]
    assert "is a record of res.currency" in convert("country_id", [{"id": "base.EUR"}])[1][0]
    assert "in one way only" in convert("country_id", [{"id": "base.be", ".id": "1"}])[1][0]


def test_names_of_several_records_warn(env, convert):
    first = env["res.partner.category"].create({"name": "Twice"})
    env["res.partner.category"].create({"name": "Twice"})
    value, errors = convert("category_id", [{None: "Twice"}])
    assert value == [(6, 0, [first.id])]
    assert errors == ["“Twice” in “category_id” names 2 records: the first was taken."]


def test_several_records_with_commas_between(env, convert):
    one, two = env["res.partner.category"].create([{"name": "One"}, {"name": "Two"}])
    assert convert("category_id", [{None: "One, Two"}]) == ([(6, 0, [one.id, two.id])], [])


def test_records_can_be_made_of_names_where_that_is_asked_for(env, convert):
    value, errors = convert("category_id", [{None: "Fresh"}], name_create_enabled_fields={"category_id": True})
    assert errors == []
    assert env["res.partner.category"].browse(value[0][2]).name == "Fresh"


def test_lines_create_and_change(env, convert):
    child = env["res.partner"].create({"name": "Child"})
    value, errors = convert("child_ids", [{"name": "New", "color": "2"}, {".id": str(child.id), "name": "Renamed"}])
    assert errors == []
    assert value == [
        (0, 0, {"name": "New", "color": 2}),
        (4, child.id, 0),
        (1, child.id, {"name": "Renamed"}),
    ]
    value, errors = convert("child_ids", [{"name": "New", "color": "x"}])
    assert errors == ["child_ids/color: “x” in “color” is no whole number."]


def test_warnings_are_told_apart(env):
    log = []
    with env.cr.savepoint() as savepoint:
        function = env["ir.fields.converter"].for_model(env["res.partner"], savepoint=savepoint)
        function({"is_company": "perhaps"}, lambda _field, error: log.append(error))
    assert isinstance(log[0], ir_fields.ImportWarning)
