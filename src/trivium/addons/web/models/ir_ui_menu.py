"""Menus as the web client gets them."""

from trivium import api, models


class IrUiMenu(models.Model):
    _inherit = "ir.ui.menu"

    @api.model
    def load_web_menus(self, debug):
        """Return `{id: menu}` of all menus that the user sees, with `root`; an app leads to its first action."""
        menus = self.load_menus(debug)
        result = {}
        for menu_id, menu in menus.items():
            if menu_id == "root":
                continue
            is_app = menu["app_id"] == menu_id
            action = self._first_action(menus, menu) if is_app else menu
            result[menu_id] = {
                "id": menu_id,
                "name": menu["name"],
                "children": menu["children"],
                "appID": menu["app_id"],
                "xmlid": menu["xmlid"],
                "actionID": action["action_id"],
                "actionModel": action["action_model"],
                "actionPath": action["action_path"],
                "webIcon": menu["web_icon"] if is_app else False,
                "webIconData": self._icon_of(menu) if is_app else False,
                "webIconDataMimetype": menu["web_icon_data_mimetype"] if is_app else False,
            }
        result["root"] = {
            "id": "root",
            "name": "root",
            "children": menus["root"]["children"],
            "appID": False,
            "xmlid": "",
            "actionID": False,
            "actionModel": False,
            "actionPath": False,
            "webIcon": None,
            "webIconData": None,
            "webIconDataMimetype": None,
            "backgroundImage": None,
        }
        return result

    @api.model
    def _first_action(self, menus, menu):
        """Return the menu itself if it has an action, else the first one below it that has; itself if none has."""
        stack = [menu]
        while stack:
            current = stack.pop(0)
            if current["action_id"]:
                return current
            stack = [menus[child] for child in current["children"]] + stack
        return menu

    @api.model
    def _icon_of(self, menu):
        """Return the image of an app in base64; what is only a name of an icon (`fa fa-user,#fff,#000`) has none."""
        if menu["web_icon_data"]:
            return menu["web_icon_data"]
        is_named = menu["web_icon"] and len(menu["web_icon"].split(",")) == 3
        return False if is_named else "/web/static/img/default_icon_app.png"
