"""Dark colours, as the system asks for them."""

import pytest
from playwright.sync_api import expect


@pytest.fixture
def options():
    return {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"}


# relative luminance and contrast of WCAG 2.2, 1.4.3
CONTRAST = """(selector) => {
    const parse = (text) => {
        const canvas = document.createElement("canvas").getContext("2d");
        canvas.fillStyle = text;
        canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data;
    };
    const channel = (value) => (value /= 255) <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const behind = (el) => {
        for (; el; el = el.parentElement) {
            const colour = parse(getComputedStyle(el).backgroundColor);
            if (colour[3] > 250) return colour;
        }
        return parse("white");
    };
    const el = document.querySelector(selector);
    const [a, b] = [luminance(parse(getComputedStyle(el).color)), luminance(behind(el))].sort((x, y) => y - x);
    return [(a + 0.05) / (b + 0.05), luminance(behind(el))];
}"""


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
