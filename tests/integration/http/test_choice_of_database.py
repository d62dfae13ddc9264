"""Which database a request gets: by the host it names, by its header, by the form of the manager."""

import pytest
import requests

from trivium.http.databases import db_filter, forget_list
from trivium.http.request import store
from trivium.http.service import db as db_service
from trivium.tools.config import config

NAMES = ["acme", "acme_test", "shop.example.com", "www"]


@pytest.fixture
def settings(monkeypatch):
    """Return a function that gives a setting a value for this test."""

    def give(name, value):
        monkeypatch.setitem(config._runtime, name, value)
        forget_list()

    yield give
    forget_list()


@pytest.mark.parametrize(
    ("pattern", "host", "kept"),
    [
        ("^%d$", "acme.example.com", ["acme"]),
        ("^%d$", "www.acme.example.com:8069", ["acme"]),
        ("%d", "acme.example.com", ["acme", "acme_test"]),
        ("^%h$", "shop.example.com:443", ["shop.example.com"]),
        ("^%h$", "shopXexample.com", []),
        ("^%d$", ".*", []),
        ("^(?:acme|%d)$", "", ["acme"]),
        ("", "any.example.com", NAMES),
    ],
)
def test_the_host_chooses_by_the_filter(settings, pattern, host, kept):
    settings("db_name", [])
    settings("dbfilter", pattern)
    assert db_filter(NAMES, host) == kept


def login_page(served, **headers):
    return requests.get(f"{served.url}/web/login", headers=headers, timeout=20, allow_redirects=False)


def test_a_database_is_served_to_its_host_alone(served, settings):
    settings("dbfilter", "^%d$")
    ours = login_page(served, Host=f"{served.db}.example.com")
    assert (ours.status_code, "csrf_token" in ours.text) == (200, True)
    other = login_page(served, Host="other.example.com")
    assert "csrf_token" not in other.text
    assert served.db not in other.text


def test_a_session_does_not_go_to_another_host(admin, settings):
    settings("dbfilter", "^%d$")
    ours = {"Host": f"{admin.served.db}.example.com"}
    cookie = {"Cookie": f"session_id={admin.cookies['session_id']}"}
    path = f"{admin.served.url}/web/session/get_session_info"
    answer = requests.post(path, json={"params": {}}, headers=ours | cookie, timeout=20)
    assert answer.json()["result"]["uid"] == admin.served.uid
    answer = requests.post(path, json={"params": {}}, headers={"Host": "other.example.com"} | cookie, timeout=20)
    assert "result" not in (answer.json() if answer.ok else {})


def test_a_header_chooses_among_several(served, settings):
    settings("db_name", [served.db, "another"])
    assert "csrf_token" not in login_page(served).text
    named = login_page(served, **{"X-Odoo-Database": served.db})
    assert (named.status_code, "csrf_token" in named.text) == (200, True)


def test_a_header_is_bound_by_the_filter_and_the_session(served, admin, settings):
    settings("db_name", [served.db, "another"])
    crossed = admin.get("/web/login", headers={"X-Odoo-Database": "another"})
    assert (crossed.status_code, "another" in crossed.text) == (403, True)
    settings("dbfilter", "^%d$")
    hidden = login_page(served, **{"X-Odoo-Database": served.db, "Host": "other.example.com"})
    assert hidden.status_code == 403


def test_a_server_that_strangers_reach_has_no_manager_until_it_has_a_master_password(served, settings):
    settings("list_db", True)
    settings("admin_passwd", "admin")
    settings("http_interface", "0.0.0.0")
    for path in ("manager", "selector"):
        assert requests.get(f"{served.url}/web/database/{path}", timeout=20).status_code == 404
    form = {"master_pwd": "admin", "name": served.db, "new_name": "copied"}
    for _ in range(2):  # the password is known by its hash alone once it was given
        assert "switched off" in requests.post(f"{served.url}/web/database/duplicate", data=form, timeout=60).text
    assert "switched off" in requests.post(f"{served.url}/web/database/backup", data=form, timeout=60).text
    assert "copied" not in db_service.list_dbs(True)
    settings("admin_passwd", "a password of its own")
    assert requests.get(f"{served.url}/web/database/manager", timeout=20).status_code == 200


@pytest.mark.parametrize(
    "sent_on",
    [{"X-Forwarded-For": "203.0.113.7"}, {"X-Forwarded-For": "127.0.0.1, 203.0.113.7"}, {"X-Real-IP": "203.0.113.7"},
     {"Forwarded": "for=203.0.113.7"}],
)  # fmt: skip
def test_what_a_proxy_sends_on_is_not_of_this_machine(served, settings, sent_on):
    """Also where the server was not told of the proxy, which names this machine as the host."""
    settings("list_db", True)
    settings("admin_passwd", "admin")
    settings("http_interface", "127.0.0.1")
    url = f"{served.url}/web/database/manager"
    assert requests.get(url, headers={"X-Forwarded-For": "127.0.0.1"}, timeout=20).status_code == 200
    assert requests.get(url, headers=sent_on, timeout=20).status_code == 404
    login = {"service": "common", "method": "login", "args": [served.db, "admin", "admin"]}
    for headers, good in (({}, True), (sent_on, False)):
        answer = requests.post(f"{served.url}/jsonrpc", json={"params": login}, headers=headers, timeout=20).json()
        assert bool(answer["result"]) is good


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8069", "192.0.2.1", "localhost.evil.example"])
def test_the_password_that_everybody_knows_is_good_under_names_of_this_machine_alone(served, settings, host):
    """A page may have its own name lead to this machine (DNS rebinding)."""
    settings("list_db", True)
    settings("admin_passwd", "admin")
    settings("http_interface", "127.0.0.1")
    url = f"{served.url}/web/database"
    form = {"master_pwd": "admin", "name": served.db, "new_name": "copied"}
    for _ in range(2):  # it is known by its hash alone once it was given
        assert requests.get(f"{url}/manager", headers={"Host": host}, timeout=20).status_code == 404
        answer = requests.post(f"{url}/duplicate", data=form, headers={"Host": host}, timeout=60)
        assert "switched off" in answer.text
    assert requests.get(f"{url}/manager", timeout=20).status_code == 200
    settings("admin_passwd", "a password of its own")
    assert requests.get(f"{url}/manager", headers={"Host": host}, timeout=20).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"},
     {"Origin": "null"}, {"Referer": "https://evil.example/page"}],
)  # fmt: skip
def test_a_page_of_another_site_cannot_manage_databases(served, settings, headers):
    settings("list_db", True)
    settings("admin_passwd", "a password of its own")
    form = {"master_pwd": "a password of its own", "name": served.db, "new_name": "copied"}
    for work in ("duplicate", "backup"):
        answer = requests.post(f"{served.url}/web/database/{work}", data=form, headers=headers, timeout=60)
        assert "page of another site" in answer.text
    params = {"service": "db", "method": "duplicate_database", "args": [form["master_pwd"], served.db, "copied"]}
    answer = requests.post(f"{served.url}/jsonrpc", json={"params": params}, headers=headers, timeout=60).json()
    assert "page of another site" in answer["error"]["data"]["message"]
    assert "copied" not in db_service.list_dbs(True)


def test_without_being_asked_for_there_is_no_manager_and_there_are_no_names(served, settings):
    settings("admin_passwd", "a password of its own")
    for path in ("manager", "selector"):
        answer = requests.get(f"{served.url}/web/database/{path}", timeout=20)
        assert (answer.status_code, "switched off" in answer.text) == (404, True)
    form = {"name": served.db, "new_name": "copied", "master_pwd_new": "x", "lang": "en_US", "password": "x"}
    for work in ("create", "duplicate", "drop", "backup", "change_password"):
        for password in ("a password of its own", "wrong"):  # which of them it is, is not told
            form["master_pwd"] = password
            answer = requests.post(f"{served.url}/web/database/{work}", data=form, timeout=20)
            assert (answer.status_code, "switched off" in answer.text) == (404, True)
    answer = requests.post(f"{served.url}/web/database/list", json={"params": {}}, timeout=20).json()
    assert answer["error"]["data"]["name"] == "odoo.exceptions.AccessDenied"
    assert "copied" not in db_service.list_dbs(True)
    assert login_page(served).status_code == 200


@pytest.mark.parametrize(
    ("method", "args"),
    [("list", []), ("create_database", ["a password of its own", "made", False, "en_US"]),
     ("drop", ["a password of its own", "nothing"]), ("drop", ["wrong", "nothing"]),
     ("change_admin_password", ["a password of its own", "x"])],
)  # fmt: skip
def test_without_being_asked_for_the_service_keeps_to_itself(served, settings, method, args):
    settings("admin_passwd", "a password of its own")
    params = {"service": "db", "method": method, "args": args}
    answer = requests.post(f"{served.url}/jsonrpc", json={"params": params}, timeout=20).json()
    assert answer["error"]["data"]["name"] == "odoo.exceptions.AccessDenied"
    assert served.db not in str(answer)
    assert config.verify_admin_password("a password of its own")


def test_the_login_page_leads_to_a_manager_that_is_switched_on(served, settings):
    assert "/web/database" not in login_page(served).text
    settings("list_db", True)
    assert 'href="/web/database/manager"' in login_page(served).text
    assert "Choose another" not in login_page(served).text
    settings("db_name", [served.db, "another"])
    several = login_page(served, **{"X-Odoo-Database": served.db})
    assert 'href="/web/database/selector"' in several.text


PAGE = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.mark.parametrize("path", ["/", "/web", "/web/login", "/odoo", "/odoo/contacts/7", "/shop"])
def test_who_has_not_chosen_among_several_is_asked_and_told_no_names(served, settings, path):
    settings("db_name", [served.db, "another"])
    answer = requests.get(f"{served.url}{path}?debug=1", headers=PAGE, timeout=20, allow_redirects=False)
    assert (answer.status_code, "<h1>Which database?</h1>" in answer.text) == (200, True)
    assert '<input type="hidden" name="debug" value="1">' in answer.text
    for way in ("?db=NAME", "-d NAME", "--db-filter", "--database-list"):
        assert way in answer.text
    assert served.db not in answer.text
    assert "another" not in answer.text
    assert "default-src" in answer.headers["Content-Security-Policy"]
    wrong = requests.get(f"{served.url}{path}?db=%22nope", headers=PAGE, timeout=20, allow_redirects=False)
    assert (wrong.status_code, 'value="&#34;nope"' in wrong.text) == (200, True)
    assert "No database of this name" in wrong.text


@pytest.mark.parametrize("path", ["/", "/web/login", "/odoo"])
def test_a_name_in_the_address_chooses(served, settings, path):
    settings("db_name", [served.db, "another"])
    with requests.Session() as browser:
        browser.headers.update(PAGE)
        first = browser.get(f"{served.url}{path}?db={served.db}", timeout=20, allow_redirects=False)
        assert (first.status_code, first.headers["Location"]) == (302, f"{path}?db={served.db}")
        shown = browser.get(f"{served.url}{path}?db={served.db}", timeout=20)
        assert (shown.status_code, "csrf_token" in shown.text) == (200, True)
        assert "csrf_token" in browser.get(f"{served.url}/web/login", timeout=20).text


def test_a_list_that_is_asked_for_is_where_one_chooses(served, settings):
    settings("db_name", [served.db, "another"])
    settings("list_db", True)
    for path in ("/", "/web/login?redirect=/odoo", "/odoo"):
        answer = requests.get(f"{served.url}{path}", headers=PAGE, timeout=20, allow_redirects=False)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/web/database/selector")
    chosen = requests.get(f"{served.url}/web/login", headers=PAGE, timeout=20).text
    assert f'href="/odoo?db={served.db}"' in chosen
    assert 'href="/odoo?db=another"' in chosen


def test_what_is_no_page_is_not_there_without_a_database(served, settings):
    settings("db_name", [served.db, "another"])
    for accept in ("image/avif,image/webp,*/*;q=0.8", "application/json"):
        answer = requests.get(f"{served.url}/picture", headers={"Accept": accept}, timeout=20)
        assert (answer.status_code, "Which database?" in answer.text) == (404, False)
    answer = requests.get(f"{served.url}/web/login", timeout=20)  # of a program, which takes anything
    assert (answer.status_code, "Which database?" in answer.text) == (404, True)
    answer = requests.post(f"{served.url}/web/login", headers=PAGE, data={"login": "x"}, timeout=20)
    assert (answer.status_code, "Which database?" in answer.text) == (404, False)


def test_where_there_is_no_database_it_is_said_how_one_is_made(served, settings):
    settings("dbfilter", "^%d$")
    answer = requests.get(f"{served.url}/odoo", headers={**PAGE, "Host": "other.example.com"}, timeout=20)
    assert (answer.status_code, "trivium db init NAME" in answer.text) == (200, True)
    assert served.db not in answer.text


def test_a_session_of_a_database_that_is_gone_leads_to_the_only_one(served, settings):
    settings("db_name", [served.db, "gone"])
    with requests.Session() as browser:
        browser.headers.update(PAGE)
        browser.cookies.set("session_id", store.generate_key("gone"))
        settings("db_name", [served.db])
        answer = browser.get(f"{served.url}/web/login", timeout=20)
        assert (answer.status_code, "csrf_token" in answer.text) == (200, True)


def test_a_database_that_cannot_be_used_is_not_tried_for_ever(served, settings):
    settings("db_name", [served.db, "another"])
    with requests.Session() as browser:
        browser.headers.update(PAGE)
        browser.cookies.set("session_id", store.generate_key("another"))
        for path in ("/web/login?db=another", "/odoo?db=another"):
            answer = browser.get(f"{served.url}{path}", timeout=20)
            assert (answer.status_code, "Which database?" in answer.text) == (200, True)
            assert answer.history == []


@pytest.mark.parametrize("work", ["create", "duplicate", "drop", "backup", "restore", "change_password"])
def test_every_form_of_the_manager_wants_the_master_password(served, settings, work):
    settings("list_db", True)
    settings("admin_passwd", "a password of its own")
    name = "made" if work in {"create", "restore"} else served.db
    form = {"master_pwd": "wrong", "master_pwd_new": "taken", "name": name, "new_name": "made"}
    form |= {"lang": "en_US", "password": "x"}
    files = {"backup_file": ("b.zip", b"PK")} if work == "restore" else None
    answer = requests.post(f"{served.url}/web/database/{work}", data=form, files=files, timeout=60)
    assert "Access Denied" in answer.text
    assert "made" not in db_service.list_dbs(True)
    assert config.verify_admin_password("a password of its own")
    assert login_page(served).status_code == 200


def test_a_backup_is_downloaded_with_the_master_password(served, settings):
    settings("list_db", True)
    settings("admin_passwd", "a password of its own")
    form = {"master_pwd": "a password of its own", "name": served.db, "backup_format": "zip"}
    answer = requests.post(f"{served.url}/web/database/backup", data=form, timeout=60)
    assert (answer.status_code, answer.content[:2]) == (200, b"PK")
    assert f"{served.db}_" in answer.headers["Content-Disposition"]
