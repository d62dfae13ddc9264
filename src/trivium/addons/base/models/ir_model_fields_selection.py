"""The values of selection fields, as records."""

from trivium import SQL, _, api, fields, models
from trivium.exceptions import UserError

from ._reflection import MODULE_UNINSTALL_FLAG, selection_xmlid, upsert_en


class IrModelFieldsSelection(models.Model):
    """A value that a selection field can have, with its label."""

    _name = "ir.model.fields.selection"
    _description = "Fields Selection"
    _order = "sequence, id"
    _allow_sudo_commands = False

    field_id = fields.Many2one(
        "ir.model.fields",
        required=True,
        ondelete="cascade",
        index=True,
        domain=[("ttype", "in", ["selection", "reference"])],
    )
    value = fields.Char(required=True)
    name = fields.Char(translate=True, required=True)
    sequence = fields.Integer(default=1000)

    _selection_field_uniq = models.Constraint("UNIQUE(field_id, value)", "Selections values must be unique per field")

    def _reflect_selections(self, model_names):
        """Write the values of the registry's selection fields into the table, with their external ids."""
        reflected = self._listed_fields(model_names)
        field_ids = self.env["ir.model.fields"]._ids_by_model(model_names)
        entries = [
            (field, field_ids[field.model_name][field.name], value, label, index)
            for field in reflected
            if field.name in field_ids[field.model_name]
            for index, (value, label) in enumerate(field.selection)
        ]
        rows = [(field_id, str(value), str(label), index) for _field, field_id, value, label, index in entries]
        ids = upsert_en(self, ["field_id", "value", "name", "sequence"], rows, ["field_id", "value"])
        self.invalidate_model(flush=False)
        module = self.env.context.get("module")
        if module:
            self.env["ir.model.data"]._upsert(
                [
                    (*self._xmlid(module, field, value), self._name, selection_id, False)
                    for (field, _fid, value, _label, _index), selection_id in zip(entries, ids, strict=True)
                    if module == field.selection_from.get(value)
                ]
            )

    @staticmethod
    def _xmlid(module, field, value):
        return selection_xmlid(module, field.model_name, field.name, str(value)).split(".", 1)

    def _listed_fields(self, model_names):
        """Return the fields of models whose values are in the code."""
        return [
            field
            for name in model_names
            for field in self.env[name]._fields.values()
            if field.type in ("selection", "reference") and isinstance(field.selection, list) and not field.manual
        ]

    def _delete_vanished(self):
        """Delete the values that the code has no more, and what their records have of them as the field asks.

        All addons must be loaded: what one of them adds is not there before. Values of addons that are left out, since
        their folder is gone, are kept.
        """
        names = list(self.pool)
        field_ids = self.env["ir.model.fields"]._ids_by_model(names)
        known = {
            field_ids[field.model_name][field.name]: {str(value) for value, _label in field.selection}
            for field in self._listed_fields(names)
            if field.name in field_ids[field.model_name]
        }
        found = self.env.execute_query(
            SQL(
                """
                SELECT s.id, s.field_id, s.value FROM ir_model_fields_selection s
                WHERE s.field_id = ANY(%s) AND NOT EXISTS (
                    SELECT 1 FROM ir_model_data d
                    WHERE d.model = 'ir.model.fields.selection' AND d.res_id = s.id AND NOT d.module = ANY(%s)
                )
                """,
                list(known),
                list(self.pool._init_modules),
            )
        )
        gone = [selection_id for selection_id, field_id, value in found if value not in known[field_id]]
        if gone:
            self.browse(gone).with_context(**{MODULE_UNINSTALL_FLAG: True}).unlink()

    @api.model
    def _update_selection(self, model_name, field_name, selection):
        """Make the values of a custom field those of `selection`, `(value, label)` pairs in order."""
        field = self.env["ir.model.fields"]._get(model_name, field_name)
        present = {each.value: each for each in self.search([("field_id", "=", field.id)])}
        for index, (value, label) in enumerate(selection):
            record = present.pop(value, None)
            if record is None:
                self.create({"field_id": field.id, "value": value, "name": label, "sequence": index})
            else:
                record.write({"name": label, "sequence": index})
        self.union(*present.values()).unlink()

    @api.model_create_multi
    def create(self, vals_list):
        """Create values of custom fields."""
        field_ids = {vals["field_id"] for vals in vals_list}
        owners = self.env["ir.model.fields"].browse(field_ids)
        if any(field.state != "manual" for field in owners) and not self.env.context.get("install_mode"):
            raise UserError(
                _("Properties of base fields cannot be altered in this manner! Please modify them through Python code.")
            )
        records = super().create(vals_list)
        self._apply(owners)
        return records

    def write(self, vals):
        """Write; where the value changes, so do the records that have it."""
        if "value" in vals:
            for record in self:
                record._rename(vals["value"])
        result = super().write(vals)
        self._apply(self.field_id)
        return result

    def _rename(self, value):
        """Give the records that have this value the new one."""
        model = self.env.get(self.field_id.model)
        if value == self.value or model is None or not self.field_id.store or model._abstract:
            return
        column = SQL.identifier(self.field_id.name)
        self.env.cr.execute(
            SQL("UPDATE %s SET %s = %s WHERE %s = %s", SQL.identifier(model._table), column, value, column, self.value)
        )
        model.invalidate_model([self.field_id.name], flush=False)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_manual(self):
        if any(record.field_id.state != "manual" for record in self):
            raise UserError(
                _("Properties of base fields cannot be altered in this manner! Please modify them through Python code.")
            )

    def unlink(self):
        """Delete values; records that have one are treated as the field's `ondelete` says."""
        owners = self.field_id
        self._process_ondelete()
        result = super(IrModelFieldsSelection, self.exists()).unlink()
        if not self.env.context.get(MODULE_UNINSTALL_FLAG):
            self._apply(owners)
        return result

    def _apply(self, owners):
        manual = owners.filtered(lambda field: field.state == "manual")
        if manual:
            self.env.registry.clear_cache("stable", "default")
            manual._apply_manual(manual.mapped("model"))

    def _process_ondelete(self):
        """Treat the records that have one of these values as the field's `ondelete` says."""
        # read first: where models and fields are the records, values of theirs may go along
        values = [(each.field_id.model, each.field_id.name, each.value) for each in self]
        for model_name, field_name, selected in values:
            model = self.env.get(model_name)
            field = model._fields.get(field_name) if model is not None else None
            if field is None or not field.is_stored_column or model._abstract or not model._auto:
                continue
            action = (getattr(field, "ondelete", None) or {}).get(selected)
            if field.company_dependent or (action is None and field.required and not field.manual):
                continue
            records = model.with_context(active_test=False).sudo().search([(field.name, "=", selected)])
            if not records:
                continue
            if callable(action):
                action(records)
            elif action == "cascade":
                records.unlink()
            elif action == "set default":
                value = field.convert_to_write(field.default(model), model) if field.default else False
                records.write({field.name: value})
            elif action and action.startswith("set "):
                records.write({field.name: False if action == "set null" else action.removeprefix("set ")})
            else:
                records.write({field.name: False})
