"""Contacts: names, commercial entities, addresses that companies and people share, look-ups."""

import base64

import pytest
from psycopg import IntegrityError

from trivium.exceptions import RedirectWarning, UserError, ValidationError


@pytest.fixture
def company(env):
    return env["res.partner"].create(
        {
            "name": "Larkfield",
            "is_company": True,
            "street": "Rue des Tanneurs 18",
            "zip": "1000",
            "city": "Brussels",
            "country_id": env.ref("base.be").id,
            "vat": "BE0477472701",
            "industry_id": env.ref("base.res_partner_industry_C").id,
        }
    )


@pytest.fixture
def person(env, company):
    return env["res.partner"].create({"name": "Elise", "parent_id": company.id, "email": "elise@example.com"})


def test_a_person_carries_the_name_of_the_company(company, person):
    assert person.complete_name == person.display_name == "Larkfield, Elise"
    assert company.complete_name == "Larkfield"
    company.name = "Larkfield Timber"
    assert person.complete_name == "Larkfield Timber, Elise"


def test_an_address_without_name_shows_its_type(env, company):
    address = env["res.partner"].create({"parent_id": company.id, "type": "invoice"})
    assert address.complete_name == "Larkfield, Invoice"


def test_the_formatted_name_sets_the_company_apart(company, person):
    formatted = person.with_context(formatted_display_name=True)
    assert formatted.display_name == "Larkfield \t --Elise--"
    assert company.with_context(formatted_display_name=True).display_name == "Larkfield"


def test_the_context_asks_for_more_in_the_display_name(person):
    shown = person.with_context(show_email=True, show_address=True).display_name
    assert shown.split("\n") == [
        "Larkfield, Elise",
        "Rue des Tanneurs 18",
        "1000 Brussels",
        "Belgium",
        "<elise@example.com>",
    ]
    assert person.with_context(partner_display_name_hide_company=True).display_name == "Elise"


def test_a_contact_needs_a_name_and_an_address_does_not(env):
    with pytest.raises(IntegrityError) as caught, env.cr.savepoint():
        env["res.partner"].create({"city": "Ghent"})
    assert "A contact needs a name" in env["res.partner"]._sql_error_to_message(caught.value)
    assert env["res.partner"].create({"type": "other", "city": "Ghent"}).id


def test_what_kind_a_contact_is_follows_from_one_field(env):
    partner = env["res.partner"].create({"name": "A", "company_type": "company"})
    assert partner.is_company
    partner.is_company = False
    assert partner.company_type == "person"


def test_people_belong_to_the_nearest_company_above(env, company, person):
    below = env["res.partner"].create({"name": "Assistant", "parent_id": person.id})
    assert below.commercial_partner_id == company
    person.is_company = True
    assert below.commercial_partner_id == person
    assert person.commercial_partner_id == person


def test_a_new_person_has_the_address_and_numbers_of_the_company(company, person):
    assert (person.street, person.zip, person.city) == ("Rue des Tanneurs 18", "1000", "Brussels")
    assert person.country_id == company.country_id
    assert person.vat == "BE0477472701"
    assert person.industry_id == company.industry_id


def test_the_address_of_a_company_reaches_its_people_and_not_its_other_addresses(env, company, person):
    delivery = env["res.partner"].create(
        {"name": "Pier 4", "parent_id": company.id, "type": "delivery", "street": "Quay 1", "city": "Antwerp"}
    )
    company.write({"street": "Kaai 5", "city": "Ghent"})
    assert (person.street, person.city) == ("Kaai 5", "Ghent")
    assert (delivery.street, delivery.city) == ("Quay 1", "Antwerp")


def test_an_address_edited_on_a_person_reaches_the_company_and_the_colleagues(env, company, person):
    colleague = env["res.partner"].create({"name": "Joris", "parent_id": company.id})
    person.street = "Kaai 9"
    assert company.street == colleague.street == "Kaai 9"


def test_the_first_person_of_a_company_without_address_brings_one(env):
    company = env["res.partner"].create({"name": "New", "is_company": True})
    env["res.partner"].create({"name": "Who", "parent_id": company.id, "city": "Lyon"})
    assert company.city == "Lyon"


def test_a_tax_number_is_shared_in_both_directions(company, person):
    company.vat = "BE0403170701"
    assert person.vat == "BE0403170701"
    person.vat = "BE0477472701"
    assert company.vat == "BE0477472701"


def test_contacts_of_a_family_are_brought_in_line_with_few_statements(env, company):
    people = env["res.partner"].create([{"name": f"P{i}", "parent_id": company.id} for i in range(200)])
    env.flush_all()
    before = env.cr.sql_log_count
    company.write({"street": "Kaai 11", "vat": "BE0403170701"})
    env.flush_all()
    assert env.cr.sql_log_count - before <= 6
    assert set(people.mapped("street")) == {"Kaai 11"}
    assert set(people.mapped("vat")) == {"BE0403170701"}


def test_creating_many_costs_as_many_statements_as_creating_few(env):
    def cost(count):
        env.flush_all()
        before = env.cr.sql_log_count
        env["res.partner"].create([{"name": f"N{i}", "email": f"n{i}@example.com"} for i in range(count)])
        env.flush_all()
        return env.cr.sql_log_count - before

    cost(2)
    assert cost(500) <= cost(5) + 2


def test_no_contact_is_above_itself(env, company, person):
    with pytest.raises(ValidationError, match="below itself"), env.cr.savepoint():
        company.parent_id = person


def test_an_address_is_written_as_its_country_does(env):
    american = env["res.partner"].create(
        {
            "name": "Harbour",
            "street": "742 Mission Bay",
            "city": "San Francisco",
            "zip": "94158",
            "state_id": env.ref("base.state_us_5").id,
            "country_id": env.ref("base.us").id,
        }
    )
    assert american.contact_address == "742 Mission Bay\nSan Francisco, CA 94158\nUnited States"


def test_the_address_for_a_purpose_is_the_nearest_of_its_type(env, company, person):
    invoice = env["res.partner"].create({"name": "Accounts", "parent_id": company.id, "type": "invoice"})
    found = person.address_get(["invoice", "delivery"])
    assert found == {"contact": person.id, "invoice": invoice.id, "delivery": person.id}


def test_twins_are_pointed_out_across_entities_only(env, company, person):
    twin = env["res.partner"].create({"name": "Twin", "is_company": True, "vat": "BE0477472701"})
    assert company.same_vat_partner_id == twin
    assert twin.same_vat_partner_id == company
    assert not person.same_vat_partner_id


def test_the_country_prefix_of_a_tax_number_does_not_matter(env, company):
    plain = env["res.partner"].create(
        {"name": "Plain", "is_company": True, "vat": "0477472701", "country_id": env.ref("base.be").id}
    )
    assert plain.same_vat_partner_id == company


def test_a_name_with_an_address_makes_both(env):
    partner_id, shown = env["res.partner"].name_create("Camille Aubert <camille@example.com>")
    partner = env["res.partner"].browse(partner_id)
    assert (partner.name, partner.email, shown) == ("Camille Aubert", "camille@example.com", "Camille Aubert")
    with pytest.raises(UserError, match="no e-mail address"):
        env["res.partner"].with_context(force_email=True).name_create("Nobody")


def test_find_or_create_finds_whatever_the_case(env, person):
    assert env["res.partner"].find_or_create("ELISE@example.com") == person
    new = env["res.partner"].find_or_create('"Hugo L" <hugo@example.com>')
    assert (new.name, new.email) == ("Hugo L", "hugo@example.com")
    with pytest.raises(ValueError, match="address is needed"):
        env["res.partner"].find_or_create("")
    with pytest.raises(ValueError, match="holds no e-mail address"):
        env["res.partner"].find_or_create("nobody", assert_valid_email=True)


def test_contacts_are_found_by_all_that_names_them(env, company, person):
    names = {
        value: {record_id for record_id, _name in env["res.partner"].name_search(value)}
        for value in ("arkfield", "elise@", "BE04774")
    }
    assert {company.id, person.id} <= names["arkfield"]
    assert names["elise@"] == {person.id}
    assert company.id in names["BE04774"]


def test_an_email_is_formatted_with_the_name(person):
    assert person.email_formatted == '"Elise" <elise@example.com>'
    person.email = "one@example.com, two@example.com"
    assert person.email_formatted == '"Elise" <one@example.com>,"Elise" <two@example.com>'


def test_a_website_gets_a_scheme(env):
    partner = env["res.partner"].create({"name": "A", "website": "www.example.com"})
    assert partner.website == "http://www.example.com"
    partner.website = "https://www.example.org"
    assert partner.website == "https://www.example.org"


def test_a_company_is_made_of_its_name_as_text(env):
    person = env["res.partner"].create({"name": "Dana", "company_name": "Harbour & Vane", "city": "Oslo"})
    assert person.complete_name == "Harbour & Vane, Dana"
    person.create_company()
    assert person.parent_id.name == "Harbour & Vane"
    assert person.parent_id.is_company
    assert person.parent_id.city == "Oslo"
    assert not person.company_name


def test_who_does_not_manage_users_is_told_why_their_contacts_stay(env):
    manager = env["res.users"].create(
        {"name": "M", "login": "m", "group_ids": [(6, 0, [env.ref("base.group_partner_manager").id])]}
    )
    contact = env["res.users"].create({"name": "Somebody", "login": "somebody"}).partner_id
    with pytest.raises(UserError, match="belong to users") as told, env.cr.savepoint():
        contact.with_user(manager).unlink()
    assert not isinstance(told.value, RedirectWarning)


def test_the_contact_of_a_user_is_kept(env):
    user = env["res.users"].create({"name": "Somebody", "login": "somebody"})
    with pytest.raises(UserError, match="users who can log in"), env.cr.savepoint():
        user.partner_id.active = False
    with pytest.raises(RedirectWarning, match="belong to users"), env.cr.savepoint():
        user.partner_id.unlink()
    assert not user.partner_id.partner_share


def test_a_barcode_is_that_of_one_contact(env, company, person):
    company.barcode = "041"
    with pytest.raises(ValidationError, match="barcode"), env.cr.savepoint():
        person.barcode = "041"


def test_choosing_a_company_in_a_form_takes_over_its_address(env, company):
    draft = env["res.partner"].new({"name": "Draft", "parent_id": company.id, "type": "contact"})
    values = draft.onchange_parent_id()["value"]
    assert values["street"] == "Rue des Tanneurs 18"
    assert values["country_id"] == company.country_id.id


def test_a_state_of_another_country_is_dropped(env):
    draft = env["res.partner"].new({"country_id": env.ref("base.us").id, "state_id": env.ref("base.state_us_5").id})
    draft.country_id = env.ref("base.be")
    draft._onchange_country_id()
    assert not draft.state_id


def test_pictures_are_initials_until_there_is_one(company, person):
    svg = base64.b64decode(person.avatar_128).decode()
    assert svg.startswith("<svg")
    assert ">E</text>" in svg
    assert base64.b64decode(company.avatar_128).startswith(b"\x89PNG")


def test_tags_show_their_path_and_are_found_by_it(env):
    parent = env["res.partner.category"].create({"name": "Region"})
    child = env["res.partner.category"].create({"name": "North", "parent_id": parent.id})
    assert child.display_name == "Region / North"
    assert {parent.id, child.id} <= {record for record, _name in env["res.partner.category"].name_search("Regio")}
    with pytest.raises(UserError, match="below itself"), env.cr.savepoint():
        parent.parent_id = child


def test_merging_moves_everything_to_the_contact_that_stays(env, person):
    double = env["res.partner"].create({"name": "Elise", "email": "elise@example.com", "phone": "+32 2 555"})
    tag = env["res.partner.category"].create({"name": "Both"})
    (person | double).category_id = tag
    below = env["res.partner"].create({"name": "Assistant", "parent_id": double.id})
    attachment = env["ir.attachment"].create(
        {"name": "a.txt", "raw": b"a", "res_model": "res.partner", "res_id": double.id}
    )
    wizard = env["base.partner.merge.automatic.wizard"].create({})
    wizard._merge([person.id, double.id], person)
    assert not double.exists()
    assert person.phone == "+32 2 555"
    assert below.parent_id == person
    assert attachment.res_id == person.id
    assert person.category_id == tag


def test_a_contact_is_not_merged_with_its_company(env, company, person):
    wizard = env["base.partner.merge.automatic.wizard"].create({})
    with pytest.raises(UserError, match="its own company"):
        wizard._merge([company.id, person.id])


def test_duplicates_are_found_by_the_chosen_fields(env):
    first = env["res.partner"].create({"name": "Same", "email": "same@example.com"})
    second = env["res.partner"].create({"name": "Other", "email": "SAME@example.com"})
    wizard = env["base.partner.merge.automatic.wizard"].create({"group_by_email": True, "maximum_group": 5})
    wizard.action_start_manual_process()
    assert wizard.partner_ids == first | second
    assert wizard.dst_partner_id == first
    with pytest.raises(UserError, match="at least one field"):
        env["base.partner.merge.automatic.wizard"].create({}).action_start_manual_process()
