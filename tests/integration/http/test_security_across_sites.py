"""Pages of other sites cannot end a session, nor become anybody; what goes away with a session."""

import pytest

ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Referer": "https://evil.example/page"},
    {"Origin": "https://evil.example"},
    {"Origin": "null"},
]


def is_signed_in(browser):
    return "result" in browser.kw("res.users", "context_get")


@pytest.mark.parametrize("headers", ELSEWHERE)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_of_another_site_cannot_sign_anybody_out(admin, method, headers, caplog):
    answer = admin.request(method, "/web/session/logout?redirect=/web/login", headers=headers, allow_redirects=False)
    assert answer.status_code == 200
    assert "Log out?" in answer.text
    assert 'href="/web/session/logout?redirect=%2Fweb%2Flogin"' in answer.text
    assert is_signed_in(admin)
    assert "cross_site_refused" in caplog.text


@pytest.mark.parametrize("headers", [{}, {"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"}])
def test_our_own_link_a_typed_address_and_programs_sign_out(admin, headers):
    answer = admin.get("/web/session/logout?redirect=/web/login", headers=headers, allow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/web/login")
    assert not is_signed_in(admin)


def test_our_own_page_says_where_it_is_from(admin):
    headers = {"Referer": f"{admin.served.url}/odoo"}
    assert admin.get("/web/session/logout", headers=headers, allow_redirects=False).status_code == 303
    assert not is_signed_in(admin)


def test_who_is_signed_out_is_asked_nothing(visitor):
    answer = visitor.get("/web/session/logout", headers={"Sec-Fetch-Site": "cross-site"}, allow_redirects=False)
    assert answer.status_code == 303


def test_what_the_browser_kept_goes_with_the_session(admin):
    assert admin.get("/odoo").headers["Cache-Control"] == "no-store"
    answer = admin.get("/web/session/logout", allow_redirects=False)
    assert answer.headers["Clear-Site-Data"] == '"cache"'


def uid(browser):
    return browser.kw("res.users", "context_get")["result"]["uid"]


def test_a_page_of_another_site_makes_nobody_the_superuser(admin):
    before = uid(admin)
    admin.get("/web/become", headers={"Sec-Fetch-Site": "cross-site"}, allow_redirects=False)
    assert uid(admin) == before
    held = admin.cookies["session_id"]
    admin.get("/web/become", headers={"Sec-Fetch-Site": "same-origin"}, allow_redirects=False)
    assert uid(admin) == 1 != before
    assert {cookie.value for cookie in admin.cookies if cookie.name == "session_id"} != {held}


@pytest.mark.parametrize(
    "location", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_the_logout_leads_nowhere_else(admin, location):
    answer = admin.get("/web/session/logout", params={"redirect": location}, allow_redirects=False)
    assert answer.headers["Location"] == "/odoo"
