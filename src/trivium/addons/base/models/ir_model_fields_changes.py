"""Fields made, changed and removed by users: class and table follow at once."""

import re
from collections import defaultdict

from trivium import SQL, _, api, models
from trivium.data.names import make_identifier, make_index_name
from trivium.exceptions import UserError

from ._reflection import MODULE_UNINSTALL_FLAG

# what of a field makes its column: changing it later would change data
_FIXED = {"model", "model_id", "ttype", "relation", "store", "translate"}


class IrModelFields(models.Model):
    """Creation, change and removal of fields."""

    _inherit = "ir.model.fields"

    @api.model_create_multi
    def create(self, vals_list):
        """Create fields; custom ones get their column at once."""
        for vals in vals_list:
            if "model_id" in vals:
                vals["model"] = self.env["ir.model"].browse(vals["model_id"]).model
            elif vals.get("model"):
                vals["model_id"] = self.env["ir.model"]._get_id(vals["model"])
            if not vals.get("field_description"):
                vals["field_description"] = vals.get("name", "").removeprefix("x_").replace("_", " ").capitalize()
        self.env.registry.clear_cache("stable", "default")
        records = super().create(vals_list)
        self._apply_manual(records.filtered(lambda record: record.state == "manual").mapped("model"))
        return records

    def write(self, vals):
        """Write; the registry is made anew where the class of a custom field changes."""
        if not vals:
            return True
        manual = self.filtered(lambda record: record.state == "manual")
        changing = vals.keys() - {"field_description", "help", "selectable"}
        if self - manual and changing - {"modules"} and not self.env.context.get("install_mode"):
            raise UserError(
                _("Properties of base fields cannot be altered in this manner! Please modify them through Python code.")
            )
        for name in _FIXED & vals.keys():
            if any((record[name].id if name == "model_id" else record[name]) != vals[name] for record in manual):
                raise UserError(
                    _("%s of a custom field cannot be changed: make another field.", self._fields[name].string)
                )
        renamed = manual.filtered(lambda record: record.name != vals["name"]) if "name" in vals else self.browse()
        renames = renamed._renames(vals["name"]) if renamed else []
        result = super().write(vals)
        self.env.registry.clear_cache("stable", "default")
        if renames:
            self.env.flush_all()
            for statement in renames:
                self.env.cr.execute(statement)
        if changing:
            self._apply_manual(manual.mapped("model"))
        return result

    def _renames(self, name):
        """Return the statements that give the column of this field, and what belongs to it, another name.

        Raises:
            UserError: there are several fields, or something needs the present name.
        """
        if len(self) > 1:
            raise UserError(_("Rename one field at a time: they cannot all be called “%s”.", name))
        self._prepare_update()
        model = self.env.get(self.model)
        field = model._fields.get(self.name) if model is not None else None
        if field is None:
            return []
        if field.type == "many2many":  # its links stay in their table, which was named after it
            names = {"relation_table": field.relation, "column1": field.column1, "column2": field.column2}
            super().write(names)
            return []
        if not field.is_stored_column:
            files = "UPDATE ir_attachment SET res_field = %s WHERE res_model = %s AND res_field = %s"
            return [SQL(files, name, self.model, self.name)] if field.type == "binary" else []
        table = SQL.identifier(model._table)
        given = [
            SQL("ALTER TABLE %s RENAME COLUMN %s TO %s", table, SQL.identifier(self.name), SQL.identifier(name)),
            SQL(
                "ALTER INDEX IF EXISTS %s RENAME TO %s",
                SQL.identifier(make_index_name(model._table, self.name)),
                SQL.identifier(make_index_name(model._table, name)),
            ),
        ]
        if field.type == "many2one":  # it comes again with the new name
            key = SQL.identifier(make_identifier(f"{model._table}_{self.name}_fkey"))
            given.append(SQL("ALTER TABLE %s DROP CONSTRAINT IF EXISTS %s", table, key))
        return given

    def _apply_manual(self, model_names):
        """Make classes and tables follow the custom fields of `model_names`."""
        names = [name for name in dict.fromkeys(model_names) if name in self.pool]
        if names:
            self.env.flush_all()
            self.pool.setup_models(self.env.cr, names)
            touched = self.pool.descendants(names, "_inherits")
            self.pool.init_models(self.env.cr, list(touched), {**self.env.context, "update_custom_fields": True})
            self.pool.registry_invalidated = True

    @api.ondelete(at_uninstall=False)
    def _unlink_if_manual(self):
        if any(record.state != "manual" for record in self):
            raise UserError(_("This column contains module data and cannot be removed!"))

    def unlink(self):
        """Delete fields with their columns and tables of links."""
        if not self:
            return True
        uninstalling = self.env.context.get(MODULE_UNINSTALL_FLAG)
        if not uninstalling:
            self._prepare_update()
        names = list(dict.fromkeys(self.mapped("model")))
        drops = self._column_drops()
        self._unlink_files()
        result = super().unlink()
        self.env["ir.model.data"]._drop(drops)
        self.env.registry.clear_cache("stable", "default")
        if not uninstalling:
            self.env.flush_all()
            self.pool.setup_models(self.env.cr, names)
            self.pool.registry_invalidated = True
        return result

    def _prepare_update(self):
        """Raise where another field or a view needs one of these, which are to go; a hook.

        Returns:
            the fields that were looked at.

        Raises:
            UserError: it names what needs it.
        """
        for record in self:
            field = self.pool[record.model]._fields.get(record.name) if record.model in self.pool else None
            if field is None:
                continue
            others = [
                other
                for other in self.pool.get_dependent_fields(field)
                if not other.inherited and self._get(other.model_name, other.name) not in self
            ]
            if others:
                raise UserError(
                    _(
                        "The field '%(field)s' cannot be removed because the field '%(other)s' depends on it.",
                        field=field,
                        other=others[0],
                    )
                )
            views = self.env["ir.ui.view"].search([("model", "=", record.model), ("arch_db", "like", record.name)])
            for view in views:
                if re.search(rf"""name=(['"]){re.escape(record.name)}\1""", view.arch_db or ""):
                    raise UserError(
                        _(
                            "Cannot delete or rename field %(field)s: view %(view)s has it. Take it out there first.",
                            field=field,
                            view=view.name,
                        )
                    )
        return self

    def _unlink_files(self):
        """Delete the attachments that hold the values of these fields."""
        attachments = self.env["ir.attachment"].sudo()
        binary = self.filtered(lambda record: record.ttype == "binary")
        for model, records in binary.grouped("model").items():
            names = records.mapped("name")
            attachments.search([("res_model", "=", model), ("res_field", "in", names)]).unlink()

    def _column_drops(self):
        """Return the statements that drop columns and tables of links."""
        columns = defaultdict(list)
        tables = set()
        for record in self:
            model = self.env.get(record.model)
            field = model._fields.get(record.name) if model is not None else None
            if record.name in models.MAGIC_COLUMNS or field is None:
                continue
            if record.ttype == "many2many":
                if field.store and field.relation and self._is_last_use(field):
                    tables.add(field.relation)
            elif field.is_stored_column and not model._abstract and model._auto:
                columns[model._table].append(record.name)
        result = []
        for table, names in columns.items():
            drops = SQL(", ").join(SQL("DROP COLUMN IF EXISTS %s CASCADE", SQL.identifier(name)) for name in names)
            result.append(SQL("ALTER TABLE IF EXISTS %s %s", SQL.identifier(table), drops))
        result += [SQL("DROP TABLE IF EXISTS %s CASCADE", SQL.identifier(table)) for table in tables]
        return result

    def _is_last_use(self, field):
        """Tell whether no other field uses the table of links of `field`."""
        going = {(record.model, record.name) for record in self}
        return all(
            (other.model_name, other.name) in going
            for (table, _column1, _column2), others in self.pool.many2many.items()
            if table == field.relation
            for other in others
        )
