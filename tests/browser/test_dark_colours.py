"""Dark colours, as the system asks for them."""

import pytest
from playwright.sync_api import expect
from tests.support.colours import COLOURS


@pytest.fixture
def options():
    return {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}


CONTRAST = f"""(selector) => {{
    {COLOURS}
    const el = document.querySelector(selector);
    return [contrast(el), luminance(behind(el))];
}}"""


def test_the_pages_are_dark_and_readable(contacts):
    page = contacts.page
    for selector in (
        ".o_data_row td.o_data_cell[name=complete_name]",
        "thead th[data-name=complete_name]",
        ".o_list_button_add",
    ):
        contrast, background = page.evaluate(CONTRAST, selector)
        assert contrast >= 4.5, selector
        assert background < 0.35, selector
    contacts.picture("dark-contacts")
    contacts.open("Cedar Ridge Clinics")
    for selector in (".o_form_view .o_field_widget[name=name] :is(input, textarea)", ".o_form_view .o_form_label"):
        contrast, background = page.evaluate(CONTRAST, selector)
        assert contrast >= 4.5, selector
        assert background < 0.2, selector
    contacts.picture("dark-form")


def test_the_login_page_is_dark(client):
    client.page.goto("/web/login")
    expect(client.page.get_by_label("Login")).to_be_visible()
    contrast, background = client.page.evaluate(CONTRAST, "label[for=login]")
    assert contrast >= 4.5
    assert background < 0.2
    client.picture("dark-login")
