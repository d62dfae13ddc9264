"""Forms for passwords, names in addresses, and who a request comes from."""

import csv
import io
import json
import logging
import re
import socket
import ssl
import stat
import threading
import zipfile
from datetime import timedelta
from pathlib import Path

import lxml.html
import pytest
import requests
from tests.support.certificates import self_signed

from trivium.data.errors import RedisGoneError
from trivium.data.redislink import RedisLink
from trivium.http import metrics
from trivium.http.security import guessing
from trivium.http.security.csrf import check_token, make_token
from trivium.http.testserver import TestServer
from trivium.modules.lifecycle import environment
from trivium.tools.audit import LOGGER
from trivium.tools.config import config


@pytest.fixture
def link(served):
    """A link to choose a password."""
    with environment(served.db) as env:
        user = env["res.users"].create({"name": "Lin", "login": "lin", "password": "the one before"})
        address = env["res.users.password.link"].make(user, 1)
    yield address[address.index("/web/") :]
    with environment(served.db) as env:
        env["res.users"].browse(user.id).unlink()


def inputs(page):
    return {field.get("name"): field for field in lxml.html.fromstring(page.text).iter("input")}


def test_fields_of_passwords_are_masked_and_help_those_who_keep_them(visitor, link):
    login = inputs(visitor.get("/web/login"))
    choose = inputs(visitor.get(link))
    for page, name, kind in (
        (login, "password", "current-password"), (choose, "new_password", "new-password"),
        (choose, "confirm_password", "new-password"),
    ):  # fmt: skip
        field = page[name]
        assert field.get("type") == "password"
        assert field.get("autocomplete") == kind
        assert int(field.get("maxlength")) >= 64
        assert not [attribute for attribute in field.attrib if attribute.startswith("on")]
        assert not field.get("pattern")
    assert login["login"].get("autocomplete") == choose["login"].get("autocomplete") == "username"


def test_pages_connect_to_where_they_come_from_alone(admin):
    for path in ("/web/login", "/odoo"):
        policy = admin.get(path).headers["Content-Security-Policy"]
        assert re.search(r"connect-src ([^;]*)", policy)[1].split() == ["'self'"]


@pytest.fixture
def behind_proxy(served, monkeypatch):  # noqa: ARG001 - the database to serve
    monkeypatch.setitem(config, "proxy_mode", True)
    with TestServer(threads=2, proxy=True) as server:
        yield server.url
    guessing._waiting.clear()


def test_the_address_is_the_one_that_the_proxy_saw(behind_proxy, served, caplog):
    params = {"db": served.db, "login": "nobody at all", "password": "wrong"}
    with caplog.at_level(logging.INFO, LOGGER):
        requests.post(
            f"{behind_proxy}/web/session/authenticate",
            json={"params": params},
            headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.7", "X-Real-IP": "203.0.113.9"},
            timeout=20,
        )
    (event,) = [record for record in caplog.records if record.name == LOGGER]
    assert (event.security_event, event.remote) == ("login_failed", "198.51.100.7")


def test_without_a_proxy_nobody_says_who_they_are(visitor, caplog):
    with caplog.at_level(logging.INFO, LOGGER):
        visitor.headers["X-Forwarded-For"] = "203.0.113.9"
        visitor.login("nobody at all", "wrong")
    (event,) = [record for record in caplog.records if record.name == LOGGER]
    assert event.remote == "127.0.0.1"


def test_the_path_wins_over_the_query_and_the_body(admin):
    with environment(admin.served.db) as env:
        values = [{"name": "a", "raw": b"of the path"}, {"name": "b", "raw": b"of the query"}]
        ids = env["ir.attachment"].create(values).ids
    answer = admin.get(f"/web/content/{ids[0]}?id={ids[1]}&id={ids[1]}")
    assert answer.content == b"of the path"
    params = {"model": "res.users", "method": "search_count", "args": [[["id", "=", admin.served.uid]]], "kwargs": {}}
    answer = admin.post("/web/dataset/call_kw?model=ir.rule&method=search", json={"params": params})
    assert answer.json()["result"] == 1


def test_the_reference_of_the_interface_is_for_users(visitor):
    for path in ("/doc", "/doc/res.partner", "/doc/index.html"):
        assert visitor.get(path, allow_redirects=False).headers.get("Location", "").startswith("/web/login"), path
    assert visitor.get("/doc-bearer/index.json").status_code == 401


def test_figures_are_told_on_this_machine_alone(visitor):
    assert metrics.ADDRESS == "127.0.0.1"
    assert config["metrics_port"] == 0
    assert visitor.get("/metrics").status_code == 404


def test_a_token_of_another_database_is_none():
    token = make_token("the secret of one", "session", 60)
    assert check_token("the secret of one", "session", token)
    assert not check_token("the secret of another", "session", token)


def test_databases_have_secrets_of_their_own(served):
    with environment(served.db) as env:
        secret = env["ir.config_parameter"].get_param("database.secret")
    assert len(secret) >= 32
    with environment(served.db) as env:
        env["ir.config_parameter"].init(force=True)
        assert env["ir.config_parameter"].get_param("database.secret") != secret
        env.cr.rollback()


def test_a_redis_whose_certificate_nobody_vouches_for_is_not_spoken_to():
    certificate = self_signed("localhost")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    certificate.unlink()
    listening = socket.create_server(("127.0.0.1", 0))
    refused = []

    def accept():
        connection, _address = listening.accept()
        with connection:
            try:
                context.wrap_socket(connection, server_side=True).close()
            except OSError as error:
                refused.append(error)

    thread = threading.Thread(target=accept)
    thread.start()
    link = RedisLink(f"rediss://localhost:{listening.getsockname()[1]}/0")
    with pytest.raises(RedisGoneError):
        link.run(lambda client: client.ping())
    thread.join(30)
    listening.close()
    assert "alert" in str(refused[0]).lower()


def test_the_embedded_postgresql_is_spoken_to_by_its_own_user_alone(server):
    (allowed,) = server.data_dir.rglob("pg_hba.conf")
    assert allowed.read_text() == "local all all peer map=trivium\n"
    parameters = server.parameters()
    assert parameters["host"].startswith("/")
    assert stat.S_IMODE(Path(parameters["host"]).stat().st_mode) & 0o077 == 0
    (settings,) = server.data_dir.rglob("postgresql.conf")
    assert re.search(r"^listen_addresses = ''", settings.read_text(), re.MULTILINE)


FORMULAS = ['=HYPERLINK("https://evil.example")', "+1+cmd|' /C calc'!A0", "-2+3", "@SUM(1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_exports_hold_no_formulas_of_people(admin, kind):
    values = [{"name": f"formula {number}", "ref": text} for number, text in enumerate(FORMULAS)]
    ids = admin.kw("res.partner", "create", values)["result"]
    export = {"model": "res.partner", "ids": ids, "domain": [], "import_compat": False, "groupby": [], "context": {},
              "fields": [{"name": "ref", "label": "Reference", "type": "char"}]}  # fmt: skip
    token = re.search(r'csrf_token: "(\w+)"', admin.get("/odoo").text)[1]
    answer = admin.post(f"/web/export/{kind}", data={"data": json.dumps(export), "csrf_token": token})
    admin.kw("res.partner", "unlink", ids)
    assert answer.status_code == 200
    if kind == "csv":
        cells = [row[0] for row in list(csv.reader(io.StringIO(answer.text, newline="")))[1:]]
        assert len(cells) == len(FORMULAS)
        assert all(cell.startswith("'") for cell in cells)
    else:
        with zipfile.ZipFile(io.BytesIO(answer.content)) as book:
            sheets = [book.read(name) for name in book.namelist() if name.startswith("xl/worksheets/")]
        assert sheets
        assert not [sheet for sheet in sheets if b"<f>" in sheet or b"<hyperlink" in sheet]


def test_what_one_user_may_not_read_cannot_be_had_by_its_number(visitor):
    with environment(visitor.served.db) as env:
        group = env.ref("base.group_user")
        for login in ("owner", "snoop"):
            values = {"name": login, "login": login, "password": "a long enough one", "group_ids": [(6, 0, [group.id])]}
            env["res.users"].create(values)
        owner = env["res.users"].search([("login", "=", "owner")])
        attachment = env["ir.attachment"].with_user(owner).create({"name": "own", "raw": b"for my eyes"})
        filter_id = env["ir.filters"].with_user(owner).create(
            {"name": "own", "model_id": "res.partner", "user_ids": [(6, 0, [owner.id])]}
        ).id  # fmt: skip
        key = env(user=owner.id)["res.users.apikeys"]
        key._generate("rpc", "own", env.cr.now() + timedelta(hours=1))
        keys = owner.api_key_ids.ids
        ids = (attachment.id, filter_id, owner.id)
    visitor.login("snoop", "a long enough one")
    answer = visitor.get(f"/web/content/{ids[0]}")
    assert answer.status_code in {403, 404}
    assert b"for my eyes" not in answer.content
    assert "error" in visitor.kw("ir.attachment", "read", [ids[0]], ["datas"])
    assert "error" in visitor.kw("ir.filters", "unlink", [ids[1]])
    assert "error" in visitor.kw("res.users", "write", [ids[2]], {"password": "taken over by me"})
    assert "error" in visitor.kw("res.users", "write", [ids[2]], {"login": "mine"})
    assert not visitor.kw("res.users.apikeys", "search", [["id", "in", keys]])["result"]
    with environment(visitor.served.db) as env:
        env["ir.filters"].browse(ids[1]).unlink()
        env["res.users"].search([("login", "in", ("owner", "snoop"))]).unlink()


def test_users_give_themselves_no_rights(visitor):
    with environment(visitor.served.db) as env:
        groups = [env.ref("base.group_user").id]
        values = {"name": "Climber", "login": "climber", "password": "a long enough one", "group_ids": [(6, 0, groups)]}
        climber = env["res.users"].create(values).id
        system = env.ref("base.group_system").id
    visitor.login("climber", "a long enough one")
    for values in ({"group_ids": [[4, system]]}, {"company_ids": [[4, 1]], "active": True}, {"login": "admin2"}):
        assert "error" in visitor.kw("res.users", "write", [climber], values), values
    assert "error" in visitor.kw("res.groups", "write", [system], {"user_ids": [[4, climber]]})
    with environment(visitor.served.db) as env:
        assert not env["res.users"].browse(climber).has_group("base.group_system")
        env["res.users"].browse(climber).unlink()
