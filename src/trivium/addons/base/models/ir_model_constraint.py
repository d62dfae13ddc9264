"""Constraints, tables of links and inheritance of the database's models, as records: what removal has to undo."""

from trivium import SQL, _, api, fields, models
from trivium.exceptions import AccessError

from ._reflection import upsert_en


def _kind(table_object):
    """Return the type of record for what a model declares of its table."""
    if isinstance(table_object, models.Index):
        return "i"
    return "c" if isinstance(table_object, models.HiddenColumn) else "u"


class IrModelConstraint(models.Model):
    """A constraint, index or hidden column that an addon put on a table."""

    _name = "ir.model.constraint"
    _description = "Model Constraint"
    _allow_sudo_commands = False

    name = fields.Char(string="Constraint", required=True, index=True, readonly=True, help="Name in PostgreSQL.")
    definition = fields.Char(help="Definition in SQL.", readonly=True)
    message = fields.Char(help="What the user reads when it is violated.", translate=True)
    model = fields.Many2one("ir.model", required=True, ondelete="cascade", index=True, readonly=True)
    module = fields.Many2one("ir.module.module", required=True, index=True, ondelete="cascade", readonly=True)
    type = fields.Char(
        string="Constraint Type",
        required=True,
        size=1,
        readonly=True,
        help="`f` foreign key, `u` other, `i` index, `c` column.",
    )

    _module_name_uniq = models.Constraint(
        "UNIQUE(name, module)", "Constraints with the same name are unique per module."
    )

    def unlink(self):
        """Delete the records; the objects of the database stay."""
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def copy_data(self, default=None):
        """Copy under a name that is free."""
        vals_list = super().copy_data(default=default)
        return [dict(vals, name=f"{record.name}_copy") for record, vals in zip(self, vals_list, strict=True)]

    def _module_data_uninstall(self):
        """Drop what the addons of these records put on tables, unless another addon has it too."""
        if not self.env.is_system():
            raise AccessError(_("Administrator access is required to uninstall a module"))
        self.env.flush_all()
        shared = self.sudo().search([("name", "in", self.mapped("name")), ("id", "not in", self.ids)]).mapped("name")
        for record in self:
            model = self.env.get(record.model.model)
            if record.name in shared or model is None or model._abstract:
                continue
            if record.type == "c":
                column = (record.definition or "").partition(" ")[0]
                self.env.cr.execute(
                    SQL(
                        "ALTER TABLE IF EXISTS %s DROP COLUMN IF EXISTS %s",
                        SQL.identifier(model._table),
                        SQL.identifier(column),
                    )
                )
            elif record.type == "i":
                self.env.cr.execute(SQL("DROP INDEX IF EXISTS %s", SQL.identifier(record.name)))
            else:
                self.env.cr.execute(
                    SQL(
                        "ALTER TABLE IF EXISTS %s DROP CONSTRAINT IF EXISTS %s",
                        SQL.identifier(model._table),
                        SQL.identifier(record.name),
                    )
                )
        super().unlink()

    def _reflect_constraints(self, model_names):
        """Write the constraints and indexes that the models of the registry declare into the table."""
        rows = {}  # by name: models may share a table
        module_ids = self.env["ir.module.module"]._ids_by_name()
        model_ids = self.env["ir.model.fields"]._model_ids(model_names)
        for name in model_names:
            model = self.env[name]
            if model._abstract:
                continue
            for each in model._table_objects.values():
                module = each._module or model._original_module
                if module not in module_ids:
                    continue
                kind = _kind(each)
                message = each.message if isinstance(each.message, str) and each.message else None
                full_name = each.full_name(model)
                row = (full_name, module_ids[module], model_ids[name], kind, each.get_definition(self.pool), message)
                rows.setdefault((module, f"constraint_{full_name}"), row)
        names = ["name", "module", "model", "type", "definition", "message"]
        ids = upsert_en(self, names, list(rows.values()), ["name", "module"])
        self.invalidate_model(flush=False)
        self.env["ir.model.data"]._upsert(
            [(*xmlid, self._name, row_id, False) for xmlid, row_id in zip(rows, ids, strict=True)]
        )


class IrModelRelation(models.Model):
    """A table of links of a many2many field that an addon brought."""

    _name = "ir.model.relation"
    _description = "Relation Model"
    _allow_sudo_commands = False

    name = fields.Char(string="Relation Name", required=True, index=True, help="Name of the table.")
    model = fields.Many2one("ir.model", required=True, index=True, ondelete="cascade")
    module = fields.Many2one("ir.module.module", required=True, index=True, ondelete="cascade")
    write_date = fields.Datetime()
    create_date = fields.Datetime()

    def _module_data_uninstall(self):
        """Drop the tables of these records, unless another addon has them too."""
        if not self.env.is_system():
            raise AccessError(_("Administrator access is required to uninstall a module"))
        shared = self.sudo().search([("name", "in", self.mapped("name")), ("id", "not in", self.ids)]).mapped("name")
        for name in set(self.mapped("name")) - set(shared):
            self.env.cr.execute(SQL("DROP TABLE IF EXISTS %s CASCADE", SQL.identifier(name)))
        self.unlink()

    @api.model
    def _reflect_relations(self, model_names):
        """Write the tables of links of the registry's many2many fields into the table."""
        module_ids = self.env["ir.module.module"]._ids_by_name()
        model_ids = self.env["ir.model.fields"]._model_ids(model_names)
        rows = {
            (field.relation, model_ids[name], module_ids[module])
            for name in model_names
            if not self.env[name]._abstract
            for field in self.env[name]._fields.values()
            if field.type == "many2many" and field.store and field.relation and not field.manual
            for module in field._modules
            if module in module_ids
        }
        known = set(
            self.env.execute_query(
                SQL("SELECT name, model, module FROM ir_model_relation WHERE model = ANY(%s)", list(model_ids.values()))
            )
        )
        fresh = sorted(rows - known)
        if fresh:
            names, models_, modules = (list(column) for column in zip(*fresh, strict=True))
            self.env.cr.execute(
                SQL(
                    """
                    INSERT INTO ir_model_relation (name, model, module, create_date, write_date, create_uid, write_uid)
                    SELECT *, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC', %s, %s
                    FROM unnest(%s::varchar[], %s::integer[], %s::integer[])
                    """,
                    self.env.uid,
                    self.env.uid,
                    names,
                    models_,
                    modules,
                )
            )
            self.invalidate_model(flush=False)


class IrModelInherit(models.Model):
    """A model that another one is built upon, by `_inherit` or, with the field, by `_inherits`."""

    _name = "ir.model.inherit"
    _description = "Model Inheritance Tree"
    _log_access = False

    model_id = fields.Many2one("ir.model", required=True, ondelete="cascade")
    parent_id = fields.Many2one("ir.model", required=True, ondelete="cascade")
    parent_field_id = fields.Many2one("ir.model.fields", ondelete="cascade")

    _uniq = models.Constraint("UNIQUE(model_id, parent_id)", "Models inherits from another only once")

    def _reflect_inherits(self, model_names):
        """Write the inheritance of the registry's models into the table, with external ids."""
        model_ids = dict(self.env.execute_query(SQL("SELECT model, id FROM ir_model")))
        delegating = [name for name in model_names if self.env[name]._inherits]
        field_ids = self.env["ir.model.fields"]._ids_by_model(delegating)
        rows = {}
        wanted = set(model_names)
        for parent, model_class in self.pool.items():
            for name in model_class._inherit_children:
                if name in wanted and parent != "base":
                    rows[name, parent] = (model_ids[name], model_ids[parent], None)
        for name in delegating:
            for parent, field_name in self.env[name]._inherits.items():
                rows[name, parent] = (model_ids[name], model_ids[parent], field_ids[name].get(field_name))
        ids = upsert_en(
            self, ["model_id", "parent_id", "parent_field_id"], list(rows.values()), ["model_id", "parent_id"]
        )
        self.invalidate_model(flush=False)
        module = self.env.context.get("module")
        if module:
            self.env["ir.model.data"]._upsert(
                [
                    (
                        module,
                        f"model_inherit__{name.replace('.', '_')}__{parent.replace('.', '_')}",
                        self._name,
                        row_id,
                        False,
                    )
                    for ((name, parent), row_id) in zip(rows, ids, strict=True)
                    if module == self.pool[name]._original_module
                ]
            )
