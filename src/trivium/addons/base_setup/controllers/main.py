"""What the general settings show of users and demo data."""

from trivium import http
from trivium.exceptions import AccessError
from trivium.fields import Domain
from trivium.http import request

SHOWN_PENDING_USERS = 10


class BaseSetup(http.Controller):
    @http.route("/base_setup/data", type="jsonrpc", auth="user")
    def base_setup_data(self, **kwargs):
        """Count the users who are active, and those of them who never logged in.

        :return: `active_users`, `pending_count`, `pending_users` (pairs of id and login, newest first) and
            `action_pending_users`, which opens them
        """
        if not request.env.user.has_group("base.group_erp_manager"):
            raise AccessError(request.env._("Only those who manage access rights see who was invited."))
        users = request.env["res.users"]
        internal = Domain("share", "=", False)
        pending = users.search(internal & Domain("log_ids", "=", False), order="id desc")
        action = request.env["ir.actions.act_window"]._for_xml_id("base.action_res_users")
        return {
            "active_users": users.search_count(internal),
            "pending_count": len(pending),
            "pending_users": [(user.id, user.login) for user in pending[:SHOWN_PENDING_USERS]],
            "action_pending_users": dict(action, domain=[("id", "in", pending.ids)], context={}),
        }

    @http.route("/base_setup/demo_active", type="jsonrpc", auth="user")
    def base_setup_is_demo(self, **kwargs):
        """Tell whether the database has demo data."""
        modules = request.env["ir.module.module"].sudo()
        return bool(modules.search_count([("demo", "=", True), ("state", "=", "installed")], limit=1))
