"""The fields of the database's models, as records; a field made by a user is a real column from that moment on."""

import re
from collections import defaultdict

from trivium import SQL, _, api, fields, models
from trivium.exceptions import UserError, ValidationError
from trivium.tools.cache import ormcache
from trivium.tools.safe_eval import datetime, dateutil, safe_eval, time
from trivium.tools.translate import html_translate, xml_translate

from ._reflection import MODULE_UNINSTALL_FLAG

FIELD_CLASSES = {
    field_class.type: field_class
    for field_class in (
        fields.Binary,
        fields.Boolean,
        fields.Char,
        fields.Date,
        fields.Datetime,
        fields.Float,
        fields.Html,
        fields.Integer,
        fields.Json,
        fields.Many2many,
        fields.Many2one,
        fields.Many2oneReference,
        fields.Monetary,
        fields.One2many,
        fields.Properties,
        fields.PropertiesDefinition,
        fields.Reference,
        fields.Selection,
        fields.Text,
    )
}
FIELD_TYPES = [(name, name) for name in sorted(FIELD_CLASSES)]
FIELD_TRANSLATE = {
    None: None,
    "": None,
    "standard": True,
    "html_translate": html_translate,
    "xml_translate": xml_translate,
}
_TRANSLATE_NAMES = {True: "standard", html_translate: "html_translate", xml_translate: "xml_translate"}
_MANUAL_NAME = re.compile(r"x_[a-z0-9_]*\Z")
_SQL_NAME = re.compile(r"[a-z_][a-z0-9_$]*\Z")
_SANITIZE = (
    "sanitize",
    "sanitize_overridable",
    "sanitize_tags",
    "sanitize_attributes",
    "sanitize_style",
    "sanitize_form",
)
_STRIP = ("strip_style", "strip_classes")


def make_compute(text, deps):
    """Return the compute method of a custom field from its source and its dependencies."""
    names = [dep.strip() for dep in (deps or "").split(",") if dep.strip()]

    def compute(self):
        context = {"self": self, "datetime": datetime, "dateutil": dateutil, "time": time}
        safe_eval(text, context, mode="exec")

    return api.depends(*names)(compute)


class IrModelFields(models.Model):
    """A field of a model; those with state `manual` were made by users and have names that begin with `x_`."""

    _name = "ir.model.fields"
    _description = "Fields"
    _order = "name, id"
    _rec_name = "field_description"
    _allow_sudo_commands = False

    name = fields.Char(string="Field Name", default="x_", required=True, index=True)
    model = fields.Char(string="Model Name", required=True, index=True, help="Technical name of the model.")
    relation = fields.Char(string="Related Model", help="Technical name of the model of the records it holds.")
    relation_field = fields.Char(help="For one2many fields: the many2one field of the other model.")
    relation_field_id = fields.Many2one(
        "ir.model.fields", compute="_compute_relation_field_id", store=True, ondelete="cascade", string="Relation field"
    )
    model_id = fields.Many2one("ir.model", string="Model", required=True, index=True, ondelete="cascade")
    field_description = fields.Char(string="Field Label", default="", required=True, translate=True)
    help = fields.Text(string="Field Help", translate=True)
    ttype = fields.Selection(selection=FIELD_TYPES, string="Field Type", required=True)
    selection = fields.Char(
        string="Selection Options (Deprecated)", compute="_compute_selection", inverse="_inverse_selection"
    )
    selection_ids = fields.One2many("ir.model.fields.selection", "field_id", string="Selection Options", copy=True)
    copied = fields.Boolean(string="Copied", compute="_compute_copied", store=True, readonly=False)
    related = fields.Char(string="Related Field Definition", help="Names of fields joined by dots.")
    related_field_id = fields.Many2one(
        "ir.model.fields", compute="_compute_related_field_id", store=True, string="Related Field", ondelete="cascade"
    )
    required = fields.Boolean()
    readonly = fields.Boolean()
    index = fields.Boolean(string="Indexed")
    translate = fields.Selection(
        [
            ("standard", "Translate as a whole"),
            ("html_translate", "Translate HTML terms"),
            ("xml_translate", "Translate XML terms"),
        ],
        string="Translatable",
    )
    company_dependent = fields.Boolean(string="Company Dependent", readonly=True)
    size = fields.Integer()
    state = fields.Selection(
        [("manual", "Custom Field"), ("base", "Base Field")], default="manual", required=True, readonly=True, index=True
    )
    on_delete = fields.Selection(
        [("cascade", "Cascade"), ("set null", "Set NULL"), ("restrict", "Restrict")], default="set null"
    )
    domain = fields.Char(default="[]", help="Domain that limits which records can be chosen.")
    groups = fields.Many2many("res.groups", "ir_model_fields_group_rel", "field_id", "group_id")
    group_expand = fields.Boolean(string="Expand Groups", help="Groups without records are shown too.")
    selectable = fields.Boolean(default=True)
    modules = fields.Char(compute="_in_modules", string="In Apps", help="The apps that define or extend it.")
    relation_table = fields.Char(help="For many2many fields: the table of the links.")
    column1 = fields.Char(string="Column 1", help="Column of that table that refers to the record of this model.")
    column2 = fields.Char(string="Column 2", help="Column of that table that refers to the other model.")
    compute = fields.Text(help="Python code that sets the value: for record in self: record['x_name'] = ...")
    depends = fields.Char(string="Dependencies", help="Names of fields by comma; paths are joined by dots.")
    store = fields.Boolean(string="Stored", default=True)
    currency_field = fields.Char(string="Currency field")
    sanitize = fields.Boolean(string="Sanitize HTML", default=True)
    sanitize_overridable = fields.Boolean(string="Sanitize HTML overridable", default=False)
    sanitize_tags = fields.Boolean(string="Sanitize HTML Tags", default=True)
    sanitize_attributes = fields.Boolean(string="Sanitize HTML Attributes", default=True)
    sanitize_style = fields.Boolean(string="Sanitize HTML Style", default=False)
    sanitize_form = fields.Boolean(string="Sanitize HTML Form", default=True)
    strip_style = fields.Boolean(string="Strip Style Attribute", default=False)
    strip_classes = fields.Boolean(string="Strip Class Attribute", default=False)

    _name_unique = models.Constraint("UNIQUE(model, name)", "Field names must be unique per model.")
    _size_gt_zero = models.Constraint("CHECK (size>=0)", "Size of the field cannot be negative.")
    _name_manual_field = models.Constraint(
        "CHECK (state != 'manual' OR name LIKE 'x\\_%')", "Custom fields must have a name that starts with 'x_'!"
    )

    @api.depends("relation", "relation_field")
    def _compute_relation_field_id(self):
        for record in self:
            found = self._get(record.relation, record.relation_field) if record.relation_field else self.browse()
            record.relation_field_id = found if record.state == "manual" else False

    @api.depends("related")
    def _compute_related_field_id(self):
        for record in self:
            record.related_field_id = record._related_field() if record.state == "manual" and record.related else False

    @api.depends("selection_ids")
    def _compute_selection(self):
        for record in self:
            if record.ttype in ("selection", "reference"):
                record.selection = str([(each.value, each.name) for each in record.selection_ids])
            else:
                record.selection = False

    def _inverse_selection(self):
        for record in self:
            pairs = safe_eval(record.selection or "[]")
            self.env["ir.model.fields.selection"]._update_selection(record.model, record.name, pairs)

    @api.depends("ttype", "related", "compute")
    def _compute_copied(self):
        for record in self:
            record.copied = record.ttype != "one2many" and not (record.related or record.compute)

    @api.depends()
    def _in_modules(self):
        names = self.env["ir.model"]._xmlid_modules(self)
        for record in self:
            record.modules = ", ".join(sorted(names[record.id]))

    @api.depends("field_description", "model")
    def _compute_display_name(self):
        for record in self:
            record.display_name = f"{record.field_description} ({record.model})"

    # -- checks ------------------------------------------------------------------------------------------------------

    @api.constrains("name")
    def _check_name(self):
        for record in self:
            if record.state == "manual" and not _MANUAL_NAME.match(record.name):
                raise ValidationError(
                    _(
                        "The name %s will not do: use x_ and then lower-case letters, digits and underscores.",
                        record.name,
                    )
                )

    @api.constrains("domain")
    def _check_domain(self):
        for record in self:
            if record.domain:
                safe_eval(record.domain, {"uid": self.env.uid, "user": self.env.user, "time": time})

    @api.constrains("related")
    def _check_related(self):
        for record in self:
            if record.state == "manual" and record.related:
                found = record._related_field()
                if found.ttype != record.ttype:
                    raise ValidationError(
                        _("Related field “%(path)s” is of type %(type)s.", path=record.related, type=found.ttype)
                    )
                if (found.relation or False) != (record.relation or False):
                    raise ValidationError(
                        _(
                            "Related field “%(path)s” holds records of %(model)s.",
                            path=record.related,
                            model=found.relation,
                        )
                    )

    @api.constrains("depends")
    def _check_depends(self):
        for record in self:
            for path in (record.depends or "").split(","):
                if path.strip() and record.state == "manual":
                    record._walk(path.strip())

    @api.constrains("relation")
    def _check_relation(self):
        for record in self:
            if record.state == "manual" and record.relation and not self.env["ir.model"]._get_id(record.relation):
                raise ValidationError(_("Unknown model name '%s' in Related Model", record.relation))

    @api.constrains("relation_table", "column1", "column2")
    def _check_relation_table(self):
        for record in self:
            for name in (record.relation_table, record.column1, record.column2):
                if name and not (_SQL_NAME.match(name) and len(name) <= 63):
                    raise ValidationError(_("%s is no name of a table or column.", name))

    @api.constrains("ttype", "currency_field")
    def _check_currency_field(self):
        for record in self:
            if record.state != "manual" or record.ttype != "monetary":
                continue
            if not record.currency_field:
                model = self.env.get(record.model)
                if model is not None and not {"currency_id", "x_currency_id"} & model._fields.keys():
                    raise ValidationError(
                        _(
                            "The amount %(field)s has no currency: name the field that has it, "
                            "or give %(model)s a field currency_id or x_currency_id first.",
                            field=record.name,
                            model=record.model,
                        )
                    )
            else:
                currency = self._get(record.model, record.currency_field)
                if currency.relation != "res.currency":
                    raise ValidationError(_("Currency field %s is no many2one to res.currency.", record.currency_field))

    def _related_field(self):
        """Return the field at the end of the path of a related field.

        Raises:
            ValidationError: the path leads nowhere.
        """
        self.ensure_one()
        return self._walk(self.related)

    def _walk(self, path):
        model, found = self.model, self.browse()
        for name in path.split("."):
            found = self._get(model, name) if model else self.browse()
            if not found:
                raise ValidationError(
                    _(
                        "Unknown field name “%(name)s” in “%(path)s” of field %(field)s.",
                        name=name,
                        path=path,
                        field=self.name,
                    )
                )
            model = found.relation
        return found

    # -- look-ups ----------------------------------------------------------------------------------------------------

    def _get(self, model_name, name):
        """Return the record of a field, empty if there is none."""
        return self.sudo().browse(self._get_ids(model_name).get(name) if model_name and name else ())

    @ormcache("model_name", cache="stable")
    def _get_ids(self, model_name):
        self.env.cr.execute(SQL("SELECT name, id FROM ir_model_fields WHERE model = %s", model_name))
        return dict(self.env.cr.fetchall())

    @ormcache("model_name", "self.env.lang")
    def get_field_string(self, model_name):
        """Return `{field: label}` of a model in the user's language."""
        return {each.name: each.field_description for each in self.sudo().search([("model", "=", model_name)])}

    @ormcache("model_name", "self.env.lang")
    def get_field_help(self, model_name):
        """Return `{field: help}` of a model in the user's language."""
        return {each.name: each.help for each in self.sudo().search([("model", "=", model_name)])}

    @ormcache("model_name", "field_name", "self.env.lang")
    def get_field_selection(self, model_name, field_name):
        """Return the `(value, label)` pairs of a selection field in the user's language."""
        found = (
            self.env["ir.model.fields.selection"]
            .sudo()
            .search([("field_id", "=", self._get(model_name, field_name).id)])
        )
        return [(each.value, each.name) for each in found]
