"""A neutralized copy sends nothing and runs nothing, whatever its addons would."""

from tests.support.addons import environment

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
