"""Profiles: where the time of requests went, recorded while profiling is switched on."""

import base64
import datetime as dt
import json
import logging

from trivium import api, fields, models
from trivium.data.profiling import check_options
from trivium.exceptions import UserError
from trivium.http import request
from trivium.tools.constants import GC_UNLINK_LIMIT
from trivium.tools.misc import str2bool

from ._speedscope import SpeedscopeFile

_logger = logging.getLogger(__name__)

PROFILES_KEPT = 30  # days


class IrProfile(models.Model):
    _name = "ir.profile"
    _description = "Profile"
    _log_access = False  # a profile is written by a cursor of its own, apart from what it measures
    _order = "session desc, id desc"
    _allow_sudo_commands = False

    create_date = fields.Datetime("Created on")
    session = fields.Char("Session", index=True)
    name = fields.Char("Description")
    duration = fields.Float("Seconds", digits=(9, 3))
    cpu_duration = fields.Float("Seconds of processor time", digits=(9, 3))
    init_stack_trace = fields.Text("Stack at the start", prefetch=False)
    sql = fields.Text("Statements", prefetch=False)
    sql_count = fields.Integer("Number of statements")
    traces_async = fields.Text("Sampled stacks", prefetch=False)
    traces_sync = fields.Text("All calls", prefetch=False)
    others = fields.Text("Other records", prefetch=False)
    qweb = fields.Text("Templates", prefetch=False)
    entry_count = fields.Integer("Number of entries")
    speedscope = fields.Binary("Speedscope file", compute="_compute_speedscope")
    speedscope_url = fields.Text("Open", compute="_compute_speedscope_url")
    config_url = fields.Text("Open with options", compute="_compute_config_url")

    @api.autovacuum
    def _gc_profile(self):
        """Delete profiles after a month."""
        old = self.sudo().search(
            [("create_date", "<", fields.Datetime.now() - dt.timedelta(days=PROFILES_KEPT))], limit=GC_UNLINK_LIMIT
        )
        old.unlink()
        return len(old), len(old) == GC_UNLINK_LIMIT

    def _compute_speedscope(self):
        for profile in self:
            content = json.dumps(profile._generate_speedscope(profile._parse_params(None)))
            profile.speedscope = base64.b64encode(content.encode())

    def _compute_speedscope_url(self):
        for profile in self:
            profile.speedscope_url = f"/web/speedscope/{profile.id}"

    def _compute_config_url(self):
        for profile in self:
            profile.config_url = f"/web/profile_config/{profile.id}"

    def _parse_params(self, params):
        """Return the options of a Speedscope file from those of a URL."""
        params = params or {}
        return {
            "constant_time": str2bool(params.get("constant_time", "False")),
        }

    def _generate_speedscope(self, params):
        """Return what was recorded in the format of speedscope.app."""
        file = SpeedscopeFile(json.loads(self[:1].init_stack_trace) if self[:1].init_stack_trace else ())
        for profile in self:
            recorded = {"sql": profile.sql, "frames": profile.traces_async, "settrace": profile.traces_sync}
            for kind, entries in recorded.items():
                if entries:
                    name = f"{profile.name} ({kind})" if len(self) > 1 else kind
                    constant = params["constant_time"]
                    file.add(name, json.loads(entries), complete=kind != "sql", constant_time=constant)
        return file.make()

    @api.model
    def _enabled_until(self):
        """Return until when profiling may be used, None when it may not."""
        limit = self.env["ir.config_parameter"].sudo().get_param("base.profiling_enabled_until", "")
        return limit if limit and str(fields.Datetime.now()) < limit else None

    @api.model
    def set_profiling(self, profile=None, collectors=None, params=None):
        """Switch the profiling of this session on or off, and say what is recorded.

        :param profile: True to begin, False to end, None to leave it
        :param collectors: names of what is recorded
        :param params: options of those
        """
        try:
            check_options(collectors, params)
        except (TypeError, ValueError) as error:
            raise UserError(str(error)) from error
        if profile:
            limit = self._enabled_until()
            _logger.info("User %s starts profiling", self.env.user.name)
            if not limit:
                request.session["profile_session"] = None
                if self.env.user._is_system():
                    return {
                        "type": "ir.actions.act_window",
                        "res_model": "base.enable.profiling.wizard",
                        "target": "new",
                        "views": [[False, "form"]],
                    }
                raise UserError(self.env._("Profiling is off in this database: an administrator can allow it."))
            if not request.session.get("profile_session"):
                request.session["profile_session"] = f"{fields.Datetime.now()} {self.env.user.name}"
                request.session["profile_expiration"] = limit
                if request.session.get("profile_collectors") is None:
                    request.session["profile_collectors"] = []
                if request.session.get("profile_params") is None:
                    request.session["profile_params"] = {}
        elif profile is not None:
            request.session["profile_session"] = None
        if collectors is not None:
            request.session["profile_collectors"] = collectors
        if params is not None:
            request.session["profile_params"] = params
        return {
            "session": request.session.get("profile_session"),
            "collectors": request.session.get("profile_collectors"),
            "params": request.session.get("profile_params"),
        }

    def action_view_speedscope(self):
        ids = ",".join(str(profile.id) for profile in self)
        return {"type": "ir.actions.act_url", "url": f"/web/speedscope/{ids}", "target": "new"}


class BaseEnableProfilingWizard(models.TransientModel):
    _name = "base.enable.profiling.wizard"
    _description = "Allow profiling"

    duration = fields.Selection(
        [("minutes_5", "5 minutes"), ("hours_1", "1 hour"), ("days_1", "1 day"), ("months_1", "1 month")],
        string="Allow profiling for",
    )
    expiration = fields.Datetime("Allowed until", compute="_compute_expiration", store=True, readonly=False)

    @api.depends("duration")
    def _compute_expiration(self):
        spans = {
            "minutes_5": dt.timedelta(minutes=5),
            "hours_1": dt.timedelta(hours=1),
            "days_1": dt.timedelta(days=1),
            "months_1": dt.timedelta(days=30),
        }
        for wizard in self:
            wizard.expiration = fields.Datetime.now() + spans.get(wizard.duration, dt.timedelta())

    def submit(self):
        self.env["ir.config_parameter"].set_param("base.profiling_enabled_until", self.expiration)
        return False
