"""The password of new databases: made up, told once, and `admin` on this machine alone."""

import re
import xmlrpc.client

import click
import pytest
from tests.support.databases import throwaway_database

from trivium.addons.base.models import first_password as first
from trivium.addons.base.models.first_password import FirstPasswordError
from trivium.cli.logins import set_password, tell_login
from trivium.exceptions import AccessDenied
from trivium.http.security import guessing
from trivium.modules.lifecycle import environment
from trivium.modules.lifecycle.databases import NewDatabase, first_password
from trivium.tools.config import config

ELSEWHERE = {"Host": "erp.example.com"}


@pytest.fixture
def interface(monkeypatch):
    return lambda address: monkeypatch.setitem(config, "http_interface", address)


@pytest.mark.parametrize(
    ("address", "demo", "known"),
    [("127.0.0.1", True, True), ("::1", True, True), ("127.0.0.1", False, False), ("0.0.0.0", True, False),
     ("10.0.0.3", True, False)],
)  # fmt: skip
def test_the_known_password_is_for_demo_data_on_this_machine(interface, address, demo, known):
    interface(address)
    assert (first_password(demo=demo) == "admin") is known


def test_a_made_up_password_is_told_once_and_is_good_for_choosing_another(server, capsys):  # noqa: ARG001 - it must run
    with throwaway_database() as name:
        made = NewDatabase(name)
        made.initialize()
        tell_login(made)
        password = re.search(r"Log in as 'admin' with the password '([^']{16})'", capsys.readouterr().out)[1]
        with environment(name) as env:
            admin = env.ref("base.user_admin")
            credential = {"type": "password", "password": password}
            with pytest.raises(FirstPasswordError, match="choose a password of your own"):
                admin._check_credentials(credential, {})
            with pytest.raises(AccessDenied):
                admin._check_credentials({**credential, "password": "another"}, {})
            admin.password = "one of my own"
            assert admin._check_credentials({**credential, "password": "one of my own"}, {})["uid"] == admin.id
        tell_login(made, given=password)
        assert password not in capsys.readouterr().out


def test_another_password_by_command(served):
    with environment(served.db) as env:
        env["res.users"].create({"name": "Forgetful", "login": "forgetful", "password": "first"})
    set_password(served.db, "forgetful", "second one")
    with environment(served.db) as env:
        user = env["res.users"].search([("login", "=", "forgetful")])
        assert user._check_credentials({"type": "password", "password": "second one"}, {})["uid"] == user.id
        user.unlink()


def test_a_command_names_who_is_not_there(served):
    with pytest.raises(click.ClickException, match=f"Nobody in {served.db} logs in as 'nobody here'"):
        set_password(served.db, "nobody here", "second one")


@pytest.fixture
def forgiven(served):
    yield
    with environment(served.db) as env:
        env.cr.execute("DELETE FROM shared_value")
    guessing._waiting.clear()


@pytest.mark.usefixtures("forgiven")
def test_the_known_password_is_refused_from_elsewhere(visitor):
    assert visitor.login()["result"]["uid"] == visitor.served.uid
    visitor.cookies.clear()
    visitor.headers.update(ELSEWHERE)
    told = visitor.login()["error"]["data"]["message"]
    assert "good on the server itself only" in told
    visitor.headers.pop("Host")
    assert visitor.login()["result"]["uid"] == visitor.served.uid


@pytest.mark.usefixtures("forgiven")
def test_what_was_verified_here_is_refused_from_elsewhere(visitor, served):
    """Programs send the password with each call, and good answers are remembered."""

    def read(headers):
        args = (served.db, served.uid, "admin", "res.users", "search_count", [[("id", "=", served.uid)]])
        body = xmlrpc.client.dumps(args, "execute_kw")
        answer = visitor.post("/xmlrpc/2/object", data=body, headers={"Content-Type": "text/xml", **headers})
        ((value,), _method) = xmlrpc.client.loads(answer.content)
        return value

    assert read({}) == 1
    with pytest.raises(xmlrpc.client.Fault, match="good on the server itself only"):
        read(ELSEWHERE)
    assert read({}) == 1


@pytest.fixture
def newcomer(served):
    """Somebody with a password that was made up for a new database; the id."""
    with environment(served.db) as env:
        group = env.ref("base.group_user")
        values = {"name": "New", "login": "newcomer", "password": "made up for her", "group_ids": [(6, 0, [group.id])]}
        user = env["res.users"].create(values)
        env["ir.config_parameter"].set_param(first.PARAMETER, user.id)
        env.registry.signal_changes()
    yield user.id
    with environment(served.db) as env:
        env["res.users"].browse(user.id).unlink()
        env["ir.config_parameter"].set_param(first.PARAMETER, False)


def field_of(page):
    return re.search(r'name="csrf_token" value="([^"]+)"', page.text)[1]


def test_the_first_login_is_for_choosing_a_password(visitor, newcomer):
    token = field_of(visitor.get("/web/login"))
    login = {"csrf_token": token, "login": "newcomer", "password": "made up for her"}
    page = visitor.post("/web/login", data=login)
    assert page.url.endswith("/web/password")
    assert "Choose a password" in page.text
    assert visitor.kw("res.users", "context_get")["error"]["code"] == 100
    own = "a sentence of her own"
    form = {"csrf_token": field_of(page), "new_password": own, "confirm_password": own}
    assert "Your password is set" in visitor.post("/web/password", data=form).text
    assert "error" in visitor.login("newcomer", "made up for her")
    assert visitor.login("newcomer", own)["result"]["uid"] == newcomer


def test_programs_get_nothing_for_it(visitor, newcomer):
    assert "choose a password of your own" in str(visitor.login("newcomer", "made up for her")["error"])
    args = [visitor.served.db, newcomer, "made up for her", "res.users", "context_get", []]
    answer = visitor.call("/jsonrpc", service="object", method="execute_kw", args=args)
    assert "choose a password of your own" in answer["error"]["data"]["message"]
