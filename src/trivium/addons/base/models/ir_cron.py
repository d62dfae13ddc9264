"""Actions that run by themselves, at intervals or when something triggers them."""

import enum
import logging
import os
from datetime import UTC, datetime, timedelta

import pytz
from dateutil.relativedelta import relativedelta

from trivium import SQL, api, fields, models
from trivium.data.postgres import db_connect
from trivium.exceptions import LockError, UserError
from trivium.tools.constants import GC_UNLINK_LIMIT

from .ir_cron_worker import (
    BASE_VERSION,
    CONSECUTIVE_TIMEOUT_FOR_FAILURE,
    MAX_FAIL_TIME,
    MIN_DELTA_BEFORE_DEACTIVATION,
    MIN_FAILURE_COUNT_BEFORE_DEACTIVATION,
    MIN_RUNS_PER_JOB,
    MIN_TIME_PER_JOB,
    BadModuleState,
    BadVersion,
    CompletionStatus,
    CronWorker,
    process_jobs,
)

_logger = logging.getLogger(__name__)

ODOO_NOTIFY_FUNCTION = os.environ.get("ODOO_NOTIFY_FUNCTION", "pg_notify")
NOTIFY_CHANNEL = "cron_trigger"

INTERVALS = {
    "days": lambda number: relativedelta(days=number),
    "hours": lambda number: relativedelta(hours=number),
    "weeks": lambda number: relativedelta(days=7 * number),
    "months": lambda number: relativedelta(months=number),
    "minutes": lambda number: relativedelta(minutes=number),
}


class ListLogHandler(logging.Handler):
    """Keep the records of a logger in a list while a block runs.

    :param logger: the logger
    :param level: the least level that is kept
    """

    def __init__(self, logger, level=logging.NOTSET):
        super().__init__(level)
        self.logger = logger
        self.list_log_handler = []

    def emit(self, record):
        self.list_log_handler.append(record)

    def __enter__(self):
        self.logger.addHandler(self)
        return self.list_log_handler

    def __exit__(self, *exc_info):
        self.logger.removeHandler(self)


class IrCron(CronWorker, models.Model):
    _name = "ir.cron"
    _description = "Scheduled action"
    _order = "cron_name, id"
    _inherits = {"ir.actions.server": "ir_actions_server_id"}
    _allow_sudo_commands = False

    ir_actions_server_id = fields.Many2one(
        "ir.actions.server", string="Server action", required=True, index=True, ondelete="restrict", delegate=True
    )
    cron_name = fields.Char("Name of the action", compute="_compute_cron_name", store=True)
    user_id = fields.Many2one(
        "res.users", string="Runs as", required=True, default=lambda self: self.env.user, ondelete="restrict"
    )
    active = fields.Boolean("Active", default=True)
    interval_number = fields.Integer("Every", required=True, default=1, aggregator="avg")
    interval_type = fields.Selection(
        [("minutes", "Minutes"), ("hours", "Hours"), ("days", "Days"), ("weeks", "Weeks"), ("months", "Months")],
        string="Unit",
        required=True,
        default="months",
    )
    nextcall = fields.Datetime("Next run", required=True, default=fields.Datetime.now)
    lastcall = fields.Datetime("Last run")
    priority = fields.Integer("Priority", default=5, aggregator=None, help="Lower numbers run first.")
    failure_count = fields.Integer("Failures in a row", default=0)
    first_failure_date = fields.Datetime("Fails since")

    _check_strictly_positive_interval = models.Constraint(
        "CHECK(interval_number > 0)", "The interval must be greater than zero."
    )

    @api.depends("ir_actions_server_id.name")
    def _compute_cron_name(self):
        for cron in self.with_context(lang="en_US"):
            cron.cron_name = cron.ir_actions_server_id.name

    @api.model_create_multi
    def create(self, vals_list):
        crons = super(IrCron, self.with_context(default_state="code")).create(
            [dict(vals, usage="ir_cron") if not vals.get("ir_actions_server_id") else vals for vals in vals_list]
        )
        if any(cron.active for cron in crons):
            self.env.cr.postcommit.add(self._notifydb)
        return crons.with_env(self.env)

    @api.model
    def default_get(self, fields):
        # what runs by itself is code, unless somebody chooses otherwise
        cron = self if self.env.context.get("default_state") else self.with_context(default_state="code")
        return super(IrCron, cron).default_get(fields)

    def write(self, vals):
        self.check_access("write")  # before any is locked
        self._try_lock()
        if ("nextcall" in vals or vals.get("active")) and os.environ.get("ODOO_NOTIFY_CRON_CHANGES"):
            self.env.cr.postcommit.add(self._notifydb)
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_unless_running(self):
        self._try_lock()

    def unlink(self):
        """Delete the server actions with their schedules."""
        actions = self.ir_actions_server_id
        result = super().unlink()
        actions.exists().unlink()
        return result

    def _try_lock(self):
        """Lock these jobs against being run; raise `UserError` when one of them runs."""
        try:
            self.lock_for_update(allow_referencing=True)
        except LockError as exc:
            raise UserError(self.env._("This scheduled action is running: try again in a few minutes.")) from exc

    # ---- run now -----------------------------------------------------------------------------------------------

    def method_direct_trigger(self):
        """Run these actions now, as the user they belong to, each in a transaction of its own, which it may commit."""
        self.check_access("write")
        self._try_lock()
        _logger.info("Scheduled actions %s started by user %s", self.mapped("cron_name"), self.env.uid)
        for cron in self.sudo():
            self.env.flush_all()
            with self.pool.cursor() as job_cr:
                env = api.Environment(job_cr, cron.user_id.id, {"lastcall": cron.lastcall, "cron_id": cron.id})
                env["ir.actions.server"].browse(cron.ir_actions_server_id.id).run()
            self.env.invalidate_all()
            cron.lastcall = fields.Datetime.now()
        return True

    def action_open_parent_action(self):
        return self.ir_actions_server_id.action_open_parent_action()

    def action_open_scheduled_action(self):
        return self.ir_actions_server_id.action_open_scheduled_action()

    @api.model
    def toggle(self, model, domain):
        """Switch this action on when `model` has records in `domain`, off otherwise; nothing while data are loaded."""
        if self.env.registry.loaded is False or self.env.context.get("install_mode"):
            return True
        active = bool(self.env[model].search_count(domain, limit=1))
        return self.try_write({"active": active})

    def try_write(self, values):
        """Write unless one of these runs right now; tell whether it was written."""
        try:
            with self.env.cr.savepoint():
                self.write(values)
        except UserError:
            return False
        return True

    # ---- triggers ----------------------------------------------------------------------------------------------

    def _trigger(self, at=None):
        """Let this action run soon, besides its interval.

        :param at: when, a naive UTC datetime or several; as soon as possible by default
        :return: the triggers
        """
        if at is None:
            moments = [fields.Datetime.now()]
        elif isinstance(at, datetime):
            moments = [at]
        else:
            moments = list(at)
            if not all(isinstance(moment, datetime) for moment in moments):
                raise TypeError(f"ir.cron._trigger: {at!r} holds something that is no datetime")
        return self._trigger_list(moments)

    def _trigger_list(self, at_list):
        self.ensure_one()
        now = fields.Datetime.now()
        if not self.sudo().active:
            # what is switched off does nothing when it is on again
            at_list = [at for at in at_list if at > now]
        if not at_list:
            return self.env["ir.cron.trigger"]
        triggers = self.env["ir.cron.trigger"].sudo().create([{"cron_id": self.id, "call_at": at} for at in at_list])
        if min(at_list) <= now or os.environ.get("ODOO_NOTIFY_CRON_CHANGES"):
            self.env.cr.postcommit.add(self._notifydb)
        return triggers

    @api.model
    def _notifydb(self):
        """Wake the processes that run jobs, wherever they are."""
        with db_connect("postgres").cursor() as cr:
            function = SQL.identifier(ODOO_NOTIFY_FUNCTION)
            cr.execute(SQL("SELECT %s(%s, %s)", function, NOTIFY_CHANNEL, self.env.cr.dbname))
            cr.commit()
        _logger.debug("Notified of work for %s", self.env.cr.dbname)

    # ---- progress ----------------------------------------------------------------------------------------------

    def _add_progress(self, *, timed_out_counter=None):
        """Return a new line of progress for a run, and this cron with the context that leads to it."""
        progress = (
            self.env["ir.cron.progress"]
            .sudo()
            .create(
                {
                    "cron_id": self.id,
                    "remaining": 0,
                    "done": 0,
                    "timed_out_counter": 0 if timed_out_counter is None else timed_out_counter + 1,
                }
            )
        )
        return self.with_context(ir_cron_progress_id=progress.id), progress

    def _notify_progress(self, *, done, remaining, deactivate=False):
        """Say how far the running job is; see `_commit_progress`."""
        progress_id = self.env.context.get("ir_cron_progress_id")
        if not progress_id:
            return
        if done < 0 or remaining < 0:
            raise ValueError("ir.cron: neither what is done nor what remains can be negative")
        self.env["ir.cron.progress"].sudo().browse(progress_id).write(
            {"remaining": remaining, "done": done, "deactivate": deactivate}
        )

    @api.model
    def _commit_progress(self, processed=0, *, remaining=None, deactivate=False):
        """Commit what was done so far, and say how far the running job is.

        :param processed: records done since the last call
        :param remaining: records that are left; by default what was left minus `processed`
        :param deactivate: whether the job shall not run again
        :return: seconds that are left for this run; infinity when no job runs
        """
        progress_id = self.env.context.get("ir_cron_progress_id")
        if progress_id:
            progress = self.env["ir.cron.progress"].sudo().browse(progress_id)
            if processed < 0:
                raise ValueError("ir.cron: what is processed cannot be negative")
            left = max(progress.remaining - processed, 0) if remaining is None else remaining
            values = {"remaining": left, "done": progress.done + processed}
            if deactivate:
                values["deactivate"] = True
            progress.write(values)
        if self.env.context.get("cron_id"):
            self.env.cr.commit()
        end = self.env.context.get("cron_end_time")
        return max(end - datetime.now(UTC).timestamp(), 0.0) if end else float("inf")

    # ---- next run ----------------------------------------------------------------------------------------------

    def _next_call_after(self, now):
        """Return the first time after `now` (naive UTC) on the grid of this action's interval.

        Days, weeks and months are those of the user's time zone: a job at 8:00 stays at 8:00 when clocks change.
        """
        zone = pytz.timezone(self.user_id.tz or "UTC")
        step = INTERVALS[self.interval_type](self.interval_number)
        moment = pytz.utc.localize(self.nextcall).astimezone(zone).replace(tzinfo=None)
        local_now = pytz.utc.localize(now).astimezone(zone).replace(tzinfo=None)
        if self.interval_type in {"minutes", "hours"}:
            seconds = self.interval_number * (60 if self.interval_type == "minutes" else 3600)
            behind = (now - self.nextcall).total_seconds()
            return self.nextcall + timedelta(seconds=seconds * (max(int(behind // seconds), 0) + (behind >= 0)))
        count = 0
        start = moment
        while moment <= local_now:
            count += 1
            moment = start + step * count
        return zone.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)


class IrCronTrigger(models.Model):
    _name = "ir.cron.trigger"
    _description = "Trigger of a scheduled action"
    _rec_name = "cron_id"
    _allow_sudo_commands = False

    cron_id = fields.Many2one("ir.cron", string="Scheduled action", required=True, index=True, ondelete="cascade")
    call_at = fields.Datetime("Run at", required=True, index=True)

    @api.autovacuum
    def _gc_cron_triggers(self):
        """Delete triggers that are a week old: their action is switched off."""
        old = self.search([("call_at", "<", "-1w"), ("cron_id.active", "=", False)], limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT


class IrCronProgress(models.Model):
    _name = "ir.cron.progress"
    _description = "Progress of a scheduled action"
    _rec_name = "cron_id"

    cron_id = fields.Many2one("ir.cron", string="Scheduled action", required=True, index=True, ondelete="cascade")
    remaining = fields.Integer("Left to do", default=0)
    done = fields.Integer("Done", default=0)
    deactivate = fields.Boolean("Not to run again")
    timed_out_counter = fields.Integer("Runs that were cut off", default=0)

    @api.autovacuum
    def _gc_cron_progress(self):
        """Delete what is older than a week."""
        old = self.search([("create_date", "<", "-1w")], limit=GC_UNLINK_LIMIT)
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT
