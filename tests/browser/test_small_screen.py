"""A telephone: 390 by 844 pixels, and a finger."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def options():
    return {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def _fits(page):
    """Whether nothing is cut off or to be scrolled sideways."""
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_contacts_are_cards_that_open(contacts):
    page = contacts.page
    expect(contacts.cards.first).to_be_visible()
    assert _fits(page)
    contacts.picture("small-contacts")
    page.get_by_role("article", name="Brightwater Supplies", exact=True).tap()
    expect(contacts.form).to_be_visible()
    assert _fits(page)
    contacts.picture("small-form")
    page.get_by_role("button", name="Back to Contacts").tap()
    expect(contacts.cards.first).to_be_visible()


def test_editing_with_a_finger(contacts):
    page = contacts.page
    page.get_by_role("article", name="Samuel Abara", exact=True).tap()
    contacts.field("city").tap()
    contacts.field("city").fill("Ibadan")
    save = page.get_by_role("button", name="Save", exact=True).first
    save.tap()
    expect(save).to_be_hidden()
    assert contacts.stored([("name", "=", "Samuel Abara")], "city") == [("Ibadan",)]


def test_a_child_on_a_small_screen(contacts):
    page = contacts.page
    page.get_by_role("article", name="Sakura Instruments", exact=True).tap()
    contacts.add_child.tap()
    dialog = contacts.dialog
    expect(dialog).to_be_visible()
    assert _fits(page)
    contacts.picture("small-dialog")
    dialog.locator(".o_field_widget[name=name] input").fill("Haruka Mori")
    dialog.get_by_role("button", name="Done", exact=True).tap()
    save = page.get_by_role("button", name="Save", exact=True).first
    save.tap()
    expect(save).to_be_hidden()
    assert contacts.stored([("name", "=", "Haruka Mori")], "parent_name") == [("Sakura Instruments",)]


def test_searching_and_the_menu(contacts):
    page = contacts.page
    page.get_by_role("button", name="Search").last.tap()
    box = page.get_by_role("combobox", name="Search")
    box.fill("nordwind")
    box.press("Enter")
    expect(contacts.cards).to_have_count(3)
    page.get_by_role("button", name="Menu").last.tap()
    expect(page.get_by_role("link", name="Tags")).to_be_visible()
    assert _fits(page)
    contacts.picture("small-menu")


def test_things_to_tap_are_large_enough(contacts):
    page = contacts.page
    page.get_by_role("article", name="Blue Lantern Studio", exact=True).tap()
    expect(contacts.form).to_be_visible()
    small = page.evaluate(
        """() => [...document.querySelectorAll("button, a[href], [role=tab]")]
            .filter((el) => el.checkVisibility({ opacityProperty: true, visibilityProperty: true }))
            .filter((el) => !el.closest("p, .o_form_label"))
            .filter((el) => {
                const box = el.getBoundingClientRect();  // is it what a finger meets there?
                return el.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2));
            })
            .map((el) => [el.getAttribute("aria-label") || el.textContent.trim(), el.getBoundingClientRect()])
            .filter(([, box]) => box.height < 24 || box.width < 24)
            .map(([name, box]) => `${name}: ${Math.round(box.width)} x ${Math.round(box.height)}`)"""
    )
    assert small == [], "\n".join(small)  # WCAG 2.2, 2.5.8: 24 pixels
