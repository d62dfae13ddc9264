"""Users who closed their account: deleted at night, a few at a time, so that nobody waits for it."""

import logging

from trivium import api, fields, models

_logger = logging.getLogger(__name__)

BATCH = 10


class ResUsersDeletion(models.Model):
    _name = "res.users.deletion"
    _description = "User to be deleted"
    _rec_name = "user_id"

    # the user goes away, the number stays for the record
    user_id = fields.Many2one("res.users", string="User", ondelete="set null")
    user_id_int = fields.Integer("User id", compute="_compute_user_id_int", store=True)
    state = fields.Selection(
        [("todo", "To do"), ("done", "Done"), ("fail", "Failed")],
        string="State",
        required=True,
        default="todo",
    )

    @api.depends("user_id")
    def _compute_user_id_int(self):
        for request in self:
            if request.user_id:
                request.user_id_int = request.user_id.id

    @api.model
    def _gc_portal_users(self, batch_size=BATCH):
        """Delete the users in line and their contacts; who is referred to by other records stays archived."""
        requests = self.search([("state", "=", "todo")])
        requests.filtered(lambda request: not request.user_id).state = "done"
        waiting = requests.filtered("user_id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(waiting))
        for request in waiting[:batch_size]:
            user, partner = request.user_id, request.user_id.partner_id
            name = user.name
            try:
                with self.env.cr.savepoint():
                    user.unlink()
                    request.state = "done"
            except Exception:  # any record may refuse: the user stays archived, the log says why
                _logger.warning("User %s (%s) cannot be deleted", name, request.user_id_int, exc_info=True)
                request.state = "fail"
                cron._commit_progress(1)
                continue
            try:
                with self.env.cr.savepoint():
                    partner.unlink()
            except Exception:  # a contact with documents is kept
                _logger.info("The contact of the deleted user %s is still in use and stays", request.user_id_int)
            cron._commit_progress(1)
