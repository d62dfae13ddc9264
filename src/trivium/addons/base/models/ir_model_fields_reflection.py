"""Fields between registry and table: reflected from code into records, and made from the records of users."""

import logging
from collections import defaultdict

from psycopg.errors import DependentObjectsStillExist

from trivium import SQL, api, models
from trivium.data.postgres import forget_statements
from trivium.tools.safe_eval import safe_eval

from ._reflection import field_xmlid, upsert_en
from .ir_model_fields import _SANITIZE, _STRIP, _TRANSLATE_NAMES, FIELD_CLASSES, FIELD_TRANSLATE, make_compute

_logger = logging.getLogger(__name__)


def _source(value):
    """Return the text of a translated value in the source language."""
    return (value or {}).get("en_US")


class IrModelFields(models.Model):
    """Reflection and instantiation of fields."""

    _inherit = "ir.model.fields"

    def _reflect_field_params(self, field, model_id):
        """Return the values that a field gives; a hook for what addons add to fields."""
        translate = _TRANSLATE_NAMES.get(field.translate, "standard" if field.translate else None)
        params = {
            "model_id": model_id,
            "model": field.model_name,
            "name": field.name,
            "field_description": field.string or field.name,
            "help": field.help or None,
            "ttype": field.type,
            "state": "manual" if field.manual else "base",
            "relation": field.comodel_name or None,
            "index": bool(field.index),
            "store": bool(field.store),
            "copied": bool(field.copy),
            "on_delete": field.ondelete if field.type == "many2one" else None,
            "related": field.related or None,
            "readonly": bool(field.readonly),
            "required": bool(field.required),
            "selectable": bool(field.search or field.store),
            "size": getattr(field, "size", None) or None,
            "translate": translate,
            "company_dependent": bool(field.company_dependent),
            "relation_field": field.inverse_name or None if field.type == "one2many" else None,
            "relation_table": field.relation if field.type == "many2many" else None,
            "column1": field.column1 if field.type == "many2many" else None,
            "column2": field.column2 if field.type == "many2many" else None,
            "currency_field": field.get_currency_field(self.env[field.model_name])
            if field.type == "monetary"
            else None,
            "group_expand": bool(field.group_expand),
        }
        if field.type == "html":
            params |= {name: bool(getattr(field, name, False)) for name in (*_SANITIZE, *_STRIP)}
        else:
            params |= dict.fromkeys((*_SANITIZE, *_STRIP))
        return params

    def _reflect_fields(self, model_names):
        """Write the fields of the registry into the table, and the external ids of the module being installed."""
        model_ids = self._model_ids(model_names)
        reflected = [
            field
            for name in model_names
            if name in model_ids
            for field in self.env[name]._fields.values()
            if not field.manual
        ]
        if not reflected:
            return
        rows = [self._reflect_field_params(field, model_ids[field.model_name]) for field in reflected]
        ids = upsert_en(self, list(rows[0]), [tuple(row.values()) for row in rows], ["model", "name"])
        self.env.registry.clear_cache("stable", "default")
        self.invalidate_model(flush=False)
        module = self.env.context.get("module")
        if module:
            self.env["ir.model.data"]._upsert(
                [
                    (*field_xmlid(module, field.model_name, field.name).split("."), self._name, field_id, False)
                    for field, field_id in zip(reflected, ids, strict=True)
                    if module in field._modules
                    or (module == self.pool[field.model_name]._original_module and not field._modules)
                ]
            )

    def _delete_vanished(self, upgraded):
        """Delete the records of fields that the code of upgraded addons has no more, and their columns.

        All addons must be loaded: what one of them adds is not there before. What an addon that is not upgraded, or
        whose folder is gone, has declared as well is kept. Migration scripts have run by now. A field without an
        external id belongs to no addon that could be asked: its record goes, its column stays.

        Args:
            upgraded: names of the addons.
        """
        known = [(name, field) for name, model in self.pool.items() for field in model._fields]
        gone = self.env.execute_query(
            SQL(
                """
                WITH vanished AS (
                    SELECT f.id FROM ir_model_fields f
                    WHERE f.model = ANY(%(models)s) AND f.state = 'base' AND NOT EXISTS (
                        SELECT 1 FROM unnest(%(known_models)s::varchar[], %(known)s::varchar[]) AS k (model, name)
                        WHERE k.model = f.model AND k.name = f.name
                    )
                ), unnamed AS (
                    DELETE FROM ir_model_data d USING vanished v
                    WHERE d.model = 'ir.model.fields' AND d.res_id = v.id AND d.module = ANY(%(upgraded)s)
                )
                DELETE FROM ir_model_fields f USING vanished v
                WHERE f.id = v.id AND NOT EXISTS (
                    SELECT 1 FROM ir_model_data d
                    WHERE d.model = 'ir.model.fields' AND d.res_id = v.id AND NOT d.module = ANY(%(upgraded)s)
                )
                RETURNING f.model, f.name, f.store AND EXISTS (
                    SELECT 1 FROM ir_model_data d WHERE d.model = 'ir.model.fields' AND d.res_id = v.id
                )
                """,
                models=list(self.pool),
                known_models=[name for name, _field in known],
                known=[field for _name, field in known],
                upgraded=list(upgraded),
            )
        )
        if gone:
            self.env.registry.clear_cache("stable", "default")
            self._drop_vanished([(model, name) for model, name, has_column in gone if has_column])

    def _drop_vanished(self, names):
        """Drop the columns of fields that are gone, where nothing outside of their tables is made of them."""
        columns = defaultdict(set)
        for model_name, name in names:
            model = self.env[model_name]
            if self.pool.is_an_ordinary_table(model):
                columns[model._table].add(name)
        for table, vanished in columns.items():
            used = {
                column.name
                for model in self.pool.values()
                if model._table == table and self.pool.is_an_ordinary_table(model)
                for column in self.pool.schema.table(model).columns
            }
            for name in sorted(vanished - used):
                self._drop_column(table, name)
        forget_statements(self.env.cr.dbname)

    def _drop_column(self, table, name):
        """Drop a column; one that a view is made of stays, and a warning names the view."""
        statement = SQL("ALTER TABLE %s DROP COLUMN IF EXISTS %s", SQL.identifier(table), SQL.identifier(name))
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(statement, log_exceptions=False)
        except DependentObjectsStillExist as error:
            _logger.warning(
                "The column %s of %s is of no field any more, and stays: %s", name, table, error.diag.message_detail
            )

    def _model_ids(self, model_names):
        rows = self.env.execute_query(SQL("SELECT model, id FROM ir_model WHERE model = ANY(%s)", list(model_names)))
        return dict(rows)

    def _ids_by_model(self, model_names):
        """Return `{model: {field: id}}`, in one query."""
        found = {name: {} for name in model_names}
        if found:
            for model, name, field_id in self.env.execute_query(
                SQL("SELECT model, name, id FROM ir_model_fields WHERE model = ANY(%s)", list(model_names))
            ):
                found[model][name] = field_id
        return found

    # -- models and fields made by users -----------------------------------------------------------------------------

    @classmethod
    def _manual_field_definitions(cls, cr):
        """Return the declarations of all custom fields by model and name; custom models are added to the registry.

        The registry calls this while it is being made: only the tables can be relied on.
        """
        cr.execute(
            SQL(
                """
                SELECT (SELECT json_agg(to_jsonb(m)) FROM ir_model m WHERE m.state = 'manual'),
                       (SELECT json_agg(to_jsonb(f) || jsonb_build_object(
                            'selection', (SELECT json_agg(json_build_array(s.value, s.name->>'en_US')
                                                          ORDER BY s.sequence, s.id)
                                          FROM ir_model_fields_selection s WHERE s.field_id = f.id),
                            'groups', (SELECT string_agg(d.module || '.' || d.name, ',')
                                       FROM ir_model_fields_group_rel r
                                       JOIN ir_model_data d ON d.model = 'res.groups' AND d.res_id = r.group_id
                                       WHERE r.field_id = f.id)))
                        FROM ir_model_fields f WHERE f.state = 'manual')
                """
            )
        )
        model_rows, field_rows = cr.fetchone()
        cls.pool["ir.model"]._add_manual_models(model_rows or [])
        # a recordset without environment: hooks look at the row and the registry alone
        instance = object.__new__(cls)
        found = {}
        for row in field_rows or ():
            data = {**row, "field_description": _source(row["field_description"]), "help": _source(row["help"])}
            field = instance._instanciate(data)
            if field is not None:
                found.setdefault(data["model"], {})[data["name"]] = field
        return found

    @api.model
    def _instanciate_attrs(self, field_data):
        """Return the arguments with which the class of a custom field is called, None to leave it out; a hook."""
        ttype = field_data["ttype"]
        attrs = {
            "manual": True,
            "string": field_data["field_description"],
            "help": field_data["help"],
            "index": bool(field_data["index"]),
            "copy": bool(field_data["copied"]),
            "related": field_data["related"] or None,
            "required": bool(field_data["required"]),
            "readonly": bool(field_data["readonly"]),
            "store": bool(field_data["store"]),
            "groups": field_data["groups"] or None,
        }
        if field_data["compute"]:
            attrs["compute"] = make_compute(field_data["compute"], field_data["depends"])
        if ttype in ("char", "text", "html"):
            attrs["translate"] = FIELD_TRANSLATE.get(field_data["translate"])
            if ttype == "char":
                attrs["size"] = field_data["size"] or None
            elif ttype == "html":
                attrs |= {name: bool(field_data[name]) for name in (*_SANITIZE, *_STRIP)}
        elif ttype in ("selection", "reference"):
            attrs["selection"] = [tuple(pair) for pair in field_data["selection"] or ()]
            attrs["group_expand"] = bool(field_data["group_expand"])
        elif ttype in ("many2one", "one2many", "many2many"):
            return self._relational_attrs(field_data, attrs)
        elif ttype == "monetary" and field_data["currency_field"]:
            attrs["currency_field"] = field_data["currency_field"]
        return attrs

    def _relational_attrs(self, field_data, attrs):
        ttype, comodel = field_data["ttype"], field_data["relation"]
        if comodel not in self.pool:
            return None  # its addon is not loaded, or not yet: the field comes with it
        attrs["comodel_name"] = comodel
        attrs["domain"] = safe_eval(field_data["domain"] or "[]") or []
        if ttype == "many2one":
            attrs["ondelete"] = field_data["on_delete"]
            attrs["group_expand"] = "_read_group_expand_full" if field_data["group_expand"] else None
        elif ttype == "one2many":
            attrs["inverse_name"] = field_data["relation_field"]
        else:
            attrs["relation"] = field_data["relation_table"] or self._relation_table(field_data)
            attrs["column1"] = field_data["column1"] or "id1"
            attrs["column2"] = field_data["column2"] or "id2"
        return attrs

    @staticmethod
    def _relation_table(field_data):
        """Return the name of the table of links of a custom many2many field."""
        return f"x_{field_data['model']}_{field_data['name']}_rel".replace(".", "_")[:63]

    @api.model
    def _instanciate(self, field_data):
        """Return the field object for a row of a custom field, or None where it cannot be made now."""
        attrs = self._instanciate_attrs(field_data)
        return FIELD_CLASSES[field_data["ttype"]](**attrs) if attrs else None
