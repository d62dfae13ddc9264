"""Which groups a user has, and what follows from them."""

from trivium import Domain, api
from trivium.exceptions import ValidationError
from trivium.http import request
from trivium.tools.cache import ormcache


class UsersGroups:
    """Part of `res.users`: groups, and the questions about them."""

    __slots__ = ()

    @api.depends("group_ids.all_implied_ids")
    def _compute_all_group_ids(self):
        for user in self:
            user.all_group_ids = user.group_ids.all_implied_ids

    def _search_all_group_ids(self, operator, value):
        return Domain("group_ids.all_implied_ids", operator, value)

    @api.depends("group_ids")
    def _compute_accesses_count(self):
        for user in self:
            groups = user.all_group_ids
            user.accesses_count = len(groups.model_access)
            user.rules_count = len(groups.rule_groups)
            user.groups_count = len(groups)

    @api.depends("group_ids")
    def _compute_role(self):
        for user in self:
            if user.has_group("base.group_system"):
                user.role = "group_system"
            elif user.has_group("base.group_user"):
                user.role = "group_user"
            else:
                user.role = False

    @api.onchange("role")
    def _onchange_role(self):
        """A role is a short way to say which of the two main groups a user has."""
        administrators = self.env.ref("base.group_system")
        members = self.env.ref("base.group_user")
        for user in self:
            if user.role and user.has_group("base.group_user"):
                groups = user.group_ids._origin - (administrators + members)
                user.group_ids = groups + (administrators if user.role == "group_system" else members)

    # ---- questions ---------------------------------------------------------------------------------------------

    @api.readonly
    def has_groups(self, group_spec):
        """Tell whether this user matches `group_spec`: at least one of the groups, and none of those with a `!`.

        :param group_spec: external ids with commas between, such as `base.group_user,!base.group_system`;
            `.` is a group that nobody has
        """
        if group_spec == ".":
            return False
        positives = []
        for name in (part.strip() for part in group_spec.split(",")):
            if name.startswith("!"):
                if self.has_group(name[1:]):
                    return False
            elif name:
                positives.append(name)
        return not positives or any(name != "." and self.has_group(name) for name in positives)

    @api.readonly
    def has_group(self, group_ext_id):
        """Tell whether this user has the group with that external id, also by implication.

        The group of technical features (`base.group_no_one`) counts in debug mode only.
        """
        self.ensure_one()
        if not (self.env.su or self == self.env.user or self.env.user._has_group("base.group_user")):
            # what groups others have is nothing that outsiders may ask
            raise ValidationError(self.env._("You may ask only for your own groups."))
        if group_ext_id == "base.group_no_one" and not (request and request.session.debug):
            return False
        return self._has_group(group_ext_id)

    def _has_group(self, group_ext_id):
        group_id = self.env["ir.model.data"]._xmlid_to_res_id(group_ext_id)
        if not self.id:
            # a record that is being filled in: what is chosen so far counts
            return group_id in self.group_ids.all_implied_ids._origin.ids
        return bool(group_id) and group_id in self._get_group_ids()

    def _get_group_ids(self):
        """Return the ids of all groups of this user, as a frozen set."""
        self.ensure_one()
        return self._group_ids_of(self.id)

    @ormcache("user_id", cache="default")
    def _group_ids_of(self, user_id):
        return frozenset(self.browse(user_id).sudo().all_group_ids.ids)

    def _is_public(self):
        self.ensure_one()
        return self._has_group("base.group_public")

    def _is_portal(self):
        self.ensure_one()
        return self._has_group("base.group_portal")

    def _is_internal(self):
        self.ensure_one()
        return self._has_group("base.group_user")

    def _is_system(self):
        self.ensure_one()
        return self._has_group("base.group_system")

    def _is_admin(self):
        self.ensure_one()
        return self._is_superuser() or self._has_group("base.group_erp_manager")

    def _is_superuser(self):
        self.ensure_one()
        return self.id == api.SUPERUSER_ID

    # ---- constraints -------------------------------------------------------------------------------------------

    @api.constrains("group_ids")
    def _check_disjoint_groups(self):
        self._check_user_types(self)

    @api.model
    def _check_user_types(self, users):
        """Refuse users of several kinds: internal, portal and public exclude each other."""
        kinds = self.env["res.groups"]._user_type_groups()
        if len(kinds) < 2:
            return
        for user in users.sudo():
            clash = user.group_ids.all_implied_ids & kinds
            if len(clash) > 1:
                raise ValidationError(
                    self.env._(
                        "The user %(user)s cannot be of several kinds at once: %(kinds)s. Keep one of them.",
                        user=user.name,
                        kinds=", ".join(clash.mapped("name")),
                    )
                )

    @api.constrains("group_ids")
    def _check_at_least_one_administrator(self):
        """Somebody must be left who can administer."""
        administrators = self.env.ref("base.group_system", raise_if_not_found=False)
        if administrators and self.env.registry.ready and not administrators.sudo().all_user_ids:
            raise ValidationError(
                self.env._("At least one user must stay administrator: give the role to another first.")
            )

    # ---- actions -----------------------------------------------------------------------------------------------

    def _action_show(self, name, model, domain):
        return {
            "name": name,
            "view_mode": "list,form",
            "views": [(False, "list"), (False, "form")],
            "res_model": model,
            "type": "ir.actions.act_window",
            "context": {"create": False, "delete": False},
            "domain": domain,
            "target": "current",
        }

    def action_show_groups(self):
        self.ensure_one()
        return self._action_show(self.env._("Groups"), "res.groups", [("id", "in", self.all_group_ids.ids)])

    def action_show_accesses(self):
        self.ensure_one()
        lines = self.all_group_ids.model_access
        return self._action_show(self.env._("Access rights"), "ir.model.access", [("id", "in", lines.ids)])

    def action_show_rules(self):
        self.ensure_one()
        rules = self.all_group_ids.rule_groups
        return self._action_show(self.env._("Record rules"), "ir.rule", [("id", "in", rules.ids)])
