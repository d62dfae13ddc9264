"""Every public method of every model, called from outside with arbitrary arguments by users of different rights."""

from __future__ import annotations

import json
import random
import re
import time
import xmlrpc.client
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest
import requests
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support.remote_calls import arguments, contents, own_targets, targets, writable_tables
from tests.support.served import served_database

import trivium.addons
from trivium.exceptions import RedirectWarning, UserError
from trivium.http.jsonformat import dumps
from trivium.http.rpc.dispatch import ARGUMENT_ERRORS, ENGINE_METHODS
from trivium.http.service.model import call_kw
from trivium.modules.lifecycle import environment
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")  # of methods that the interface still has

if TYPE_CHECKING:
    from collections.abc import Iterator

ADDONS = sorted(file.parent.name for file in Path(trivium.addons.__path__[0]).glob("*/__manifest__.py"))
ROLES = {
    "nobody": (),
    "visitor": ("base.group_public",),
    "guest": ("base.group_portal",),
    "worker": ("base.group_user",),
}
PATIENCE = 10.0
"""Seconds that no call may take."""
OWN_TABLES = frozenset(
    ("res_users", "res_partner", "res_users_log", "res_users_settings", "res_users_identitycheck", "res_device_log",
     "http_session", "shared_value")
)  # fmt: skip
"""Where users write about themselves: their preferences, their sign-ins, what they are asked their password for."""
OF_ITSELF = frozenset(
    ("button_immediate_install", "button_immediate_upgrade", "button_immediate_uninstall", "upgrade_module",
     "action_uninstall", "install_demo", "update_module", "update_list", "execute", "lang_install", "module_uninstall",
     "import_lang", "install_lang", "install_l10n_modules", "method_direct_trigger")
)  # fmt: skip
"""Methods for administrators that end transactions or change the modules: what they do cannot be taken back here."""
LEAKS = ("Traceback (most recent call last)", 'File "/', "LINE 1:", "SELECT ")


@pytest.fixture(scope="module")
def served(server) -> Iterator[Any]:  # noqa: ARG001 - it must run
    with served_database(*(name for name in ADDONS if name != "base")) as started:
        started.select()
        yield started


@pytest.fixture(scope="module")
def keys(served) -> dict[str, str]:
    """An API key of a user of each role."""
    made = {}
    with environment(served.db) as env:
        for role, groups in ROLES.items():
            ids = [env.ref(group).id for group in groups]
            user = env["res.users"].create({"name": role, "login": role, "group_ids": [(6, 0, ids)]})
            made[role] = env(user=user.id)["res.users.apikeys"]._generate(
                "rpc", role, env.cr.now() + timedelta(hours=12)
            )
    return made


@contextmanager
def in_time() -> Iterator[None]:
    start = time.monotonic()
    yield
    assert time.monotonic() - start < PATIENCE


def sent(value: Any) -> Any:
    """What of a value arrives by JSON."""
    return json.loads(json.dumps(value))


@pytest.mark.parametrize("role", ROLES)
def test_without_rights_nothing_is_written_and_nothing_fails(served, keys, role):
    chance = random.Random(20)
    registry = Registry(served.db)
    with registry.cursor() as cr:
        env = Environment(cr, 1, {})
        called = own_targets(env) + chance.sample(targets(env), 400)
        user = env["res.users"].search([("login", "=", role)])
        allowed = writable_tables(env(user=user.id)) | OWN_TABLES
        before = contents(cr)
        others = [row["login"] for row in env["res.users"].with_context(active_test=False).search_read([], ["login"])]
    assert {(target.model, target.method) for target in own_targets(env)} <= {(t.model, t.method) for t in called}
    failed = []
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {keys[role]}"
        for target in called:
            values = sent(arguments(target, chance))
            with in_time():
                url = f"{served.url}/json/2/{target.model}/{target.method}"
                answer = session.post(url, json=values, timeout=2 * PATIENCE)
            if answer.status_code >= 500 or any(leak in answer.text for leak in LEAKS):
                failed.append((target.model, target.method, values, answer.status_code, answer.text[:300]))
    assert not failed, "\n".join(map(repr, failed))
    with registry.cursor() as cr:
        after = contents(cr)
        changed = {table for table in before.keys() | after.keys() if before.get(table) != after.get(table)}
        # a signal to other processes, to read again what they keep, tells nothing and changes nothing
        assert {table for table in changed - allowed if not table.startswith("orm_signaling_")} == set()
        users = Environment(cr, 1, {"active_test": False})["res.users"]
        assert [row["login"] for row in users.search_read([], ["login"])] == others
        assert users.search([("login", "=", role)]).all_group_ids == user.with_env(users.env).all_group_ids


def test_administrators_are_told_of_their_mistakes(served):
    chance = random.Random(21)
    registry = Registry(served.db)
    told = (UserError, RedirectWarning, *ARGUMENT_ERRORS, psycopg.IntegrityError, psycopg.DataError)
    with registry.cursor() as cr:
        called = [target for target in targets(Environment(cr, 1, {})) if target.method not in OF_ITSELF]
    failed = []
    for target in called:
        values = sent(arguments(target, chance))
        with in_time(), registry.cursor() as cr:
            env = Environment(cr, served.uid, {})
            try:
                dumps(call_kw(env[target.model], target.method, [], values))
                env.flush_all()
            except told:
                continue
            except RuntimeError as error:
                if "object is not bound" not in str(error):  # what needs a request, which there is none of here
                    failed.append((target.model, target.method, values, repr(error)))
            except Exception as error:  # what the test looks for
                failed.append((target.model, target.method, values, repr(error)))
            finally:
                cr.rollback()
                registry.reset_changes()
    assert not failed, "\n".join(map(repr, failed))


def test_every_method_of_every_model_writes_nothing_for_who_has_no_rights(served, keys):  # noqa: ARG001 - makes users
    """All of them, in a transaction that may only read: whoever would write before asking for rights is found."""
    chance = random.Random(22)
    registry = Registry(served.db)
    told = (UserError, RedirectWarning, *ARGUMENT_ERRORS, psycopg.DataError)
    with registry.cursor() as cr:
        env = Environment(cr, 1, {})
        called = targets(env)
        uid = env["res.users"].search([("login", "=", "nobody")]).id
    assert {target.model for target in called} == set(registry.models)
    assert len(called) > len(ENGINE_METHODS) * len(registry.models) * 0.9
    failed = []
    with registry.cursor(readonly=True) as cr:
        for target in called:
            values = sent(arguments(target, chance))
            try:
                dumps(call_kw(Environment(cr, uid, {})[target.model], target.method, [], values))
                cr.flush()
            except told:
                pass
            except psycopg.errors.ReadOnlySqlTransaction as error:
                written = re.search(r'(?:UPDATE|INTO|FROM) "?(\w+)', "".join(error.__notes__))
                if written is None or written[1] not in OWN_TABLES:
                    failed.append((target.model, target.method, values, repr(error), error.__notes__))
            except RuntimeError as error:
                if "object is not bound" not in str(error):  # what needs a request, which there is none of here
                    failed.append((target.model, target.method, values, repr(error), ""))
            except Exception as error:  # what the test looks for
                failed.append((target.model, target.method, values, repr(error), ""))
            finally:
                cr.rollback()
                registry.reset_changes()
    assert not failed, "\n".join(map(repr, failed))


leaves = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20)
)
values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


@pytest.fixture(scope="module")
def known(served) -> list[Any]:
    with environment(served.db) as env:
        return own_targets(env)


@settings(
    max_examples=400,
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.generate,),
    suppress_health_check=list(HealthCheck),
)
@given(data=st.data())
def test_any_values_are_answered_in_the_shape_of_the_interface(served, keys, known, data):
    target = data.draw(st.sampled_from(known))
    args = data.draw(st.lists(values, max_size=len(target.parameters) + 2))
    named = data.draw(st.dictionaries(st.sampled_from([*target.parameters, "context", "ids", "x"]), values, max_size=3))
    call = [served.db, 0, keys["worker"], target.model, target.method, args, named]
    call[1] = uid_of(served, "worker")
    body = {"jsonrpc": "2.0", "id": 1, "params": {"service": "object", "method": "execute_kw", "args": call}}
    with in_time():
        answer = requests.post(f"{served.url}/jsonrpc", json=body, timeout=2 * PATIENCE)
    assert answer.status_code == 200
    told = answer.json()
    if "error" in told:
        assert set(told["error"]) == {"code", "message", "data"}
        assert set(told["error"]["data"]) == {"name", "message", "arguments", "context", "debug"}
        assert told["error"]["data"]["debug"] == ""
    assert not any(leak in answer.text for leak in LEAKS)


_uids: dict[str, int] = {}


def uid_of(served: Any, login: str) -> int:
    if login not in _uids:
        with environment(served.db) as env:
            _uids[login] = env["res.users"].search([("login", "=", login)]).id
    return _uids[login]


@pytest.mark.parametrize("method", ["read", "search_read", "create"])
def test_xml_rpc_answers_faults_without_a_traceback(served, keys, method):
    uid = uid_of(served, "worker")
    with xmlrpc.client.ServerProxy(f"{served.url}/xmlrpc/2/object", allow_none=True) as proxy:
        for argument in ("x", [["x"]], {"a": 1}):
            with pytest.raises(xmlrpc.client.Fault) as refused:
                proxy.execute_kw(served.db, uid, keys["worker"], "res.country", method, [argument, argument, argument])
            assert not any(leak in refused.value.faultString for leak in LEAKS)


def test_of_a_model_without_a_table_there_are_no_records(served):
    with environment(served.db) as env:
        shown = env(user=served.uid)["res.users.password.link.show"]
        assert (shown.search_count([]), shown.search([]).ids, shown.search_read([("id", ">", 0)])) == (0, [], [])
        with pytest.raises(ValueError, match="abstract"):
            shown.create([{}])


def test_methods_that_belong_to_a_class_cannot_be_called(served, keys):
    url = f"{served.url}/json/2/ir.module.module/get_values_from_terp"
    answer = requests.post(url, json={}, headers={"Authorization": f"Bearer {keys['worker']}"}, timeout=PATIENCE)
    assert answer.status_code == 404
