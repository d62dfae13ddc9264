"""Every view of the addon can be opened, by who may open it."""

import pytest
from lxml import etree

from trivium.exceptions import AccessError


def actions(env):
    found = env["ir.model.data"].search(
        [("module", "in", ["base", "contacts"]), ("model", "=", "ir.actions.act_window")]
    )
    return env["ir.actions.act_window"].browse(found.mapped("res_id"))


def test_every_action_opens(env):
    for action in actions(env):
        views = [view for view in action.views if view[1] != "activity"]
        result = env[action.res_model].get_views([*views, (action.search_view_id.id or False, "search")])
        for kind, view in result["views"].items():
            assert etree.fromstring(view["arch"]).tag == kind, f"{action.name}: {kind}"


def test_every_model_gives_an_empty_form(env):
    for name in sorted(env):
        model = env[name]
        if not model._abstract:
            arch = etree.fromstring(model.get_view(None, "form")["arch"])
            spec = {node.get("name"): {} for node in arch.iter("field") if node.get("name") in model._fields}
            assert model.onchange({}, [], spec)["value"].keys() <= spec.keys(), name


def test_members_open_contacts_and_not_settings(env):
    user = env["res.users"].create({"name": "U", "login": "u", "group_ids": [(6, 0, env.ref("base.group_user").ids)]})
    for_user = env(user=user)
    views = for_user["res.partner"].get_views([(False, "list"), (False, "form"), (False, "kanban"), (False, "search")])
    form = etree.fromstring(views["views"]["form"]["arch"])
    assert form.get("create") == form.get("edit") == "False" or form.get("create") in {"false", "0"}
    for model in ("ir.config_parameter", "ir.mail_server", "ir.rule"):
        with pytest.raises(AccessError):
            for_user[model].search([])


def test_the_partner_form_is_laid_out_as_the_country_of_the_company_does(env):
    def order(country):
        env.company.country_id = env.ref(country)
        env.flush_all()
        arch = etree.fromstring(env["res.partner"].get_view(env.ref("base.view_partner_form").id, "form")["arch"])
        block = next(node for node in arch.iter("div") if "o_address_format" in (node.get("class") or "").split())
        return [node.get("name") for node in block.iter("field") if node.get("name") in {"city", "state_id", "zip"}]

    assert order("base.us") == ["city", "state_id", "zip"]
    assert order("base.be") == ["zip", "city", "state_id"] or order("base.be").index("zip") < order("base.be").index(
        "city"
    )


def test_the_tax_number_has_its_name_in_the_country_of_the_company(env):
    env.company.country_id = env.ref("base.in")
    env.flush_all()
    arch = etree.fromstring(env["res.partner"].get_view(env.ref("base.view_partner_form").id, "form")["arch"])
    assert {node.get("string") for node in arch.iter("field") if node.get("name") == "vat"} == {"GSTIN"}


def test_a_contact_on_a_document(env):
    partner = env["res.partner"].create(
        {"name": "A & B", "is_company": True, "street": "Kaai 1", "city": "Ghent", "email": "a@example.com"}
    )
    html = env["ir.qweb.field.contact"].value_to_html(partner, {"fields": ["name", "address", "email"]})
    assert "A &amp; B" in html
    assert "Kaai 1" in html
    assert "mailto:a@example.com" in html
    nobody = env["res.partner"]
    assert "nobody" in env["ir.qweb.field.contact"].value_to_html(nobody, {"null_text": "nobody"})


def test_the_simple_form_has_a_name_for_companies_and_one_for_people(env):
    view = env.ref("base.view_partner_simple_form")
    arch = etree.fromstring(env["res.partner"].get_view(view.id, "form")["arch"])
    names = {node.get("id"): node.get("invisible") for node in arch.iterfind(".//h1/field[@name='name']")}
    assert names == {"company": "not is_company", "individual": "is_company"}
