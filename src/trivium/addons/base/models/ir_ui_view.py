"""Views: archs in the database, extended by others, checked, and made ready for users."""

import difflib
import json
import re

from lxml import etree
from markupsafe import Markup, escape

from trivium import SQL, Domain, _, api, fields, models
from trivium.exceptions import AccessError, MissingError, UserError, ValidationError
from trivium.rendering.views import branding as brand
from trivium.rendering.views import places
from trivium.rendering.views.combination import PARSER, CombinationError, combine, find_trees, parse, root_chain
from trivium.rendering.views.errors import ViewError, opening_tag
from trivium.rendering.views.validation import Validator
from trivium.tools import ormcache
from trivium.tools.config import config
from trivium.tools.template_inheritance import apply_inheritance_specs, locate_node
from trivium.tools.translate import xml_translate

MOVABLE_BRANDING = list(brand.MOVABLE_BRANDING)
_REFERENCE = re.compile(r"%\(([\w.]+)\)[ds]")
_CHECKED = frozenset(("arch", "arch_base", "arch_db", "inherit_id", "mode", "priority", "active", "type"))


class IrUiView(models.Model):
    """A view of a model, or a template; or a part that extends another."""

    _name = "ir.ui.view"
    _description = "View"
    _order = "priority,name,id"
    _allow_sudo_commands = False

    _inheritance_mode = models.Constraint(
        "CHECK (mode != 'extension' OR inherit_id IS NOT NULL)",
        "A view that extends another needs to name it (inherit_id).",
    )
    _qweb_required_key = models.Constraint(
        "CHECK (type != 'qweb' OR key IS NOT NULL)", "A template needs a key, by which others call it."
    )
    _model_type_inherit_id = models.Index("(model, inherit_id)")

    name = fields.Char(string="View Name", required=True)
    model = fields.Char(index=True)
    key = fields.Char(index="btree_not_null")
    priority = fields.Integer(string="Sequence", default=16, required=True)
    type = fields.Selection(
        [
            ("list", "List"),
            ("form", "Form"),
            ("graph", "Graph"),
            ("pivot", "Pivot"),
            ("calendar", "Calendar"),
            ("kanban", "Kanban"),
            ("search", "Search"),
            ("qweb", "QWeb"),
        ],
        string="View Type",
    )
    arch = fields.Text(
        compute="_compute_arch",
        inverse="_inverse_arch",
        string="View Architecture",
        help="The arch in the user's language.",
    )
    arch_base = fields.Text(
        compute="_compute_arch_base",
        inverse="_inverse_arch_base",
        string="Base View Architecture",
        help="Untranslated.",
    )
    arch_db = fields.Text(string="Arch Blob", translate=xml_translate, help="The arch as it is stored.")
    arch_fs = fields.Char(string="Arch Filename", help="The file that the view comes from, the addon first.")
    arch_updated = fields.Boolean(string="Modified Architecture", help="Changed by hand since it came from its file.")
    arch_prev = fields.Text(string="Previous View Architecture", help="What it was before the last change by hand.")
    inherit_id = fields.Many2one("ir.ui.view", string="Inherited View", ondelete="restrict", index=True)
    inherit_children_ids = fields.One2many("ir.ui.view", "inherit_id", string="Views which inherit from this one")
    model_data_id = fields.Many2one(
        "ir.model.data", string="Model Data", compute="_compute_model_data_id", search="_search_model_data_id"
    )
    xml_id = fields.Char(string="External ID", compute="_compute_xml_id")
    group_ids = fields.Many2many("res.groups", "ir_ui_view_group_rel", "view_id", "group_id", string="Groups")
    mode = fields.Selection(
        [("primary", "Base view"), ("extension", "Extension View")],
        string="View inheritance mode",
        default="primary",
        required=True,
        help="An extension is part of the view that it inherits from; a base view stands beside it.",
    )
    warning_info = fields.Html(compute="_compute_warning_info")
    active = fields.Boolean(default=True, help="An extension that is not active is not applied.")
    model_id = fields.Many2one(
        "ir.model", string="Model of the view", compute="_compute_model_id", inverse="_inverse_model_id"
    )
    invalid_locators = fields.Json(compute="_compute_invalid_locators")

    # ---- archs -------------------------------------------------------------------------------------------------

    @api.depends("arch_db", "arch_fs", "arch_updated")
    @api.depends_context("read_arch_from_file", "lang")
    def _compute_arch(self):
        from_files = self.env.context.get("read_arch_from_file") or "xml" in (config.get("dev_mode") or ())
        for view in self:
            in_file = None
            if from_files and view.arch_fs and (not view.arch_updated or self.env.context.get("read_arch_from_file")):
                in_file = view._arch_from_file()
            view.arch = in_file or view.arch_db

    def _arch_from_file(self):
        """Return the arch that the view's file has now, with references resolved; None if it has none."""
        self.ensure_one()
        arch = places.arch_in_file(self.arch_fs, self.xml_id) if self.xml_id else None
        return arch and self.env["ir.ui.view"]._resolve_references(arch, self.xml_id.partition(".")[0])

    @api.model
    def _resolve_references(self, arch, module):
        """Replace `%(external_id)d` by the number of the record."""

        def number(match):
            name = match[1] if "." in match[1] else f"{module}.{match[1]}"
            return str(self.env["ir.model.data"]._xmlid_to_res_id(name, raise_if_not_found=True))

        return _REFERENCE.sub(number, arch)

    def _inverse_arch(self):
        for view in self:
            values = {"arch_db": view.arch, "arch_updated": True}
            if self.env.context.get("install_filename"):
                values |= {"arch_fs": self._install_filename(), "arch_updated": False}
            view.write(values)

    @api.depends("arch")
    @api.depends_context("read_arch_from_file")
    def _compute_arch_base(self):
        for view, view_base in zip(self, self.with_context(lang=None), strict=True):
            view.arch_base = view_base.arch

    def _inverse_arch_base(self):
        for view, view_base in zip(self, self.with_context(lang=None), strict=True):
            view_base.arch = view.arch_base

    def _install_filename(self):
        context = self.env.context
        return places.relative_name(context["install_filename"], context.get("install_module") or "")

    def reset_arch(self, mode="soft"):
        """Undo changes: the last one (`soft`), or all since the view came from its file (`hard`)."""
        for view in self:
            arch = view.arch_prev if mode == "soft" else view.with_context(read_arch_from_file=True, lang=None).arch
            if not arch:
                continue
            # texts that were translated stay so where they are the same
            view.with_context(no_save_prev=True, lang=None).write({"arch_db": arch, "arch_updated": mode == "soft"})

    @api.depends("model")
    def _compute_model_id(self):
        for view in self:
            view.model_id = self.env["ir.model"]._get(view.model) if view.model else False

    def _inverse_model_id(self):
        for view in self:
            view.model = view.model_id.model

    def _compute_xml_id(self):
        names = self.get_external_id()
        for view in self:
            view.xml_id = names.get(view.id) or ""

    def _compute_model_data_id(self):
        data = (
            self.env["ir.model.data"]
            .sudo()
            .search([("model", "=", self._name), ("res_id", "in", self.ids)], order="id desc")
        )
        by_view = {line.res_id: line.id for line in data}
        for view in self:
            view.model_data_id = by_view.get(view.id, False)

    def _search_model_data_id(self, operator, value):
        field = "name" if isinstance(value, str) else "id"
        data = self.env["ir.model.data"].sudo()
        found = data.search([("model", "=", self._name), (field, operator, value)])
        return [("id", "in", found.mapped("res_id"))]

    @api.depends("arch", "inherit_id")
    def _compute_invalid_locators(self):
        for view in self:
            view.invalid_locators = (
                view._find_invalid_locators() if view.inherit_id and view.id and view.arch else False
            )

    def _find_invalid_locators(self):
        """Return the specifications of the view that find no element, as tag, attributes and line."""
        arch = self.inherit_id._get_combined_arch()
        own = etree.fromstring(self.arch, PARSER)
        invalid = []
        for spec in own if own.tag == "data" else [own]:
            try:
                found = locate_node(arch, spec)
            except ValueError:
                found = None
            if found is None:
                invalid.append({"tag": spec.tag, "attrib": dict(spec.attrib), "sourceline": spec.sourceline})
        return invalid

    @api.depends("invalid_locators")
    def _compute_warning_info(self):
        for view in self:
            lines = [
                escape(
                    _(
                        "No element is found for %(tag)s %(attributes)s (line %(line)s)",
                        tag=each["tag"],
                        attributes=json.dumps(each["attrib"]),
                        line=each["sourceline"],
                    )
                )
                for each in view.invalid_locators or ()
            ]
            view.warning_info = Markup("<br/>").join(lines)

    # ---- create, write, delete ---------------------------------------------------------------------------------

    @api.model
    def _prepared(self, vals):
        """Return the values of a new view, completed by what its arch and the view that it extends say."""
        vals = dict(vals)
        if vals.get("arch") is not None or vals.get("arch_base") is not None:
            vals["arch_db"] = vals.pop("arch", None) or vals.get("arch_base")
            vals.pop("arch_base", None)
        if "mode" not in vals:
            vals["mode"] = "extension" if vals.get("inherit_id") else "primary"
        inherited = self.browse(vals["inherit_id"]) if vals.get("inherit_id") else self
        if not vals.get("type"):
            vals["type"] = inherited.type if inherited else self._type_of(vals.get("arch_db"), vals.get("model"))
        if inherited and not vals.get("model") and inherited.model:
            vals["model"] = inherited.model
        if not vals.get("name"):
            vals["name"] = f"{vals.get('model') or vals.get('key') or ''} {vals['type'] or ''}".strip()
        if vals.get("type") == "qweb" and not vals.get("key"):
            vals["key"] = f"gen_key.{self.env.cr.now():%Y%m%d%H%M%S%f}"
        if self.env.context.get("install_filename"):
            vals.setdefault("arch_fs", self._install_filename())
        return vals

    @api.model
    def _type_of(self, arch, model=None):
        """Return the kind of view that an arch is: its root tag, or `qweb` for what belongs to no model."""
        if not arch:
            raise ValidationError(_("A view needs an architecture (arch)."))
        try:
            tag = etree.fromstring(arch, PARSER).tag
        except etree.XMLSyntaxError as error:
            raise ValidationError(_("The arch of a view is no well-formed XML: %s", error)) from error
        if tag == "tree":
            raise ValidationError(_("A list view begins with <list>, no longer with <tree>."))
        known = {value for value, _label in self._fields["type"]._description_selection(self.env)}
        if model and tag not in known:
            raise ValidationError(
                _(
                    "There is no kind of view <%(tag)s>; write one of %(known)s, or say type=qweb for a template.",
                    tag=tag,
                    known=", ".join(sorted(known)),
                )
            )
        return tag if tag in known else "qweb"

    @api.model_create_multi
    def create(self, vals_list):
        views = super().create([self._prepared(vals) for vals in vals_list])
        self.env.registry.clear_cache("templates")
        views._check_later_or_now()
        return views

    def write(self, vals):
        context = self.env.context
        if "arch" in vals or "arch_base" in vals or "arch_db" in vals:
            if not context.get("no_save_prev") and not context.get("install_mode"):
                for view in self:
                    super(IrUiView, view).write({"arch_prev": view.with_context(lang=None).arch_db})
            if "arch_updated" not in vals:
                vals = vals | {"arch_updated": not context.get("install_mode")}
            if context.get("install_filename"):
                vals = vals | {"arch_fs": self._install_filename()}
            if "arch" in vals:
                vals = {key: value for key, value in vals.items() if key != "arch"} | {"arch_db": vals["arch"]}
        customs = self.env["ir.ui.view.custom"].sudo().search([("ref_id", "in", self.ids)])
        customs.unlink()
        result = super().write(vals)
        self.env.registry.clear_cache("templates")
        if not _CHECKED.isdisjoint(vals):
            self._check_later_or_now()
        return result

    def unlink(self):
        """Delete the views, and those that extend them if an addon is taken away."""
        if self.env.context.get("_force_unlink") and self.inherit_children_ids:
            self.inherit_children_ids.unlink()
        result = super().unlink()
        self.env.registry.clear_cache("templates")
        return result

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        for view, vals in zip(self, vals_list, strict=True):
            if view.key and "key" not in (default or {}):
                vals["key"] = f"{view.key}_{self.env.cr.now():%Y%m%d%H%M%S%f}"
            if "arch_db" not in vals:
                vals["arch_db"] = view.arch_db
        return vals_list

    # ---- combination -------------------------------------------------------------------------------------------

    def _get_combined_archs(self):
        """Return the arch of each view with all that extends it, as trees."""
        trees = find_trees(self.env, self.ids, self._lang_of_archs(), self._loaded_modules())
        if self.env.context.get("edit_translations"):
            self._mark_terms(trees)
        result = []
        for view in self:
            if view.id not in trees:
                raise MissingError(_("The view %s does not exist any more.", view.id))
            try:
                result.append(self._combine(trees, root_chain(trees, view.id)[-1].id))
            except CombinationError as error:
                self.browse(error.view_id)._raise(error)
            except ViewError as error:
                view._raise(error)
        return result

    def _mark_terms(self, trees):
        """Put each translated text of `trees` into an element that a translator can edit."""
        translating = self._lang_of_archs() != "en_US"
        sources = find_trees(self.env, self.ids, "en_US", self._loaded_modules()) if translating else {}
        for row in trees.values():
            row.arch = brand.mark_terms(row.arch, sources[row.id].arch if translating else None, row.id)

    def _combine(self, trees, view_id):
        """Return the arch of a view with all that extends it, each applied as addons have it."""

        def apply(row, arch, specs):
            return self.browse(row.id).apply_inheritance_specs(arch, specs)

        return combine(trees, view_id, apply=apply)

    def _get_combined_arch(self):
        """Return the arch of the view with all that extends it, as a tree."""
        self.ensure_one()
        return self._get_combined_archs()[0]

    def get_combined_arch(self):
        """Return the arch of the view with all that extends it, as text."""
        return etree.tostring(self._get_combined_arch(), encoding="unicode")

    @api.private
    def apply_inheritance_specs(self, source, specs_tree, pre_locate=None):
        """Apply the specifications of this view to an arch."""
        try:
            return apply_inheritance_specs(
                source, specs_tree, inherit_branding=self.env.context.get("inherit_branding"), pre_locate=pre_locate
            )
        except ValueError as error:
            if not self:
                error.context = {"view": self, "source": source.tag, "spec": specs_tree.tag}
                raise
            return self._raise(ViewError(str(error)))

    @api.private
    def locate_node(self, arch, spec):
        """Return the first element of an arch that a specification means, None if there is none."""
        return locate_node(arch, spec)

    def _get_inheriting_views(self):
        """Return these views with all that extends them."""
        trees = find_trees(self.env, self.ids, self._lang_of_archs(), self._loaded_modules())
        found = []
        for view in self:
            stack = [trees[view.id]] if view.id in trees else []
            while stack:
                row = stack.pop(0)
                found.append(row.id)
                stack = row.children + stack
        return self.browse(dict.fromkeys(found))

    # ---- which view --------------------------------------------------------------------------------------------

    @api.model
    def default_view(self, model, view_type):
        """Return the id of the first view of that kind of a model, False if it has none."""
        return self._default_view_id(model, view_type)

    @api.model
    @ormcache("model", "view_type", cache="templates")
    def _default_view_id(self, model, view_type):
        found = self.sudo().search(self._get_default_view_domain(model, view_type), limit=1)
        return found.id

    @api.model
    def _get_default_view_domain(self, model, view_type):
        """Return the domain in which the default view is looked for; a hook."""
        return Domain([("model", "=", model), ("type", "=", view_type), ("mode", "=", "primary")])

    # ---- for users ---------------------------------------------------------------------------------------------

    @api.private
    def postprocess_and_fields(self, node, model=None, **options):
        """Return an arch made ready for the user, as text, and the fields to tell the client of, by model."""
        model_name = model or self.model
        ready = self.env[model_name]._view_postprocessor(**options).run(node, self.env[model_name])
        return etree.tostring(ready.arch, encoding="unicode"), {
            name: tuple(names) for name, names in ready.models.items()
        }


def get_view_arch_from_file(filepath, xmlid):
    """Return the arch that a data file has for a view, None if it has none."""
    return places.arch_in_file(filepath, xmlid)


from .ir_ui_view_base import Base  # noqa: E402 - found here too, where addons look for it
from .ir_ui_view_custom import IrUiViewCustom, ResetViewArchWizard  # noqa: E402 - as above
