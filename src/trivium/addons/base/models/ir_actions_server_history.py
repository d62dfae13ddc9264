"""Earlier versions of the code of server actions."""

import datetime
import difflib

from markupsafe import Markup

from trivium import _, api, fields, models

_KEPT_DAYS = 365


class IrActionsServerHistory(models.Model):
    """The code of a server action at one time."""

    _name = "ir.actions.server.history"
    _description = "Server Action History"
    _order = "create_date desc, id desc"

    action_id = fields.Many2one("ir.actions.server", required=True, ondelete="cascade")
    code = fields.Text()

    @api.depends("create_date", "create_uid")
    def _compute_display_name(self):
        self.display_name = False
        for version in self.filtered("create_date"):
            when = fields.Datetime.context_timestamp(version, version.create_date)
            version.display_name = _(
                "%(date)s - %(author)s", date=when.strftime("%Y-%m-%d %H:%M:%S"), author=version.create_uid.name or ""
            )

    @api.autovacuum
    def _gc_histories(self):
        limit = fields.Datetime.now() - datetime.timedelta(days=_KEPT_DAYS)
        self.search([("create_date", "<=", limit)], limit=1000).unlink()


class ServerActionHistoryWizard(models.TransientModel):
    """Go back to an earlier version of the code, with a look at the difference first."""

    _name = "server.action.history.wizard"
    _description = "Server Action History Wizard"

    @api.model
    def _default_revision(self):
        action = self.env.context.get("default_action_id")
        return self.env["ir.actions.server.history"].search([("action_id", "=", action)], limit=1, offset=1)

    action_id = fields.Many2one("ir.actions.server")
    code_diff = fields.Html(compute="_compute_code_diff", sanitize_tags=False)
    current_code = fields.Text(related="action_id.code", readonly=True)
    revision = fields.Many2one(
        "ir.actions.server.history",
        domain="[('action_id', '=', action_id), ('code', '!=', current_code)]",
        default=_default_revision,
        required=True,
        ondelete="cascade",
    )

    @api.depends("revision")
    def _compute_code_diff(self):
        for wizard in self:
            before = (wizard.revision.code or "").splitlines()
            now = (wizard.action_id.sudo().code or "").splitlines()
            table = difflib.HtmlDiff(wrapcolumn=80).make_table(before, now, _("Before"), _("Now"), context=True)
            wizard.code_diff = Markup(table)  # noqa: S704 - difflib escapes the texts

    def restore_revision(self):
        """Give the action the code of the chosen version."""
        self.ensure_one()
        self.action_id.code = self.revision.code
        return {"type": "ir.actions.act_window_close"}
