"""Users: logging in, passwords, keys, groups, what users may do to themselves, deletion."""

import base64
import hashlib
import time
from datetime import timedelta

import pytest
from psycopg import IntegrityError

from trivium.addons.base.models import res_users_auth
from trivium.addons.base.models.password_hash import PBKDF2, CryptContext
from trivium.data.sql import SQL
from trivium.exceptions import AccessDenied, AccessError, UserError, ValidationError
from trivium.testing import Form


@pytest.fixture(autouse=True)
def quick_hashes(monkeypatch):
    """Passwords cost time on purpose: tests of anything else take the least of it."""
    context = CryptContext(PBKDF2, rounds=10)
    monkeypatch.setattr("odoo.addons.base.models.res_users.ResUsers._crypt_context", lambda _self: context)


@pytest.fixture
def user(env):
    return env["res.users"].create(
        {"name": "Noah", "login": "noah", "password": "correct horse", "email": "n@example.com"}
    )


def login(env, name, password, **environment):
    credential = {"type": "password", "login": name, "password": password}
    return env["res.users"].authenticate(credential, environment or {"interactive": True})


def test_a_new_user_is_an_internal_one_with_a_contact(env, user):
    assert user.partner_id.name == "Noah"
    assert user.company_id == env.company
    assert user.company_ids == env.company
    assert user._is_internal()
    assert not user.share
    assert user.has_group("base.group_user")
    assert not user.has_group("base.group_system")
    assert user.role == "group_user"
    assert "Noah" in user.signature


def test_logging_in_needs_the_right_password_of_an_active_user(env, user):
    assert login(env, "noah", "correct horse") == {"uid": user.id, "auth_method": "password", "mfa": "default"}
    for name, password in (("noah", "wrong"), ("noah", ""), ("nobody", "correct horse")):
        with pytest.raises(AccessDenied):
            login(env, name, password)
    user.active = False
    with pytest.raises(AccessDenied):
        login(env, "noah", "correct horse")


def test_a_login_is_noted(env, user):
    assert not user.login_date
    login(env, "noah", "correct horse")
    user.invalidate_recordset()
    assert user.login_date


def test_a_password_can_be_set_and_never_read(env, user):
    assert user.password == ""
    assert user.read(["password"])[0]["password"] in (False, "")
    rows = env.execute_query(SQL("SELECT password FROM res_users WHERE id = %s", user.id))
    assert "correct horse" not in rows[0][0]


def test_a_hash_of_another_server_is_verified_and_made_anew(env, user, monkeypatch):
    context = CryptContext(rounds=10)
    monkeypatch.setattr("odoo.addons.base.models.res_users.ResUsers._crypt_context", lambda _self: context)
    user._set_encrypted_password(user.id, CryptContext(PBKDF2, rounds=25_000).hash("from before"))
    login(env, "noah", "from before")
    (hashed,) = env.execute_query(SQL("SELECT password FROM res_users WHERE id = %s", user.id))[0]
    assert hashed.startswith("$argon2id$")
    login(env, "noah", "from before")


def test_users_change_their_own_password_knowing_the_old_one(env, user):
    own = env["res.users"].with_user(user)
    with pytest.raises(AccessDenied):
        own.change_password("wrong", "a new one")
    with pytest.raises(UserError, match="empty password"):
        own.change_password("correct horse", "  ")
    assert own.change_password("correct horse", "a new one") is True
    assert login(env, "noah", "a new one")["uid"] == user.id
    with pytest.raises(AccessDenied):
        login(env, "noah", "correct horse")


def test_a_changed_password_ends_sessions(user):
    token = user._compute_session_token("secret-of-session")
    assert token == user._compute_session_token("secret-of-session")
    assert token != user._compute_session_token("another")
    user._change_password("a new one")
    assert user._compute_session_token("secret-of-session") != token


def test_calls_of_programs_check_the_password_once(env, user, monkeypatch):
    calls = []
    original = res_users_auth.CryptContext.verify

    def counted(self, *args):
        calls.append(args)
        return original(self, *args)

    monkeypatch.setattr("odoo.addons.base.models.password_hash.CryptContext.verify", counted)
    for _again in range(3):
        env["res.users"]._check_uid_passwd(user.id, "correct horse")
    assert len(calls) == 1
    with pytest.raises(AccessDenied):
        env["res.users"]._check_uid_passwd(user.id, "wrong")
    user._change_password("a new one")
    with pytest.raises(AccessDenied):
        env["res.users"]._check_uid_passwd(user.id, "correct horse")


def test_an_address_that_fails_too_often_has_to_wait(env):
    limited = env["res.users"]
    assert not limited._on_login_cooldown(9, time.monotonic())
    assert limited._on_login_cooldown(10, time.monotonic())
    assert not limited._on_login_cooldown(10, time.monotonic() - 61)
    env["ir.config_parameter"].set_param("base.login_cooldown_after", 0)
    assert not limited._on_login_cooldown(1000, time.monotonic())


# ---- keys


def test_a_key_stands_for_its_user_in_calls_of_programs(env, user):
    key = env["res.users.apikeys"].with_user(user)._generate("rpc", "scanner", _tomorrow(env))
    assert len(key) == 40
    assert env["res.users.apikeys"]._check_credentials(scope="rpc", key=key) == user.id
    assert env["res.users.apikeys"]._check_credentials(scope="other", key=key) is None
    assert env["res.users.apikeys"]._check_credentials(scope="rpc", key="0" * 40) is None
    assert login(env, "noah", key, interactive=False)["auth_method"] == "apikey"
    with pytest.raises(AccessDenied):
        login(env, "noah", key, interactive=True)
    assert user.api_key_ids.name == "scanner"
    user.active = False
    env.flush_all()
    assert env["res.users.apikeys"]._check_credentials(scope="rpc", key=key) is None


def test_only_administrators_have_keys_without_an_end(env, user):
    keys = env["res.users.apikeys"].with_user(user)
    with pytest.raises(UserError, match="date until which"):
        keys._generate("rpc", "for ever", None)
    assert keys._generate("rpc", "a quarter", _tomorrow(env, days=90))
    with pytest.raises(UserError, match="90 days at most"):
        keys._generate("rpc", "too long", _tomorrow(env, days=91))
    env.ref("base.group_user").api_key_duration = 0
    with pytest.raises(UserError, match="1 days at most"):
        keys._generate("rpc", "too long", _tomorrow(env, days=5))


def test_a_key_is_gone_after_its_end_and_when_removed(env, user):
    keys = env["res.users.apikeys"].with_user(user)
    key = keys._generate(None, "short", _tomorrow(env))
    env.cr.execute(SQL("UPDATE res_users_apikeys SET expiration_date = '2020-01-01'"))
    assert keys._check_credentials(scope="rpc", key=key) is None
    env["res.users.apikeys"]._gc_user_apikeys()
    env.invalidate_all()
    assert not user.api_key_ids
    keys._generate(None, "mine", _tomorrow(env))
    other = env["res.users"].create({"name": "O", "login": "other"})
    with pytest.raises(AccessError, match="Only the owner"):
        user.api_key_ids.with_user(other).sudo(False)._remove()


def _tomorrow(env, days=1):
    return env.cr.now() + timedelta(days=days) - timedelta(minutes=5)


# ---- groups


def test_implication_reaches_through_groups(env, user):
    admin = env.ref("base.group_system")
    assert env.ref("base.group_user") in admin.all_implied_ids
    assert admin in env.ref("base.group_user").all_implied_by_ids
    user.group_ids = [(4, admin.id)]
    assert user.has_group("base.group_erp_manager")
    assert user.has_group("base.group_partner_manager")
    assert user in env.ref("base.group_user").all_user_ids
    assert user in env["res.users"].search([("all_group_ids", "in", env.ref("base.group_erp_manager").ids)])
    assert user.role == "group_system"


def test_the_role_on_the_form_gives_and_takes_the_group_of_administrators(env, user):
    extra = env["res.groups"].create({"name": "Extra"})
    user.group_ids += extra
    for role, group in (("group_system", "base.group_system"), ("group_user", "base.group_user")):
        form = Form(user)
        form.role = role
        form.save()
        assert user.group_ids == env.ref(group) + extra
        assert (user.role, user.has_group("base.group_system")) == (role, role == "group_system")


def test_new_implications_count_at_once(env, user):
    extra = env["res.groups"].create({"name": "Extra"})
    assert extra not in user.all_group_ids
    env.ref("base.group_user")._apply_group(extra)
    assert extra in user.all_group_ids
    assert env["res.groups"]._is_feature_enabled("base.group_no_one")
    env.ref("base.group_user")._remove_group(extra)
    assert extra not in user.all_group_ids


def test_group_expressions(user):
    assert user.has_groups("base.group_system,base.group_user")
    assert not user.has_groups("base.group_user,!base.group_user")
    assert user.has_groups("!base.group_system")
    assert not user.has_groups(".")


def test_nobody_is_of_two_kinds(env, user):
    with pytest.raises(ValidationError, match="several kinds"), env.cr.savepoint():
        user.group_ids = [(4, env.ref("base.group_portal").id)]
    both = env["res.groups"].create({"name": "Both"})
    with pytest.raises(ValidationError, match="several kinds"), env.cr.savepoint():
        both.implied_ids = env.ref("base.group_portal") | env.ref("base.group_user")


def test_groups_do_not_imply_each_other_in_a_circle(env):
    first = env["res.groups"].create({"name": "First"})
    second = env["res.groups"].create({"name": "Second", "implied_ids": [(4, first.id)]})
    with pytest.raises(ValidationError, match="imply itself"), env.cr.savepoint():
        first.implied_ids = second


def test_a_group_is_named_with_its_privilege(env):
    group = env.ref("base.group_partner_manager")
    assert group.full_name == group.display_name == "Contacts / Edit"
    assert env["res.groups"].search([("full_name", "=", "Contacts / Edit")]) == group


# ---- oneself


def test_users_read_and_write_themselves_and_nobody_else(env, user):
    other = env["res.users"].create({"name": "O", "login": "other"})
    mine = user.with_user(user)
    mine.write({"signature": "<p>Best</p>", "tz": "Europe/Brussels"})
    assert mine.tz == "Europe/Brussels"
    with pytest.raises(AccessError):
        mine.write({"login": "root"})
    with pytest.raises(AccessError):
        other.with_user(user).write({"signature": "<p>Hacked</p>"})
    with pytest.raises(AccessError):
        mine.write({"group_ids": [(4, env.ref("base.group_system").id)]})


def test_nobody_switches_to_a_company_that_is_not_theirs(env, user):
    foreign = env["res.company"].create({"name": "Foreign"})
    user.with_user(user).write({"company_id": foreign.id})
    assert user.company_id != foreign
    with pytest.raises(ValidationError, match="not among the companies"), env.cr.savepoint():
        user.company_id = foreign


def test_the_context_of_a_user(env, user):
    user.write({"tz": "Europe/Brussels", "lang": "en_US"})
    assert env["res.users"].with_user(user).context_get() == {"lang": "en_US", "tz": "Europe/Brussels", "uid": user.id}


def test_several_companies_show_what_only_then_matters(env, user):
    assert not user.has_group("base.group_multi_company")
    second = env["res.company"].create({"name": "Second"})
    user.company_ids = [(4, second.id)]
    assert user.has_group("base.group_multi_company")
    user.company_ids = [(3, second.id)]
    assert not user.has_group("base.group_multi_company")


def test_the_system_and_oneself_are_protected(env, user):
    with pytest.raises(UserError, match="system user cannot be deleted"), env.cr.savepoint():
        env.ref("base.user_root").unlink()
    with pytest.raises(UserError, match="system user cannot be activated"), env.cr.savepoint():
        env.ref("base.user_root").active = True
    user.group_ids = [(4, env.ref("base.group_system").id)]
    with pytest.raises(UserError, match="cannot archive yourself"), env.cr.savepoint():
        user.with_user(user).active = False
    for name in ("base.user_admin", "base.public_user", "base.template_portal_user_id"):
        with pytest.raises(UserError, match="cannot be deleted"), env.cr.savepoint():
            env.ref(name).unlink()


def test_a_copy_of_a_user_logs_in_under_another_name(user):
    copy = user.copy()
    assert copy.login == "noah (copy)"
    assert copy.partner_id != user.partner_id
    assert copy.group_ids == user.group_ids


@pytest.mark.usefixtures("user")
def test_a_login_is_taken_once(env):
    with pytest.raises(IntegrityError) as caught, env.cr.savepoint():
        env["res.users"].create({"name": "Again", "login": "noah"})
    assert "already has this login" in env["res.users"]._sql_error_to_message(caught.value)


def test_an_account_that_its_user_closed_is_deleted_later(env):
    portal = env["res.users"].create(
        {"name": "P", "login": "portal-x", "group_ids": [(6, 0, env.ref("base.group_portal").ids)]}
    )
    portal._deactivate_portal_user()
    assert not portal.active
    assert portal.login.startswith("__deleted_user_")
    request = env["res.users.deletion"].search([("user_id", "=", portal.id)])
    assert (request.state, request.user_id_int) == ("todo", portal.id)
    env["res.users.deletion"]._gc_portal_users()
    assert not portal.exists()
    assert request.state == "done"


def test_users_of_portals_close_their_own_account(env):
    portal = env["res.users"].create(
        {"name": "P", "login": "p", "password": "p-p-p-p-p", "group_ids": [(6, 0, [env.ref("base.group_portal").id])]}
    )
    portal.with_user(portal)._deactivate_portal_user()
    assert (portal.active, portal.partner_id.active) == (False, False)
    assert env["res.users.deletion"].search([("user_id", "=", portal.id)]).state == "todo"


def test_settings_of_a_user_are_made_when_they_are_asked_for(env, user):
    settings = env["res.users.settings"]._find_or_create_for_user(user)
    assert settings.user_id == user
    assert env["res.users.settings"]._find_or_create_for_user(user) == settings
    assert user.res_users_settings_id == settings
    assert settings._res_users_settings_format()["user_id"] == {"id": user.id}


def test_hashes_of_both_kinds():
    for context in (CryptContext(PBKDF2, rounds=10), CryptContext()):
        hashed = context.hash("påssword")
        assert context.verify("påssword", hashed)
        assert not context.verify("password", hashed)
        assert context.verify_and_update("påssword", hashed) == (True, None)
    assert not CryptContext().verify("", "")
    assert not CryptContext().verify("x", "$argon2id$broken")
    # the format of passlib: rounds, salt and checksum in base64 with a dot for the plus sign
    salt, rounds = b"0123456789abcdef", 25_000
    checksum = hashlib.pbkdf2_hmac("sha512", b"secret", salt, rounds)

    def encode(data):
        return base64.b64encode(data).decode().rstrip("=").replace("+", ".")

    assert CryptContext().verify("secret", f"$pbkdf2-sha512${rounds}${encode(salt)}${encode(checksum)}")
