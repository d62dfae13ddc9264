"""A neutralized copy sends nothing and runs nothing, whatever its addons would."""

import pytest
from tests.support.addons import environment

from trivium.data import backup, databases
from trivium.data.postgres import close_db, db_connect
from trivium.data.sql import SQL
from trivium.modules import lifecycle
from trivium.modules.neutralize import get_neutralization_queries, neutralize_database


def test_mail_jobs_and_calls_are_off(db):
    with environment(db) as env:
        env["ir.mail_server"].create({"name": "Real", "smtp_host": "mail.example.com"})
        model_id = env["ir.model"]._get_id("res.partner")
        job = env["ir.cron"].create({"name": "Job", "model_id": model_id, "state": "code", "code": "pass"})
        hook = env["ir.actions.server"].create(
            {"name": "Call", "model_id": model_id, "state": "webhook", "webhook_url": "https://example.com/hook"}
        )
        ids = (job.id, hook.id)
    with environment(db) as env:
        neutralize_database(env.cr)
        neutralize_database(env.cr)  # once more does no harm
        env.invalidate_all(flush=False)
    with environment(db) as env:
        assert set(env["ir.mail_server"].search([]).mapped("smtp_host")) == {"neutralized.invalid"}
        assert env["ir.cron"].search([]) == env.ref("base.autovacuum_job")
        assert not env["ir.cron"].browse(ids[0]).active
        assert env["ir.actions.server"].browse(ids[1]).webhook_url == "https://neutralized.invalid"
        assert env["ir.config_parameter"].get_param("database.is_neutralized") == "true"


def test_addons_have_a_say(db, addons):
    sql = "UPDATE res_partner SET email = 'nobody@example.invalid' WHERE email IS NOT NULL"
    addons.write("quiet", {"data/neutralize.sql": sql}, depends=["base"])
    assert list(get_neutralization_queries(["quiet"])) == [sql]
    with environment(db) as env:
        partner_id = env["res.partner"].create({"name": "P", "email": "p@example.com"}).id
    with environment(db) as env:
        neutralize_database(env.cr)
        env.invalidate_all(flush=False)
        assert env["res.partner"].browse(partner_id).email == "p@example.com"  # it is not installed
    lifecycle.install(db, ["quiet"])
    with environment(db) as env:
        neutralize_database(env.cr)
        env.invalidate_all(flush=False)
        assert env["res.partner"].browse(partner_id).email == "nobody@example.invalid"


SECRETS = ("smtp secret", "key of a service", "token of a file", "data of a session", "FACTORSECRET", "a" * 64)


@pytest.fixture
def with_secrets(db):
    """A database that keeps each kind of secret; the API key is the answer."""
    lifecycle.install(db, ["auth_totp"])
    with environment(db) as env:
        env["ir.mail_server"].create(
            {"name": "Real", "smtp_host": "mail.example.com", "smtp_user": "u", "smtp_pass": "smtp secret"}
        )
        env["ir.config_parameter"].set_param("some.service.api_key", "key of a service")
        env["ir.config_parameter"].set_param("base.password_minimum_length", "9")
        env["ir.config_parameter"].set_param("database.secret", "a" * 64)
        env["ir.attachment"].create({"name": "f", "raw": b"x", "access_token": "token of a file"})
        admin = env.ref("base.user_admin")
        admin.totp_secret = "FACTORSECRET"
        codes = env["auth_totp.recovery"].generate(admin)
        env["res.users.password.link"].make(admin, 24)
        key = env(user=admin.id)["res.users.apikeys"]._generate("rpc", "program", None)
        device = env(user=admin.id)["auth_totp.device"]._generate("browser", "trusted", None)
        env.cr.execute(
            "INSERT INTO http_session (id, data, created, seen, expires) "
            "VALUES ('x', '{\"k\": \"data of a session\"}', now(), now(), now() + interval '1 day')"
        )
    return db, key, device, codes[0]


def test_no_secret_is_good_elsewhere(with_secrets):
    db, key, device, code = with_secrets
    with environment(db) as env:
        env.cr.execute("SELECT password FROM res_users WHERE login = 'admin'")
        (password,) = env.cr.fetchone()
        neutralize_database(env.cr)
        env.invalidate_all(flush=False)
        everything = dumped(env.cr)
        assert [secret for secret in SECRETS if secret in everything] == []
        admin = env.ref("base.user_admin")
        assert not admin.totp_enabled
        assert env["res.users.apikeys"]._check_credentials(scope="rpc", key=key) is None
        assert env["auth_totp.device"]._check_credentials(scope="browser", key=device) is None
        assert not env["auth_totp.recovery"].use(admin, code)
        assert not env["res.users.password.link"].search([])
        assert not env["res.users.password.request"].is_possible()
        assert len(env["ir.config_parameter"].get_param("database.secret")) == 36
        assert env["ir.config_parameter"].get_param("base.password_minimum_length") == "9"
        env.cr.execute("SELECT password FROM res_users WHERE login = 'admin'")
        assert env.cr.fetchone() == (password,)  # who tests the copy logs in as before


def dumped(cr):
    """Return the rows of all tables as text."""
    cr.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    tables = [table for (table,) in cr.fetchall()]
    texts = []
    for table in tables:
        cr.execute(SQL("SELECT string_agg(t::text, ' ') FROM %s t", SQL.identifier(table)))
        texts.append(cr.fetchone()[0] or "")
    return "\n".join(texts)


def test_a_dump_without_secrets(with_secrets, tmp_path, run):
    db = with_secrets[0]
    code, _out, err = run("db", "dump", db, str(tmp_path / "neutral.zip"), "--neutralize")
    assert code == 0, err
    backup.restore(tmp_path / "neutral.zip", f"{db}_copy", None)
    try:
        with db_connect(f"{db}_copy").cursor() as cr:
            everything = dumped(cr)
    finally:
        close_db(f"{db}_copy")
        databases.drop(f"{db}_copy")
    assert "neutralized.invalid" in everything
    assert [secret for secret in SECRETS if secret in everything] == []
    assert not [name for name in databases.list_names() if "_neutral_" in name]
    with environment(db) as env:  # the original goes on
        assert env["ir.config_parameter"].get_param("some.service.api_key") == "key of a service"
        assert env.ref("base.user_admin").totp_enabled
