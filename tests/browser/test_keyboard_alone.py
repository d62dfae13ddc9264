"""Contacts without a mouse."""

from playwright.sync_api import expect


def test_opening_editing_and_saving_by_keys(contacts):
    page = contacts.page
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    page.keyboard.type("outback")
    page.keyboard.press("Enter")
    expect(contacts.rows).to_have_count(2)
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    page.keyboard.press("ArrowDown")  # into the list
    _tab_until(page, lambda: page.evaluate("Boolean(document.activeElement.closest('.o_data_row'))"))
    page.keyboard.press("Enter")
    expect(contacts.form).to_be_visible()
    expect(page.get_by_role("navigation", name="Breadcrumbs")).to_contain_text("Outback Survey Co")
    city = contacts.field("city")
    _tab_until(page, lambda: city.evaluate("el => el === document.activeElement"))
    page.keyboard.press("Control+A")
    page.keyboard.type("Cairns")
    contacts.picture("keyboard-focus")
    page.keyboard.press("Alt+s")
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    assert contacts.stored([("name", "=", "Outback Survey Co")], "city") == [("Cairns",)]


def test_going_elsewhere_by_the_palette(contacts):
    page = contacts.page
    page.keyboard.press("Control+k")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.type("industries")
    expect(page.get_by_role("option").first).to_contain_text("Industries")
    contacts.picture("palette")
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Breadcrumbs")).to_contain_text("Industries")


def test_a_new_contact_by_keys_and_out_of_a_dialog(contacts):
    page = contacts.page
    page.keyboard.press("Alt+c")
    expect(contacts.field("name")).to_be_focused()
    page.keyboard.type("Kestrel Optics")
    page.keyboard.press("Alt+s")
    expect(page.get_by_role("button", name="Save", exact=True)).to_have_count(0)
    expect(page.get_by_role("navigation", name="Breadcrumbs")).to_contain_text("Kestrel Optics")
    assert contacts.stored([("name", "=", "Kestrel Optics")], "is_company") == [(True,)]
    add = contacts.add_child
    _tab_until(page, lambda: add.evaluate("el => el === document.activeElement"))
    page.keyboard.press("Enter")
    expect(contacts.dialog).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(add).to_be_focused()


def _tab_until(page, reached, limit=80):
    for _ in range(limit):
        if reached():
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{limit} times Tab did not lead there")
