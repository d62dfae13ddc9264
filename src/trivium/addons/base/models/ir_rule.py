"""Record rules: which records the members of a group may see and change. `trivium.orm.access` decides by them."""

from trivium import _, api, fields, models
from trivium.exceptions import ValidationError
from trivium.orm import access, access_errors

from .rights_audit import audit_rights


class IrRule(models.Model):
    """A domain that records must meet for an operation, for everyone or for the members of some groups."""

    _name = "ir.rule"
    _description = "Record Rule"
    _order = "model_id DESC,id"
    _allow_sudo_commands = False
    _MODES = ("read", "write", "create", "unlink")

    name = fields.Char()
    active = fields.Boolean(
        default=True, help="An inactive rule restricts nothing; upgrades of its addon leave it inactive."
    )
    model_id = fields.Many2one("ir.model", string="Model", index=True, required=True, ondelete="cascade")
    groups = fields.Many2many("res.groups", "rule_group_rel", "rule_group_id", "group_id", ondelete="restrict")
    domain_force = fields.Text(string="Domain")
    perm_read = fields.Boolean(string="Read", default=True)
    perm_write = fields.Boolean(string="Write", default=True)
    perm_create = fields.Boolean(string="Create", default=True)
    perm_unlink = fields.Boolean(string="Delete", default=True)

    # `global` is a word of Python; the body of a class is a mapping all the same
    vars()["global"] = fields.Boolean(
        compute="_compute_global", store=True, help="A rule without groups holds for everyone."
    )

    _no_access_rights = models.Constraint(
        "CHECK (perm_read!=False or perm_write!=False or perm_create!=False or perm_unlink!=False)",
        "A rule must hold for at least one operation.",
    )

    @api.depends("groups")
    def _compute_global(self):
        for rule in self:
            rule["global"] = not rule.groups

    @api.model
    def _eval_context(self):
        """Return the names that a rule's domain can use."""
        return access.rule_eval_context(self.env)

    @api.model
    def _compute_domain_context_values(self):
        return [self.env.context.get(key) for key in self._compute_domain_keys()]

    @api.model
    def _compute_domain_keys(self):
        """Return the context keys that domains depend on; a hook."""
        return ["allowed_company_ids"]

    @api.constrains("active", "domain_force", "model_id")
    def _check_domain(self):
        context = self._eval_context()
        for rule in self:
            if not rule.active or not rule.domain_force or rule.model_id.model not in self.env:
                continue
            try:
                domain = access.evaluate_rule(self.env, rule.domain_force, context)
                domain.validate(self.env[rule.model_id.model].sudo())
            except Exception as error:
                message = _("Rule %(rule)s: invalid domain: %(error)s", rule=rule.name, error=error)
                raise ValidationError(message) from error

    @api.constrains("model_id")
    def _check_model_name(self):
        if any(rule.model_id.model == self._name for rule in self):
            raise ValidationError(_("Rules can not be applied on the Record Rules model."))

    @api.model
    def _get_rules(self, model_name, mode="read"):
        """Return the rules that hold for the user on `model_name`, for one operation."""
        return self.sudo().browse(row[0] for row in access.rules_of(self.env, model_name, mode))

    @api.model
    def _compute_domain(self, model_name, mode="read"):
        """Return the domain that all of the rules make for the user."""
        return access.rule_domain(self.env, model_name, mode)

    def _get_failing(self, for_records, mode="read"):
        """Return the rules that `for_records` do not meet."""
        records = for_records.sudo().with_context(active_test=False)
        context = self._eval_context()
        failing = [
            rule_id
            for rule_id, _name, domain, _grouped in access.rules_of(self.env, for_records._name, mode)
            if len(records.filtered_domain(access.evaluate_rule(self.env, domain, context))) < len(records)
        ]
        return self.sudo().browse(failing)

    def _make_access_error(self, operation, records):
        """Return the error that a refused operation raises."""
        return access_errors.rule_error(records, operation, self._get_failing(records, operation).mapped("name"))

    @api.private
    @api.model
    def clear_caches(self):
        """Forget every decision that was made from rules."""
        self.env.registry.clear_cache()

    @api.model_create_multi
    def create(self, vals_list):
        """Create rules; decisions are made anew."""
        records = super().create(vals_list)
        audit_rights(records, "create")
        self.env.flush_all()
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        """Write rules; decisions are made anew."""
        result = super().write(vals)
        audit_rights(self, "write", vals)
        self.env.flush_all()
        self.env.registry.clear_cache()
        return result

    def unlink(self):
        """Delete rules; decisions are made anew."""
        audit_rights(self, "unlink")
        result = super().unlink()
        self.env.registry.clear_cache()
        return result
