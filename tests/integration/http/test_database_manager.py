"""Databases made, copied, saved, restored and dropped over HTTP, by who knows the master password."""

import io
import re
import stat
import subprocess
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from trivium.data import databases
from trivium.exceptions import AccessDenied
from trivium.http.databases import forget_list
from trivium.http.service import db as db_service
from trivium.http.service import master
from trivium.modules.lifecycle import environment
from trivium.orm.registry import Registry
from trivium.tools.config import config

PASSWORD = "a password of its own"


class Manager:
    """Somebody who fills in the forms of the manager."""

    def __init__(self, served):
        self.served = served

    def send(self, work, files=None, **form):
        """Send a form; return the answer."""
        form = {"master_pwd": PASSWORD, **form}
        url = f"{self.served.url}/web/database/{work}"
        return requests.post(url, data=form, files=files, timeout=120, allow_redirects=False)

    def fail(self, work, files=None, **form):
        """Send a form that is refused; return why."""
        answer = self.send(work, files, **form)
        assert answer.status_code == 200
        told = re.search(r'<p class="error" role="alert">(.*?)</p>', answer.text, re.DOTALL)
        assert told is not None, answer.text
        return told[1]

    def names(self):
        """Return the databases that clients are told of."""
        url = f"{self.served.url}/web/database/list"
        return requests.post(url, json={"params": {}}, timeout=20).json()["result"]


@pytest.fixture
def manager(served, monkeypatch):
    monkeypatch.setitem(config._runtime, "admin_passwd", PASSWORD)
    monkeypatch.setitem(config._runtime, "db_name", [])
    monkeypatch.setitem(config._runtime, "list_db", True)
    forget_list()
    yield Manager(served)
    forget_list()


@pytest.fixture
def made():
    """Names of databases that the test makes; they are dropped after it."""
    names = []
    yield names
    for name in names:
        Registry.signaling.stop(name)
        Registry.delete(name)
        databases.drop(name)
    forget_list()


@pytest.fixture(scope="module")
def archive(served):
    """A backup with a file and a mark."""
    with environment(served.db) as env:
        env["ir.config_parameter"].set_param("manager.mark", "saved")
        env["ir.attachment"].create({"name": "kept.txt", "raw": b"kept" * 5000})
        env.cr.commit()
    stream = io.BytesIO()
    db_service.dump_db(served.db, stream)
    return stream.getvalue()


def look(name):
    """Return the mark, the attachment, the number of enabled jobs, and the identity of a database."""
    with environment(name) as env:
        parameters = env["ir.config_parameter"]
        kept = env["ir.attachment"].search([("name", "=", "kept.txt")], limit=1)
        return parameters.get_param("manager.mark"), kept.raw, parameters.get_param("database.uuid")


def test_a_database_is_made_and_dropped(manager, made):
    name = "manager-made.1"
    made.append(name)
    form = {"lang": "en_US", "password": "secret-enough", "login": "boss", "country_code": "be"}
    answer = manager.send("create", name=name, **form)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/web/login?db={name}")
    assert name in manager.names()
    with environment(name) as env:
        boss = env["res.users"].search([("login", "=", "boss")])
        assert (len(boss), env.company.country_id.code) == (1, "BE")
    assert "already" in manager.fail("create", name=name, **form)
    assert manager.send("drop", name=name).status_code == 303
    assert name not in manager.names()
    assert not databases.exists(name)


def test_a_backup_is_restored_with_its_files(manager, archive, made):
    made += ["manager-restored", "manager-copied"]
    files = {"backup_file": ("b.zip", archive)}
    assert manager.send("restore", files, name="manager-restored").status_code == 303
    mark, raw, identity = look("manager-restored")
    assert (mark, raw, identity) == ("saved", b"kept" * 5000, look(manager.served.db)[2])
    assert "already" in manager.fail("restore", files, name="manager-restored")
    answer = manager.send("duplicate", name="manager-restored", new_name="manager-copied", neutralize_database="1")
    assert answer.status_code == 303
    copied = look("manager-copied")
    assert (copied[0], copied[1]) == ("saved", b"kept" * 5000)
    assert copied[2] != identity
    with environment("manager-copied") as env:
        assert env["ir.config_parameter"].get_param("database.is_neutralized") == "true"


@pytest.mark.parametrize("backup_format", ["zip", "dump"])
def test_a_backup_is_downloaded_in_both_formats(manager, backup_format):
    answer = manager.send("backup", name=manager.served.db, backup_format=backup_format)
    begins = {"zip": b"PK", "dump": b"PGDMP"}[backup_format]
    assert (answer.status_code, answer.content[: len(begins)]) == (200, begins)
    assert f".{backup_format}" in answer.headers["Content-Disposition"]
    if backup_format == "zip":
        with zipfile.ZipFile(io.BytesIO(answer.content)) as saved:
            assert {"manifest.json", "checksums.json"} <= set(saved.namelist())
            assert any(name.startswith("filestore/") for name in saved.namelist())


def test_other_formats_and_databases_are_not_saved(manager):
    assert "zip or dump" in manager.fail("backup", name=manager.served.db, backup_format="../x")
    assert "no database" in manager.fail("backup", name="nowhere")


@pytest.mark.parametrize("name", ["", "-x", "../x", 'a"b', "xy\n", "a" * 64, "postgres"])
def test_names_that_will_not_do_are_refused(manager, archive, name):
    files = {"backup_file": ("b.zip", archive)}
    before = databases.list_names()
    for work, form, sent in (
        ("create", {"name": name, "lang": "en_US", "password": "x"}, None),
        ("duplicate", {"name": manager.served.db, "new_name": name}, None),
        ("restore", {"name": name}, files),
    ):
        assert manager.fail(work, sent, **form)
    assert databases.list_names() == before


@pytest.mark.parametrize(
    ("content", "why"), [(b"PK\x03\x04 damaged", "no backup"), (b"", "no backup"), (None, "Choose the file")]
)
def test_what_is_no_backup_is_refused(manager, content, why):
    files = None if content is None else {"backup_file": ("b.zip", content)}
    form = {"backup_file": "text"} if content is None else {}
    assert why in manager.fail("restore", files, name="manager-never", **form)
    assert not databases.exists("manager-never")


def test_a_damaged_backup_leaves_nothing_behind(manager, archive):
    broken = bytearray(archive)
    broken[len(broken) // 2] ^= 0xFF
    before = databases.list_names()
    assert "damaged" in manager.fail("restore", {"backup_file": ("b.zip", bytes(broken))}, name="manager-broken")
    assert databases.list_names() == before


def test_a_backup_larger_than_the_server_takes_is_refused_unread(manager, archive, monkeypatch):
    monkeypatch.setattr(manager.served.server.asgi, "body_limit", 1000)
    answer = manager.send("restore", {"backup_file": ("b.zip", archive)}, name="manager-large")
    assert answer.status_code == 413
    assert not databases.exists("manager-large")


@pytest.mark.parametrize("work", ["create", "duplicate", "drop", "backup", "restore", "change_password"])
def test_a_form_without_its_fields_is_a_bad_request(manager, work):
    answer = requests.post(f"{manager.served.url}/web/database/{work}", timeout=20)
    assert (answer.status_code, "Missing: " in answer.text) == (400, True)


def test_the_master_password_is_changed(manager, monkeypatch, tmp_path):
    monkeypatch.setattr(config, "_rcfile", str(tmp_path / "odoo.conf"))
    assert manager.send("change_password", master_pwd_new="another one").status_code == 303
    assert "Access Denied" in manager.fail("change_password", master_pwd_new="x")
    assert config.verify_admin_password("another one")
    assert "another one" not in (tmp_path / "odoo.conf").read_text()
    assert "argon2" in (tmp_path / "odoo.conf").read_text()


@pytest.mark.usefixtures("manager")
def test_processes_count_guesses_together(tmp_path):
    """Each object stands for the one of another process."""
    path = tmp_path / "together.json"
    for _ in range(master.ALLOWED):
        with pytest.raises(AccessDenied):
            master.MasterPassword(path=path).check("wrong", "192.0.2.1")
    with pytest.raises(AccessDenied, match="wait 1 seconds"):
        master.MasterPassword(path=path).check(PASSWORD, "192.0.2.1")
    master.MasterPassword(path=path).check(PASSWORD, "192.0.2.2")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    path.write_text('{"192.0.2.1": [')
    master.MasterPassword(path=path).check(PASSWORD, "192.0.2.1")


@pytest.mark.usefixtures("manager")
def test_guesses_at_once_are_counted_one_after_another(tmp_path):
    path = tmp_path / "at_once.json"

    def guess(_number):
        try:
            master.MasterPassword(path=path).check("wrong", "192.0.2.1")
        except AccessDenied as error:
            return "wait" in str(error)

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(guess, range(8))).count(False) == master.ALLOWED


def test_the_password_that_another_process_has_changed_is_the_one(manager, monkeypatch, tmp_path):
    path = tmp_path / "odoo.conf"
    monkeypatch.setattr(config, "_rcfile", str(path))
    monkeypatch.setattr(config, "_seen", None)
    monkeypatch.setattr(config, "_files", dict(config._files))
    assert manager.send("drop", name="nothing").status_code == 303
    program = """
import sys
from trivium.tools.config import config
config.parse_config(["-c", sys.argv[1]])
config.set_admin_password("of the other process")
config.save(["admin_passwd"])
"""
    path.write_text("[options]\n")
    subprocess.run([sys.executable, "-c", program, str(path)], check=True)
    assert "Access Denied" in manager.fail("drop", name="nothing")
    assert manager.send("drop", master_pwd="of the other process", name="nothing").status_code == 303


def test_who_guesses_the_master_password_has_to_wait(manager, monkeypatch, tmp_path):
    clock = [1000.0]
    counting = master.MasterPassword(lambda: clock[0], tmp_path / "by_clock.json")
    monkeypatch.setattr(db_service, "master_password", counting)

    def guess():
        return manager.fail("drop", master_pwd="wrong", name="nothing")

    for _ in range(master.ALLOWED):
        assert "Access Denied" in guess()
    for seconds in (1, 2, 4):
        assert f"wait {seconds} seconds" in guess()
        assert f"wait {seconds} seconds" in manager.fail("drop", name="nothing")
        clock[0] += seconds
        assert "Access Denied" in guess()
    clock[0] += 8
    assert manager.send("drop", name="nothing").status_code == 303
    assert "Access Denied" in guess()


def test_calls_of_the_service_are_counted_with_the_forms(manager):
    params = {"service": "db", "method": "drop", "args": ["wrong", "nothing"]}
    for _ in range(master.ALLOWED + 1):
        answer = requests.post(f"{manager.served.url}/jsonrpc", json={"params": params}, timeout=20).json()
    assert "wait 1 seconds" in answer["error"]["data"]["message"]
    assert "wait 1 seconds" in manager.fail("drop", name="nothing")


def test_countries_are_told_to_who_knows_the_master_password(manager):
    def ask(*args):
        params = {"service": "db", "method": "list_countries", "args": args}
        return requests.post(f"{manager.served.url}/jsonrpc", json={"params": params}, timeout=20).json()

    assert ["be", "Belgium"] in ask(PASSWORD)["result"]
    assert ask("wrong")["error"]["data"]["name"] == "odoo.exceptions.AccessDenied"
