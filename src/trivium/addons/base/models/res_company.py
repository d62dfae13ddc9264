"""Our own companies, and their branches."""

import base64

from trivium import Command, Domain, api, fields, models
from trivium.exceptions import UserError, ValidationError
from trivium.tools.cache import ormcache
from trivium.tools.image import image_process
from trivium.tools.mail import html2plaintext, is_html_empty
from trivium.tools.misc import file_open

ADDRESS = ("street", "street2", "zip", "city", "state_id", "country_id")
LOGO_PATH = "base/static/img/res_company_logo.png"


class ResCompany(models.Model):
    _name = "res.company"
    _description = "Company"
    _order = "sequence, name"
    _inherit = ["format.address.mixin", "format.vat.label.mixin"]
    _parent_store = True
    _check_company_auto = True

    def _get_logo(self):
        with file_open(LOGO_PATH, "rb") as file:
            return base64.b64encode(file.read())

    def _default_currency_id(self):
        return self.env.user.company_id.currency_id

    name = fields.Char("Name", related="partner_id.name", required=True, store=True, readonly=False)
    active = fields.Boolean("Active", default=True)
    sequence = fields.Integer("Sequence", default=10, help="The order in which companies are listed for switching.")
    parent_id = fields.Many2one("res.company", string="Main company", index=True, ondelete="restrict")
    child_ids = fields.One2many("res.company", "parent_id", string="Branches")
    all_child_ids = fields.One2many(
        "res.company", "parent_id", string="Branches, also archived", context={"active_test": False}
    )
    parent_path = fields.Char(index=True)
    parent_ids = fields.Many2many(
        "res.company", string="Companies above", compute="_compute_parent_ids", compute_sudo=True
    )
    root_id = fields.Many2one(
        "res.company", string="Main company of all", compute="_compute_parent_ids", compute_sudo=True
    )
    partner_id = fields.Many2one("res.partner", string="Contact", required=True, ondelete="restrict", index=True)
    report_header = fields.Html("Slogan", translate=True, help="Printed at the top of documents.")
    report_footer = fields.Html("Footer", translate=True, help="Printed at the bottom of documents.")
    company_details = fields.Html("Company details", translate=True, help="Printed beside the address of the company.")
    is_company_details_empty = fields.Boolean("Has no details", compute="_compute_empty_company_details")
    logo = fields.Binary("Logo", related="partner_id.image_1920", default=_get_logo, readonly=False)
    logo_web = fields.Binary("Small logo", compute="_compute_logo_web", store=True, attachment=False)
    uses_default_logo = fields.Boolean("Has no logo of its own", compute="_compute_uses_default_logo", store=True)
    currency_id = fields.Many2one(
        "res.currency", string="Currency", required=True, default=_default_currency_id, ondelete="restrict"
    )
    user_ids = fields.Many2many("res.users", "res_company_users_rel", "cid", "user_id", string="Users")
    street = fields.Char("Street", compute="_compute_address", inverse="_inverse_street")
    street2 = fields.Char("Street, second line", compute="_compute_address", inverse="_inverse_street2")
    zip = fields.Char("Postal code", compute="_compute_address", inverse="_inverse_zip")
    city = fields.Char("City", compute="_compute_address", inverse="_inverse_city")
    state_id = fields.Many2one(
        "res.country.state",
        string="State",
        compute="_compute_address",
        inverse="_inverse_state",
        domain="[('country_id', '=?', country_id)]",
    )
    country_id = fields.Many2one(
        "res.country", string="Country", compute="_compute_address", inverse="_inverse_country"
    )
    country_code = fields.Char("Country code", related="country_id.code", depends=["country_id"])
    bank_ids = fields.One2many(
        "res.partner.bank", string="Bank accounts", related="partner_id.bank_ids", readonly=False
    )
    email = fields.Char("Email", related="partner_id.email", store=True, readonly=False)
    phone = fields.Char("Phone", related="partner_id.phone", store=True, readonly=False)
    website = fields.Char("Website", related="partner_id.website", readonly=False)
    vat = fields.Char("Tax number", related="partner_id.vat", readonly=False)
    company_registry = fields.Char("Company number", related="partner_id.company_registry", readonly=False)
    company_registry_placeholder = fields.Char(related="partner_id.company_registry_placeholder")
    paperformat_id = fields.Many2one(
        "report.paperformat",
        string="Paper format",
        default=lambda self: self.env.ref("base.paperformat_euro", raise_if_not_found=False),
    )
    external_report_layout_id = fields.Many2one("ir.ui.view", string="Document layout")
    font = fields.Selection(
        [
            ("Lato", "Lato"),
            ("Roboto", "Roboto"),
            ("Open_Sans", "Open Sans"),
            ("Montserrat", "Montserrat"),
            ("Oswald", "Oswald"),
            ("Raleway", "Raleway"),
            ("Tajawal", "Tajawal"),
            ("Fira_Mono", "Fira Mono"),
        ],
        string="Font",
        default="Lato",
    )
    primary_color = fields.Char("Main color")
    secondary_color = fields.Char("Second color")
    color = fields.Integer("Color", compute="_compute_color", inverse="_inverse_color")
    layout_background = fields.Selection(
        [("Blank", "Blank"), ("Demo logo", "Demo logo"), ("Custom", "Custom")],
        string="Background of documents",
        required=True,
        default="Blank",
    )
    layout_background_image = fields.Binary("Background picture")
    uninstalled_l10n_module_ids = fields.Many2many(
        "ir.module.module", string="Addons for the country", compute="_compute_uninstalled_l10n_module_ids"
    )

    _name_uniq = models.Constraint("UNIQUE (name)", "There is a company of this name already.")

    def init(self):
        """Give companies a paper format that have none, as those made before paper formats existed."""
        euro = self.env.ref("base.paperformat_euro", raise_if_not_found=False)
        if euro:
            self.sudo().search([("paperformat_id", "=", False)]).write({"paperformat_id": euro.id})

    # ---- computed fields ---------------------------------------------------------------------------------------

    @api.depends("parent_path")
    def _compute_parent_ids(self):
        for company in self.with_context(active_test=False):
            ids = [int(part) for part in (company.parent_path or "").split("/") if part]
            company.parent_ids = self.browse(ids) if ids else company
            company.root_id = company.parent_ids[:1]

    @api.depends(lambda self: [f"partner_id.{name}" for name in self._get_company_address_field_names()])
    def _compute_address(self):
        for company in self.filtered("partner_id"):
            partner = company.sudo().partner_id
            address_id = partner.address_get(adr_pref=["contact"])["contact"]
            if address_id:
                company.update(company._get_company_address_update(self.env["res.partner"].sudo().browse(address_id)))
        for company in self.filtered(lambda company: not company.partner_id):
            company.update(dict.fromkeys(self._get_company_address_field_names(), False))

    @api.model
    def _get_company_address_field_names(self):
        """Return the fields of the contact that are the company's address."""
        return list(ADDRESS)

    def _get_company_address_update(self, partner):
        return {name: partner[name] for name in self._get_company_address_field_names()}

    def _write_address(self, name):
        for company in self:
            company.partner_id[name] = company[name]

    def _inverse_street(self):
        self._write_address("street")

    def _inverse_street2(self):
        self._write_address("street2")

    def _inverse_zip(self):
        self._write_address("zip")

    def _inverse_city(self):
        self._write_address("city")

    def _inverse_state(self):
        self._write_address("state_id")

    def _inverse_country(self):
        self._write_address("country_id")

    @api.depends("partner_id.image_1920")
    def _compute_logo_web(self):
        for company in self:
            picture = company.partner_id.image_1920
            company.logo_web = (
                base64.b64encode(image_process(base64.b64decode(picture), size=(180, 0))) if picture else False
            )

    @api.depends("partner_id.image_1920")
    def _compute_uses_default_logo(self):
        default = self._get_logo()
        for company in self:
            company.uses_default_logo = not company.logo or company.logo == default

    @api.depends("company_details")
    def _compute_empty_company_details(self):
        for company in self:
            company.is_company_details_empty = is_html_empty(company.company_details or "") or not html2plaintext(
                company.company_details or ""
            )

    @api.depends("root_id")
    def _compute_color(self):
        for company in self:
            company.color = company.root_id.partner_id.color or company.root_id._origin.id % 12

    def _inverse_color(self):
        for company in self:
            company.root_id.partner_id.color = company.color

    @api.depends("country_id")
    def _compute_uninstalled_l10n_module_ids(self):
        """Addons made for the country of a company that are not installed yet, with one search for the set."""
        modules = (
            self.env["ir.module.module"]
            .sudo()
            .search(
                [("country_ids", "in", self.country_id.ids), ("state", "=", "uninstalled"), ("auto_install", "=", True)]
            )
        )
        for company in self:
            company.uninstalled_l10n_module_ids = modules.filtered(
                lambda module, company=company: company.country_id in module.country_ids
            )

    def install_l10n_modules(self):
        """Install the addons for the countries of these companies.

        :return: whether anything was installed
        """
        modules = self.uninstalled_l10n_module_ids
        if modules:
            modules.button_immediate_install()
        return bool(modules)

    @api.onchange("state_id")
    def _onchange_state(self):
        if self.state_id.country_id:
            self.country_id = self.state_id.country_id

    @api.onchange("country_id")
    def _onchange_country_id(self):
        if self.country_id and self.country_id.currency_id.active:
            self.currency_id = self.country_id.currency_id

    @api.onchange("parent_id")
    def _onchange_parent_id(self):
        """A branch has what its main company has."""
        if self.parent_id:
            for name in self._get_company_root_delegated_field_names():
                if self[name] != self.parent_id[name]:
                    self[name] = self.parent_id[name]

    # ---- branches ----------------------------------------------------------------------------------------------

    @api.model
    def _get_company_root_delegated_field_names(self):
        """Return the fields that a branch has from its main company."""
        return ["currency_id"]

    def _accessible_branches(self):
        """Return this company and its branches that the user may use."""
        self.ensure_one()
        return self.browse(self.__accessible_branches())

    @ormcache("tuple(self.env.companies.ids)", "self.id", "self.env.uid")
    def __accessible_branches(self):
        allowed = set(self.env.companies.ids)
        branches = self.sudo().search([("id", "child_of", self.id)])
        return [branch.id for branch in branches if branch.id in allowed] or [self.id]

    def _all_branches_selected(self):
        """Tell whether all branches of these companies are among these companies."""
        return self == self.sudo().search([("id", "child_of", self.root_id.ids)])

    def action_all_company_branches(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Branches"),
            "res_model": "res.company",
            "domain": [("parent_id", "=", self.id)],
            "context": {"active_test": False, "default_parent_id": self.id},
            "views": [(False, "list"), (False, "kanban"), (False, "form")],
        }

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A company cannot be a branch of itself."))

    @api.constrains(lambda self: [*self._get_company_root_delegated_field_names(), "parent_id"])
    def _check_root_delegated_fields(self):
        for company in self.filtered("parent_id"):
            for name in self._get_company_root_delegated_field_names():
                if company[name] != company.parent_id[name]:
                    raise ValidationError(
                        self.env._(
                            "The %(field)s of a branch is that of its main company %(company)s.",
                            field=self._fields[name].string,
                            company=company.parent_id.name,
                        )
                    )

    @api.constrains("active")
    def _check_active(self):
        """A company that users work in cannot be archived, nor one with branches in use."""
        archived = self.filtered(lambda company: not company.active)
        if not archived:
            return
        users = self.env["res.users"].sudo().search([("company_id", "in", archived.ids)])
        for company in archived:
            members = users.filtered(lambda user, company=company: user.company_id == company)
            if members:
                raise ValidationError(
                    self.env._(
                        "%(count)d users work in “%(company)s”: move them to another company before it is archived.",
                        count=len(members),
                        company=company.name,
                    )
                )

    # ---- create and write --------------------------------------------------------------------------------------

    @api.model
    def cache_invalidation_fields(self):
        """Return the fields whose change is seen by everybody at once."""
        return {"active", "sequence"}

    @api.model_create_multi
    def create(self, vals_list):
        vals_list = [dict(vals) for vals in vals_list]
        without_partner = [vals for vals in vals_list if vals.get("name") and not vals.get("partner_id")]
        partners = self.env["res.partner"].create([self._partner_values(vals) for vals in without_partner])
        # what is related to the contact is computed from it: the cache must not hold values from before
        partners.flush_recordset()
        for vals, partner in zip(without_partner, partners, strict=True):
            vals["partner_id"] = partner.id
        for vals in vals_list:
            if vals.get("parent_id"):
                parent = self.browse(vals["parent_id"])
                for name in self._get_company_root_delegated_field_names():
                    vals.setdefault(name, self._fields[name].convert_to_write(parent[name], parent))
        self.env.registry.clear_cache()
        companies = super().create(vals_list)
        # who creates a company may use it
        if companies:
            self.env.user.sudo().write({"company_ids": [Command.link(company.id) for company in companies]})
            companies.partner_id.filtered(lambda partner: not partner.is_company).is_company = True
        companies.currency_id.sudo().filtered(lambda currency: not currency.active).active = True
        companies._install_for_first_country()
        return companies

    def _install_for_first_country(self):
        """Install what is made for the countries of companies that had none before."""
        if self.env.registry.ready:
            self.filtered("country_id").install_l10n_modules()

    @api.model
    def _partner_values(self, vals):
        """Return the values of the contact of a new company."""
        return {
            "name": vals["name"],
            "is_company": True,
            "image_1920": vals.get("logo"),
            "email": vals.get("email"),
            "phone": vals.get("phone"),
            "website": vals.get("website"),
            "vat": vals.get("vat"),
            "country_id": vals.get("country_id"),
        }

    def write(self, vals):
        if self.cache_invalidation_fields() & set(vals):
            self.env.registry.clear_cache()
        if "parent_id" in vals and any(company.parent_id.id != (vals["parent_id"] or False) for company in self):
            raise UserError(
                self.env._("The main company of a branch cannot change: its records would end up with another company.")
            )
        if vals.get("currency_id"):
            currency = self.env["res.currency"].sudo().browse(vals["currency_id"])
            if not currency.active:
                currency.write({"active": True})
        placed = self.filtered(lambda company: not company.country_id) if vals.get("country_id") else self.browse()
        result = super().write(vals)
        delegated = [name for name in self._get_company_root_delegated_field_names() if name in vals]
        for company in self:
            branches = (
                self.sudo().search([("id", "child_of", company.id), ("id", "!=", company.id)]) if delegated else None
            )
            if branches:
                branches.write({name: vals[name] for name in delegated})
        # a layout is compiled into documents' styles
        if {"font", "primary_color", "secondary_color", "external_report_layout_id"} & set(vals):
            self.env.registry.clear_cache("assets")
        placed._install_for_first_country()
        return result

    def copy(self, default=None):
        raise UserError(self.env._("A company cannot be copied: create a new one, or a branch."))

    @api.ondelete(at_uninstall=False)
    def _unlink_if_no_branch(self):
        if self.with_context(active_test=False).child_ids - self:
            raise UserError(
                self.env._("A company with branches cannot be deleted: archive it, or delete the branches.")
            )

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache()
        return result

    @ormcache("tuple(ids)", cache="default")
    def _parent_paths(self, ids):
        # nearly every rule asks for these, and companies hardly ever change
        return super()._parent_paths(ids)

    # ---- look-ups ----------------------------------------------------------------------------------------------

    @api.model
    def _get_main_company(self):
        """Return the first company of the database."""
        main = self.sudo().env.ref("base.main_company", raise_if_not_found=False)
        return main or self.sudo().search([], limit=1, order="id")

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """In the preferences of a user, offer the companies of the user."""
        if self.env.context.get("user_preference"):
            user = self.env.user
            companies = self.sudo() if user._is_system() else self
            domain = Domain(domain or Domain.TRUE) & Domain("id", "in", (user.company_ids | user.company_id).ids)
            return super(ResCompany, companies.with_context(user_preference=False)).name_search(
                name, domain, operator, limit
            )
        return super().name_search(name, domain, operator, limit)

    def _get_public_user(self):
        """Return the user as which visitors of this company act."""
        self.ensure_one()
        public = self.env.ref("base.public_user").sudo().with_context(active_test=False)
        candidates = public.search(
            [("group_ids", "in", self.env.ref("base.group_public").ids), ("company_id", "=", self.id)]
        )
        return candidates[:1] or public.copy(
            {
                "name": self.env._("Public user of %s", self.name),
                "login": f"public-user@company-{self.id}.example",
                "company_id": self.id,
                "company_ids": [Command.set(self.ids)],
            }
        )
