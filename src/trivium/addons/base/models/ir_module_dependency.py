"""What addons need beside them, and what they cannot have beside them."""

from trivium import SQL, Domain, api, fields, models

STATES = [
    ("uninstallable", "Uninstallable"),
    ("uninstalled", "Not Installed"),
    ("installed", "Installed"),
    ("to upgrade", "To be upgraded"),
    ("to remove", "To be removed"),
    ("to install", "To be installed"),
]
DEP_STATES = [*STATES, ("unknown", "Unknown")]


class IrModuleModuleDependency(models.Model):
    """An addon that another one needs."""

    _name = "ir.module.module.dependency"
    _description = "Module dependency"
    _log_access = False
    _allow_sudo_commands = False

    name = fields.Char(index=True)
    module_id = fields.Many2one("ir.module.module", string="Module", ondelete="cascade")
    depend_id = fields.Many2one(
        "ir.module.module", string="Dependency", compute="_compute_depend", search="_search_depend"
    )
    state = fields.Selection(DEP_STATES, string="Status", compute="_compute_state")
    auto_install_required = fields.Boolean(
        default=True, help="Whether this dependency must be installed for the addon to install itself."
    )

    @api.depends("name")
    def _compute_depend(self):
        _find_by_name(self, "depend_id")

    def _search_depend(self, operator, value):
        return _search_by_name(self.env, operator, value)

    @api.depends("depend_id.state")
    def _compute_state(self):
        for dependency in self:
            dependency.state = dependency.depend_id.state or "unknown"

    @api.model
    def all_dependencies(self, module_names):
        """Return `{module: [dependencies]}` of `module_names` and of all below them."""
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE needed (name) AS (
                    SELECT unnest(%s::varchar[])
                    UNION
                    SELECT d.name FROM needed n
                    JOIN ir_module_module m ON m.name = n.name
                    JOIN ir_module_module_dependency d ON d.module_id = m.id
                )
                SELECT m.name, COALESCE(array_agg(d.name ORDER BY d.id) FILTER (WHERE d.name IS NOT NULL), '{}')
                FROM needed n
                JOIN ir_module_module m ON m.name = n.name
                LEFT JOIN ir_module_module_dependency d ON d.module_id = m.id
                GROUP BY m.name
                """,
                list(module_names),
            )
        )
        return dict(rows)


class IrModuleModuleExclusion(models.Model):
    """An addon that cannot be installed together with another one."""

    _name = "ir.module.module.exclusion"
    _description = "Module exclusion"
    _allow_sudo_commands = False

    name = fields.Char(index=True)
    module_id = fields.Many2one("ir.module.module", string="Module", ondelete="cascade")
    exclusion_id = fields.Many2one(
        "ir.module.module", string="Exclusion Module", compute="_compute_exclusion", search="_search_exclusion"
    )
    state = fields.Selection(DEP_STATES, string="Status", compute="_compute_state")

    @api.depends("name")
    def _compute_exclusion(self):
        _find_by_name(self, "exclusion_id")

    def _search_exclusion(self, operator, value):
        return _search_by_name(self.env, operator, value)

    @api.depends("exclusion_id.state")
    def _compute_state(self):
        for exclusion in self:
            exclusion.state = exclusion.exclusion_id.state or "unknown"


def _find_by_name(records, field_name):
    """Set `field_name` to the addon that each record names."""
    modules = records.env["ir.module.module"].search([("name", "in", list(set(records.mapped("name"))))])
    by_name = {module.name: module for module in modules}
    for record in records:
        record[field_name] = by_name.get(record.name, False)


def _search_by_name(env, operator, value):
    """Return the domain on names for one on the addons named."""
    if operator not in ("in", "any"):
        return NotImplemented
    ids = env["ir.module.module"].search(value if operator == "any" else [("id", "in", list(value))])
    return Domain("name", "in", ids.mapped("name"))
