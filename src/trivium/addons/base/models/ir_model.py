"""The models of the database, as records; models made by users are kept here and nowhere else."""

import re
from collections import defaultdict

from trivium import SQL, _, api, fields, models
from trivium.exceptions import UserError, ValidationError
from trivium.orm.composition import add_to_registry
from trivium.tools.cache import ormcache

from ._reflection import (
    MODULE_UNINSTALL_FLAG,
    defining_modules,
    field_xmlid,
    model_xmlid,
    selection_xmlid,
    upsert_en,
)
from .base import Base
from .ir_model_access import IrModelAccess
from .ir_model_constraint import IrModelConstraint, IrModelInherit, IrModelRelation
from .ir_model_data import IrModelData
from .ir_model_fields import IrModelFields
from .ir_model_fields_selection import IrModelFieldsSelection

_MANUAL_NAME = re.compile(r"x_[a-z0-9_.]*\Z")
_ORDER_TERM = re.compile(r'\s*"?(?P<field>\w+)"?\s*(?:asc|desc)?\s*(?:nulls\s+(?:first|last))?\s*\Z', re.IGNORECASE)
_NAMING = (
    ("ir.actions.act_window", "res_model"),
    ("ir.actions.report", "model"),
    ("ir.embedded.actions", "parent_res_model"),
    ("ir.exports", "resource"),
    ("ir.filters", "model_id"),
    ("ir.ui.view", "model"),
)
"""Model and field of records that are of no use without the model that the field names."""


class Unknown(models.AbstractModel):
    """Stands for a comodel that is not there."""

    _name = "_unknown"
    _description = "Unknown"


class IrModel(models.Model):
    """A model; those with state `manual` were made by users and have names that begin with `x_`."""

    _name = "ir.model"
    _description = "Models"
    _order = "name ASC"
    _rec_names_search = ("name", "model")
    _allow_sudo_commands = False

    name = fields.Char(string="Model Description", translate=True, required=True)
    model = fields.Char(default="x_", required=True)
    order = fields.Char(string="Order", default="id", required=True, help="Fields to sort by, as in an ORDER BY.")
    info = fields.Text(string="Information")
    field_id = fields.One2many(
        "ir.model.fields", "model_id", string="Fields", required=True, default=lambda self: self._default_field_id()
    )
    inherited_model_ids = fields.Many2many(
        "ir.model", compute="_inherited_models", string="Inherited models", help="The models that it is built upon."
    )
    state = fields.Selection([("manual", "Custom Object"), ("base", "Base Object")], default="manual", readonly=True)
    access_ids = fields.One2many("ir.model.access", "model_id", string="Access")
    rule_ids = fields.One2many("ir.rule", "model_id", string="Record Rules")
    abstract = fields.Boolean(string="Abstract Model")
    transient = fields.Boolean(string="Transient Model")
    modules = fields.Char(compute="_in_modules", string="In Apps", help="The apps that define or extend it.")
    view_ids = fields.One2many("ir.ui.view", compute="_view_ids", string="Views")
    count = fields.Integer(compute="_compute_count", string="Count (Incl. Archived)")
    fold_name = fields.Char(string="Fold Field", help="Boolean field of the groups that tells which start folded.")

    _obj_name_uniq = models.Constraint("UNIQUE (model)", "Each model must have a unique name.")

    def _default_field_id(self):
        if self.env.context.get("install_mode"):
            return []
        return [(0, 0, {"name": "x_name", "field_description": _("Name"), "ttype": "char", "copied": True})]

    @api.depends()
    def _inherited_models(self):
        self.inherited_model_ids = False
        for record in self:
            parents = list(self.env[record.model]._inherits) if record.model in self.env else []
            if parents:
                record.inherited_model_ids = self.search([("model", "in", parents)])

    @api.depends()
    def _in_modules(self):
        names = self._xmlid_modules(self)
        for record in self:
            record.modules = ", ".join(sorted(names[record.id]))

    @api.model
    def _xmlid_modules(self, records):
        """Return the names of the installed addons that have an external id for each of `records`, by id."""
        names = defaultdict(set)
        if records.ids:
            rows = self.env.execute_query(
                SQL(
                    """
                    SELECT d.res_id, d.module FROM ir_model_data d
                    JOIN ir_module_module m ON m.name = d.module AND m.state IN ('installed', 'to upgrade', 'to remove')
                    WHERE d.model = %s AND d.res_id = ANY(%s)
                    """,
                    records._name,
                    records.ids,
                )
            )
            for res_id, module in rows:
                names[res_id].add(module)
        return names

    @api.depends()
    def _view_ids(self):
        views = self.env["ir.ui.view"].search([("model", "in", self.mapped("model"))]).grouped("model")
        for record in self:
            record.view_ids = views.get(record.model, False)

    @api.depends()
    def _compute_count(self):
        self.count = 0
        for record in self:
            model = self.env.get(record.model)
            if model is not None and not model._abstract and model._auto:
                self.env.cr.execute(SQL("SELECT count(*) FROM %s", SQL.identifier(model._table)))
                record.count = self.env.cr.fetchone()[0]

    @api.constrains("model")
    def _check_model_name(self):
        for record in self:
            if record.state == "manual" and not _MANUAL_NAME.match(record.model):
                raise ValidationError(
                    _(
                        "The name %s will not do: a custom model is named x_ and then lower-case letters, digits, "
                        "underscores and dots.",
                        record.model,
                    )
                )

    @api.constrains("order", "field_id")
    def _check_order(self):
        for record in self:
            known = set(record.field_id.mapped("name")) | set(models.MAGIC_COLUMNS)
            for term in record.order.split(","):
                match = _ORDER_TERM.match(term)
                if not match:
                    raise ValidationError(
                        _('"%s" is no order: write field names, each with asc or desc.', record.order)
                    )
                if record.state == "manual" and match["field"] not in known:
                    raise ValidationError(
                        _("Unable to order by %s: fields used for ordering must be stored.", match["field"])
                    )

    @api.constrains("fold_name")
    def _check_fold_name(self):
        for record in self:
            if record.fold_name and record.fold_name not in record.field_id.mapped("name"):
                raise ValidationError(_("The value of 'Fold Field' should be a field of the model."))

    # -- look-ups ----------------------------------------------------------------------------------------------------

    def _get(self, name):
        """Return the record of the model of that name, empty if there is none."""
        model_id = self._get_id(name) if name else False
        return self.sudo().browse(model_id)

    @ormcache("name", cache="stable")
    def _get_id(self, name):
        self.env.cr.execute(SQL("SELECT id FROM ir_model WHERE model = %s", name))
        row = self.env.cr.fetchone()
        return row[0] if row else False

    @api.model
    def _is_manual_name(self, name):
        return name.startswith("x_")

    @api.model
    def _get_model_info(self, models_to_check):
        """Return `[{model, name}]` for those of `models_to_check` that the user may read and that have views."""
        accessible = [
            name
            for name in models_to_check
            if name in self.env and not self.env[name]._abstract and self.env[name].has_access("read")
        ]
        return [
            {"model": each.model, "name": each.display_name}
            for each in self.sudo().search([("model", "in", accessible)])
        ]

    @api.model
    def display_name_for(self, models_to_name):
        """Return `[{model, display_name}]` for model names; the name itself where the user may not read the model."""
        names = {each.model: each.name for each in self.sudo().search([("model", "in", models_to_name)])}
        return [
            {
                "model": name,
                "display_name": names.get(name, name)
                if name in self.env and self.env[name].has_access("read")
                else name,
            }
            for name in models_to_name
        ]

    @api.model
    def get_available_models(self):
        """Return `[{model, display_name}]` of the models with records that the user may read."""
        accessible = [
            name
            for name in self.env
            if not self.env[name]._abstract and not self.env[name]._transient and self.env[name].has_access("read")
        ]
        return self.display_name_for(accessible)

    # -- changes by users --------------------------------------------------------------------------------------------

    @api.ondelete(at_uninstall=False)
    def _unlink_if_manual(self):
        for record in self:
            if record.state != "manual":
                raise UserError(_("Model %s contains module data and cannot be removed.", record.name))

    @api.model_create_multi
    def create(self, vals_list):
        """Create models; custom ones get a class and a table at once."""
        records = super().create(vals_list)
        manual = [record.model for record in records if record.state == "manual"]
        if manual:
            self.env.flush_all()
            self.pool.setup_models(self.env.cr)
            self.pool.init_models(self.env.cr, manual, {**self.env.context, "update_custom_fields": True})
            self.pool.registry_invalidated = True
        return records

    @api.model
    def name_create(self, name):
        """Create a custom model whose technical name is made from its label."""
        technical = "x_" + "_".join(re.findall(r"[a-z0-9]+", name.lower()))
        record = self.create({"name": name, "model": technical})
        return record.id, record.display_name

    def write(self, vals):
        """Write; the registry is made anew where the class of a custom model changes."""
        for name in ("model", "state", "abstract", "transient"):
            if name in vals and any(record[name] != vals[name] for record in self):
                raise UserError(_("Field %s cannot be changed on models.", self._fields[name].string))
        result = super().write(vals)
        if vals.keys() & {"order", "fold_name"} and any(record.state == "manual" for record in self):
            self.env.flush_all()
            self.pool.setup_models(self.env.cr)
            self.pool.registry_invalidated = True
        return result

    def unlink(self):
        """Delete models with their tables."""
        if not self:
            return True
        names = self.mapped("model")
        self._unlink_references(names)
        made = self.env["ir.model.fields"].search([("state", "=", "manual")])
        own = made.filtered(lambda field: field.model in names)
        (made - own).filtered(lambda field: field.relation in names).unlink()
        own.with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()
        self._drop_table()
        result = super().unlink()
        self.env.registry.clear_cache("stable", "default")
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            self.env.flush_all()
            for name in set(names) & set(self.pool):
                del self.pool[name]
            self.pool.setup_models(self.env.cr)
            self.pool.registry_invalidated = True
        return result

    def _unlink_references(self, names):
        """Delete the records that say by its name that they belong to one of the models `names`."""
        for model, field in self._references_by_name():
            records = self.env[model].sudo().with_context(active_test=False, skip_res_field_check=True)
            records.search([(field, "in", names)]).unlink()
        self.env["ir.cron"].with_context(active_test=False).search([("model_id", "in", self.ids)]).unlink()

    @api.model
    def _references_by_name(self):
        """Return model and field of all that names a model, and means nothing once that is gone; a hook.

        What refers to a record by model and id is found by itself.
        """
        found = set(_NAMING)
        for name, model in self.pool.items():
            if model._abstract or not model._auto or name == "ir.model.data":
                continue
            for field in model._fields.values():
                by_name = model._fields.get(field.model_field) if field.type == "many2one_reference" else None
                if field.store and by_name is not None and by_name.store and not by_name.inherited:
                    found.add((name, by_name.name))
        return [*sorted(found), ("ir.model.data", "model")]

    def _drop_table(self):
        """Drop the tables of these models, which are to go; a hook."""
        self.env["ir.model.data"]._drop(self._table_drops())
        return True

    def _table_drops(self):
        """Return the statements that drop the tables of these models, and the views of those defined by a query."""
        drops = []
        for record in self:
            model = self.env.get(record.model)
            if model is None and record.state == "manual":
                table = record.model.replace(".", "_")  # left out of the registry, but its table is there
            elif model is None or model._abstract:
                continue
            else:
                table = model._table
            self.env.cr.execute(SQL("SELECT relkind FROM pg_class WHERE oid = to_regclass(%s)", f'"{table}"'))
            row = self.env.cr.fetchone()
            if row:
                kind = SQL("VIEW") if row[0] == "v" else SQL("TABLE")
                drops.append(SQL("DROP %s IF EXISTS %s CASCADE", kind, SQL.identifier(table)))
        return drops

    # -- reflection --------------------------------------------------------------------------------------------------

    def _reflect_model_params(self, model):
        """Return the values that a model's class gives; a hook for what addons add to models."""
        return {
            "model": model._name,
            "name": model._description,
            "order": model._order,
            "info": (type(model).__doc__ or "").strip().partition("\n\n")[0] or None,
            "state": "manual" if model._custom else "base",
            "abstract": model._abstract,
            "transient": model._transient,
            "fold_name": model._fold_name,
        }

    def _reflect_models(self, model_names):
        """Write the models of the registry into the table, and the external ids of the module being installed."""
        rows = [self._reflect_model_params(self.env[name]) for name in model_names]
        if not rows:
            return
        names = list(rows[0])
        ids = upsert_en(self, names, [tuple(row.values()) for row in rows], ["model"])
        self.invalidate_model(flush=False)
        module = self.env.context.get("module")
        if module:
            self.env["ir.model.data"]._upsert(
                [
                    (*model_xmlid(module, name).split("."), self._name, model_id, False)
                    for name, model_id in zip(model_names, ids, strict=True)
                    if module in defining_modules(self.pool[name])
                ]
            )

    # -- models made by users ----------------------------------------------------------------------------------------

    @api.model
    def _instanciate_attrs(self, model_data):
        """Return the class attributes of a custom model; a hook."""
        return {
            "_name": model_data["model"],
            "_description": model_data["name"],
            "_module": None,
            "_custom": True,
            "_auto": True,
            "_abstract": bool(model_data["abstract"]),
            "_transient": bool(model_data["transient"]),
            "_order": model_data["order"] or "id",
            "_fold_name": model_data["fold_name"] or "fold",
            "__doc__": model_data["info"],
        }

    @classmethod
    def _add_manual_models(cls, rows):
        """Put the classes of custom models into the registry, those of models that are gone out of it."""
        for name in [name for name, model in cls.pool.models.items() if model._custom]:
            del cls.pool[name]
        instance = object.__new__(cls)  # hooks look at the row alone
        for row in rows:
            attrs = instance._instanciate_attrs({**row, "name": (row["name"] or {}).get("en_US") or row["model"]})
            add_to_registry(cls.pool, models.MetaModel("CustomModel", (models.Model,), attrs))


__all__ = [
    "MODULE_UNINSTALL_FLAG",
    "Base",
    "IrModel",
    "IrModelAccess",
    "IrModelConstraint",
    "IrModelData",
    "IrModelFields",
    "IrModelFieldsSelection",
    "IrModelInherit",
    "IrModelRelation",
    "Unknown",
    "field_xmlid",
    "model_xmlid",
    "selection_xmlid",
]
