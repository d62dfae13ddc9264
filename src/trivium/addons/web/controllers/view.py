"""A user's own arrangement of a dashboard."""

from trivium import http
from trivium.exceptions import AccessError
from trivium.http import request


class View(http.Controller):
    @http.route("/web/view/edit_custom", type="jsonrpc", auth="user")
    def edit_custom(self, custom_id, arch):
        """Keep the arrangement of a view that is the user's own."""
        custom_view = request.env["ir.ui.view.custom"].sudo().browse(custom_id)
        if not custom_view.user_id == request.env.user:
            raise AccessError(request.env._("This arrangement is another user's: only they can change it."))
        custom_view.write({"arch": arch})
        return {"result": True}
