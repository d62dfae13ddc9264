"""What an action shows, as JSON."""

import pytest
import requests


@pytest.fixture
def get(served):
    """Return a function that asks with an API key for a path below `/json/1/`."""

    def ask(path, key=served.key, **params):
        headers = {"Authorization": f"Bearer {key}"}
        return requests.get(f"{served.url}/json/1/{path}", params=params, headers=headers, timeout=30)

    return ask


def test_the_records_of_a_model(get):
    answer = get("res.country", domain="[('code', 'in', ['BE', 'NL'])]", fields="code,currency_id")
    assert answer.status_code == 200
    records = answer.json()["records"]
    assert sorted(record["code"] for record in records) == ["BE", "NL"]
    assert {record["currency_id"]["display_name"] for record in records} == {"EUR"}


def test_a_page_of_an_action(get):
    answer = get("action-base.action_country", limit="3", offset="2", fields="code").json()
    assert len(answer["records"]) == 3
    assert answer["length"] > 5
    assert answer["records"] == get("action-base.action_country", fields="code", limit="5").json()["records"][2:]


def test_one_record_with_the_fields_of_its_form(get, served):
    answer = get(f"action-base.action_res_users/{served.uid}").json()
    assert answer["id"] == served.uid
    assert answer["login"] == "admin"


def test_groups(get):
    groups = get("res.country", groupby="currency_id", domain="[('code', 'in', ['BE', 'NL', 'US'])]").json()["groups"]
    assert {group["currency_id"][1]: group["__count"] for group in groups} == {"EUR": 2, "USD": 1}


@pytest.mark.parametrize(
    ("path", "params", "status"),
    [
        ("no_such_action", {}, 404),
        ("res.country/999999", {}, 404),
        ("base", {}, 404),
        ("res.country", {"domain": "[("}, 400),
        ("res.country", {"fields": "nothing"}, 400),
        ("res.country", {"limit": "many"}, 400),
        ("res.country", {"limit": "9" * 20}, 400),
        ("res.country", {"offset": "9" * 20}, 400),
    ],
)
def test_what_cannot_be_answered(get, path, params, status):
    assert get(path, **params).status_code == status


def test_a_key_is_needed(get):
    assert get("res.country", key="wrong").status_code == 401


def test_the_short_path_leads_to_the_newest_version(served):
    session = requests.Session()
    params = {"db": served.db, "login": "admin", "password": "admin"}
    session.post(f"{served.url}/web/session/authenticate", json={"params": params}, timeout=30)
    answer = session.get(f"{served.url}/json/res.country?limit=1", allow_redirects=False, timeout=30)
    assert answer.status_code == 307
    assert answer.headers["Location"].endswith("/json/1/res.country?limit=1")
