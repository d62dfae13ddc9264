"""How the contacts of one company stay of one piece: shared address, tax number and other commercial values.

Values flow from a company to its contacts, and those that both sides may edit flow back. Everything works on sets: the
number of statements does not grow with the number of contacts.
"""

from urllib.parse import urlsplit

from trivium import api
from trivium.exceptions import UserError

ADDRESS_FIELDS = ("street", "street2", "zip", "city", "state_id", "country_id")


class PartnerSync:
    """Part of `res.partner`: what contacts of one company share."""

    __slots__ = ()

    # ---- which fields are shared -------------------------------------------------------------------------------

    @api.model
    def _address_fields(self):
        """Return the names of the fields that make up an address."""
        return list(ADDRESS_FIELDS)

    @api.model
    def _formatting_address_fields(self):
        """Return the names of the fields that an address format may use."""
        return self._address_fields()

    @api.model
    def _synced_commercial_fields(self):
        """Return the commercial fields that a contact may edit on behalf of its company."""
        return ["vat"]

    @api.model
    def _commercial_fields(self):
        """Return the fields whose values a contact has from its commercial entity."""
        return [*self._synced_commercial_fields(), "company_registry", "industry_id"]

    @api.model
    def _company_dependent_commercial_fields(self):
        """Return the commercial fields that have a value per company of ours."""
        return [name for name in self._commercial_fields() if self._fields[name].company_dependent]

    def _convert_fields_to_values(self, field_names):
        """Return `{name: value}` of one contact, in the form that `write` takes."""
        self.ensure_one()
        values = {}
        for name in field_names:
            field = self._fields[name]
            if field.type == "one2many":
                raise AssertionError(f"{self._name}.{name} is a one2many: it cannot be shared between contacts")
            value = self[name]
            if field.type == "many2one":
                values[name] = value.id
            elif field.type == "many2many":
                values[name] = [(6, 0, value.ids)]
            else:
                values[name] = value
        return values

    def _get_address_values(self):
        """Return `{field: value}` of the address of one contact, empty when nothing of it is filled in."""
        return self._convert_fields_to_values(self._address_fields())

    # ---- create and write --------------------------------------------------------------------------------------

    @api.model
    def _clean_website(self, website):
        """Return the address of a website with a scheme, so that it can be opened."""
        parts = urlsplit(website)
        return website if parts.scheme else f"http://{website.lstrip('/')}"

    @api.model_create_multi
    def create(self, vals_list):
        cleaned = []
        for vals in vals_list:
            vals = dict(vals)
            if vals.get("website"):
                vals["website"] = self._clean_website(vals["website"])
            if vals.get("parent_id"):
                vals["company_name"] = False
            cleaned.append(vals)
        partners = super().create(cleaned)
        children = partners.filtered("parent_id")
        if children and not self.env.context.get("_partners_skip_fields_sync"):
            children._sync_with_parents()
        return partners

    def _sync_with_parents(self):
        """Bring new contacts in line: they have what their company has, which has what only they brought."""
        self._sync_from_parents()
        self._sync_to_parents({*self._address_fields(), *self._synced_commercial_fields()})

    def write(self, vals):
        vals = dict(vals)
        self._check_may_edit_colleagues()
        if vals.get("active") is False:
            self._check_may_archive()
        if vals.get("website"):
            vals["website"] = self._clean_website(vals["website"])
        if vals.get("parent_id"):
            vals["company_name"] = False
        if "company_id" in vals:
            self._check_company_of_users(vals["company_id"])
        if "is_company" in vals and "company_type" in vals:
            del vals["company_type"]
        result = super().write(vals)
        if "company_id" in vals:
            children = self.child_ids.filtered(lambda child: child.company_id.id != (vals["company_id"] or False))
            if children:
                children.write({"company_id": vals["company_id"]})
        if not self.env.context.get("_partners_skip_fields_sync"):
            self._fields_sync(vals)
        return result

    def _check_may_edit_colleagues(self):
        """Raise `AccessError` for the contact of somebody else who works here, unless one may change users.

        Links to choose a new password go to its address.
        """
        if self.env.su:
            return
        self.check_access("write")
        inside = self.filtered(lambda partner: not partner.partner_share)
        if inside and inside.sudo().with_context(active_test=False).user_ids - self.env.user:
            self.env["res.users"].check_access("write")

    def _check_may_archive(self):
        """Refuse to archive the contact of somebody who still can log in."""
        self.invalidate_recordset(["user_ids"])
        users = self.env["res.users"].sudo().search([("partner_id", "in", self.ids), ("active", "=", True)])
        if users:
            raise UserError(
                self.env._(
                    "These contacts belong to users who can log in: %s. Archive the users first.",
                    ", ".join(users.mapped("display_name")),
                )
            )

    def _check_company_of_users(self, company_id):
        """Refuse a company that the users behind these contacts may not work in."""
        if not company_id:
            return
        for partner in self.sudo():
            companies = partner.user_ids.company_id
            if companies and company_id not in companies.ids:
                raise UserError(
                    self.env._(
                        "“%(partner)s” is a user of %(companies)s: the contact cannot belong to another company.",
                        partner=partner.display_name,
                        companies=", ".join(companies.mapped("name")),
                    )
                )

    def copy_data(self, default=None):
        vals_list = super().copy_data(default=default)
        if "name" in (default or {}):
            return vals_list
        return [
            dict(vals, name=self.env._("%s (copy)", partner.name or ""))
            for partner, vals in zip(self, vals_list, strict=True)
        ]

    @api.model
    def default_get(self, fields):
        """A new contact of a company shares its address unless the view asks for something else."""
        values = super().default_get(fields)
        if values.get("parent_id") and "lang" in fields and not values.get("lang"):
            values["lang"] = self.browse(values["parent_id"]).lang
        # `default_type` of another model must not end up here
        if values.get("type") and values["type"] not in dict(self._fields["type"].selection):
            del values["type"]
        return values

    # ---- the flow of shared values -----------------------------------------------------------------------------

    def _fields_sync(self, values):
        """Bring parents and children in line after these contacts got `values`."""
        changed = set(values)
        address = set(self._address_fields())
        commercial = set(self._commercial_fields())
        if not changed & (address | commercial | {"parent_id", "type", "is_company"}):
            return
        children = self.filtered("parent_id")
        if children:
            if values.get("parent_id") or values.get("type") == "contact":
                children._sync_from_parents()
            children._sync_to_parents(changed)
        self._children_sync(values)

    def _sync_from_parents(self):
        """Take over the address of the parent and the commercial values of the entity."""
        self._commercial_sync_from_company()
        for parent, contacts in self.filtered(lambda partner: partner.type == "contact").grouped("parent_id").items():
            address = parent._get_address_values()
            if any(address.values()):
                contacts._update_address(address)

    def _sync_to_parents(self, changed):
        """Hand what was edited on a contact, and is shared, up to the company."""
        if changed & set(self._address_fields()):
            for contact in self.filtered(lambda partner: partner.type == "contact"):
                address = contact._get_address_values()
                if any(address.values()) and contact.parent_id._differs(address):
                    contact.parent_id.write(address)
        synced = [name for name in self._synced_commercial_fields() if name in changed]
        if not synced:
            return
        for contact in self:
            entity = contact.commercial_partner_id
            if entity != contact:
                values = {name: value for name, value in contact._convert_fields_to_values(synced).items() if value}
                if values and entity._differs(values):
                    entity.write(values)

    def _children_sync(self, values):
        """Hand shared values that changed down to the contacts below."""
        changed = set(values)
        commercial = changed & set(self._commercial_fields())
        if commercial or "is_company" in changed:
            self._commercial_sync_to_descendants(commercial or None)
        if changed & set(self._address_fields()):
            contacts = self._contacts_below().filtered(lambda child: child.type == "contact")
            for parent, children in contacts.grouped("parent_id").items():
                address = parent._get_address_values()
                outdated = children.filtered(lambda child, address=address: child._differs(address))
                if outdated:
                    outdated.write(address)

    def _contacts_below(self):
        """Return the contacts directly below these, also archived ones: without a query where they are known."""
        return self._referring(self._fields["parent_id"]).with_env(self.env)._filtered_access("read")

    def _commercial_sync_from_company(self):
        """Copy the commercial values of the entity to these contacts."""
        contacts = self.filtered(lambda partner: partner.commercial_partner_id != partner)
        synced = set(self._synced_commercial_fields())
        for entity, members in contacts.grouped("commercial_partner_id").items():
            values = entity._convert_fields_to_values(self._commercial_fields())
            # an entity without such a number does not wipe the one that came with the contact: that one goes up
            values = {name: value for name, value in values.items() if value or name not in synced}
            members._write_shared(values)
            members._company_dependent_commercial_sync(entity)

    def _commercial_sync_to_descendants(self, fields_to_sync=None):
        """Copy the commercial values of these entities to all contacts that belong to them."""
        names = list(fields_to_sync or self._commercial_fields())
        entities = self.filtered(lambda partner: partner.commercial_partner_id == partner)
        members = self.browse()
        generation = entities
        while generation:
            generation = generation._contacts_below().filtered(lambda partner: not partner.is_company) - members
            members |= generation
        for entity, contacts in members.grouped("commercial_partner_id").items():
            contacts._write_shared(entity._convert_fields_to_values(names))
            contacts._company_dependent_commercial_sync(entity)

    def _company_dependent_commercial_sync(self, entity):
        """Copy the values that differ from company to company, for each of our companies."""
        names = self._company_dependent_commercial_fields()
        if not names or not self:
            return
        for company in self.env["res.company"].sudo().search([]):
            values = entity.with_company(company).sudo()._convert_fields_to_values(names)
            self.with_company(company).sudo()._write_shared(values)

    def _update_address(self, vals):
        """Write the address part of `vals` without handing it on."""
        address = {name: vals[name] for name in self._address_fields() if name in vals}
        return self._write_shared(address)

    def _write_shared(self, values):
        """Write on those that differ, below the synchronisation."""
        outdated = self.filtered(lambda partner: partner._differs(values))
        if outdated:
            super(PartnerSync, outdated).write(values)
        return True

    def _differs(self, values):
        """Tell whether this contact has another value for one of `values`."""
        current = self._convert_fields_to_values(list(values))
        return any((current[name] or False) != (value or False) for name, value in values.items())
