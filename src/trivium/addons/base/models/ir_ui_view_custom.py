"""Users' own versions of views, and the way back from changes."""

import difflib

from markupsafe import Markup

from trivium import _, api, fields, models
from trivium.exceptions import ValidationError


class IrUiViewCustom(models.Model):
    """A user's own version of a view, such as of a dashboard."""

    _name = "ir.ui.view.custom"
    _description = "Custom View"
    _order = "create_date desc, id desc"
    _rec_name = "user_id"
    _allow_sudo_commands = False

    _user_id_ref_id = models.Index("(user_id, ref_id)")

    ref_id = fields.Many2one("ir.ui.view", string="Original View", index=True, required=True, ondelete="cascade")
    user_id = fields.Many2one("res.users", string="User", index=True, required=True, ondelete="cascade")
    arch = fields.Text(string="View Architecture", required=True)

    @api.model
    def _search_display_name(self, operator, value):
        return [("user_id", operator, value)]


class ResetViewArchWizard(models.TransientModel):
    """Undo changes of a view, with a look at the difference first."""

    _name = "reset.view.arch.wizard"
    _description = "Reset View Architecture Wizard"

    view_id = fields.Many2one("ir.ui.view", string="View")
    view_name = fields.Char(related="view_id.name", string="View Name")
    has_diff = fields.Boolean(compute="_compute_arch_diff")
    arch_diff = fields.Html(string="Architecture Diff", compute="_compute_arch_diff", sanitize_tags=False)
    reset_mode = fields.Selection(
        [
            ("soft", "Restore previous version (soft reset)."),
            ("hard", "Reset to file version (hard reset)."),
            ("other_view", "Reset to another view."),
        ],
        default="soft",
        required=True,
    )
    compare_view_id = fields.Many2one("ir.ui.view", string="Compare To View")
    arch_to_compare = fields.Text(string="Arch To Compare To", compute="_compute_arch_diff")

    def default_get(self, fields):
        values = super().default_get(fields)
        active = self.env.context.get("active_ids") or []
        if len(active) > 2:
            raise ValidationError(_("Choose one view, or two to compare them."))
        if active:
            values["view_id"] = active[0]
        if len(active) == 2:
            values |= {"compare_view_id": active[1], "reset_mode": "other_view"}
        return values

    @api.depends("reset_mode", "view_id", "compare_view_id")
    def _compute_arch_diff(self):
        for wizard in self:
            view = wizard.view_id.with_context(lang=None)
            if wizard.reset_mode == "soft":
                other = view.arch_prev
            elif wizard.reset_mode == "hard":
                other = view.with_context(read_arch_from_file=True).arch if view.arch_fs else False
            else:
                other = wizard.compare_view_id.with_context(lang=None).arch
            wizard.arch_to_compare = other
            wizard.has_diff = bool(other) and other != view.arch
            wizard.arch_diff = difference(other or "", view.arch or "") if wizard.has_diff else False

    def reset_view_button(self):
        """Do it."""
        self.ensure_one()
        if self.reset_mode == "other_view":
            self.view_id.write({"arch_db": self.compare_view_id.with_context(lang=None).arch})
        else:
            self.view_id.reset_arch(self.reset_mode)
        return {"type": "ir.actions.act_window_close"}


def difference(before, after):
    """Return what differs between two texts as an HTML table."""
    table = difflib.HtmlDiff(wrapcolumn=80).make_table(
        before.splitlines(), after.splitlines(), _("Before"), _("Now"), context=True
    )
    return Markup(table)  # noqa: S704 - difflib escapes the texts
