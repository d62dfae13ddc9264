"""The tree of menus: which of them a user sees, and what each of them opens."""

import base64
import mimetypes
import re
from collections import defaultdict

from trivium import SQL, _, api, fields, models
from trivium.exceptions import ValidationError
from trivium.tools import ormcache
from trivium.tools.misc import file_open, file_path

MENU_ITEM_SEPARATOR = "/"
NUMBER_PARENS = re.compile(r"\((\d+)\)")

_ACTION_MODELS = (
    ("ir.actions.report", "ir.actions.report"),
    ("ir.actions.act_window", "ir.actions.act_window"),
    ("ir.actions.act_url", "ir.actions.act_url"),
    ("ir.actions.server", "ir.actions.server"),
    ("ir.actions.client", "ir.actions.client"),
)
_TARGET_MODEL = {"ir.actions.act_window": "res_model", "ir.actions.report": "model", "ir.actions.server": "model_name"}
"""Model of an action -> its field that names the model whose access decides on the menu."""


class IrUiMenu(models.Model):
    """An entry of the menu: a folder of others, an action, or both."""

    _name = "ir.ui.menu"
    _description = "Menu"
    _order = "sequence,id"
    _parent_store = True
    _allow_sudo_commands = False

    name = fields.Char(string="Menu", required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    child_id = fields.One2many("ir.ui.menu", "parent_id", string="Child IDs")
    parent_id = fields.Many2one("ir.ui.menu", string="Parent Menu", index=True, ondelete="restrict")
    parent_path = fields.Char(index=True)
    group_ids = fields.Many2many(
        "res.groups",
        "ir_ui_menu_group_rel",
        "menu_id",
        "gid",
        string="Groups",
        help="Only members of these groups see the menu; without groups, everyone who may use what it opens.",
    )
    complete_name = fields.Char(string="Full Path", compute="_compute_complete_name", recursive=True)
    web_icon = fields.Char(string="Web Icon File")
    action = fields.Reference(selection=list(_ACTION_MODELS))
    web_icon_data = fields.Binary(string="Web Icon Image", attachment=True)

    @api.depends("name", "parent_id.complete_name")
    def _compute_complete_name(self):
        for menu in self:
            menu.complete_name = menu._get_full_name()

    def _get_full_name(self, level=6):
        """Return the names from the root down, `...` for what is further up than `level`."""
        names = []
        menu = self
        while menu:
            if len(names) == level:
                names.append("...")
                break
            names.append(menu.name or "")
            menu = menu.parent_id
        return MENU_ITEM_SEPARATOR.join(reversed(names))

    @api.depends("parent_id")
    @api.depends_context("ir.ui.menu.full_list")
    def _compute_display_name(self):
        for menu in self:
            menu.display_name = menu._get_full_name()

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(_("A menu cannot be below itself: choose another parent."))

    def _read_image(self, path):
        """Return the image that a web icon `addon,path` names, in base64; False if it names none."""
        if not path or len(path.split(",")) != 2:
            return False
        addon, name = path.split(",")
        try:
            with file_open(file_path(f"{addon}/{name.strip('/')}"), "rb") as file:
                return base64.b64encode(file.read())
        except FileNotFoundError:
            return False

    def _with_icon_data(self, vals):
        """Return the values with the image of the icon that they name."""
        if "web_icon" not in vals or "web_icon_data" in vals:
            return vals
        return vals | {"web_icon_data": self._read_image(vals["web_icon"])}

    @api.model_create_multi
    def create(self, vals_list):
        result = super().create([self._with_icon_data(vals) for vals in vals_list])
        self.env.registry.clear_cache()
        return result

    def write(self, vals):
        result = super().write(self._with_icon_data(vals))
        self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=True)
    def _lift_children(self):
        """Let the menus below go to the top of the tree rather than keep this one from being deleted."""
        children = self.with_context(active_test=False).search(
            [("parent_id", "in", self.ids), ("id", "not in", self.ids)]
        )
        children.write({"parent_id": False})

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def copy(self, default=None):
        copies = super().copy(default)
        for menu in copies:
            match = NUMBER_PARENS.search(menu.name)
            number = int(match[1]) + 1 if match else 1
            name = NUMBER_PARENS.sub("", menu.name).strip()
            menu.name = f"{name} ({number})"
        return copies

    # ---- what a user sees --------------------------------------------------------------------------------------

    @api.model
    def search_fetch(self, domain, field_names=None, offset=0, limit=None, order=None):
        menus = super().search_fetch(domain, field_names, order=order)
        if menus and not (self.env.context.get("ir.ui.menu.full_list") or self.env.su):
            menus = menus._filter_visible_menus()
        if offset:
            menus = menus[offset:]
        return menus[:limit] if limit else menus

    def search_count(self, domain, limit=None):
        return len(self.search(domain, limit=limit))

    def _filter_visible_menus(self):
        """Return those of the menus that the user may see."""
        visible = self._visible_menu_ids()
        return self.filtered(lambda menu: menu.id in visible)

    @api.model
    @ormcache("self.env.user._get_group_ids()", "self.env.su", "debug")
    def _visible_menu_ids(self, debug=False):
        """Return the ids of the menus that the user may see, as a frozen set.

        A menu is seen by its groups, and if it leads somewhere: to an action on a model that the user may read, or to
        another menu that is seen.
        """
        groups = set(self.env.user._get_group_ids())
        if not debug:
            groups.discard(self.env["ir.model.data"]._xmlid_to_res_id("base.group_no_one"))
        rows = self.env.execute_query(
            SQL(
                """SELECT m.id, m.parent_id, m.action,
                          array_remove(array_agg(r.gid), NULL)
                   FROM ir_ui_menu m LEFT JOIN ir_ui_menu_group_rel r ON r.menu_id = m.id
                   WHERE m.active GROUP BY m.id""",
                to_flush=[self._fields[name] for name in ("parent_id", "action", "active", "group_ids")],
            )
        )
        parents = {menu_id: parent_id for menu_id, parent_id, _action, _groups in rows}
        allowed = {menu_id for menu_id, _parent, _action, needed in rows if not needed or groups & set(needed)}
        usable = self._usable_actions({action for _id, _parent, action, _groups in rows if action}, groups)
        visible = set()
        for menu_id, _parent, action, _groups in rows:
            if action not in usable:
                continue
            path = [menu_id]
            while path[-1] in allowed and parents.get(path[-1]):
                path.append(parents[path[-1]])
            if allowed.issuperset(path):
                visible.update(path)
        return frozenset(visible)

    @api.model
    def _usable_actions(self, references, groups):
        """Return those of the references (`model,id`) that exist and that the user may run."""
        by_model = defaultdict(set)
        for reference in references:
            model, _comma, res_id = reference.partition(",")
            if model in self.env and res_id.isdigit():
                by_model[model].add(int(res_id))
        usable = set()
        readable = self.env["ir.model.access"]._get_allowed_models("read")
        for model, ids in by_model.items():
            actions = self.env[model].sudo().browse(ids).exists()
            target = _TARGET_MODEL.get(model)
            for action in actions:
                needed = set(action.group_ids.ids) if "group_ids" in action._fields else set()
                if needed and not needed & groups:
                    continue
                name = action[target] if target else None
                if not name or self.env.su or name in readable:
                    usable.add(f"{model},{action.id}")
        return usable

    @api.model
    def get_user_roots(self):
        """Return the menus at the top that the user sees."""
        return self.search([("parent_id", "=", False)])

    @api.model
    @ormcache("self.env.uid", "self.env.lang")
    def load_menus_root(self):
        """Return the tops of the menu tree as one record named `root`."""
        roots = self.get_user_roots()
        read = roots.read(["name", "sequence", "parent_id", "action", "web_icon_data"]) if roots else []
        xmlids = self._menu_xmlids(roots.ids)
        for values in read:
            values["xmlid"] = xmlids.get(values["id"], "")
        return {
            "id": False,
            "name": "root",
            "parent_id": [-1, ""],
            "children": read,
            "all_menu_ids": roots.ids,
        }

    @api.model
    @ormcache("self.env.user._get_group_ids()", "self.env.uid", "self.env.su", "self.env.lang", "debug")
    def load_menus(self, debug):
        """Return `{id: menu}` of all menus that the user sees, and `root` with the ids of the topmost.

        Args:
            debug: menus for developers are seen too.
        """
        visible = self._visible_menu_ids(bool(debug))
        menus = self.sudo().browse(visible).exists().sorted(lambda menu: (menu.sequence, menu.id))
        menus.fetch(["name", "sequence", "parent_id", "action", "web_icon"])
        children = defaultdict(list)
        for menu in menus:
            children[menu.parent_id.id].append(menu.id)
        apps = {}
        for menu in menus:
            top = menu
            while top.parent_id and top.parent_id.id in visible:
                top = top.parent_id
            apps[menu.id] = top.id
        icons = self._icon_attachments(children[False])
        actions = self._action_infos(menus)
        xmlids = self._menu_xmlids(menus.ids)
        result = {}
        for menu in menus:
            action = actions.get(menu.id)
            result[menu.id] = {
                "id": menu.id,
                "name": menu.name,
                "app_id": apps[menu.id],
                "action_model": action[0] if action else False,
                "action_id": action[1] if action else False,
                "action_path": action[2] if action else False,
                "web_icon": menu.web_icon,
                "web_icon_data": icons.get(menu.id, (False, False))[0],
                "web_icon_data_mimetype": icons.get(menu.id, (False, False))[1],
                "parent_id": menu.parent_id.id,
                "children": children[menu.id],
                "xmlid": xmlids.get(menu.id, ""),
            }
        result["root"] = {"id": "root", "name": "root", "children": children[False], "app_id": False, "xmlid": ""}
        return result

    @api.model
    def _action_infos(self, menus):
        """Return `{menu id: (model, id, path)}` of the actions behind menus."""
        by_model = defaultdict(dict)
        for menu in menus:
            if menu.action:
                by_model[menu.action._name][menu.id] = menu.action.id
        infos = {}
        for model, action_ids in by_model.items():
            actions = self.env[model].sudo().browse(set(action_ids.values()))
            paths = {action.id: action.path for action in actions}
            for menu_id, action_id in action_ids.items():
                infos[menu_id] = (model, action_id, paths[action_id])
        return infos

    @api.model
    def _icon_attachments(self, menu_ids):
        """Return `{menu id: (image in base64, mime type)}`."""
        menus = self.sudo().browse(menu_ids)
        icons = {}
        for menu in menus:
            data = menu.web_icon_data
            if data:
                name = (menu.web_icon or "").rpartition(",")[2]
                icons[menu.id] = (data.decode(), mimetypes.guess_type(name)[0] or "image/png")
        return icons

    @api.model
    def _menu_xmlids(self, menu_ids):
        rows = self.env.execute_query(
            SQL(
                """SELECT DISTINCT ON (res_id) res_id, module || '.' || name FROM ir_model_data
                   WHERE model = 'ir.ui.menu' AND res_id = ANY(%s) ORDER BY res_id, id""",
                list(menu_ids),
            )
        )
        return dict(rows)
