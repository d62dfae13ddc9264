"""Find contacts that stand for the same person or company, and make one of them."""

import logging
from ast import literal_eval

from trivium import SQL, Command, api, fields, models
from trivium.exceptions import UserError, ValidationError

_logger = logging.getLogger(__name__)

MAX_PARTNERS = 3  # merged at once by who is no administrator: a slip of the mouse is expensive
GROUP_COLUMNS = {
    "group_by_email": SQL("lower(p.email)"),
    "group_by_name": SQL("lower(p.name)"),
    "group_by_is_company": SQL("p.is_company"),
    "group_by_vat": SQL("replace(p.vat, ' ', '')"),
    "group_by_parent_id": SQL("p.parent_id"),
}


class BasePartnerMergeLine(models.TransientModel):
    _name = "base.partner.merge.line"
    _description = "Contacts that look the same"
    _order = "min_id asc"

    wizard_id = fields.Many2one("base.partner.merge.automatic.wizard", string="Wizard")
    min_id = fields.Integer("Lowest id")
    aggr_ids = fields.Char("Ids", required=True)


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _name = "base.partner.merge.automatic.wizard"
    _description = "Merge contacts"

    group_by_email = fields.Boolean("Email")
    group_by_name = fields.Boolean("Name")
    group_by_is_company = fields.Boolean("Is a company")
    group_by_vat = fields.Boolean("Tax number")
    group_by_parent_id = fields.Boolean("Company")
    state = fields.Selection(
        [("option", "Option"), ("selection", "Selection"), ("finished", "Finished")],
        string="State",
        readonly=True,
        required=True,
        default="option",
    )
    number_group = fields.Integer("Groups found", readonly=True)
    current_line_id = fields.Many2one("base.partner.merge.line", string="Group shown")
    line_ids = fields.One2many("base.partner.merge.line", "wizard_id", string="Groups")
    partner_ids = fields.Many2many("res.partner", string="Contacts", context={"active_test": False})
    dst_partner_id = fields.Many2one("res.partner", string="Contact that stays")
    exclude_contact = fields.Boolean("Leave out contacts of users")
    exclude_journal_item = fields.Boolean("Leave out contacts with journal items")
    maximum_group = fields.Integer("At most this many groups")

    @api.model
    def default_get(self, fields):
        """Opened on contacts, begin with merging those."""
        values = super().default_get(fields)
        active_ids = self.env.context.get("active_ids")
        if self.env.context.get("active_model") == "res.partner" and active_ids:
            if "state" in fields:
                values["state"] = "selection"
            if "partner_ids" in fields:
                values["partner_ids"] = [Command.set(active_ids)]
            if "dst_partner_id" in fields:
                values["dst_partner_id"] = self._get_ordered_partner(active_ids)[-1:].id
        return values

    # ---- merge -------------------------------------------------------------------------------------------------

    @api.model
    def _get_ordered_partner(self, partner_ids):
        """Return the contacts so that the one to keep is last: active ones, then the oldest."""
        partners = self.env["res.partner"].browse(partner_ids)
        return partners.sorted(
            key=lambda partner: (not partner.active, partner.create_date or fields.Datetime.now()), reverse=True
        )

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Make one contact of several: what refers to the others refers to it, and the others are deleted.

        :param dst_partner: the one that stays, by default the oldest
        :param extra_checks: refuse what only administrators may do
        """
        if self.env.is_admin():
            extra_checks = False
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if len(partners) < 2:
            return
        self._check_mergeable(partners, extra_checks)
        if dst_partner and dst_partner in partners:
            sources = partners - dst_partner
        else:
            ordered = self._get_ordered_partner(partners.ids)
            dst_partner, sources = ordered[-1], ordered[:-1]
        _logger.info("Contact %s takes over contacts %s (user %s)", dst_partner.id, sources.ids, self.env.uid)
        if dst_partner.company_id:
            self._check_companies(sources, dst_partner)
        self.env.flush_all()
        # values are filled in first: a reference that moves must not see half of them
        self._update_values(sources, dst_partner)
        self.env.flush_all()
        self._update_foreign_keys(sources, dst_partner)
        self._update_reference_fields(sources, dst_partner)
        self.env.invalidate_all()
        self._log_merge_operation(sources, dst_partner)
        sources.unlink()

    def _check_mergeable(self, partners, extra_checks):
        if extra_checks and len(partners) > MAX_PARTNERS:
            raise UserError(
                self.env._("At most %(count)d contacts can be merged at once: select fewer.", count=MAX_PARTNERS)
            )
        ancestors = generation = partners.parent_id
        while generation:
            generation = generation.parent_id - ancestors
            ancestors |= generation
        if partners & ancestors:
            raise UserError(self.env._("A contact cannot be merged with its own company: take one of them out."))
        emails = {(partner.email or "").strip().lower() for partner in partners}
        if extra_checks and len(emails) > 1:
            raise UserError(
                self.env._("These contacts have different e-mail addresses: only administrators may merge them.")
            )
        users = (
            self.env["res.users"].sudo().with_context(active_test=False).search([("partner_id", "in", partners.ids)])
        )
        if len(users) > 1:
            raise UserError(self.env._("Several of these contacts belong to users: a user can have one contact only."))

    def _check_companies(self, sources, dst_partner):
        users = dst_partner.sudo().user_ids | sources.sudo().user_ids
        foreign = users.company_id - dst_partner.company_id
        if foreign:
            raise UserError(
                self.env._("The user works for %s: the contact that stays belongs to another company.", foreign[0].name)
            )

    def _get_fk_on(self, table):
        """Return `[(table, column)]` of the foreign keys that refer to the ids of `table`."""
        return self.env.execute_query(
            SQL(
                """
                SELECT child.relname, attribute.attname
                FROM pg_constraint c
                JOIN pg_class child ON child.oid = c.conrelid
                JOIN pg_class parent ON parent.oid = c.confrelid
                JOIN pg_attribute attribute ON attribute.attrelid = child.oid AND attribute.attnum = c.conkey[1]
                WHERE c.contype = 'f' AND array_length(c.conkey, 1) = 1
                  AND parent.relname = %s AND parent.relnamespace = current_schema::regnamespace
                """,
                table,
            )
        )

    def _update_foreign_keys(self, sources, dst_partner):
        """Point all columns that refer to the sources at the contact that stays."""
        for table, column in self._get_fk_on("res_partner"):
            if table.startswith("base_partner_merge_"):
                continue
            self._move_column(table, column, sources, dst_partner)
        # who is below itself now is below nobody
        self.env.cr.execute(SQL("UPDATE res_partner SET parent_id = NULL WHERE id = parent_id"))

    def _move_column(self, table, column, sources, dst_partner):
        others = self._other_columns(table, column)
        statement = SQL(
            "UPDATE %s SET %s = %s WHERE %s IN %s",
            SQL.identifier(table),
            SQL.identifier(column),
            dst_partner.id,
            SQL.identifier(column),
            sources._ids,
        )
        if len(others) == 1:
            # a table of pairs: a pair that the one who stays has already is dropped
            self._drop_double_pairs(table, column, others[0], sources, dst_partner)
        self.env.cr.execute(statement)

    def _other_columns(self, table, column):
        rows = self.env.execute_query(
            SQL(
                """
                SELECT attname FROM pg_attribute
                WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped AND attname != %s
                """,
                table,
                column,
            )
        )
        return [name for (name,) in rows]

    def _drop_double_pairs(self, table, column, other, sources, dst_partner):
        self.env.cr.execute(
            SQL(
                """
                DELETE FROM %(table)s pair
                WHERE pair.%(column)s IN %(sources)s AND (
                    EXISTS (
                        SELECT 1 FROM %(table)s kept
                        WHERE kept.%(column)s = %(target)s AND kept.%(other)s = pair.%(other)s
                    ) OR EXISTS (
                        SELECT 1 FROM %(table)s before
                        WHERE before.%(column)s IN %(sources)s AND before.%(other)s = pair.%(other)s
                          AND before.%(column)s < pair.%(column)s
                    )
                )
                """,
                table=SQL.identifier(table),
                column=SQL.identifier(column),
                other=SQL.identifier(other),
                sources=sources._ids,
                target=dst_partner.id,
            )
        )

    def _update_reference_fields(self, sources, dst_partner):
        """Point what refers to the sources by model and id at the contact that stays: attachments, external ids."""
        for model in self.env.values():
            if model._abstract or not model._auto:
                continue
            for field in model._fields.values():
                if field.type == "many2one_reference" and field.store and field.model_field:
                    self._move_reference_id(model, field, sources, dst_partner)
                elif field.type == "reference" and field.store:
                    self._move_reference(model, field, sources, dst_partner)
        self.env.cr.execute(
            SQL(
                "DELETE FROM ir_model_data WHERE model = 'res.partner' AND module = '__export__' AND res_id IN %s",
                sources._ids,
            )
        )
        self.env.cr.execute(
            SQL(
                "UPDATE ir_model_data SET res_id = %s WHERE model = 'res.partner' AND res_id IN %s",
                dst_partner.id,
                sources._ids,
            )
        )

    def _move_reference_id(self, model, field, sources, dst_partner):
        model_field = model._fields.get(field.model_field)
        if model._name == "ir.model.data" or model_field is None or not (model_field.store and model_field.column_type):
            return
        if model._name == "ir.attachment":
            # the picture of the one who stays is kept
            self.env.cr.execute(
                SQL(
                    """
                    DELETE FROM ir_attachment
                    WHERE res_model = 'res.partner' AND res_field IS NOT NULL AND res_id IN %s
                    """,
                    sources._ids,
                )
            )
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE %s = 'res.partner' AND %s IN %s",
                SQL.identifier(model._table),
                SQL.identifier(field.name),
                dst_partner.id,
                SQL.identifier(field.model_field),
                SQL.identifier(field.name),
                sources._ids,
            )
        )

    def _move_reference(self, model, field, sources, dst_partner):
        self.env.cr.execute(
            SQL(
                "UPDATE %s SET %s = %s WHERE %s = ANY(%s)",
                SQL.identifier(model._table),
                SQL.identifier(field.name),
                f"res.partner,{dst_partner.id}",
                SQL.identifier(field.name),
                [f"res.partner,{source.id}" for source in sources],
            )
        )

    def _get_summable_fields(self):
        """Return the fields whose values are added up; addons add theirs."""
        return []

    def _update_values(self, sources, dst_partner):
        """Fill in what the contact that stays does not have, from the sources in their order."""
        values = {}
        summable = self._get_summable_fields()
        for name, field in dst_partner._fields.items():
            if not field.store or (field.compute and field.readonly) or field.type in {"one2many", "many2many"}:
                continue
            if (
                name in {"id", "create_uid", "create_date", "write_uid", "write_date", "active", "parent_id"}
                or field.related
            ):
                continue
            if name in summable:
                values[name] = sum((partner[name] or 0 for partner in sources), dst_partner[name] or 0)
                continue
            if dst_partner[name]:
                continue
            donor = next((partner[name] for partner in reversed(sources) if partner[name]), False)
            if donor:
                values[name] = field.convert_to_write(donor, dst_partner)
        parent = next((partner.parent_id for partner in sources if partner.parent_id), self.env["res.partner"])
        if values:
            dst_partner.write(values)
        if parent and not dst_partner.parent_id and parent != dst_partner and parent not in sources:
            try:
                with self.env.cr.savepoint():
                    dst_partner.write({"parent_id": parent.id})
            except ValidationError:
                _logger.info("Contact %s cannot be below %s", dst_partner.id, parent.id)

    def _log_merge_operation(self, sources, dst_partner):
        """Tell what was merged; addons that keep a history of contacts write it there."""
        _logger.info("User %s merged contacts %s into %s", self.env.uid, sources.ids, dst_partner.id)

    # ---- find --------------------------------------------------------------------------------------------------

    def _selected_groupby(self):
        """Return the columns by which contacts are the same."""
        columns = [column for name, column in GROUP_COLUMNS.items() if self[name]]
        if not columns:
            raise UserError(self.env._("Choose at least one field by which contacts are the same."))
        return columns

    def _generate_query(self, columns, maximum_group=100):
        """Return the query for groups of contacts with equal values: lowest id and ids."""
        filters = [SQL("p.active")]
        texts = [GROUP_COLUMNS[name] for name in ("group_by_email", "group_by_name", "group_by_vat") if self[name]]
        filters += [SQL("%s IS NOT NULL AND %s != ''", column, column) for column in texts]
        if self.exclude_contact:
            filters.append(SQL("NOT EXISTS (SELECT 1 FROM res_users u WHERE u.partner_id = p.id)"))
        if self.exclude_journal_item and "account.move.line" in self.env:
            filters.append(SQL("NOT EXISTS (SELECT 1 FROM account_move_line l WHERE l.partner_id = p.id)"))
        query = SQL(
            """
            SELECT min(p.id), array_agg(p.id ORDER BY p.id) FROM res_partner p
            WHERE %s GROUP BY %s HAVING count(*) >= 2 ORDER BY min(p.id)
            """,
            SQL(" AND ").join(filters),
            SQL(", ").join(columns),
        )
        return SQL("%s LIMIT %s", query, maximum_group) if maximum_group else query

    def _process_query(self, query):
        """Keep the groups that `query` finds as lines."""
        allowed = self.env["res.partner"]
        rows = self.env.execute_query(query)
        visible = set(allowed.search([("id", "in", [i for _min_id, ids in rows for i in ids])]).ids)
        values = []
        for min_id, ids in rows:
            # contacts that the user may not see are not merged
            ids = [partner_id for partner_id in ids if partner_id in visible]
            if len(ids) > 1:
                values.append({"wizard_id": self.id, "min_id": min_id, "aggr_ids": repr(ids)})
        self.env["base.partner.merge.line"].create(values)
        self.write({"state": "selection", "number_group": len(values)})

    # ---- actions -----------------------------------------------------------------------------------------------

    def _action_next_screen(self):
        """Show the next group, or that there is none left."""
        self.env.invalidate_all()
        values = {}
        if self.line_ids:
            line = self.line_ids[0]
            ids = literal_eval(line.aggr_ids)
            values = {
                "current_line_id": line.id,
                "partner_ids": [Command.set(ids)],
                "dst_partner_id": self._get_ordered_partner(ids)[-1].id,
                "state": "selection",
            }
        else:
            values = {"current_line_id": False, "partner_ids": [Command.clear()], "state": "finished"}
        self.write(values)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Merge contacts"),
            "res_model": self._name,
            "res_id": self.id,
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
        }

    def action_skip(self):
        """Leave the group that is shown as it is."""
        if self.current_line_id:
            self.current_line_id.unlink()
        return self._action_next_screen()

    def action_start_manual_process(self):
        """Find groups, and show them one by one."""
        self.ensure_one()
        self._process_query(self._generate_query(self._selected_groupby(), self.maximum_group))
        return self._action_next_screen()

    def action_start_automatic_process(self):
        """Find groups, and merge all of them."""
        self.ensure_one()
        self.action_start_manual_process()
        for line in self.line_ids:
            self._merge(literal_eval(line.aggr_ids))
            line.unlink()
            # one group is one piece of work: what was merged stays when a later group fails
            self.env.cr.commit()
        self.write({"state": "finished"})
        return self._action_next_screen()

    def parent_migration_process_cb(self):
        """Merge contacts that have the same name and tax number as their own company."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT child.parent_id, array_agg(child.id)
                FROM res_partner child JOIN res_partner parent ON parent.id = child.parent_id
                WHERE child.active AND parent.active AND lower(child.name) = lower(parent.name)
                  AND child.vat IS NOT DISTINCT FROM parent.vat AND child.type = 'contact'
                GROUP BY child.parent_id ORDER BY child.parent_id
                """
            )
        )
        for parent_id, child_ids in rows:
            children = self.env["res.partner"].browse(child_ids)
            children.write({"parent_id": False})
            self._merge([parent_id, *child_ids], self.env["res.partner"].browse(parent_id))
            self.env.cr.commit()
        self.write({"state": "finished"})
        return self._action_next_screen()

    def action_update_all_process(self):
        """Merge what is the same beyond doubt: contacts like their companies, then equal tax numbers and names."""
        self.ensure_one()
        self.parent_migration_process_cb()
        wizard = self.create({"group_by_vat": True, "group_by_email": True, "group_by_name": True})
        wizard.action_start_automatic_process()
        return self._action_next_screen()

    def action_merge(self):
        """Merge the contacts that are shown, and go on with the next group."""
        if not self.partner_ids:
            self.write({"state": "finished"})
            return self._action_next_screen()
        self._merge(self.partner_ids.ids, self.dst_partner_id)
        if self.current_line_id:
            self.current_line_id.unlink()
        return self._action_next_screen()
