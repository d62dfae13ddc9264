"""External ids: the names by which data files and code know records."""

import logging
from collections import defaultdict

from trivium import SQL, _, api, fields, models
from trivium.exceptions import AccessError, ValidationError
from trivium.tools.cache import ormcache

from ._reflection import MODULE_UNINSTALL_FLAG

_logger = logging.getLogger(__name__)
_DROPS = "drops_at_uninstallation"


class IrModelData(models.Model):
    """An external id: `module.name` stands for a record."""

    _name = "ir.model.data"
    _description = "External Identifier"
    _order = "module, model, name"
    _allow_sudo_commands = False

    name = fields.Char("External Identifier", required=True)
    complete_name = fields.Char("Complete ID", compute="_compute_complete_name")
    model = fields.Char("Model Name", required=True)
    module = fields.Char(default="", required=True)
    res_id = fields.Many2oneReference("Record ID", model_field="model")
    noupdate = fields.Boolean("Non Updatable", default=False)
    reference = fields.Char(compute="_compute_reference")

    _name_nospaces = models.Constraint(
        "CHECK(name NOT LIKE '% %')", "An external identifier cannot have spaces; use underscores instead."
    )
    _module_name_uniq_index = models.UniqueIndex("(module, name)")
    _model_res_id_index = models.Index("(model, res_id)")

    @api.depends("module", "name")
    def _compute_complete_name(self):
        for record in self:
            record.complete_name = ".".join(part for part in (record.module, record.name) if part)

    @api.depends("model", "res_id")
    def _compute_reference(self):
        for record in self:
            record.reference = f"{record.model},{record.res_id}"

    @api.depends("res_id", "model", "complete_name")
    def _compute_display_name(self):
        by_model = defaultdict(list)
        for record in self:
            if record.model in self.env and record.res_id:
                by_model[record.model].append(record.res_id)
        names = {}
        for model, ids in by_model.items():
            for target in self.env[model].sudo().browse(ids).exists():
                names[model, target.id] = target.display_name
        for record in self:
            record.display_name = names.get((record.model, record.res_id)) or record.complete_name

    # -- look-ups ----------------------------------------------------------------------------------------------------

    @api.model
    @ormcache("xmlid")
    def _xmlid_lookup(self, xmlid):
        """Return model and id of the record that `xmlid` names.

        Raises:
            ValueError: no record has that name.
        """
        module, _dot, name = xmlid.partition(".")
        rows = self.env.execute_query(
            SQL("SELECT model, res_id FROM ir_model_data WHERE module = %s AND name = %s", module, name)
        )
        if not rows or not rows[0][1]:
            raise ValueError(f"External ID not found in the system: {xmlid}")
        return rows[0]

    @api.model
    def _xmlid_lookup_many(self, xmlids):
        """Return `{xmlid: (model, id)}` for those of `xmlids` that name a record, in one query."""
        return {
            f"{module}.{name}": (model, res_id)
            for _id, module, name, model, res_id, _noupdate in self._select_xmlids(xmlids)
            if res_id
        }

    def _select_xmlids(self, xmlids):
        pairs = [xmlid.partition(".") for xmlid in xmlids]
        return self.env.execute_query(
            SQL(
                """
                SELECT d.id, d.module, d.name, d.model, d.res_id, d.noupdate
                FROM unnest(%s::varchar[], %s::varchar[]) AS wanted (module, name)
                JOIN ir_model_data d ON d.module = wanted.module AND d.name = wanted.name
                """,
                [pair[0] for pair in pairs],
                [pair[2] for pair in pairs],
            )
        )

    @api.model
    def _lookup_xmlids(self, xml_ids, model):
        """Return `(id, module, name, model, res_id, noupdate, id of the record or None)` of the external ids known."""
        pairs = [xmlid.partition(".") for xmlid in xml_ids]
        return self.env.execute_query(
            SQL(
                """
                SELECT d.id, d.module, d.name, d.model, d.res_id, d.noupdate, r.id
                FROM unnest(%s::varchar[], %s::varchar[]) AS wanted (module, name)
                JOIN ir_model_data d ON d.module = wanted.module AND d.name = wanted.name
                LEFT JOIN %s r ON r.id = d.res_id
                """,
                [pair[0] for pair in pairs],
                [pair[2] for pair in pairs],
                SQL.identifier(model._table),
            )
        )

    @api.model
    def _xmlid_to_res_model_res_id(self, xmlid, raise_if_not_found=False):
        """Return model and id of the record that `xmlid` names, `(False, False)` when none and not to raise."""
        try:
            return self._xmlid_lookup(xmlid)
        except ValueError:
            if raise_if_not_found:
                raise
            return (False, False)

    @api.model
    def _xmlid_to_res_id(self, xmlid, raise_if_not_found=False):
        """Return the id of the record that `xmlid` names, False when none and not to raise."""
        return self._xmlid_to_res_model_res_id(xmlid, raise_if_not_found)[1]

    @api.model
    def check_object_reference(self, module, xml_id, raise_on_access_error=False):
        """Return model and id of a record if the user may read it; `(model, False)` if not and not to raise."""
        model, res_id = self._xmlid_lookup(f"{module}.{xml_id}")
        if self.env[model].search([("id", "=", res_id)]):
            return model, res_id
        if raise_on_access_error:
            raise AccessError(_("Not enough access rights on the external ID %s.%s", module, xml_id))
        return model, False

    # -- storing -----------------------------------------------------------------------------------------------------

    @api.model
    def _update_xmlids(self, data_list, update=False):
        """Store external ids in one statement.

        Args:
            data_list: dictionaries with `xml_id`, `record` and `noupdate`.
            update: keep the `noupdate` of those that exist; it is kept anyway, the argument is the interface's.
        """
        rows = {}
        for data in data_list:
            module, dot, name = data["xml_id"].partition(".")
            if not dot or not name or "." in name:
                raise ValidationError(_("%s is no external ID; write module.name, with one dot.", data["xml_id"]))
            record = data["record"]
            rows[module, name] = (record._name, record.id, bool(data.get("noupdate", False)))
        self._upsert([(module, name, *row) for (module, name), row in rows.items()])

    @api.model
    def _upsert(self, rows):
        """Store `(module, name, model, id, noupdate)`; what exists gets model and id, and keeps its `noupdate`."""
        if not rows:
            return
        modules, names, model_names, ids, noupdates = (list(column) for column in zip(*rows, strict=True))
        self.flush_model()
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO ir_model_data AS d
                       (module, name, model, res_id, noupdate, create_uid, write_uid, create_date, write_date)
                SELECT *, %s, %s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                FROM unnest(%s::varchar[], %s::varchar[], %s::varchar[], %s::integer[], %s::boolean[])
                ON CONFLICT (module, name) DO UPDATE
                SET model = EXCLUDED.model, res_id = EXCLUDED.res_id, write_date = EXCLUDED.write_date,
                    write_uid = EXCLUDED.write_uid
                WHERE (d.res_id, d.model) IS DISTINCT FROM (EXCLUDED.res_id, EXCLUDED.model)
                RETURNING xmax = 0
                """,
                self.env.uid,
                self.env.uid,
                modules,
                names,
                model_names,
                ids,
                noupdates,
            )
        )
        self.invalidate_model(flush=False)
        # a new name was in no cache, since a name that is not found is not kept; only one that moved was
        if not all(inserted for (inserted,) in self.env.cr.fetchall()):
            self.env.registry.clear_cache()
        self.pool.loaded_xmlids.update(f"{row[0]}.{row[1]}" for row in rows)

    @api.model
    def _load_xmlid(self, xml_id):
        """Note `xml_id` as still in use, so that the end of an upgrade keeps its record; return the record."""
        record = self.env.ref(xml_id, raise_if_not_found=False)
        if record:
            self.pool.loaded_xmlids.add(xml_id)
        return record

    @api.model_create_multi
    def create(self, vals_list):
        """Create external ids; the cache of look-ups is cleared."""
        records = super().create(vals_list)
        self.env.registry.clear_cache()
        return records

    def write(self, vals):
        """Write; the cache of look-ups is cleared when the answer can differ."""
        result = super().write(vals)
        if not vals.keys() <= {"noupdate"}:
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        """Delete; the cache of look-ups is cleared."""
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    def copy_data(self, default=None):
        """Copy under a name that is free."""
        vals_list = super().copy_data(default=default)
        for record, vals in zip(self, vals_list, strict=True):
            if "name" not in (default or {}):
                vals["name"] = f"{record.name}_copy_{record.id}"
        return vals_list

    @api.model
    def toggle_noupdate(self, model, res_id):
        """Turn `noupdate` over for the external ids of a record."""
        self.env[model].browse(res_id).check_access("write")
        for xid in self.search([("model", "=", model), ("res_id", "=", res_id)]):
            xid.noupdate = not xid.noupdate

    # -- upgrades and removal ----------------------------------------------------------------------------------------

    @api.model
    def _process_end(self, modules):
        """Delete the records of upgraded `modules` whose external ids no file mentions any more.

        Records marked `noupdate`, and those that models and fields stand behind, are kept.
        """
        if not modules:
            return
        rows = self.env.execute_query(
            SQL(
                """
                SELECT id, module || '.' || name, model, res_id FROM ir_model_data
                WHERE module = ANY(%s) AND res_id IS NOT NULL AND NOT COALESCE(noupdate, false)
                  AND NOT model = ANY(%s)
                ORDER BY id DESC
                """,
                list(modules),
                self._reflected_models(),
            )
        )
        stale_ids = [row[0] for row in rows if row[1] not in self.pool.loaded_xmlids]
        by_model = defaultdict(list)
        for _id, xmlid, model, res_id in rows:
            if xmlid not in self.pool.loaded_xmlids and model in self.env:
                by_model[model].append(res_id)
        for model, ids in by_model.items():
            records = self.env[model].with_context(active_test=False).browse(self._without_other_names(model, ids))
            self._process_end_unlink_record(records.exists())
        self.browse(stale_ids).exists().unlink()

    def _without_other_names(self, model, ids):
        """Return those of `ids` that have no external id still in use."""
        rows = self.env.execute_query(
            SQL(
                "SELECT res_id, module || '.' || name FROM ir_model_data WHERE model = %s AND res_id = ANY(%s)",
                model,
                list(ids),
            )
        )
        used = {res_id for res_id, xmlid in rows if xmlid in self.pool.loaded_xmlids}
        return [res_id for res_id in ids if res_id not in used]

    @api.model
    def _process_end_unlink_record(self, record):
        """Delete records that no data file mentions any more; a hook."""
        record.unlink()

    @api.model
    def _reflected_models(self):
        return [
            "ir.model",
            "ir.model.fields",
            "ir.model.fields.selection",
            "ir.model.constraint",
            "ir.model.relation",
            "ir.model.inherit",
        ]

    @api.model
    def _module_data_uninstall(self, modules_to_remove):
        """Delete all that `modules_to_remove` brought: records, then constraints, columns, tables, external ids.

        What another module names as well is kept.
        """
        if not self.env.is_system():
            raise AccessError(_("Administrator access is required to uninstall a module"))
        self = self.with_context(**{MODULE_UNINSTALL_FLAG: True, "active_test": False})  # noqa: PLW0642 - the flag holds for all below
        names = list(modules_to_remove)
        data = self.search([("module", "in", names)], order="id desc")
        kept = self._kept_records(data, names)
        reflected = self._reflected_models()
        groups = defaultdict(list)
        for each in data:
            if (each.model, each.res_id) not in kept and each.model in self.env:
                groups[each.model].append(each.res_id)
        for model in self._removal_order(groups.keys() - set(reflected)):
            self._uninstall_records(model, groups[model])
        module_ids = self.env["ir.module.module"].search([("name", "in", names)]).ids
        for model in ("ir.model.constraint", "ir.model.relation"):
            owned = self.env[model].search([("module", "in", module_ids)])
            owned._module_data_uninstall()
        self.env.cr.cache[_DROPS] = drops = []
        for model in ("ir.model.inherit", "ir.model.fields.selection", "ir.model.fields", "ir.model"):
            self.env[model].browse(groups.get(model, ())).exists().unlink()
        self.search([("module", "in", names)]).unlink()
        del self.env.cr.cache[_DROPS]
        self._drop(drops)

    @api.model
    def _drop(self, statements):
        """Drop columns and tables: now, or at the end of an uninstallation.

        Fields and models go with the records that refer to them, which may be of models that go as well: their
        columns are needed until all are gone.
        """
        waiting = self.env.cr.cache.get(_DROPS)
        if waiting is not None:
            waiting.extend(statements)
            return
        self.env.flush_all()
        for statement in statements:
            self.env.cr.execute(statement)

    def _removal_order(self, model_names):
        """Return models in an order in which their records can be deleted: those that need others come before them."""
        waiting = sorted(model_names)
        order = []
        needed_by = {
            name: {
                other
                for other in waiting
                if other != name
                and any(
                    field.type == "many2one" and field.comodel_name == name and field.store and field.required
                    for field in self.env[other]._fields.values()
                )
            }
            for name in waiting
        }
        while waiting:
            # in a circle any of them may be the first: what cannot go together goes one by one
            name = next((name for name in waiting if not needed_by[name] & set(waiting)), waiting[0])
            waiting.remove(name)
            order.append(name)
        return order

    def _kept_records(self, data, names):
        """Return `(model, id)` of what a module that stays names as well."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT other.model, other.res_id
                FROM ir_model_data own
                JOIN ir_model_data other ON other.model = own.model AND other.res_id = own.res_id
                WHERE own.id = ANY(%s) AND NOT other.module = ANY(%s)
                """,
                data.ids,
                names,
            )
        )
        return set(rows)

    def _uninstall_records(self, model, ids):
        """Delete records of a model, one by one where they cannot go together."""
        records = self.env[model].browse(ids).exists()
        try:
            with self.env.cr.savepoint():
                records.unlink()
        except Exception as error:  # any model may refuse in its own way; what can go goes, what stays is logged
            if len(records) <= 1:
                _logger.info("kept %s at uninstallation: %s", records, error)
                return
            for half in (ids[: len(ids) // 2], ids[len(ids) // 2 :]):
                self._uninstall_records(model, half)
