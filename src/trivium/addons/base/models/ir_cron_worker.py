"""How a process runs scheduled actions: takes one, alone, runs it, and says when it is next.

A job is locked by a transaction of its own (`FOR NO KEY UPDATE SKIP LOCKED`): another process passes over it, and a
process that dies leaves it free. What the job does goes through other transactions.
"""

import enum
import functools
import logging
import threading
import time
from datetime import UTC, datetime, timedelta

from trivium import SQL, api, fields
from trivium.data.postgres import db_connect
from trivium.http.limits import Limits, Watch
from trivium.orm.registry import Registry
from trivium.tools.config import config

_logger = logging.getLogger(__name__)

BASE_VERSION = "19.0"
MAX_FAIL_TIME = timedelta(
    hours=5
)  # how long a database may be in the middle of an upgrade before its jobs are looked at
MIN_RUNS_PER_JOB = 10  # runs of a job that says there is more to do, before others get their turn
MIN_TIME_PER_JOB = 10  # seconds for the same
CONSECUTIVE_TIMEOUT_FOR_FAILURE = 3
MIN_FAILURE_COUNT_BEFORE_DEACTIVATION = 5
MIN_DELTA_BEFORE_DEACTIVATION = timedelta(days=7)

READY = """
    cron.active IS TRUE AND (
        cron.nextcall <= now() AT TIME ZONE 'UTC'
        OR EXISTS (
            SELECT 1 FROM ir_cron_trigger t
            WHERE t.cron_id = cron.id AND t.call_at <= now() AT TIME ZONE 'UTC'
        )
    )
"""


class BadVersion(Exception):  # noqa: N818 - the name is part of the interface
    """The database was made by another version: it must be upgraded before its jobs run."""


class BadModuleState(Exception):  # noqa: N818 - the name is part of the interface
    """Addons of the database are being installed, upgraded or removed."""


class CompletionStatus(enum.StrEnum):
    """How a run of a job ended."""

    FULLY_DONE = "fully done"
    PARTIALLY_DONE = "partially done"
    FAILED = "failed"


def _seconds_of_jobs():
    """Return how long a run of a job may take, 0 for any time: `limit_time_real_cron`, or else `limit_time_real`."""
    own = config["limit_time_real_cron"]
    return float(config["limit_time_real"] if own is None or own < 0 else own)


@functools.lru_cache(maxsize=4)
def _watch_of(seconds):
    """Return what ends the runs that take longer."""
    return Watch(Limits(real=seconds, work="The job", setting="limit_time_real_cron"))


def process_jobs(db_name):
    """Run the scheduled actions of a database that are due.

    :return: how many were run
    """
    threading.current_thread().dbname = db_name
    with db_connect(db_name).cursor() as cr:
        _check_version(cr)
        jobs = _ready_job_ids(cr)
        if not jobs:
            return 0
        _check_modules_state(cr)
        cr.rollback()
        count = 0
        for job_id in jobs:
            if not _lock_job(cr, job_id):
                cr.rollback()
                continue
            Registry(db_name).check_signaling()
            _logger.debug("Job %s acquired", job_id)
            api.Environment(cr, api.SUPERUSER_ID, {})["ir.cron"].browse(job_id)._process_job()
            cr.commit()
            count += 1
        return count


def _check_version(cr):
    cr.execute(SQL("SELECT latest_version FROM ir_module_module WHERE name = 'base'"))
    row = cr.fetchone()
    if row is None:
        raise BadModuleState
    if row[0] and not row[0].startswith(BASE_VERSION):
        raise BadVersion(f"The database is of version {row[0]}: upgrade it before its scheduled actions run.")


def _check_modules_state(cr):
    """Wait while addons are being installed; after hours, take the state as left by a process that died."""
    cr.execute(SQL("SELECT count(*) FROM ir_module_module WHERE state LIKE 'to %%'"))
    if not cr.fetchone()[0]:
        return
    cr.execute(SQL("SELECT min(nextcall) FROM ir_cron WHERE active"))
    oldest = cr.fetchone()[0]
    if oldest is None or datetime.now(UTC).replace(tzinfo=None) - oldest < MAX_FAIL_TIME:
        raise BadModuleState
    cr.execute(
        SQL(
            """
            UPDATE ir_module_module SET state = CASE state WHEN 'to install' THEN 'uninstalled' ELSE 'installed' END
            WHERE state LIKE 'to %%'
            """
        )
    )
    cr.commit()


def _ready_job_ids(cr):
    cr.execute(
        SQL("SELECT cron.id FROM ir_cron cron WHERE %s ORDER BY cron.priority, cron.nextcall, cron.id", SQL(READY))
    )
    return [row[0] for row in cr.fetchall()]


def _lock_job(cr, job_id, include_not_ready=False):
    """Lock a job for the rest of the transaction; tell whether it is ours, and still due."""
    due = SQL("TRUE") if include_not_ready else SQL(READY)
    cr.execute(
        SQL("SELECT cron.id FROM ir_cron cron WHERE cron.id = %s AND %s FOR NO KEY UPDATE SKIP LOCKED", job_id, due)
    )
    return cr.fetchone() is not None


class CronWorker:
    """Part of `ir.cron`: running what is due."""

    __slots__ = ()

    @classmethod
    def _process_jobs(cls, db_name):
        """Run what is due; log what keeps the jobs of a database from being run."""
        try:
            return process_jobs(db_name)
        except BadVersion as exc:
            _logger.warning("Skipping the jobs of %s: %s", db_name, exc)
        except BadModuleState:
            _logger.info("Skipping the jobs of %s: addons are being installed, upgraded or removed", db_name)
        return 0

    def _process_job(self):
        """Run this job, which the transaction holds, and note how it went and when it is next."""
        self.ensure_one()
        previous = self.env["ir.cron.progress"].search([("cron_id", "=", self.id)], order="id desc", limit=1)
        cut_off = previous.timed_out_counter
        if cut_off >= CONSECUTIVE_TIMEOUT_FOR_FAILURE:
            # the run dies with its process, again and again: that is a failure like any other
            _logger.error(
                "Job %r (%s) was cut off %d times in a row: counted as failed", self.cron_name, self.id, cut_off
            )
            previous.timed_out_counter = 0
            status = CompletionStatus.FAILED
        else:
            status = self._run_job(cut_off)
        self._update_failure_count(status)
        if status in {CompletionStatus.FULLY_DONE, CompletionStatus.FAILED}:
            self._reschedule_later()
        else:
            self._reschedule_asap()
        self.env.flush_all()

    def _run_job(self, cut_off):
        """Run until nothing is left, or others should have their turn.

        :param cut_off: how many runs before did not come to an end
        """
        status = None
        runs = 0
        end = time.monotonic() + MIN_TIME_PER_JOB
        values = {"lastcall": self.lastcall, "cron_id": self.id, "cron_end_time": time.time() + MIN_TIME_PER_JOB}
        with Registry(self.env.cr.dbname).cursor() as job_cr:
            job_env = api.Environment(job_cr, self.user_id.id, values)
            cron = job_env["ir.cron"].browse(self.id)
            while status is None or (
                status == CompletionStatus.PARTIALLY_DONE and (runs < MIN_RUNS_PER_JOB or time.monotonic() < end)
            ):
                cron, progress = cron.sudo()._add_progress(timed_out_counter=cut_off)
                cron = cron.sudo(False)
                job_cr.commit()
                status = self._run_once(cron, progress, status)
                runs += 1
        _logger.info("Job %r (%s) %s after %d runs", self.cron_name, self.id, status.value, runs)
        return status

    def _run_once(self, cron, progress, before):
        """Run the action once in its own transaction, and return how it went."""
        job_cr = cron.env.cr
        success = False
        try:
            with _watch_of(_seconds_of_jobs()).watch():
                cron._callback(self.cron_name, self.ir_actions_server_id.id)
            success = True
        except Exception:  # a boundary: whatever a job raises is its failure, and is logged with its traceback
            _logger.exception("Job %r (%s) failed", self.cron_name, self.id)
        if success:
            job_cr.commit()
        else:
            job_cr.rollback()
        progress.invalidate_recordset()
        done, remaining = progress.done, progress.remaining
        progress.timed_out_counter = 0
        deactivate = progress.deactivate
        job_cr.commit()
        if deactivate:
            self.active = False
        if not success and not done:
            return (
                CompletionStatus.PARTIALLY_DONE
                if before == CompletionStatus.PARTIALLY_DONE
                else CompletionStatus.FAILED
            )
        if remaining and done and not deactivate:
            return CompletionStatus.PARTIALLY_DONE
        return CompletionStatus.FULLY_DONE

    @api.model
    def _callback(self, cron_name, server_action_id):
        """Run a server action as the job's user; log how long it took."""
        # a change of addons in the meantime must be seen
        self.env.registry.check_signaling()
        started = time.monotonic()
        _logger.debug("Job %r starts", cron_name)
        self.env["ir.actions.server"].browse(server_action_id).run()
        self.env.flush_all()
        self.env.registry.signal_changes()
        _logger.debug("Job %r done in %.3f s", cron_name, time.monotonic() - started)

    def _update_failure_count(self, status):
        """Count failures in a row; switch off what has failed for a week."""
        if status == CompletionStatus.FAILED:
            now = fields.Datetime.now()
            count = self.failure_count + 1
            first = self.first_failure_date or now
            values = {"failure_count": count, "first_failure_date": first}
            if count >= MIN_FAILURE_COUNT_BEFORE_DEACTIVATION and first + MIN_DELTA_BEFORE_DEACTIVATION < now:
                values.update(failure_count=0, first_failure_date=False, active=False)
                self._notify_admin(
                    self.env._(
                        "The scheduled action “%(name)s” (%(id)s) failed %(count)d times since %(first)s and was"
                        " switched off. Look into the log, then switch it on again.",
                        name=self.cron_name,
                        id=self.id,
                        count=count,
                        first=first,
                    )
                )
        else:
            values = {"failure_count": 0, "first_failure_date": False}
        self._write_schedule(values)

    def _write_schedule(self, values):
        """Write below the check for running jobs: this one is ours."""
        for name, value in values.items():
            if self[name] != value:
                self[name] = value

    def _reschedule_later(self):
        """Move to the next time of the interval; what triggered this run is done."""
        now = fields.Datetime.now()
        self._write_schedule({"nextcall": self._next_call_after(now), "lastcall": now})
        self._clear_triggers(now)

    def _reschedule_asap(self):
        """There is more to do: come again as soon as others had their turn."""
        now = fields.Datetime.now()
        self._write_schedule({"lastcall": now})
        self._clear_triggers(now)
        self.env["ir.cron.trigger"].create({"cron_id": self.id, "call_at": now})

    def _clear_triggers(self, now):
        self.env.cr.execute(
            SQL(
                "DELETE FROM ir_cron_trigger WHERE cron_id = %s AND call_at <= %s",
                self.id,
                now + timedelta(microseconds=1),
            )
        )
        self.env["ir.cron.trigger"].invalidate_model()

    @api.model
    def _notify_admin(self, message):
        """Tell the administrators; addons that can send messages do more than this line in the log."""
        _logger.warning("%s", message)
