"""Contacts: people and companies, with their addresses."""

import datetime as dt
from collections import defaultdict

import pytz

from trivium import api, fields, models
from trivium.exceptions import ValidationError
from trivium.tools.mail import email_normalize_all, formataddr
from trivium.tools.misc import unique

from .format_address_mixin import FormatAddressMixin, FormatVatLabelMixin
from .res_partner_address import PartnerAddress
from .res_partner_category import ResPartnerCategory
from .res_partner_industry import ResPartnerIndustry
from .res_partner_sync import ADDRESS_FIELDS, PartnerSync

# prefixes of tax numbers that stand for a member of the European Union (or for Northern Ireland) beside its own code
EU_EXTRA_VAT_CODES = {"GR": "EL", "GB": "XI"}

TZ_NAMES = sorted(pytz.all_timezones, key=lambda name: (name.startswith("Etc/"), name))


def _tz_get(_records):
    return [(name, name) for name in TZ_NAMES]


def _lang_get(self):
    return self.env["res.lang"].get_installed()


_NAMES = ("complete_name", "email", "ref", "vat", "company_registry")


class ResPartner(PartnerSync, PartnerAddress, models.Model):
    _name = "res.partner"
    _description = "Contact"
    _inherit = [
        "format.address.mixin",
        "format.vat.label.mixin",
        "avatar.mixin",
        "properties.base.definition.mixin",
    ]
    _order = "complete_name ASC, id DESC"
    _rec_names_search = ["complete_name", "email", "ref", "vat", "company_registry"]
    _allow_sudo_commands = False
    _check_company_auto = True
    _check_company_domain = models.check_company_domain_parent_of

    # addresses of these types show the name of their type when they have no name of their own
    _complete_name_displayed_types = ("invoice", "delivery", "other")

    def _default_category(self):
        return self.env["res.partner.category"].browse(self.env.context.get("category_id"))

    name = fields.Char("Name", index=True)
    complete_name = fields.Char(
        "Complete name", compute="_compute_complete_name", precompute=True, store=True, index=True
    )
    parent_id = fields.Many2one("res.partner", string="Company", index=True)
    parent_name = fields.Char("Company name of the parent", related="parent_id.name", readonly=True)
    child_ids = fields.One2many(
        "res.partner",
        "parent_id",
        string="Contacts and addresses",
        domain=[("active", "=", True)],
        context={"active_test": False},
    )
    ref = fields.Char("Reference", index=True)
    lang = fields.Selection(
        _lang_get,
        string="Language",
        compute="_compute_lang",
        precompute=True,
        readonly=False,
        store=True,
        help="The language of what is sent to this contact.",
    )
    active_lang_count = fields.Integer("Number of languages", compute="_compute_active_lang_count")
    tz = fields.Selection(
        _tz_get,
        string="Time zone",
        default=lambda self: self.env.context.get("tz"),
        help="Dates and times shown to this contact are in this zone; without one, in that of the server.",
    )
    tz_offset = fields.Char("Offset from UTC", compute="_compute_tz_offset")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        precompute=True,
        readonly=False,
        store=True,
        help="The colleague in charge of this contact.",
    )
    vat = fields.Char("Tax number", index=True, help="The number under which the tax authority knows this contact.")
    vat_label = fields.Char("Name of the tax number", compute="_compute_vat_label")
    same_vat_partner_id = fields.Many2one(
        "res.partner", string="Contact with the same tax number", compute="_compute_same_vat_partner_id"
    )
    same_company_registry_partner_id = fields.Many2one(
        "res.partner", string="Contact with the same registration", compute="_compute_same_vat_partner_id"
    )
    company_registry = fields.Char(
        "Company number",
        compute="_compute_company_registry",
        precompute=True,
        store=True,
        readonly=False,
        index="btree_not_null",
        help="The number in the register of companies, where it differs from the tax number.",
    )
    company_registry_label = fields.Char("Name of the company number", compute="_compute_company_registry_label")
    company_registry_placeholder = fields.Char(compute="_compute_company_registry_placeholder")
    bank_ids = fields.One2many("res.partner.bank", "partner_id", string="Bank accounts")
    website = fields.Char("Website")
    comment = fields.Html("Notes")
    category_id = fields.Many2many(
        "res.partner.category",
        column1="partner_id",
        column2="category_id",
        string="Tags",
        default=_default_category,
    )
    active = fields.Boolean("Active", default=True)
    employee = fields.Boolean("Employee", help="This contact works for us.")
    function = fields.Char("Job position")
    type = fields.Selection(
        [("contact", "Contact"), ("invoice", "Invoice"), ("delivery", "Delivery"), ("other", "Other")],
        string="Address Type",
        default="contact",
    )
    type_address_label = fields.Char("Name of the address type", compute="_compute_type_address_label")
    street = fields.Char("Street")
    street2 = fields.Char("Street, second line")
    zip = fields.Char("Postal code", change_default=True)
    city = fields.Char("City")
    state_id = fields.Many2one(
        "res.country.state", string="State", ondelete="restrict", domain="[('country_id', '=?', country_id)]"
    )
    country_id = fields.Many2one("res.country", string="Country", ondelete="restrict")
    country_code = fields.Char("Country code", related="country_id.code")
    partner_latitude = fields.Float("Latitude", digits=(10, 7))
    partner_longitude = fields.Float("Longitude", digits=(10, 7))
    email = fields.Char("Email")
    email_formatted = fields.Char("Email with name", compute="_compute_email_formatted")
    phone = fields.Char("Phone")
    is_company = fields.Boolean("Is a company", default=False)
    is_public = fields.Boolean("Is the public visitor", compute="_compute_is_public", compute_sudo=True)
    industry_id = fields.Many2one("res.partner.industry", string="Industry")
    company_type = fields.Selection(
        [("person", "Person"), ("company", "Company")],
        string="Kind",
        compute="_compute_company_type",
        inverse="_write_company_type",
    )
    company_id = fields.Many2one("res.company", string="Belongs to", index=True)
    color = fields.Integer("Color", default=0)
    user_ids = fields.One2many("res.users", "partner_id", string="Users", bypass_search_access=True)
    main_user_id = fields.Many2one("res.users", string="Main user", compute="_compute_main_user_id")
    partner_share = fields.Boolean(
        "Is external",
        compute="_compute_partner_share",
        precompute=True,
        store=True,
        help="No internal user stands behind this contact.",
    )
    contact_address = fields.Char("Full address", compute="_compute_contact_address")
    commercial_partner_id = fields.Many2one(
        "res.partner",
        string="Commercial entity",
        compute="_compute_commercial_partner",
        precompute=True,
        store=True,
        recursive=True,
        index=True,
    )
    commercial_company_name = fields.Char(
        "Name of the commercial entity", compute="_compute_commercial_company_name", precompute=True, store=True
    )
    company_name = fields.Char("Company name as text")
    barcode = fields.Char(
        "Barcode",
        copy=False,
        company_dependent=True,
        index="btree_not_null",
        help="Identifies this contact when scanned.",
    )
    # lets a widget show the whole record: a reference to itself
    self = fields.Many2one("res.partner", string="Itself", compute="_compute_get_ids")
    application_statistics = fields.Json("What applications count", compute="_compute_application_statistics")

    # What name_search looks for in: one index, since the condition is an OR of them.
    _names_index = models.Index(lambda registry: registry.trigram_index(*_NAMES))
    _check_name = models.Constraint(
        "CHECK( (type = 'contact' AND name IS NOT NULL) OR (type != 'contact') )",
        "A contact needs a name.",
    )

    # ---- computed fields ---------------------------------------------------------------------------------------

    def _compute_get_ids(self):
        for partner in self:
            partner.self = partner.id

    def _compute_application_statistics(self):
        result = self._compute_application_statistics_hook()
        for partner in self:
            partner.application_statistics = result[partner.id]

    def _compute_application_statistics_hook(self):
        """Return `{partner id: [{"iconClass", "value", "label", "tagClass"}]}`; addons add what they count."""
        return defaultdict(list)

    @api.depends("name", "user_ids.share", "image_1920", "is_company", "type")
    def _compute_avatar_1920(self):
        super()._compute_avatar_1920()

    @api.depends("name", "user_ids.share", "image_1024", "is_company", "type")
    def _compute_avatar_1024(self):
        super()._compute_avatar_1024()

    @api.depends("name", "user_ids.share", "image_512", "is_company", "type")
    def _compute_avatar_512(self):
        super()._compute_avatar_512()

    @api.depends("name", "user_ids.share", "image_256", "is_company", "type")
    def _compute_avatar_256(self):
        super()._compute_avatar_256()

    @api.depends("name", "user_ids.share", "image_128", "is_company", "type")
    def _compute_avatar_128(self):
        super()._compute_avatar_128()

    def _compute_avatar(self, avatar_field, image_field):
        """Companies and addresses without picture show a symbol of what they are rather than initials."""
        symbols = self.filtered(lambda partner: partner.is_company or partner.type in ("delivery", "invoice", "other"))
        super(ResPartner, self - symbols)._compute_avatar(avatar_field, image_field)
        placeholders = {}
        for partner in symbols:
            path = partner._avatar_get_placeholder_path()
            if path not in placeholders:
                placeholders[path] = partner._avatar_get_placeholder()
            partner[avatar_field] = partner[image_field] or placeholders[path]

    def _avatar_get_placeholder_path(self):
        if self.is_company:
            return "base/static/img/company_image.png"
        by_type = {"delivery": "truck.png", "invoice": "bill.png", "other": "puzzle.png"}
        if self.type in by_type:
            return f"base/static/img/{by_type[self.type]}"
        return super()._avatar_get_placeholder_path()

    @api.depends("is_company", "name", "parent_id.name", "type", "company_name", "commercial_company_name")
    def _compute_complete_name(self):
        # what is stored cannot depend on who asks: the context is left out
        for partner in self.with_context({}):
            partner.complete_name = partner._get_complete_name()

    def _get_complete_name(self):
        """Return the name with that of the company before it, as it is sorted and searched."""
        self.ensure_one()
        name = self.name or ""
        if self.company_name or self.parent_id:
            if not name and self.type in self._complete_name_displayed_types:
                name = dict(self._fields["type"]._description_selection(self.env))[self.type]
            if not self.is_company and not self.env.context.get("partner_display_name_hide_company"):
                name = f"{self.commercial_company_name or self.sudo().parent_id.name}, {name}"
        return name.strip()

    @api.depends("complete_name", "email", "vat", "state_id", "country_id", "commercial_company_name")
    @api.depends_context(
        "show_address",
        "partner_show_db_id",
        "show_email",
        "show_vat",
        "lang",
        "formatted_display_name",
        "partner_display_name_hide_company",
        "address_inline",
    )
    def _compute_display_name(self):
        context = self.env.context
        for partner in self:
            hide_company = context.get("partner_display_name_hide_company")
            name = (
                partner.with_context(lang=self.env.lang)._get_complete_name() if hide_company else partner.complete_name
            )
            if context.get("formatted_display_name") and partner.parent_id and not hide_company:
                name = partner._get_formatted_name()
            lines = [name or "", *partner._display_name_details()]
            partner.display_name = (", " if context.get("address_inline") else "\n").join(filter(None, lines)).strip()

    def _get_formatted_name(self):
        """Return the complete name in two parts: a tab before what is shown smaller, hyphens around what is muted."""
        company = self.commercial_company_name or self.sudo().parent_id.name or ""
        own = (self.complete_name or "").removeprefix(f"{company}, ")
        return f"{company} \t --{own}--" if company and own != self.complete_name else self.complete_name

    def _display_name_details(self):
        """Return the lines that the context asks for below the name."""
        context = self.env.context
        details = []
        if context.get("show_address"):
            address = self._display_address(without_company=True)
            details += [line for line in address.split("\n") if line.strip()]
        if context.get("partner_show_db_id"):
            details.append(f"({self.id})")
        if context.get("show_email") and self.email:
            details.append(f"<{self.email}>")
        if context.get("show_vat") and self.vat:
            details.append(
                f"{self.vat_label or ''} {self.vat}".strip() if not context.get("address_inline") else self.vat
            )
        return details

    @api.depends("parent_id")
    def _compute_lang(self):
        """A new child contact starts with the language of its company, any other with that of who creates it."""
        without = self.filtered(lambda partner: not partner.lang)
        if without:
            default = self.default_get(["lang"]).get("lang") or self.env.lang
            for partner in without:
                partner.lang = partner.parent_id.lang or default

    @api.depends("lang")
    def _compute_active_lang_count(self):
        self.active_lang_count = len(self.env["res.lang"].get_installed())

    @api.depends("tz")
    def _compute_tz_offset(self):
        now = dt.datetime.now(dt.UTC)
        for partner in self:
            partner.tz_offset = now.astimezone(pytz.timezone(partner.tz or "GMT")).strftime("%z")

    @api.depends("parent_id")
    def _compute_user_id(self):
        """A person is looked after by whoever looks after the company."""
        for partner in self:
            if partner.parent_id and not partner.user_id and not partner.is_company and partner.parent_id.user_id:
                partner.user_id = partner.parent_id.user_id

    @api.depends_context("company")
    def _compute_vat_label(self):
        self.vat_label = self.env.company.country_id.vat_label or self.env._("Tax number")

    def _compute_company_registry(self):
        """Keep what was entered; addons of a country derive it from other numbers."""
        for partner in self:
            partner.company_registry = partner.company_registry

    @api.depends("country_id")
    def _compute_company_registry_label(self):
        labels = self._get_company_registry_labels()
        for partner in self:
            partner.company_registry_label = labels.get(partner.country_id.code) or self.env._("Company number")

    def _get_company_registry_labels(self):
        """Return `{country code: name of the company number there}`; addons of a country add theirs."""
        return {}

    @api.depends("country_id")
    def _compute_company_registry_placeholder(self):
        self.company_registry_placeholder = False

    @api.depends("user_ids.active", "user_ids.share")
    @api.depends_context("uid")
    def _compute_main_user_id(self):
        """Prefer who is asking, then internal users, then the oldest."""
        for partner in self:
            users = partner.user_ids.filtered("active")
            if self.env.user in users:
                partner.main_user_id = self.env.user
            else:
                partner.main_user_id = users.sorted(lambda user: (user.share, user._origin.id))[:1]

    @api.depends("user_ids.share", "user_ids.active")
    def _compute_partner_share(self):
        for partner in self.with_context(active_test=False):  # the system user is internal although it is archived
            internal = partner.user_ids.filtered(
                lambda user: user.id == api.SUPERUSER_ID or (user.active and not user.share)
            )
            partner.partner_share = not internal

    @api.depends("user_ids.group_ids")
    def _compute_is_public(self):
        for partner in self.with_context(active_test=False):
            partner.is_public = bool(partner.user_ids) and any(user._is_public() for user in partner.user_ids)

    @api.depends("is_company")
    def _compute_company_type(self):
        for partner in self:
            partner.company_type = "company" if partner.is_company else "person"

    def _write_company_type(self):
        for partner in self:
            partner.is_company = partner.company_type == "company"

    @api.onchange("company_type")
    def onchange_company_type(self):
        self.is_company = self.company_type == "company"

    @api.depends("is_company", "parent_id.commercial_partner_id")
    def _compute_commercial_partner(self):
        for partner in self:
            if partner.is_company or not partner.parent_id:
                partner.commercial_partner_id = partner
            else:
                partner.commercial_partner_id = partner.parent_id.commercial_partner_id

    @api.depends("company_name", "parent_id.is_company", "commercial_partner_id.name")
    def _compute_commercial_company_name(self):
        for partner in self:
            entity = partner.commercial_partner_id
            partner.commercial_company_name = (entity.is_company and entity.name) or partner.company_name

    @api.depends(lambda self: self._display_address_depends())
    def _compute_contact_address(self):
        for partner in self:
            partner.contact_address = partner._display_address()

    @api.depends("type")
    def _compute_type_address_label(self):
        labels = {
            "invoice": self.env._("Invoice address"),
            "delivery": self.env._("Delivery address"),
            "other": self.env._("Other address"),
        }
        for partner in self:
            partner.type_address_label = labels.get(partner.type) or self.env._("Address")

    @api.depends("name", "email")
    def _compute_email_formatted(self):
        """Write each address of the email field as `"Name" <address>`; what is no address stays as it was typed."""
        for partner in self:
            addresses = email_normalize_all(partner.email)
            if addresses:
                partner.email_formatted = ",".join(
                    formataddr((partner.name or "", address)) for address in unique(addresses)
                )
            elif partner.email:
                partner.email_formatted = formataddr((partner.name or "", partner.email))
            else:
                partner.email_formatted = False

    @api.depends("vat", "company_id", "company_registry")
    def _compute_same_vat_partner_id(self):
        twins = self._find_twins("vat", self._vat_variants)
        registered = self._find_twins("company_registry", lambda partner: [partner.company_registry])
        for partner in self:
            partner.same_vat_partner_id = twins.get(partner, False)
            partner.same_company_registry_partner_id = registered.get(partner, False)

    def _vat_variants(self, partner):
        """Return the tax number with and without the country's prefix: both mean the same number."""
        vat = partner.vat or ""
        if len(vat) <= 1:
            return []
        country = partner.country_id
        prefix = EU_EXTRA_VAT_CODES.get(country.code, country.code)
        if not prefix or "EU" not in (country.country_group_codes or []):
            return [vat]
        return [vat, vat[2:] if vat[:2].upper() in {prefix, country.code} else f"{prefix}{vat}"]

    def _find_twins(self, field_name, values_of):
        """Return `{partner: other partner}` for those that share a value of `field_name` with another entity.

        One search for the whole set; contacts of the same commercial entity are no twins.
        """
        wanted = {
            partner: [value for value in values_of(partner) if value] for partner in self if not partner.parent_id
        }
        values = {value for variants in wanted.values() for value in variants}
        if not values:
            return {}
        candidates = self.with_context(active_test=False).sudo().search([(field_name, "in", list(values))], order="id")
        by_value = candidates.grouped(field_name)
        twins = {}
        for partner, variants in wanted.items():
            for other in self.browse().concat(*(by_value[value] for value in variants if value in by_value)):
                family = partner._origin in (other, other.commercial_partner_id)
                companies_apart = partner.company_id and other.company_id and partner.company_id != other.company_id
                if not family and not companies_apart:
                    twins[partner] = other.with_env(self.env)
                    break
        return twins

    # ---- constraints -------------------------------------------------------------------------------------------

    @api.constrains("parent_id")
    def _check_parent_id(self):
        if self._has_cycle():
            raise ValidationError(self.env._("A contact cannot be below itself: choose another company."))

    @api.constrains("company_id")
    def _check_partner_company(self):
        """A contact that stands for a company of ours cannot belong to another one."""
        partners = self.filtered(lambda partner: partner.is_company and partner.company_id)
        if not partners:
            return
        companies = self.env["res.company"].sudo().search_fetch([("partner_id", "in", partners.ids)], ["partner_id"])
        for company in companies:
            if company != company.partner_id.company_id:
                raise ValidationError(
                    self.env._("“%s” stands for a company of yours: it can belong to that company only.", company.name)
                )

    @api.constrains("barcode")
    def _check_barcode_unicity(self):
        for partner in self:
            if partner.barcode and self.search_count([("barcode", "=", partner.barcode)], limit=2) > 1:
                raise ValidationError(self.env._("Another contact already has the barcode “%s”.", partner.barcode))

    # ---- onchange ----------------------------------------------------------------------------------------------

    @api.onchange("parent_id")
    def onchange_parent_id(self):
        """Take over the address of the company that was chosen."""
        if not self.parent_id or self.type != "contact":
            return None
        result = {}
        if self._origin.parent_id and self._origin.parent_id != self.parent_id:
            result["warning"] = {
                "title": self.env._("The company changes"),
                "message": self.env._(
                    "Past documents keep pointing at this contact. If the person changed jobs, create a new contact"
                    " for the new company instead."
                ),
            }
        address = self.parent_id._get_address_values()
        if any(address.values()):
            result["value"] = self._convert_to_write(address)
        return result

    @api.onchange("country_id")
    def _onchange_country_id(self):
        if self.country_id and self.country_id != self.state_id.country_id:
            self.state_id = False

    @api.onchange("state_id")
    def _onchange_state(self):
        if self.state_id.country_id and self.country_id != self.state_id.country_id:
            self.country_id = self.state_id.country_id

    @api.onchange("parent_id", "company_id")
    def _onchange_company_id(self):
        if self.parent_id:
            self.company_id = self.parent_id.company_id.id
