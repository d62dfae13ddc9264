"""The web client as people use it: by roles and names, and an ear for what goes wrong behind it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from playwright.sync_api import expect

from trivium.modules.lifecycle import environment

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response
    from tests.support.served import Served


class WebClient:
    """One window.

    Attributes:
        page: what Playwright drives.
        complaints: errors of the console and of scripts, and requests that failed; tests may take out what they expect.
    """

    def __init__(self, page: Page, served: Served, pictures: Path) -> None:
        self.page = page
        self.served = served
        self.pictures = pictures
        self.complaints: list[str] = []
        page.on("console", self._on_console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("requestfailed", self._on_failure)
        page.on("response", self._on_response)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(f"console: {message.text}")

    def _on_failure(self, request: Request) -> None:
        # what was still on its way is given up when one leaves a page
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"request: {request.method} {request.url}: {request.failure}")

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.complaints.append(f"response: {response.status} {response.url}")

    # -- going about -------------------------------------------------------------------------------------------------

    def log_in(self, login: str = "admin", password: str = "admin") -> None:
        """Fill the form of the login page and send it."""
        self.page.get_by_label("Login").fill(login)
        self.page.get_by_label("Password").fill(password)
        self.page.get_by_role("button", name="Log in").click()

    def wait_for_records(self) -> None:
        """Wait until a list or a kanban shows records."""
        expect(self.rows.or_(self.cards).first).to_be_visible()

    @property
    def rows(self) -> Locator:
        """The records of a list."""
        return self.page.locator(".o_data_row")

    @property
    def cards(self) -> Locator:
        """The records of a kanban."""
        return self.page.locator("article.o_kanban_record, .o_kanban_record[role=article]")

    @property
    def form(self) -> Locator:
        """The form of the page, not those of dialogs."""
        return self.page.locator("main .o_form_view").first

    @property
    def dialog(self) -> Locator:
        """The dialog on top."""
        return self.page.get_by_role("dialog").last

    def field(self, name: str) -> Locator:
        """Return what a field of the form is typed into."""
        return self.form.locator(f".o_field_widget[name={name}]").locator("input, textarea").first

    @property
    def add_child(self) -> Locator:
        """The button below the contacts of a company that adds one."""
        return self.form.locator(".o_field_widget[name=child_ids]").get_by_role("button", name=re.compile("^Add"))

    def open(self, name: str) -> None:
        """Open the record of a list or kanban, by what it is called."""
        row = self.rows.filter(has=self.page.get_by_role("cell", name=name, exact=True)).first
        card = self.page.get_by_role("article", name=name, exact=True).first
        if self.rows.count():
            row.get_by_role("cell", name=name, exact=True).click()
        else:
            card.click()
        expect(self.form).to_be_visible()

    def save(self) -> None:
        """Save the form; it is saved when it has nothing left to save."""
        button = self.page.get_by_role("button", name="Save", exact=True).first
        button.click()
        expect(button).to_be_hidden()

    def search(self, text: str) -> None:
        """Search by the search bar."""
        box = self.page.get_by_role("combobox", name="Search")
        box.fill(text)
        box.press("Enter")
        expect(self.page.locator(".o_searchview_facet").filter(has_text=text)).to_be_visible()

    def picture(self, name: str) -> Path:
        """Take a screenshot."""
        path = self.pictures / f"{name}.png"
        self.page.screenshot(path=path, animations="disabled")
        return path

    # -- what the database says ----------------------------------------------------------------------------------------

    def stored(self, domain: list[object], *names: str) -> list[tuple[object, ...]]:
        """Return the values of partners as the database has them."""
        with environment(self.served.db) as env:
            records = env["res.partner"].search_fetch(domain, list(names))
            return [tuple(record[name] for name in names) for record in records]


def forget_user(env: Any, user_id: int) -> None:
    """Delete a user, with the contact that was made for it: other tests count contacts."""
    user = env["res.users"].browse(user_id)
    partner = user.partner_id
    user.unlink()
    partner.unlink()
