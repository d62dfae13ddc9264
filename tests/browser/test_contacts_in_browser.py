"""A working day with contacts, in a window as wide as a desk has."""

import re

from playwright.sync_api import expect


def test_a_wrong_password_is_refused_and_the_right_one_let_in(client):
    page = client.page
    page.goto("/odoo/contacts")
    client.log_in(password="wrong")
    expect(page.get_by_role("alert")).to_contain_text("Wrong login or password")
    expect(page.get_by_label("Login")).to_have_value("admin")
    client.picture("login-refused")
    client.log_in()
    client.wait_for_records()
    expect(page).to_have_url(re.compile("/odoo/contacts"))
    expect(page).to_have_title(re.compile("Contacts"))
    client.picture("contacts-list")


def test_contacts_are_opened_from_the_menu(client):
    page = client.page
    page.goto("/")
    client.log_in()
    page.get_by_role("navigation", name="Apps").get_by_role("link", name="Contacts").first.click()
    client.wait_for_records()
    expect(page.get_by_role("button", name="List")).to_have_attribute("aria-pressed", "true")


def test_searching_and_grouping_by_country(contacts):
    page = contacts.page
    contacts.search("harbour")
    expect(contacts.rows).to_have_count(5)
    page.locator(".o_searchview_facet").get_by_role("button", name=re.compile("Remove")).click()
    expect(contacts.rows).to_have_count(38)
    page.get_by_role("button", name="Filters, groups and favourites").click()
    page.get_by_role("menuitemcheckbox", name="Country", exact=True).click()
    groups = page.locator(".o_group_header")
    expect(groups.filter(has_text="Belgium")).to_have_text(re.compile(r"Belgium\s*\(?7\b"))
    page.keyboard.press("Escape")
    expect(contacts.rows).to_have_count(0)
    groups.filter(has_text="Norway").click()
    expect(contacts.rows).to_have_count(1)
    expect(contacts.rows).to_contain_text("Ingrid Solheim")
    contacts.picture("grouped-by-country")


def test_editing_a_contact_and_adding_a_child(contacts):
    page = contacts.page
    contacts.open("Blue Lantern Studio")
    contacts.picture("contact-form")
    contacts.field("city").fill("Bergamo")
    contacts.field("phone").fill("+39 035 555 0100")
    contacts.add_child.click()
    dialog = contacts.dialog
    dialog.locator(".o_field_widget[name=name] input").fill("Sofia Marchetti")
    dialog.locator(".o_field_widget[name=function] input").fill("Archivist")
    contacts.picture("child-dialog")
    dialog.get_by_role("button", name=re.compile("^(Done|Save)")).first.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(contacts.form.get_by_role("article", name="Sofia Marchetti")).to_be_visible()
    contacts.save()

    page.reload()
    expect(contacts.field("city")).to_have_value("Bergamo")
    expect(contacts.field("phone")).to_have_value("+39 035 555 0100")
    expect(contacts.form.get_by_role("article", name="Sofia Marchetti")).to_contain_text("Archivist")
    assert contacts.stored([("name", "=", "Sofia Marchetti")], "parent_name", "function") == [
        ("Blue Lantern Studio", "Archivist")
    ]


def test_discarding_leaves_what_was_there(contacts):
    contacts.open("Cedar Ridge Clinics")
    contacts.field("city").fill("Nowhere")
    contacts.page.get_by_role("button", name="Discard").click()
    expect(contacts.field("city")).to_have_value("Ottawa")
    assert contacts.stored([("name", "=", "Cedar Ridge Clinics")], "city") == [("Ottawa",)]


def test_creating_a_contact_from_kanban_and_a_missing_name(contacts):
    page = contacts.page
    page.get_by_role("button", name="Kanban").click()
    expect(contacts.cards.first).to_be_visible()
    contacts.picture("contacts-kanban")
    page.get_by_role("button", name="New", exact=True).click()
    expect(contacts.field("name")).to_be_visible()
    contacts.field("city").fill("Aarhus")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(page.get_by_role("alert")).to_contain_text("Name")
    expect(contacts.field("name")).to_have_attribute("aria-invalid", "true")
    contacts.picture("missing-name")
    assert contacts.stored([("city", "=", "Aarhus")], "name") == []
    contacts.field("name").fill("Fjordlys Optik")
    contacts.save()
    expect(page.get_by_role("navigation", name="Breadcrumbs")).to_contain_text("Fjordlys Optik")
    assert contacts.stored([("city", "=", "Aarhus")], "name", "is_company") == [("Fjordlys Optik", True)]
    page.get_by_role("navigation", name="Breadcrumbs").get_by_role("link", name="Contacts").click()
    expect(page.get_by_role("article", name="Fjordlys Optik")).to_be_visible()


def test_a_choice_of_another_model(contacts):
    page = contacts.page
    contacts.open("Lena Hartwick")
    country = contacts.form.get_by_role("combobox", name="Country")
    country.fill("Denm")
    page.get_by_role("option", name="Denmark").click()
    contacts.save()
    assert contacts.stored([("name", "=", "Lena Hartwick")], "country_code") == [("DK",)]


def test_an_error_of_the_server_is_told_in_its_words(contacts):
    page = contacts.page
    page.goto("/odoo/action-base.action_country/new")
    contacts.field("name").fill("Second Belgium")
    contacts.field("code").fill("BE")
    page.get_by_role("button", name="Save", exact=True).first.click()
    expect(contacts.dialog).to_contain_text("There is a country with this code already.")
    contacts.picture("server-error")
    contacts.dialog.get_by_role("button", name=re.compile("^(Close|Ok|OK|Stay|Go back)", re.IGNORECASE)).last.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(contacts.field("name")).to_have_value("Second Belgium")
    page.get_by_role("button", name="Discard").click()


def test_everything_that_can_be_used_has_a_name(contacts):
    page = contacts.page
    assert _nameless(page) == []
    contacts.open("Larkfield Timber")
    assert _nameless(page) == []
    contacts.add_child.click()
    expect(contacts.dialog).to_be_visible()
    assert _nameless(page) == []


def _nameless(page):
    """Return the lines of controls that a screen reader could not tell apart."""
    controls = re.compile(r"^- (?:button|link|textbox|combobox|checkbox|radio|tab|dialog|spinbutton|img)\b(?! \")")
    return [line.strip() for line in page.locator("body").aria_snapshot().splitlines() if controls.match(line.strip())]
