"""Browser tests of an addon, run from its Python tests: what fails in the page fails there."""

import shutil

import pytest

from trivium.modules import paths
from trivium.testing.browser import _PROGRAMS
from trivium.testing.runner import run_tests
from trivium.tools.config import config

MANIFEST = """{
    "name": "Showing", "version": "1.0", "license": "LGPL-3", "depends": ["web"],
    "assets": {"web.assets_unit_tests": ["showing/static/tests/**/*"]},
}
"""
PAGE_TESTS = """
import { expect, test, beforeEach } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, mockDate } from "@odoo/hoot-mock";
import { Component, useState, xml } from "@odoo/owl";
import { contains, mountWithCleanup, onRpc, makeMockServer, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { rpc } from "@web/core/network/rpc";
import { label } from "./helper";

class Counter extends Component {
    static template = xml`
        <button t-on-click="() => this.state.count++"><t t-esc="state.count"/></button><i>a</i><i>b</i>`;
    static props = [];
    state = useState({ count: 0 });
}
beforeEach(() => {
    onRpc("/showing/ping", () => "pong");
});

test("good component", async () => {
    await mountWithCleanup(Counter);
    await contains("button:contains(0)").click();
    expect("button").toHaveText("1");
    expect("i:last").toHaveText("b");
    expect(queryAllTexts("i")).toEqual(["a", "b"]);
    expect("button").not.toHaveClass("active");
    expect(label).toBe("helper");
});
test("good server", async () => {
    await makeMockServer();
    expect(await rpc("/showing/ping")).toBe("pong");
    await expect(rpc("/showing/nothing")).rejects.toThrow(/has no route/);
});
test("good time", async () => {
    mockDate("2026-03-01 10:00:00", 0);
    expect(luxon.DateTime.now().toISODate()).toBe("2026-03-01");
    setTimeout(() => expect.step("late"), 60_000);
    await advanceTime(60_000);
    expect.verifySteps(["late"]);
});
test("bad text", async () => {
    await mountWithCleanup(Counter);
    expect("button").toHaveText("one");
});
test("bad steps", () => {
    expect.step("nobody asks for this");
});
test("bad error", async () => {
    expect(1).toBe(1);
    Promise.reject(new Error("nobody catches this"));
});
test("bad silence", () => {});
"""
TESTS = """
from odoo.tests import HttpCase, tagged
from odoo.addons.web.tests.test_js import unit_test_error_checker

@tagged("post_install", "-at_install")
class TestShowing(HttpCase):
    def _run(self, wanted):
        self.browser_js(f"/web/tests?headless&filter={wanted}", "", "", login="admin", timeout=60,
                        success_signal="[HOOT] Test suite succeeded", error_checker=unit_test_error_checker)

    def test_good(self):
        self._run("showing good")

    def test_bad(self):
        self._run("showing bad")

    def test_page(self):
        self.authenticate("admin", "admin")
        page = self.url_open("/web/tests").text
        self.assertIn("/web/assets/", page)
        self.assertNotIn("importmap", page)
        self.assertIn("importmap", self.url_open("/web/tests?debug=assets").text)

    def test_report(self):
        report = "document.querySelector('#hoot-report.done')?.shadowRoot"
        ready = (
            f"{report}.querySelectorAll('li[data-status=passed] a').length === 3"
            f" && {report}.querySelector('input').value === 'showing good'"
            f" && {report}.querySelector('output').textContent.startsWith('3 of 3: 3 passed')"
        )
        say = "console.log('test successful')"
        self.browser_js("/web/tests?filter=showing+good", say, login="admin", ready=ready)

    def fetch_proxy(self, url):
        page = f"<!DOCTYPE html><script>console.log('answered {url}')</script>"
        return self.make_fetch_proxy_response(page)

    def test_elsewhere(self):
        leave = "window.location = 'http://elsewhere.example/x'"
        self.browser_js("/web/login", leave, success_signal="answered http://elsewhere.example/x")

    def test_none(self):
        self._run("nothing-has-this-name")
"""


@pytest.fixture
def showing(server, tmp_path):  # noqa: ARG001 - the databases need it
    if not any(map(shutil.which, _PROGRAMS)):
        pytest.skip("needs Chromium")
    addon = tmp_path / "showing"
    for name, text in {
        "__init__.py": "",
        "__manifest__.py": MANIFEST,
        "static/tests/showing.test.js": PAGE_TESTS,
        "static/tests/helper.js": 'export const label = "helper";\n',
        "tests/__init__.py": "from . import test_showing\n",
        "tests/test_showing.py": TESTS,
    }.items():
        path = addon / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    before = list(config["addons_path"])
    paths.use_addons_path([*before, tmp_path])
    yield
    paths.use_addons_path(before)


@pytest.mark.timeout(120)
def test_what_fails_in_the_page_fails_the_test(showing, capsys):  # noqa: ARG001 - the addon
    assert run_tests(["showing"]) == 1
    printed = capsys.readouterr()
    assert printed.out.splitlines()[-1] == "4 passed, 2 failed, 0 skipped", printed.err[-6000:]
    assert "Test suite failed: 0 passed, 4 failed" in printed.err, printed.err
    for reason in (
        'expect("button").toHaveText("one"): there is ["0"]',
        'The test did not verify its steps: ["nobody asks for this"]',
        "bad error: nobody catches this",
        "The test states nothing: it calls expect() nowhere",
        "no test matches filter=nothing-has-this-name",
    ):
        assert reason in printed.err
