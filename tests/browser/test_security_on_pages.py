"""Text stays text, what a session knew goes with it, and the pages of signing in on a small, dark screen."""

import pyotp
import pytest
from playwright.sync_api import expect
from tests.browser.client import forget_user
from tests.support.colours import COLOURS

from trivium.http.security import guessing
from trivium.modules.lifecycle import environment

HOSTILE = "<img src=x onerror=\"document.title='taken over'\">Mallory"
NAME = "Private Person of ours"


@pytest.fixture
def people(running):
    """A contact whose name is markup, and one whom nobody else should read of."""
    with environment(running.db) as env:
        made = env["res.partner"].create([{"name": HOSTILE, "comment": HOSTILE}, {"name": NAME}])
    yield made.ids
    with environment(running.db) as env:
        made.with_env(env).unlink()


def test_what_people_type_is_shown_as_text(client, people):
    page = client.page
    page.goto(f"{client.served.url}/web/login")
    client.log_in()
    page.goto(f"{client.served.url}/odoo/contacts")
    client.wait_for_records()
    client.search("Mallory")
    expect(page.get_by_text(HOSTILE).first).to_be_visible()
    page.goto(f"{client.served.url}/odoo/contacts/{people[0]}")
    expect(client.field("name")).to_have_value(HOSTILE)
    assert page.locator("img[src='x']").count() == 0
    assert page.title() != "taken over"


STORED = "() => JSON.stringify([{...localStorage}, {...sessionStorage}])"


def test_nothing_of_a_session_is_left_when_it_ends(client, people):
    page = client.page
    page.goto(f"{client.served.url}/web/login")
    client.log_in()
    page.goto(f"{client.served.url}/odoo/contacts/{people[1]}")
    expect(client.field("name")).to_have_value(NAME)
    assert NAME not in page.evaluate(STORED)
    page.locator("button.o_user_menu").click()
    page.get_by_role("menuitem", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert page.evaluate("sessionStorage.length") == 0
    kept = page.evaluate(STORED)
    assert NAME not in kept
    assert "admin" not in kept
    assert page.evaluate("document.cookie").find("session_id") == -1
    page.go_back()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert page.get_by_text(NAME).count() == 0
    client.complaints.clear()  # what the page behind asked for without being signed in


@pytest.fixture
def guarded(running):
    """A user with a second factor, and a link to choose a password; the path of it."""
    with environment(running.db) as env:
        user = env["res.users"].create({"name": "Phone", "login": "phone", "password": "a password of hers"})
        user.totp_secret = pyotp.random_base32(32)
        address = env["res.users.password.link"].make(user, 1)
        server = env["ir.mail_server"].create({"name": "Out", "smtp_host": "mail.invalid"})
    yield address[address.index("/web/") :]
    guessing._waiting.clear()
    with environment(running.db) as env:
        forget_user(env, user.id)
        env["ir.mail_server"].browse(server.id).unlink()


READABLE = f"""() => {{
    {COLOURS}
    const shown = document.querySelectorAll("h1, p, label, a, button, input:not([type=hidden]):not([hidden])");
    const poor = [...shown].filter((el) => el.checkVisibility() && contrast(el) < 4.5);
    return poor.map((el) => `${{el.tagName}} ${{el.textContent.trim()}}`);
}}"""


class TestSmallAndDark:
    """390 pixels, and colours as the night has them."""

    @pytest.fixture(params=["dark", "light"])
    def options(self, request):
        return {
            "viewport": {"width": 390, "height": 844},
            "has_touch": True,
            "is_mobile": True,
            "color_scheme": request.param,
        }

    def look(self, client, name, options):
        page = client.page
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), name
        assert page.evaluate(READABLE) == [], name
        client.picture(f"{name}-{options['color_scheme']}")

    def test_the_pages_of_signing_in_fit_and_can_be_read(self, client, guarded, options):
        page, url = client.page, client.served.url
        page.goto(f"{url}/web/login")
        self.look(client, "signing-in", options)
        client.log_in("phone", "wrong")
        expect(page.get_by_role("alert")).to_be_visible()
        self.look(client, "signing-in-wrong", options)
        page.get_by_role("link", name="Password forgotten?").tap()
        expect(page.get_by_role("heading", name="Password forgotten")).to_be_visible()
        self.look(client, "forgotten", options)
        page.get_by_label("Login or mail address").fill("phone")
        page.get_by_role("button", name="Send a link").tap()
        expect(page.get_by_role("heading", name="Look at your mail")).to_be_visible()
        self.look(client, "forgotten-sent", options)

        page.goto(f"{url}{guarded}")
        expect(page.get_by_role("heading", name="Choose a password")).to_be_visible()
        self.look(client, "choose", options)
        page.get_by_label("New password", exact=True).fill("a better one than before")
        page.get_by_label("New password again").fill("a better one than before")
        page.get_by_role("button", name="Set the password").tap()
        expect(page.get_by_role("heading", name="Your password is set")).to_be_visible()
        self.look(client, "chosen", options)
        page.get_by_role("link", name="Log in").tap()
        client.log_in("phone", "a better one than before")
        # the link does not take the place of the second factor
        expect(page.get_by_role("heading", name="Type the code")).to_be_visible()
        self.look(client, "code", options)
        page.get_by_role("link", name="I do not have my phone").tap()
        expect(page.get_by_role("heading", name="Type a recovery code")).to_be_visible()
        self.look(client, "recovery", options)

    def test_a_link_that_is_void_and_a_logout_from_elsewhere(self, client, options):
        page, url = client.page, client.served.url
        page.goto(f"{url}/web/login")
        client.log_in()
        expect(page.locator(".o_web_client")).to_be_visible()
        # the same server by another name is another site
        page.goto(url.replace("127.0.0.1", "localhost") + "/web/login")
        page.evaluate("(target) => { location.href = target; }", f"{url}/web/session/logout")
        expect(page.get_by_role("heading", name="Log out?")).to_be_visible()
        self.look(client, "logout-asked", options)
        page.get_by_role("link", name="Log out").tap()
        expect(page.get_by_role("heading", name="Log in")).to_be_visible()
        page.goto(f"{url}/web/password?token=nothing")
        expect(page.get_by_role("heading", name="This link does not work")).to_be_visible()
        self.look(client, "link-void", options)
        client.complaints[:] = [text for text in client.complaints if "404" not in text]

    @pytest.fixture
    def pia(self, running):
        with environment(running.db) as env:
            group = env.ref("base.group_user")
            values = {"name": "Pia", "login": "pia", "password": "hers and no other", "group_ids": [(6, 0, [group.id])]}
            user = env["res.users"].create(values)
        yield values["login"]
        with environment(running.db) as env:
            forget_user(env, user.id)

    @pytest.mark.usefixtures("pia")
    def test_the_preferences_and_the_second_factor(self, client, options):
        page = client.page
        page.goto(f"{client.served.url}/web/login")
        client.log_in("pia", "hers and no other")
        page.get_by_role("button", name="Menu").last.tap()
        expect(page.get_by_text("Log out")).to_be_visible()
        page.get_by_text("Preferences").tap()
        page.get_by_role("tab", name="Security").tap()
        expect(client.dialog.get_by_role("button", name="Change password")).to_be_visible()
        self.look(client, "preferences", options)
        client.dialog.get_by_role("button", name="Switch on").tap()
        expect(client.dialog.get_by_text("type your password")).to_be_visible(timeout=15_000)
        self.look(client, "confirm", options)
        client.dialog.locator("input[type=password]").fill("hers and no other")
        client.dialog.get_by_role("button", name="Confirm").tap()
        expect(client.dialog.get_by_text("Read this code")).to_be_visible()
        self.look(client, "second-factor", options)


def test_an_administrator_hands_a_link_over(client, running):
    with environment(running.db) as env:
        user = env["res.users"].create({"name": "Forgetful Fred", "login": "fred", "password": "lost for ever"})
    page = client.page
    page.goto(f"{client.served.url}/web/login")
    client.log_in()
    page.goto(f"{client.served.url}/odoo/action-base.action_res_users/{user.id}")
    client.form.get_by_role("tab", name="Security").click()
    client.form.get_by_role("button", name="Make a link to choose a password").click()
    expect(client.dialog.get_by_text("type your password")).to_be_visible(timeout=15_000)
    client.dialog.locator("input[type=password]").fill("admin")
    client.dialog.get_by_role("button", name="Confirm").click()
    expect(client.dialog.get_by_text("shown this once")).to_be_visible()
    shown = client.dialog.locator(".o_field_widget[name=link]")
    expect(shown).to_contain_text("/web/password?db=")
    client.picture("link-for-fred")
    token = shown.inner_text().partition("token=")[2].split()[0]
    with environment(running.db) as env:
        assert env["res.users.password.link"].user_of(token).id == user.id
        assert token not in page.evaluate(STORED)
        forget_user(env, user.id)
