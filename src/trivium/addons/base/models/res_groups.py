"""Groups: what a user may see and do. A group may imply others, directly or through them."""

from trivium import Command, Domain, api, fields, models
from trivium.exceptions import UserError, ValidationError
from trivium.tools import SetDefinitions
from trivium.tools.cache import ormcache

from .rights_audit import audit_rights


class ResGroups(models.Model):
    _name = "res.groups"
    _description = "Group"
    _rec_name = "full_name"
    _allow_sudo_commands = False
    _order = "privilege_id, sequence, name, id"

    name = fields.Char("Name", required=True, translate=True)
    user_ids = fields.Many2many(
        "res.users", "res_groups_users_rel", "gid", "uid", string="Users", help="Users who were put into this group."
    )
    all_user_ids = fields.Many2many(
        "res.users",
        string="Users, also by implication",
        compute="_compute_all_user_ids",
        search="_search_all_user_ids",
        inverse="_inverse_all_user_ids",
    )
    all_users_count = fields.Integer("Number of users", compute="_compute_all_users_count", compute_sudo=True)
    model_access = fields.One2many("ir.model.access", "group_id", string="Access rights", copy=True)
    rule_groups = fields.Many2many(
        "ir.rule",
        "rule_group_rel",
        "group_id",
        "rule_group_id",
        string="Record rules",
        domain="[('global', '=', False)]",
    )
    menu_access = fields.Many2many("ir.ui.menu", "ir_ui_menu_group_rel", "gid", "menu_id", string="Menus")
    view_access = fields.Many2many("ir.ui.view", "ir_ui_view_group_rel", "group_id", "view_id", string="Views")
    comment = fields.Text("Comment", translate=True)
    full_name = fields.Char("Full name", compute="_compute_full_name", search="_search_full_name")
    share = fields.Boolean("Is for sharing", help="Groups of people outside, who see what is shared with them.")
    api_key_duration = fields.Float(
        "Days an API key may be valid", help="The longest validity of an API key of somebody in this group, in days."
    )
    sequence = fields.Integer("Sequence")
    privilege_id = fields.Many2one("res.groups.privilege", string="Privilege", index=True)
    view_group_hierarchy = fields.Json("Groups for the widget", compute="_compute_view_group_hierarchy")

    implied_ids = fields.Many2many(
        "res.groups",
        "res_groups_implied_rel",
        "gid",
        "hid",
        string="Implied groups",
        help="Users of this group are in those groups as well.",
    )
    all_implied_ids = fields.Many2many(
        "res.groups",
        string="All implied groups",
        compute="_compute_all_implied_ids",
        recursive=True,
        compute_sudo=True,
        search="_search_all_implied_ids",
    )
    implied_by_ids = fields.Many2many(
        "res.groups", "res_groups_implied_rel", "hid", "gid", string="Groups that imply this one"
    )
    all_implied_by_ids = fields.Many2many(
        "res.groups",
        string="All groups that imply this one",
        compute="_compute_all_implied_by_ids",
        recursive=True,
        compute_sudo=True,
        search="_search_all_implied_by_ids",
    )
    disjoint_ids = fields.Many2many("res.groups", string="Exclusive groups", compute="_compute_disjoint_ids")

    _name_uniq = models.Constraint(
        "UNIQUE(privilege_id, name)", "A privilege cannot have two groups of the same name: choose another one."
    )
    _check_api_key_duration = models.Constraint(
        "CHECK(api_key_duration >= 0)", "The validity of API keys cannot be negative."
    )

    # ---- names -------------------------------------------------------------------------------------------------

    @api.depends("privilege_id.name", "name")
    @api.depends_context("short_display_name")
    def _compute_full_name(self):
        short = self.env.context.get("short_display_name")
        for group, plain in zip(self, self.sudo(), strict=True):
            privilege = plain.privilege_id
            group.full_name = f"{privilege.name} / {plain.name}" if privilege and not short else plain.name

    def _search_full_name(self, operator, value):
        """Find a group by its name, by its privilege's, or by both with a slash between."""
        if operator in Domain.NEGATIVE_OPERATORS:
            return NotImplemented
        values = [value] if isinstance(value, str) else list(value)
        alternatives = []
        for name in values:
            if not isinstance(name, str):
                continue
            exact = operator if operator.endswith("like") else "="
            alternatives += [Domain("name", exact, name), Domain("privilege_id.name", exact, name)]
            privilege, slash, group = name.partition("/")
            if slash:
                alternatives.append(
                    Domain("privilege_id.name", exact, privilege.strip()) & Domain("name", exact, group.strip())
                )
        return Domain.OR(alternatives)

    # ---- implication -------------------------------------------------------------------------------------------

    def _closure(self, field_name):
        """Return these groups with all that `field_name` leads to, generation by generation."""
        found = self
        generation = self
        while generation:
            generation = generation[field_name] - found
            found |= generation
        return found

    @api.depends("implied_ids.all_implied_ids")
    def _compute_all_implied_ids(self):
        for group in self:
            group.all_implied_ids = group._closure("implied_ids")

    def _search_all_implied_ids(self, operator, value):
        return self._search_closure(operator, value, "implied_by_ids")

    @api.depends("implied_by_ids.all_implied_by_ids")
    def _compute_all_implied_by_ids(self):
        for group in self:
            group.all_implied_by_ids = group._closure("implied_by_ids")

    def _search_all_implied_by_ids(self, operator, value):
        return self._search_closure(operator, value, "implied_ids")

    def _search_closure(self, operator, value, inverse_name):
        """Find the groups from which one of `value` is reached: walk back from there."""
        if operator not in {"in", "any"}:
            return NotImplemented
        groups = self.sudo()
        groups = (
            groups.search(value)
            if operator == "any" and not isinstance(value, (list, tuple, set))
            else groups.browse(value)
        )
        return Domain("id", "in", groups._closure(inverse_name).ids)

    @api.depends("all_implied_by_ids.user_ids")
    def _compute_all_user_ids(self):
        for group in self.with_context(active_test=False):
            group.all_user_ids = group.all_implied_by_ids.user_ids

    def _search_all_user_ids(self, operator, value):
        return Domain("all_implied_by_ids.user_ids", operator, value)

    def _inverse_all_user_ids(self):
        """Add who is missing; who is in by implication stays until the implying group is taken away."""
        for group in self:
            wanted = group.all_user_ids
            implied = (group.all_implied_by_ids - group).user_ids
            group.user_ids = wanted - implied | (group.user_ids & wanted)

    @api.depends("all_user_ids")
    def _compute_all_users_count(self):
        for group in self:
            group.all_users_count = len(group.all_user_ids)

    def _compute_disjoint_ids(self):
        """Internal, portal and public users are three kinds: a user is exactly one of them."""
        kinds = self._user_type_groups()
        for group in self:
            group.disjoint_ids = kinds - group if group in kinds else self.browse()

    @api.model
    def _user_type_groups(self):
        """Return the groups that say what kind of user somebody is."""
        return self.browse(self._user_type_group_ids())

    @api.model
    @ormcache(cache="groups")
    def _user_type_group_ids(self):
        names = ("base.group_user", "base.group_portal", "base.group_public")
        found = self.env["ir.model.data"]._xmlid_lookup_many(names)
        return tuple(found[name][1] for name in names if name in found)

    @api.constrains("implied_ids", "implied_by_ids")
    def _check_disjoint_groups(self):
        """Refuse an implication by which somebody would be of two kinds."""
        self.env["res.users"]._check_user_types(self.sudo().all_implied_by_ids.user_ids)
        kinds = self._user_type_groups()
        for group in self.sudo().all_implied_by_ids:
            clash = group.all_implied_ids & kinds
            if len(clash) > 1:
                raise ValidationError(
                    self.env._(
                        "The group “%(group)s” cannot imply several kinds of users: %(kinds)s.",
                        group=group.full_name,
                        kinds=", ".join(clash.mapped("name")),
                    )
                )

    @api.constrains("implied_ids")
    def _check_cycle(self):
        if self._has_cycle("implied_ids"):
            raise ValidationError(self.env._("A group cannot imply itself, not even through other groups."))

    # ---- create and write --------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        groups = super().create(vals_list)
        audit_rights(groups, "create")
        self.env.registry.clear_cache("groups")
        return groups

    def write(self, vals):
        if "name" in vals and (vals["name"] or "").startswith("-"):
            raise UserError(self.env._("The name of a group cannot start with a dash."))
        result = super().write(vals)
        audit_rights(self, "write", vals)
        self.env.registry.clear_cache("groups")
        return result

    def unlink(self):
        audit_rights(self, "unlink")
        result = super().unlink()
        self.env.registry.clear_cache("groups")
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        return [
            dict(vals, name=(default or {}).get("name") or self.env._("%s (copy)", group.name))
            for group, vals in zip(self, vals_list, strict=True)
        ]

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settings_group(self):
        """Keep the groups that a setting switches on: the setting would fail afterwards."""
        settings = self.env["res.config.settings"]
        used = {implied for _field, _groups, implied in settings._get_classified_fields()["group"]}
        for group in self.browse(used) & self:
            raise UserError(self.env._("The group “%s” belongs to a setting: it cannot be deleted.", group.full_name))

    def _apply_group(self, implied_group):
        """Make these groups imply `implied_group`."""
        groups = self.filtered(lambda group: implied_group not in group.all_implied_ids)
        groups.write({"implied_ids": [Command.link(implied_group.id)]})

    def _remove_group(self, implied_group):
        """Take the implication of `implied_group` back, and the group from users who had it that way."""
        groups = self.filtered(lambda group: implied_group in group.implied_ids)
        if groups:
            groups.write({"implied_ids": [Command.unlink(implied_group.id)]})
            # who was put into the group by hand before it was implied loses it as well
            users = groups.with_context(active_test=False).all_user_ids
            implied_group.write({"user_ids": [Command.unlink(user.id) for user in users]})

    # ---- for the interface -------------------------------------------------------------------------------------

    def action_show_all_users(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Users of %s", self.full_name),
            "res_model": "res.users",
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "context": {"create": False, "delete": False, "form_view_ref": "base.view_users_form"},
            "domain": [("all_group_ids", "in", self.ids)],
            "target": "current",
        }

    def _compute_view_group_hierarchy(self):
        self.view_group_hierarchy = self._get_view_group_hierarchy()

    @api.model
    @ormcache("self.env.lang", cache="groups")
    def _get_view_group_hierarchy(self):
        """Return what the widget for groups needs: `{"groups", "privileges", "categories"}`, by id."""
        groups = self.sudo().search([])
        privileges = self.env["res.groups.privilege"].sudo().search([])
        categories = privileges.category_id.sorted()
        return {
            "groups": {
                group.id: {
                    "id": group.id,
                    "name": group.name,
                    "comment": group.comment,
                    "privilege_id": group.privilege_id.id,
                    "disjoint_ids": group.disjoint_ids.ids,
                    "implied_ids": group.implied_ids.ids,
                    "all_implied_ids": group.all_implied_ids.ids,
                    "all_implied_by_ids": group.all_implied_by_ids.ids,
                }
                for group in groups
            },
            "privileges": {
                privilege.id: {
                    "id": privilege.id,
                    "name": privilege.name,
                    "category_id": privilege.category_id.id,
                    "description": privilege.description,
                    "placeholder": privilege.placeholder,
                    "group_ids": privilege.group_ids.sorted(lambda group: (len(group.all_implied_ids), group.id)).ids,
                }
                for privilege in privileges
            },
            "categories": [
                {
                    "id": category.id,
                    "name": category.name,
                    "privilege_ids": privileges.filtered(lambda p, c=category: p.category_id == c).ids,
                }
                for category in categories
            ],
        }

    @api.model
    @ormcache(cache="groups")
    def _get_group_definitions(self):
        """Return the algebra of all groups, by which group expressions of views and fields are decided."""
        groups = self.sudo().search([], order="id")
        kinds = set(self._user_type_group_ids())
        names = groups.get_external_id()
        return SetDefinitions(
            {
                group.id: {
                    "ref": names[group.id] or str(group.id),
                    "supersets": group.implied_ids.ids,
                    "disjoints": sorted(kinds - {group.id}) if group.id in kinds else [],
                }
                for group in groups
            }
        )

    @api.model
    def _is_feature_enabled(self, group_reference):
        """Tell whether every internal user has the group, as settings switch features on."""
        group = self.env.ref(group_reference, raise_if_not_found=False)
        return bool(group) and group.id in self.env.ref("base.group_user").sudo().all_implied_ids.ids
