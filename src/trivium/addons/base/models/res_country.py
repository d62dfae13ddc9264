"""Countries, their states, and groups of countries."""

import functools
import re

from trivium import Domain, api, fields, models
from trivium.exceptions import UserError
from trivium.rendering.assets import libraries
from trivium.rendering.assets.errors import LibraryMissingError

# territories that fly the flag of another country: the file to show
FLAG_MAPPING = {
    "BQ": "nl",
    "BV": "no",
    "GF": "fr",
    "GP": "fr",
    "HM": "au",
    "MF": "fr",
    "PM": "fr",
    "RE": "fr",
    "SJ": "no",
    "UM": "us",
    "XI": "gb",
    "YT": "fr",
}

NO_FLAG_COUNTRIES = ["AQ", "XI"]

DEFAULT_ADDRESS_FORMAT = "%(street)s\n%(street2)s\n%(city)s %(state_code)s %(zip)s\n%(country_name)s"


@functools.cache
def flag_url(code):
    """Return the address of a flag's picture by the code of its country; False where there is none.

    The pictures are those of the library `flag-icons`.
    """
    name = f"flag-icons/flags/4x3/{code}.svg"
    try:
        libraries.find(name)
    except LibraryMissingError:
        return False
    return libraries.url(name)


class ResCountry(models.Model):
    _name = "res.country"
    _description = "Country"
    _order = "name, id"
    _rec_names_search = ["name", "code"]

    name = fields.Char("Name", required=True, translate=True)
    code = fields.Char("Code", size=2, required=True, help="The two letters of ISO 3166-1.")
    address_format = fields.Text(
        "Address layout",
        default=DEFAULT_ADDRESS_FORMAT,
        help="How addresses are written there. %(street)s and the like stand for the fields of the address; besides"
        " them there are %(state_name)s, %(state_code)s, %(country_name)s, %(country_code)s and %(company_name)s.",
    )
    address_view_id = fields.Many2one(
        "ir.ui.view",
        string="Address view",
        domain=[("model", "=", "res.partner"), ("type", "=", "form")],
        help="A view that takes the place of the address on the form of a contact.",
    )
    currency_id = fields.Many2one("res.currency", string="Currency")
    image_url = fields.Char("Flag", compute="_compute_image_url")
    phone_code = fields.Integer("Calling code")
    country_group_ids = fields.Many2many(
        "res.country.group",
        "res_country_res_country_group_rel",
        "res_country_id",
        "res_country_group_id",
        string="Country groups",
    )
    country_group_codes = fields.Json("Codes of the groups", compute="_compute_country_group_codes")
    state_ids = fields.One2many("res.country.state", "country_id", string="States")
    name_position = fields.Selection(
        [("before", "Before the address"), ("after", "After the address")],
        string="Name of the addressee",
        default="before",
    )
    vat_label = fields.Char("Name of the tax number", translate=True, prefetch=True)
    state_required = fields.Boolean("Addresses need a state", default=False)
    zip_required = fields.Boolean("Addresses need a postal code", default=True)

    _name_uniq = models.Constraint("UNIQUE(name)", "There is a country of this name already.")
    _code_uniq = models.Constraint("UNIQUE(code)", "There is a country with this code already.")

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Put the country whose code is exactly `name` first."""
        found = super().name_search(name, domain, operator, limit)
        if not name or len(name) != 2 or operator not in {"ilike", "="}:
            return found
        exact = self.search_fetch(
            Domain("code", "=", name.upper()) & Domain(domain or Domain.TRUE), ["display_name"], limit=1
        )
        others = [pair for pair in found if pair[0] != exact.id]
        return ([(exact.id, exact.display_name)] if exact else []) + others[: limit and limit - len(exact)]

    @api.model_create_multi
    def create(self, vals_list):
        result = super().create([self._with_upper_code(vals) for vals in vals_list])
        self.env.registry.clear_cache("stable")
        return result

    def write(self, vals):
        result = super().write(self._with_upper_code(vals))
        self.env.registry.clear_cache("stable")
        if {"address_view_id", "address_format", "vat_label"} & set(vals):
            # the views of contacts are laid out by these
            self.env.registry.clear_cache("templates")
        return result

    def unlink(self):
        result = super().unlink()
        self.env.registry.clear_cache("stable")
        return result

    @api.model
    def _with_upper_code(self, vals):
        return dict(vals, code=vals["code"].upper()) if vals.get("code") else vals

    def get_address_fields(self):
        """Return the names that the address layout uses, in their order."""
        self.ensure_one()
        return re.findall(r"\((.+?)\)", self.address_format or "")

    @api.depends("code")
    def _compute_image_url(self):
        for country in self:
            code = (country.code or "").upper()
            if not code or code in NO_FLAG_COUNTRIES:
                country.image_url = False
            else:
                country.image_url = flag_url(FLAG_MAPPING.get(code, code.lower()))

    @api.depends("country_group_ids.code")
    def _compute_country_group_codes(self):
        for country in self:
            country.country_group_codes = [group.code for group in country.country_group_ids if group.code]

    @api.constrains("address_format")
    def _check_address_format(self):
        """Every placeholder must be known, or addresses of that country could not be written."""
        known = {
            *self.env["res.partner"]._formatting_address_fields(),
            "state_code",
            "state_name",
            "country_code",
            "country_name",
            "company_name",
        }
        for country in self:
            try:
                (country.address_format or "") % dict.fromkeys(known, "")
            except (KeyError, ValueError, TypeError) as exc:
                raise UserError(
                    self.env._(
                        "The address layout of %(country)s is not right at %(where)s. Known are: %(known)s.",
                        country=country.name,
                        where=exc,
                        known=", ".join(f"%({name})s" for name in sorted(known)),
                    )
                ) from exc

    @api.constrains("code")
    def _check_country_code(self):
        for country in self:
            if len(country.code or "") != 2:
                raise UserError(self.env._("The code of a country has two letters: “%s” has not.", country.code))


class ResCountryGroup(models.Model):
    _name = "res.country.group"
    _description = "Country group"

    name = fields.Char("Name", required=True, translate=True)
    code = fields.Char("Code")
    country_ids = fields.Many2many(
        "res.country",
        "res_country_res_country_group_rel",
        "res_country_group_id",
        "res_country_id",
        string="Countries",
    )

    _check_code_uniq = models.Constraint("UNIQUE(code)", "There is a group with this code already.")

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_clean_code(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_clean_code(vals))

    @api.model
    def _with_clean_code(self, vals):
        return dict(vals, code=vals["code"].strip().upper()) if vals.get("code") else vals


class ResCountryState(models.Model):
    _name = "res.country.state"
    _description = "State"
    _order = "code, id"
    _rec_names_search = ["name", "code"]

    country_id = fields.Many2one("res.country", string="Country", required=True, index=True, ondelete="restrict")
    name = fields.Char("Name", required=True, help="A part of a country that addresses name, such as a province.")
    code = fields.Char("Code", required=True)

    _name_code_uniq = models.Constraint("UNIQUE(country_id, code)", "This country has a state with this code already.")

    @api.depends("country_id.code", "name")
    @api.depends_context("formatted_display_name")
    def _compute_display_name(self):
        for state in self:
            state.display_name = f"{state.name} ({state.country_id.code})"

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Put the state whose code is exactly `name` first, and keep to the country of the context."""
        domain = Domain(domain or Domain.TRUE)
        if self.env.context.get("country_id"):
            domain &= Domain("country_id", "=", self.env.context["country_id"])
        found = super().name_search(name, domain, operator, limit)
        if not name or operator not in {"ilike", "="}:
            return found
        exact = self.search_fetch(Domain("code", "=ilike", name) & domain, ["display_name"], limit=limit)
        ids = set(exact.ids)
        return ([(state.id, state.display_name) for state in exact] + [pair for pair in found if pair[0] not in ids])[
            :limit
        ]

    @api.model
    def _search_display_name(self, operator, value):
        """Find a state by what it shows, such as `California (US)`, as well."""
        domain = super()._search_display_name(operator, value)
        if operator in Domain.NEGATIVE_OPERATORS:
            return domain
        for text in [value] if isinstance(value, str) else value:
            match = isinstance(text, str) and re.fullmatch(r"(?P<name>.+?)\s*\((?P<code>\w*)\)", text.strip())
            if match:
                by_name = "=" if operator == "in" else operator
                domain |= Domain("name", by_name, match["name"]) & Domain("country_id.code", "ilike", match["code"])
        return domain
