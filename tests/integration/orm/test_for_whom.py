"""What a call leaves to be computed is computed for the user of the call."""

from tests.support.extended import extended

from trivium.http.service.model import execute_cr
from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.environment import Environment
from trivium.orm.model import Model


class Note(Model):
    _name = "whom.note"
    _description = "Note"
    _module = "rows"

    name = fields.Char()
    who = fields.Integer(compute="_compute_who", store=True, compute_sudo=False)

    @api.depends("name")
    def _compute_who(self):
        for note in self:
            note.who = self.env.uid


registry, env = extended(Note)


def test_what_is_computed_at_the_end_is_computed_for_the_caller(env):
    uid = env.ref("base.user_admin").id
    model = env["ir.model"]._get("whom.note")
    env["ir.model.access"].create(
        {"name": "all", "model_id": model.id, "perm_read": 1, "perm_write": 1, "perm_create": 1}
    )
    env.cr.transaction.default_env = Environment(
        env.cr, None, {}
    )  # who asks is known only when the password is checked
    id_ = execute_cr(env.cr, uid, "whom.note", "create", [{"name": "a"}], {})
    assert env["whom.note"].browse(id_).who == uid
    execute_cr(env.cr, uid, "whom.note", "unlink", [[id_]], {})


def test_the_first_environment_of_somebody_takes_the_place_of_nobodys(registry):
    with registry.cursor() as cr:
        Environment(cr, None, {})
        somebody = Environment(cr, 5, {})
        Environment(cr, 1, {})
        assert cr.transaction.default_env is somebody
