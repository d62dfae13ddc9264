"""Addresses as text, look-ups by e-mail, and the actions of a contact."""

import re
from collections import defaultdict

from trivium import api
from trivium.exceptions import RedirectWarning, UserError
from trivium.tools.mail import email_normalize, parse_contact_from_email

ADDRESS_PLACEHOLDER = re.compile(r"%\((\w+)\)s")


class PartnerAddress:
    """Part of `res.partner`: addresses as text, look-ups, actions."""

    __slots__ = ()

    # ---- address as text ---------------------------------------------------------------------------------------

    @api.model
    def _get_default_address_format(self):
        """Return the layout for a contact without country."""
        return "%(street)s\n%(street2)s\n%(city)s %(state_code)s %(zip)s\n%(country_name)s"

    def _get_address_format(self):
        """Return the layout of an address, `%(field)s` standing for values."""
        return self.country_id.address_format or self._get_default_address_format()

    def _get_country_name(self):
        return self.country_id.name or ""

    @api.model
    def _display_address_depends(self):
        """Return the fields that an address as text depends on."""
        return [
            *self._formatting_address_fields(),
            "country_id",
            "company_name",
            "state_id",
            "commercial_company_name",
            "is_company",
            "parent_id",
        ]

    def _prepare_display_address(self, without_company=False):
        """Return `(layout, values)` of one contact."""
        self.ensure_one()
        layout = self._get_address_format()
        values = defaultdict(str)
        values["state_code"] = self.state_id.code or ""
        values["state_name"] = self.state_id.name or ""
        values["country_code"] = self.country_id.code or ""
        values["country_name"] = self._get_country_name()
        values["company_name"] = self.commercial_company_name or ""
        for name in self._formatting_address_fields():
            value = self[name]
            values[name] = (value.display_name if self._fields[name].relational else value) or ""
        if without_company or (self.is_company and not self.parent_id):
            values["company_name"] = ""
        elif self.commercial_company_name:
            layout = "%(company_name)s\n" + layout
        return layout, values

    def _display_address(self, without_company=False):
        """Return the address as lines of text in the layout of its country, without empty lines."""
        layout, values = self._prepare_display_address(without_company)
        text = ADDRESS_PLACEHOLDER.sub(lambda match: str(values[match.group(1)]), layout)
        lines = (re.sub(r"[ \t]{2,}", " ", line).strip(" ,") for line in text.split("\n"))
        return "\n".join(line for line in lines if line)

    def address_get(self, adr_pref=None):
        """Return `{type: partner id}`: the address to use for each type in `adr_pref`, and for `contact`.

        The nearest one is taken: this contact itself, what is below it, then what is beside and above it, but not
        beyond its commercial entity. Without any of the type asked for, the contact itself stands in.
        """
        wanted = set(adr_pref or ())
        wanted.add("contact")
        found = {}
        visited = set()
        for partner in self.with_context(active_test=True):
            current = partner
            while current:
                queue = [current]
                while queue and len(found) < len(wanted):
                    record = queue.pop(0)
                    if record in visited:
                        continue
                    visited.add(record)
                    if record.type in wanted:
                        found.setdefault(record.type, record.id)
                    queue += [child for child in record.child_ids if child not in visited and not child.is_company]
                if len(found) == len(wanted) or current.is_company or not current.parent_id:
                    break
                current = current.parent_id
        default = found.get("contact") or self.id or False
        return {kind: found.get(kind) or default for kind in wanted}

    # ---- look-ups ----------------------------------------------------------------------------------------------

    @api.model
    def name_create(self, name):
        """Create a contact out of `Name <address>`; the context may ask for an address (`force_email`)."""
        default_type = self.env.context.get("default_type")
        cleaned = self
        if default_type and default_type not in dict(self._fields["type"].selection):
            context = {key: value for key, value in self.env.context.items() if key != "default_type"}
            cleaned = self.with_context(context)
        contact_name, email = parse_contact_from_email(name)
        if self.env.context.get("force_email") and not email:
            raise UserError(self.env._("“%s” contains no e-mail address: write it as Name <name@example.com>.", name))
        values = {self._rec_name: contact_name or email}
        if email:
            values["email"] = email
        partner = cleaned.create(values)
        return partner.id, partner.display_name

    @api.model
    def find_or_create(self, email, assert_valid_email=False):
        """Return the contact with the address in `email`, created when there is none.

        :param email: an address, or `Name <address>`
        :raise ValueError: when it is empty, or holds no address although `assert_valid_email` is set
        """
        if not email:
            raise ValueError("res.partner.find_or_create: an e-mail address is needed")
        name, parsed = parse_contact_from_email(email)
        if not parsed and assert_valid_email:
            raise ValueError(f"res.partner.find_or_create: {email!r} holds no e-mail address")
        normalized = email_normalize(parsed) or parsed
        if normalized:
            partner = self.search([("email", "=ilike", normalized)], limit=1)
            if partner:
                return partner
        values = {self._rec_name: name or normalized or email}
        if normalized:
            values["email"] = normalized
        return self.create(values)

    @api.model
    def view_header_get(self, view_id, view_type):
        if self.env.context.get("category_id"):
            category = self.env["res.partner.category"].browse(self.env.context["category_id"])
            return self.env._("Contacts: %s", category.name)
        return super().view_header_get(view_id, view_type)

    @api.model
    def get_import_templates(self):
        return [
            {"label": self.env._("Template for contacts"), "template": "/base/static/xls/contacts_import_template.xlsx"}
        ]

    # ---- actions -----------------------------------------------------------------------------------------------

    def create_company(self):
        """Make a company out of the company name that a person has as text."""
        self.ensure_one()
        company = self._create_contact_parent_company()
        if company:
            self.write({"parent_id": company.id})
            self.child_ids.write({"parent_id": company.id})
        return True

    def _create_contact_parent_company(self):
        self.ensure_one()
        if not self.company_name:
            return self.browse()
        values = {"name": self.company_name, "is_company": True, "vat": self.vat}
        values.update(self._get_address_values())
        return self.create(values)

    def open_commercial_entity(self):
        """Open the company that stands behind this contact."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "view_mode": "form",
            "views": [(False, "form")],
            "res_id": self.commercial_partner_id.id,
            "target": "current",
        }

    @api.ondelete(at_uninstall=False)
    def _unlink_except_user(self):
        """Keep the contacts of users: deleting them would lock people out."""
        users = self.env["res.users"].sudo().with_context(active_test=False).search([("partner_id", "in", self.ids)])
        if users:
            message = self.env._(
                "These contacts belong to users: %s. Delete or archive the users first.",
                ", ".join(users.mapped("display_name")),
            )
            if not self.env["res.users"].has_access("write"):  # what the button opens is not for them
                raise UserError(message)
            raise RedirectWarning(
                message, self.env.ref("base.action_res_users").id, self.env._("Open the users"), {"active_test": False}
            )

    def _load_records_create(self, vals_list):
        """Create many contacts at once, then bring each family in line (imports give children before parents)."""
        partners = super(PartnerAddress, self.with_context(_partners_skip_fields_sync=True))._load_records_create(
            vals_list
        )
        partners = partners.with_env(self.env)
        children = partners.filtered("parent_id")
        if children:
            children._sync_with_parents()
        return partners
