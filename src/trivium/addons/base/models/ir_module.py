"""Addons, as records: what there is, what is installed, what depends on what."""

import base64

from trivium import SQL, _, api, fields, models
from trivium.exceptions import UserError
from trivium.modules import paths
from trivium.modules.manifest import Manifest, adapt_version
from trivium.tools.cache import ormcache
from trivium.tools.mail import plaintext2html
from trivium.tools.misc import file_open

from ._reflection import upsert_en
from .ir_module_category import IrModuleCategory
from .ir_module_dependency import STATES, IrModuleModuleDependency, IrModuleModuleExclusion

_COUNTED = {
    "menus_by_module": "ir.ui.menu",
    "reports_by_module": "ir.actions.report",
    "views_by_module": "ir.ui.view",
}
_IMAGES = (".png", ".svg", ".gif", ".ico")
_FROM_MANIFEST = (
    "name",
    "shortdesc",
    "summary",
    "description",
    "author",
    "maintainer",
    "contributors",
    "website",
    "license",
    "icon",
    "url",
    "sequence",
    "application",
    "auto_install",
    "category_id",
    "to_buy",
)


class IrModuleModule(models.Model):
    """An addon that is on the addons path, or was."""

    _name = "ir.module.module"
    _description = "Module"
    _rec_name = "shortdesc"
    _rec_names_search = ("name", "shortdesc", "summary")
    _order = "application desc,sequence,name"
    _allow_sudo_commands = False

    name = fields.Char("Technical Name", readonly=True, required=True)
    category_id = fields.Many2one("ir.module.category", string="Category", readonly=True, index=True)
    shortdesc = fields.Char("Module Name", readonly=True, translate=True)
    summary = fields.Char(readonly=True, translate=True)
    description = fields.Text(readonly=True, translate=True)
    description_html = fields.Html("Description HTML", compute="_compute_description_html")
    author = fields.Char(readonly=True)
    maintainer = fields.Char(readonly=True)
    contributors = fields.Text(readonly=True)
    website = fields.Char(readonly=True)
    # the version on disk and the one in the database have each other's names, for the interface's sake
    installed_version = fields.Char("Latest Version", compute="_compute_installed_version")
    latest_version = fields.Char("Installed Version", readonly=True)
    published_version = fields.Char(readonly=True)
    url = fields.Char("URL", readonly=True)
    sequence = fields.Integer(default=100)
    dependencies_id = fields.One2many(
        "ir.module.module.dependency", "module_id", string="Dependencies", readonly=True, copy=False
    )
    country_ids = fields.Many2many("res.country", "module_country", "module_id", "country_id")
    exclusion_ids = fields.One2many(
        "ir.module.module.exclusion", "module_id", string="Exclusions", readonly=True, copy=False
    )
    auto_install = fields.Boolean(
        "Automatic Installation", help="It is installed as soon as all that it waits for is installed."
    )
    state = fields.Selection(STATES, string="Status", default="uninstallable", readonly=True, index=True, copy=False)
    demo = fields.Boolean("Demo Data", default=False, readonly=True)
    license = fields.Selection(
        [
            ("GPL-2", "GPL Version 2"),
            ("GPL-2 or any later version", "GPL-2 or later version"),
            ("GPL-3", "GPL Version 3"),
            ("GPL-3 or any later version", "GPL-3 or later version"),
            ("AGPL-3", "Affero GPL-3"),
            ("LGPL-3", "LGPL Version 3"),
            ("Other OSI approved licence", "Other OSI Approved License"),
            ("OEEL-1", "Enterprise Edition License v1.0"),
            ("OPL-1", "Proprietary License v1.0"),
            ("Other proprietary", "Other Proprietary"),
        ],
        default="LGPL-3",
        readonly=True,
    )
    menus_by_module = fields.Text(string="Menus", compute="_get_views", store=True)
    reports_by_module = fields.Text(string="Reports", compute="_get_views", store=True)
    views_by_module = fields.Text(string="Views", compute="_get_views", store=True)
    application = fields.Boolean(readonly=True)
    icon = fields.Char("Icon URL")
    icon_image = fields.Binary(string="Icon", compute="_get_icon_image", attachment=False)
    icon_flag = fields.Char(string="Flag", compute="_get_icon_image")
    to_buy = fields.Boolean("Needs a License", default=False)
    has_iap = fields.Boolean(compute="_compute_has_iap")

    _name_uniq = models.Constraint("UNIQUE (name)", "The name of the module must be unique!")

    # -- computed ----------------------------------------------------------------------------------------------------

    @classmethod
    def get_module_info(cls, name):
        """Return the manifest of an addon as a dictionary, empty where there is none, or no name yet."""
        manifest = Manifest.for_addon(name, display_warning=False) if name else None
        return dict(manifest) if manifest else {}

    @api.depends("name", "description")
    def _compute_description_html(self):
        for module in self:
            page = paths.find_addon(module.name) if module.name else None
            page = page / "static" / "description" / "index.html" if page else None
            if page and page.is_file():
                module.description_html = page.read_text(encoding="utf-8")
            else:
                module.description_html = plaintext2html(module.description) if module.description else False

    @api.depends("name")
    def _compute_installed_version(self):
        for module in self:
            module.installed_version = self.get_module_info(module.name).get("version") or False

    @api.depends("name", "state")
    def _get_views(self):
        installed = self.filtered(lambda module: module.state in ("installed", "to upgrade", "to remove"))
        for module in self:
            module.update(dict.fromkeys(_COUNTED, ""))
        if not installed.ids:
            return
        found = {}
        for name, model, label in self.env.execute_query(
            SQL(
                """
                SELECT d.module, d.model, d.name FROM ir_model_data d
                WHERE d.model = ANY(%s) AND d.module = ANY(%s) ORDER BY d.module, d.name
                """,
                list(_COUNTED.values()),
                installed.mapped("name"),
            )
        ):
            found.setdefault((name, model), []).append(label)
        for module in installed:
            module.update({field: "\n".join(found.get((module.name, model), ())) for field, model in _COUNTED.items()})

    @api.depends("icon")
    def _get_icon_image(self):
        self.icon_image = False
        self.icon_flag = False
        for module in self:
            if module.icon:
                try:
                    with file_open(module.icon.lstrip("/"), "rb", filter_ext=_IMAGES) as stream:
                        module.icon_image = base64.b64encode(stream.read())
                except (FileNotFoundError, ValueError):
                    continue  # an icon that is gone, or no image: the field stays empty
            countries = self.get_module_info(module.name).get("countries") or []
            if len(countries) == 1:
                module.icon_flag = "".join(chr(0x1F1E6 + ord(letter) - ord("a")) for letter in countries[0].lower())

    def _compute_has_iap(self):
        for module in self:
            needed = module.upstream_dependencies(exclude_states=("",)) if module.id else self.browse()
            module.has_iap = "iap" in needed.mapped("name")

    # -- the list of addons ------------------------------------------------------------------------------------------

    @api.model
    def _ids_by_name(self):
        """Return `{name: id}` of all addons in the database."""
        return dict(self.env.execute_query(SQL("SELECT name, id FROM ir_module_module")))

    @api.model
    @ormcache()
    def _installed(self):
        """Return `{name: id}` of the installed addons."""
        return dict(
            self.env.execute_query(
                SQL("SELECT name, id FROM ir_module_module WHERE state IN ('installed', 'to upgrade', 'to remove')")
            )
        )

    @staticmethod
    def get_values_from_terp(terp):
        """Return the values of a record from a manifest."""
        contributors = terp.get("contributors") or ()
        return {
            "description": terp.get("description") or "",
            "shortdesc": terp.get("name") or "",
            "author": terp.get("author") or "Unknown",
            "maintainer": terp.get("maintainer") or None,
            "contributors": contributors if isinstance(contributors, str) else ", ".join(contributors) or None,
            "website": terp.get("website") or "",
            "license": terp.get("license") or "LGPL-3",
            "sequence": terp.get("sequence", 100),
            "application": bool(terp.get("application")),
            "auto_install": terp.get("auto_install") is not False,
            "icon": terp.get("icon") or "",
            "summary": terp.get("summary") or "",
            "url": terp.get("url") or terp.get("live_test_url") or None,
            "to_buy": False,
        }

    @api.model
    def update_list(self):
        """Make the records follow the addons on disk, in a fixed number of statements.

        Returns:
            list: number of addons changed, number of addons added.
        """
        if not self.env.is_admin():
            raise UserError(_("Only administrators update the list of apps."))
        self.flush_model()
        manifests = Manifest.all_addon_manifests()
        categories = self._update_categories({manifest["category"] for manifest in manifests if manifest["category"]})
        before = {
            row["name"]: row
            for row in self.env.execute_query_dict(SQL("SELECT name, state, latest_version FROM ir_module_module"))
        }
        rows = []
        for manifest in manifests:
            values = {"name": manifest.name, **self.get_values_from_terp(manifest)}
            values["category_id"] = categories.get(manifest["category"])
            rows.append(tuple(None if values[name] == "" else values[name] for name in _FROM_MANIFEST))
        ids = upsert_en(self, list(_FROM_MANIFEST), rows, ["name"])
        by_name = dict(zip([manifest.name for manifest in manifests], ids, strict=True))
        self._update_states(manifests)
        self._update_relations(manifests, by_name)
        self.env["ir.model.data"]._upsert(
            [("base", f"module_{name}", self._name, module_id, True) for name, module_id in by_name.items()]
        )
        self.env.invalidate_all()
        added = [manifest for manifest in manifests if manifest.name not in before]
        updated = [
            manifest
            for manifest in manifests
            if manifest.name in before
            and before[manifest.name]["latest_version"]
            and adapt_version(before[manifest.name]["latest_version"]) != manifest.version
        ]
        return [len(updated), len(added)]

    def _update_states(self, manifests):
        """Give new addons their state, and those whose `installable` changed another one."""
        installable = [manifest.name for manifest in manifests if manifest["installable"]]
        self.env.cr.execute(
            SQL(
                """
                UPDATE ir_module_module m
                SET state = CASE WHEN m.name = ANY(%(installable)s) THEN 'uninstalled' ELSE 'uninstallable' END,
                    demo = COALESCE(m.demo, false)
                WHERE m.state IS NULL
                   OR (m.state = 'uninstallable' AND m.name = ANY(%(installable)s))
                   OR (m.state = 'uninstalled' AND m.name = ANY(%(known)s) AND NOT m.name = ANY(%(installable)s))
                """,
                installable=installable,
                known=[manifest.name for manifest in manifests],
            )
        )

    def _update_relations(self, manifests, by_name):
        """Make dependencies, exclusions and countries those of the manifests."""
        dependencies = [
            (by_name[manifest.name], name, manifest["auto_install"] is False or name in manifest["auto_install"])
            for manifest in manifests
            for name in manifest["depends"]
        ]
        exclusions = [(by_name[manifest.name], name) for manifest in manifests for name in manifest["excludes"]]
        ids = list(by_name.values())
        self._replace("ir_module_module_dependency", ("module_id", "name", "auto_install_required"), dependencies, ids)
        self._replace("ir_module_module_exclusion", ("module_id", "name"), exclusions, ids)
        self._link_countries(manifests)

    @api.model
    def _link_countries(self, manifests=None):
        """Make the countries of addons those of their manifests.

        :param manifests: those of the addons; all by default
        """
        if manifests is None:
            manifests = Manifest.all_addon_manifests()
        rows = [(manifest.name, code.upper()) for manifest in manifests for code in manifest["countries"]]
        self.env.cr.execute(
            SQL(
                """
                WITH given AS (
                    SELECT m.id AS module_id, c.id AS country_id
                    FROM unnest(%(modules)s::varchar[], %(codes)s::varchar[]) AS t (name, code)
                    JOIN ir_module_module m ON m.name = t.name JOIN res_country c ON c.code = t.code
                ),
                gone AS (
                    DELETE FROM module_country old USING ir_module_module m
                    WHERE m.id = old.module_id AND m.name = ANY(%(names)s)
                    AND (old.module_id, old.country_id) NOT IN (SELECT module_id, country_id FROM given)
                )
                INSERT INTO module_country (module_id, country_id) SELECT module_id, country_id FROM given
                ON CONFLICT DO NOTHING
                """,
                modules=[row[0] for row in rows],
                codes=[row[1] for row in rows],
                names=[manifest.name for manifest in manifests],
            )
        )

    def _replace(self, table, columns, rows, module_ids):
        """Make the rows of `table` that belong to `module_ids` exactly `rows`."""
        types = {"module_id": "integer", "name": "varchar", "auto_install_required": "boolean"}
        arrays = [
            SQL(f"%s::{types[column]}[]", [row[position] for row in rows]) for position, column in enumerate(columns)
        ]
        names = SQL(", ").join(SQL.identifier(column) for column in columns)
        self.env.cr.execute(
            SQL(
                """
                WITH given AS (SELECT * FROM unnest(%(arrays)s) AS t (%(names)s)),
                gone AS (
                    DELETE FROM %(table)s old WHERE old.module_id = ANY(%(ids)s)
                    AND NOT EXISTS (SELECT 1 FROM given WHERE given.module_id = old.module_id AND given.name = old.name)
                )
                INSERT INTO %(table)s (%(names)s) SELECT %(names)s FROM given
                WHERE NOT EXISTS (
                    SELECT 1 FROM %(table)s old WHERE old.module_id = given.module_id AND old.name = given.name
                )
                """,
                arrays=SQL(", ").join(arrays),
                names=names,
                table=SQL.identifier(table),
                ids=module_ids,
            )
        )

    @api.model
    def _update_categories(self, categories):
        """Make the categories of manifests, `Sales/CRM` below `Sales`, where they are missing.

        Returns:
            dict: id by category as written in the manifest.
        """
        nodes = {}
        for category in sorted(categories):
            parts = category.split("/")
            for depth in range(1, len(parts) + 1):
                nodes[tuple(parts[:depth])] = depth
        xmlids = {node: "base.module_category_" + _category_slug(node) for node in nodes}
        known = self.env["ir.model.data"]._xmlid_lookup_many(list(xmlids.values())) if nodes else {}
        ids = {node: known[xmlid][1] for node, xmlid in xmlids.items() if xmlid in known}
        category_model = self.env["ir.module.category"]
        for depth in sorted(set(nodes.values())):
            missing = [node for node in nodes if nodes[node] == depth and node not in ids]
            created = category_model.create([{"name": node[-1], "parent_id": ids.get(node[:-1])} for node in missing])
            ids.update(zip(missing, created.ids, strict=True))
            self.env["ir.model.data"]._upsert(
                [(*xmlids[node].split("."), category_model._name, ids[node], True) for node in missing]
            )
        return {category: ids[tuple(category.split("/"))] for category in categories}

    @api.model
    def check_external_dependencies(self, module_name, newstate="to install"):
        """Check that the Python packages and programs that an addon needs are there.

        Raises:
            UserError: one is not.
        """
        manifest = Manifest.for_addon(module_name, display_warning=False)
        if manifest is None:
            raise UserError(
                _(
                    "The module %s is not on the addons path. Put its folder there,"
                    " or uninstall it if it is installed and not needed any more.",
                    module_name,
                )
            )
        manifest.check_manifest_dependencies()

    @api.model
    def check_module_update(self):
        """Tell whether an addon waits for its installation, upgrade or removal."""
        return bool(self.sudo().search_count([("state", "in", ("to install", "to upgrade", "to remove"))], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        """Create addons, each with its external id."""
        modules = super().create(vals_list)
        self.env["ir.model.data"]._upsert(
            [("base", f"module_{module.name}", self._name, module.id, True) for module in modules]
        )
        return modules

    @api.ondelete(at_uninstall=False)
    def _unlink_except_installed(self):
        for module in self:
            if module.state in ("installed", "to upgrade", "to remove", "to install"):
                raise UserError(_("You are trying to remove a module that is installed or will be installed."))

    def unlink(self):
        """Delete addons from the list."""
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @api.model
    def search_panel_select_range(self, field_name, **kwargs):
        """Return the categories that have apps, for the panel beside the list."""
        if field_name == "category_id":
            kwargs = {**kwargs, "enable_counters": False}
            found = super().search_panel_select_range(field_name, **kwargs)
            used = set(self.search([("state", "!=", "uninstallable")]).category_id.ids)
            parents = set(self.env["ir.module.category"].browse(used).parent_id.ids)
            found["values"] = [value for value in found.get("values", ()) if value["id"] in used | parents]
            return found
        return super().search_panel_select_range(field_name, **kwargs)


def _category_slug(node):
    """Return the part of the external id that stands for a path of categories."""
    return "_".join(part.lower() for part in node).replace("&", "and").replace(" ", "_")
