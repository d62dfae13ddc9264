"""From which browsers users are logged in, and how to log them out there."""

import logging
from datetime import UTC, datetime

from trivium import SQL, api, fields, models
from trivium.data.schema.tools import drop_view_if_exists
from trivium.http import GeoIP, request, root
from trivium.tools.audit import audit

from .res_users import check_identity

_logger = logging.getLogger(__name__)

STORED_SESSION_BYTES = 42  # of the session's key in databases made elsewhere; ours store a digest of the whole key


def _current_identifier():
    """Return what is stored of the session in use: a digest, by which it is known and cannot be entered."""
    return request.store.identify(request.session.sid) if request and request.session_loaded else None


def _utc(seconds):
    """Return the naive UTC time, as the database stores it, of a POSIX time in seconds."""
    return datetime.fromtimestamp(seconds, tz=UTC).replace(tzinfo=None)


class ResDeviceLog(models.Model):
    _name = "res.device.log"
    _description = "Activity of a device"
    _rec_names_search = ["platform", "browser"]

    session_identifier = fields.Char("Session", required=True, index="btree")
    platform = fields.Char("Operating system")
    browser = fields.Char("Browser")
    ip_address = fields.Char("IP address")
    country = fields.Char("Country")
    city = fields.Char("City")
    device_type = fields.Selection([("computer", "Computer"), ("mobile", "Mobile")], string="Kind of device")
    user_id = fields.Many2one("res.users", string="User", index="btree")
    first_activity = fields.Datetime("First seen")
    last_activity = fields.Datetime("Last seen", index="btree")
    revoked = fields.Boolean("Logged out", help="The session was ended: the device must log in again.")
    is_current = fields.Boolean("This device", compute="_compute_is_current")
    linked_ip_addresses = fields.Text("Addresses used", compute="_compute_linked_ip_addresses")

    _composite_idx = models.Index(
        "(user_id, session_identifier, platform, browser, last_activity, id) WHERE revoked IS NOT TRUE"
    )
    _revoked_idx = models.Index("(revoked) WHERE revoked IS NOT TRUE")

    def _compute_display_name(self):
        for device in self:
            system = (device.platform or self.env._("unknown system")).capitalize()
            browser = (device.browser or self.env._("unknown browser")).capitalize()
            device.display_name = f"{system} {browser}"

    @api.depends_context("session_identifier")
    def _compute_is_current(self):
        current = _current_identifier()
        for device in self:
            device.is_current = bool(current) and current == device.session_identifier

    def _compute_linked_ip_addresses(self):
        """Gather the addresses of each session and browser, with one query for the set."""
        rows = self.env["res.device.log"]._read_group(
            [("session_identifier", "in", self.mapped("session_identifier"))],
            ["session_identifier", "platform", "browser"],
            ["ip_address:array_agg"],
        )
        addresses = {row[:3]: sorted({address for address in row[3] if address}) for row in rows}
        for device in self:
            key = (device.session_identifier, device.platform, device.browser)
            device.linked_ip_addresses = "\n".join(addresses.get(key, ()))

    def _order_field_to_sql(self, alias, field_name, direction, nulls, query):
        if field_name == "is_current" and _current_identifier():
            return SQL("%s = %s %s", SQL.identifier(alias, "session_identifier"), _current_identifier(), direction)
        return super()._order_field_to_sql(alias, field_name, direction, nulls, query)

    @api.model
    def _update_device(self, request):
        """Note the use of a device. Called when a session sees a device or an address it did not know.

        :param request: the request that came from the device
        """
        trace = request.session.update_trace(request)
        if not trace:
            return
        geoip = GeoIP(trace["ip_address"])
        user_agent = trace.get("platform"), trace.get("browser")
        mobile = any(word in (user_agent[0] or "") for word in ("android", "iphone", "ipad", "blackberry"))
        values = {
            "session_identifier": _current_identifier(),
            "platform": user_agent[0],
            "browser": user_agent[1],
            "ip_address": trace["ip_address"],
            "country": geoip.get("country_name"),
            "city": geoip.get("city"),
            "device_type": "mobile" if mobile else "computer",
            "user_id": request.session.uid,
            "first_activity": _utc(trace["first_activity"]),
            "last_activity": _utc(trace["last_activity"]),
            "revoked": False,
        }
        self.sudo().create(values)

    @api.model
    def _follow_session(self, former):
        """Note that a session, told by its former identifier, has got another: its devices go on, or are logged out.

        :param former: as the store of sessions tells it
        """
        user_id = request.session.uid
        goes_on = SQL("user_id IS NOT DISTINCT FROM %s", user_id)
        self.env.cr.execute(
            SQL(
                """
                UPDATE res_device_log
                SET revoked = NOT (%(goes_on)s),
                    session_identifier = CASE WHEN %(goes_on)s THEN %(identifier)s ELSE session_identifier END
                WHERE session_identifier = %(former)s AND revoked IS NOT TRUE
                """,
                goes_on=goes_on,
                identifier=_current_identifier(),
                former=former,
            )
        )

    @api.autovacuum
    def _gc_device_log(self):
        """Keep, for each session, browser and address, the line that was seen last."""
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM res_device_log older
                WHERE EXISTS (
                    SELECT 1 FROM res_device_log newer
                    WHERE newer.session_identifier = older.session_identifier
                      AND newer.platform IS NOT DISTINCT FROM older.platform
                      AND newer.browser IS NOT DISTINCT FROM older.browser
                      AND newer.ip_address IS NOT DISTINCT FROM older.ip_address
                      AND newer.last_activity > older.last_activity
                )
                """
            )
        )
        _logger.info("%d lines of device activity deleted", self.env.cr.rowcount)

    @api.autovacuum
    def _gc_revoked_sessions(self):
        """Mark the devices whose session ended by itself."""
        held = self.sudo()._read_group([("revoked", "=", False)], ["session_identifier"])
        ended = root.session_store.ended(self.env.cr, [identifier for (identifier,) in held])
        self.sudo().search([("session_identifier", "in", list(ended)), ("revoked", "=", False)]).revoked = True


class ResDevice(models.Model):
    """The devices that are logged in: the last line of each, as a view over the log."""

    _name = "res.device"
    _inherit = ["res.device.log"]
    _description = "Device"
    _auto = False
    _log_access = False
    _order = "last_activity desc"

    @check_identity
    def revoke(self):
        return self._revoke()

    def _revoke(self):
        """End the sessions of these devices."""
        identifiers = set(self.mapped("session_identifier"))
        current = _current_identifier() in identifiers
        root.session_store.revoke(self.env.cr, identifiers)
        self._note_ended(identifiers)
        if current:
            request.session.logout()
        return {"type": "ir.actions.client", "tag": "reload"} if current else True

    def _end_for_change(self):
        """End the sessions of these devices, because what they are bound to has changed.

        That in use ends as well, as far as others can use it: it goes on under an identifier that it gets when the
        request ends, and its devices are noted under that.
        """
        identifiers = set(self.mapped("session_identifier"))
        if identifiers:
            root.session_store.revoke(self.env.cr, identifiers)
        others = identifiers - {_current_identifier()}
        if others:
            self._note_ended(others)

    def _note_ended(self, identifiers):
        logs = self.env["res.device.log"].sudo().search([("session_identifier", "in", list(identifiers))])
        logs.write({"revoked": True})
        audit("sessions_ended", users=logs.user_id.ids, sessions=len(identifiers), by=self.env.uid)

    def init(self):
        drop_view_if_exists(self.env.cr, self._table)
        self.env.cr.execute(SQL("CREATE VIEW %s AS (%s)", SQL.identifier(self._table), self._view_query()))

    def _view_query(self):
        """Return the query behind the view: for each session and browser, the line seen last, unless it was ended."""
        return SQL(
            """
            SELECT DISTINCT ON (log.user_id, log.session_identifier, log.platform, log.browser) log.*
            FROM res_device_log log
            WHERE log.revoked IS NOT TRUE
            ORDER BY log.user_id, log.session_identifier, log.platform, log.browser, log.last_activity DESC, log.id DESC
            """
        )
