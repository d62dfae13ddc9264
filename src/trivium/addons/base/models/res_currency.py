"""Currencies and what they were worth on each day."""

import math

from trivium import SQL, api, fields, models
from trivium.exceptions import UserError, ValidationError
from trivium.tools import float_compare, float_is_zero, float_round, parse_date
from trivium.tools.cache import ormcache
from trivium.tools.misc import format_amount


class ResCurrency(models.Model):
    _name = "res.currency"
    _description = "Currency"
    _rec_names_search = ["name", "full_name"]
    _order = "active desc, name"

    name = fields.Char("Currency", size=3, required=True, help="The three letters of ISO 4217.")
    iso_numeric = fields.Integer("Number in ISO 4217")
    full_name = fields.Char("Name")
    symbol = fields.Char("Symbol", required=True, help="What is printed beside amounts.")
    rate = fields.Float(
        "Rate", compute="_compute_current_rate", digits=0, help="Units of this currency for one of the company's."
    )
    inverse_rate = fields.Float(
        "Inverse rate",
        compute="_compute_current_rate",
        digits=0,
        readonly=True,
        help="Units of the company's currency for one of this.",
    )
    rate_string = fields.Char("Rate in words", compute="_compute_current_rate")
    rate_ids = fields.One2many("res.currency.rate", "currency_id", string="Rates")
    rounding = fields.Float("Rounding", digits=(12, 6), default=0.01, help="The smallest amount there is.")
    decimal_places = fields.Integer("Decimals", compute="_compute_decimal_places", store=True)
    active = fields.Boolean("Active", default=True)
    position = fields.Selection(
        [("after", "After the amount"), ("before", "Before the amount")], string="Symbol position", default="after"
    )
    date = fields.Date("Date of the rate", compute="_compute_date")
    currency_unit_label = fields.Char("Name of the unit", translate=True)
    currency_subunit_label = fields.Char("Name of the subunit", translate=True)
    is_current_company_currency = fields.Boolean(
        "Is the company's currency", compute="_compute_is_current_company_currency"
    )

    _unique_name = models.Constraint("UNIQUE (name)", "There is a currency with this code already.")
    _rounding_gt_zero = models.Constraint(
        "CHECK (rounding > 0)", "The rounding of a currency must be greater than zero."
    )

    # ---- create and write --------------------------------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        currencies = super().create(vals_list)
        self._toggle_group_multi_currency()
        self.env.registry.clear_cache("stable")
        return currencies

    def unlink(self):
        result = super().unlink()
        self._toggle_group_multi_currency()
        self.env.registry.clear_cache("stable")
        return result

    def write(self, vals):
        result = super().write(vals)
        if {"active", "digits", "name", "position", "symbol", "rounding"} & set(vals):
            self.env.registry.clear_cache("stable")
        if "active" in vals:
            self._toggle_group_multi_currency()
        return result

    @api.model
    def _toggle_group_multi_currency(self):
        """With a second active currency, everybody is shown currencies."""
        group = self.env.ref("base.group_multi_currency", raise_if_not_found=False)
        members = self.env.ref("base.group_user", raise_if_not_found=False)
        if not group or not members:
            return
        if self.search_count([("active", "=", True)], limit=2) > 1:
            members.sudo()._apply_group(group.sudo())
        else:
            members.sudo()._remove_group(group.sudo())

    @api.constrains("active")
    def _check_company_currency_stays_active(self):
        archived = self.filtered(lambda currency: not currency.active)
        if not archived or self.env.context.get("install_mode") or self.env.context.get("force_deactivate"):
            return
        companies = self.env["res.company"].sudo().search([("currency_id", "in", archived.ids)])
        if companies:
            raise UserError(
                self.env._(
                    "%(currencies)s is the currency of %(companies)s: it cannot be archived.",
                    currencies=", ".join(companies.currency_id.mapped("name")),
                    companies=", ".join(companies.mapped("name")),
                )
            )

    # ---- rates -------------------------------------------------------------------------------------------------

    def _get_rates(self, company, date):
        """Return `{currency id: rate}` on `date` for `company`: the last rate before, else the first after, else 1."""
        if not self.ids:
            return {}
        root = company.root_id or company
        self.env["res.currency.rate"].flush_model(["rate", "currency_id", "company_id", "name"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id, COALESCE(
                    (SELECT r.rate FROM res_currency_rate r
                     WHERE r.currency_id = c.id AND r.name <= %(date)s
                       AND (r.company_id IS NULL OR r.company_id = %(company)s)
                     ORDER BY r.company_id, r.name DESC LIMIT 1),
                    (SELECT r.rate FROM res_currency_rate r
                     WHERE r.currency_id = c.id AND (r.company_id IS NULL OR r.company_id = %(company)s)
                     ORDER BY r.company_id, r.name LIMIT 1),
                    1.0)
                FROM res_currency c WHERE c.id = ANY(%(ids)s)
                """,
                date=date,
                company=root.id,
                ids=self.ids,
            )
        )
        return {currency_id: float(rate) for currency_id, rate in rows}

    @api.depends("rate_ids.rate")
    @api.depends_context("to_currency", "date", "company", "company_id")
    def _compute_current_rate(self):
        date = self.env.context.get("date") or fields.Date.context_today(self)
        company = self.env["res.company"].browse(self.env.context.get("company_id")) or self.env.company
        company = company.root_id
        to_currency = self.browse(self.env.context.get("to_currency")) or company.currency_id
        rates = (self + to_currency)._get_rates(company, date)
        for currency in self:
            base = rates.get(to_currency.id) or 1.0
            currency.rate = (rates.get(currency._origin.id) or 1.0) / base
            currency.inverse_rate = 1 / currency.rate
            if currency != company.currency_id:
                currency.rate_string = f"1 {to_currency.name} = {currency.rate:.6f} {currency.name}"
            else:
                currency.rate_string = ""

    @api.depends("rounding")
    def _compute_decimal_places(self):
        for currency in self:
            small = 0 < currency.rounding < 1
            currency.decimal_places = math.ceil(math.log10(1 / currency.rounding)) if small else 0

    @api.depends("rate_ids.name")
    def _compute_date(self):
        for currency in self:
            currency.date = currency.rate_ids[:1].name

    @api.depends_context("company")
    def _compute_is_current_company_currency(self):
        for currency in self:
            currency.is_current_company_currency = self.env.company.root_id.currency_id == currency

    @api.model
    def _get_conversion_rate(self, from_currency, to_currency, company=None, date=None):
        if from_currency == to_currency:
            return 1.0
        company = company or self.env.company
        date = date or fields.Date.context_today(self)
        source = from_currency.with_company(company).with_context(to_currency=to_currency.id, date=str(date))
        return source.inverse_rate

    def _convert(self, from_amount, to_currency, company=None, date=None, round=True):  # noqa: A002 - the argument's name is part of the interface
        """Return `from_amount` of this currency in `to_currency`, at the rate of `company` on `date`.

        :param round: round the result to what `to_currency` can express
        """
        from_currency, to_currency = self or to_currency, to_currency or self
        if not from_currency:
            raise ValidationError(self.env._("An amount without currency cannot be converted."))
        if from_amount == 0:
            return 0.0
        rate = self._get_conversion_rate(from_currency, to_currency, company, date)
        return to_currency.round(from_amount * rate) if round else from_amount * rate

    # ---- amounts -----------------------------------------------------------------------------------------------

    def round(self, amount):
        """Return `amount` rounded to what this currency can express."""
        self.ensure_one()
        return float_round(amount, precision_rounding=self.rounding)

    def compare_amounts(self, amount1, amount2):
        """Return -1, 0 or 1 as `amount1` is less than, equal to or greater than `amount2` after rounding."""
        self.ensure_one()
        return float_compare(amount1, amount2, precision_rounding=self.rounding)

    def is_zero(self, amount):
        """Tell whether `amount` is nothing in this currency."""
        self.ensure_one()
        return float_is_zero(amount, precision_rounding=self.rounding)

    def format(self, amount):
        """Return `amount` as people write it, with the symbol."""
        self.ensure_one()
        return format_amount(self.env, amount + 0.0, self)

    def amount_to_text(self, amount):
        """Return `amount` in words, in the language of the context."""
        self.ensure_one()

        from num2words import num2words  # noqa: PLC0415 - a part of each start that few requests need

        def words(number):
            lang = self.env["res.lang"]._get_data(code=self.env.lang or "en_US").iso_code or "en"
            try:
                return num2words(number, lang=lang).title()
            except NotImplementedError:
                return num2words(number, lang="en").title()

        whole, _point, part = f"{amount:.{self.decimal_places}f}".partition(".")
        text = self.env._("%(amount)s %(unit)s", amount=words(int(whole)), unit=self.currency_unit_label or self.name)
        if part and int(part):
            text = self.env._(
                "%(whole)s and %(amount)s %(unit)s",
                whole=text,
                amount=words(int(part)),
                unit=self.currency_subunit_label or "",
            )
        return text.strip()

    @api.model
    @ormcache(cache="stable")
    def get_all_currencies(self):
        """Return `{id: {"name", "symbol", "position", "digits"}}` of the active currencies, for the client."""
        currencies = self.sudo().search_fetch([("active", "=", True)], ["name", "symbol", "position", "decimal_places"])
        return {
            currency.id: {
                "name": currency.name,
                "symbol": currency.symbol,
                "position": currency.position,
                "digits": [69, currency.decimal_places],
            }
            for currency in currencies
        }

    @api.model
    def _get_fiscal_country_codes(self):
        return ",".join(self.env.companies.mapped("country_id.code"))

    # ---- views -------------------------------------------------------------------------------------------------

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        # column titles name the currency of the company
        key = super()._get_view_cache_key(view_id, view_type, **options)
        return (*key, self._company_currency_for_titles())

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type in {"list", "form"}:
            name = self._company_currency_for_titles()
            titles = {
                "rate": self.env._("Units per %s", name),
                "inverse_rate": self.env._("%s per unit", name),
                "company_rate": self.env._("Units per %s", name),
                "inverse_company_rate": self.env._("%s per unit", name),
            }
            _set_titles(arch, titles)
        return arch, view

    @api.model
    def _company_currency_for_titles(self):
        company = self.env["res.company"].browse(self.env.context.get("company_id")) or self.env.company
        return company.currency_id.name


def _set_titles(arch, titles):
    """Give the fields of an arch the titles that name a currency."""
    for node in arch.iter("field"):
        if node.get("name") in titles:
            node.set("string", titles[node.get("name")])


class ResCurrencyRate(models.Model):
    _name = "res.currency.rate"
    _description = "Currency rate"
    _rec_names_search = ["name", "rate"]
    _order = "name desc, id"
    _check_company_domain = models.check_company_domain_parent_of

    name = fields.Date("Date", required=True, index=True, default=fields.Date.context_today)
    rate = fields.Float(
        "Technical rate", digits=0, aggregator="avg", help="Units of the currency for one of the reference."
    )
    company_rate = fields.Float(
        "Rate",
        digits=0,
        compute="_compute_company_rate",
        inverse="_inverse_company_rate",
        aggregator="avg",
        help="Units of the currency for one of the company's.",
    )
    inverse_company_rate = fields.Float(
        "Inverse rate",
        digits=0,
        compute="_compute_inverse_company_rate",
        inverse="_inverse_inverse_company_rate",
        aggregator="avg",
        help="Units of the company's currency for one of this currency.",
    )
    currency_id = fields.Many2one(
        "res.currency", string="Currency", readonly=True, required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", string="Company", default=lambda self: self.env.company.root_id)

    _unique_name_per_day = models.Constraint(
        "UNIQUE (name, currency_id, company_id)", "There is a rate of this currency for this day already."
    )
    _currency_rate_check = models.Constraint("CHECK (rate > 0)", "A rate must be greater than zero.")

    def _clean_values(self, vals):
        """Leave one of the three ways to say a rate: the one closest to how it was entered."""
        vals = dict(vals)
        if "inverse_company_rate" in vals and ("company_rate" in vals or "rate" in vals):
            del vals["inverse_company_rate"]
        if "company_rate" in vals and "rate" in vals:
            del vals["company_rate"]
        return vals

    def write(self, vals):
        self.env["res.currency"].invalidate_model(["inverse_rate", "rate", "rate_string"])
        return super().write(self._clean_values(vals))

    @api.model_create_multi
    def create(self, vals_list):
        self.env["res.currency"].invalidate_model(["inverse_rate", "rate", "rate_string"])
        return super().create([self._clean_values(vals) for vals in vals_list])

    def _latest_company_rates(self):
        """Return `{(date, company): rate of the company's own currency}` for these lines."""
        result = {}
        for rate in self:
            company = (rate.company_id or self.env.company).root_id
            date = rate.name or fields.Date.context_today(self)
            if (date, company) not in result:
                rates = company.currency_id._get_rates(company, date)
                result[date, company] = rates.get(company.currency_id.id) or 1.0
        return result

    def _company_rate_of_reference(self, cached):
        company = (self.company_id or self.env.company).root_id
        return cached[self.name or fields.Date.context_today(self), company]

    @api.depends("rate", "name", "currency_id", "company_id", "currency_id.rate_ids.rate")
    @api.depends_context("company")
    def _compute_company_rate(self):
        references = self._latest_company_rates()
        for line in self:
            line.company_rate = (line.rate or line._get_latest_rate().rate or 1.0) / line._company_rate_of_reference(
                references
            )

    @api.onchange("company_rate")
    def _inverse_company_rate(self):
        references = self._latest_company_rates()
        for line in self:
            line.rate = line.company_rate * line._company_rate_of_reference(references)

    @api.depends("company_rate")
    def _compute_inverse_company_rate(self):
        for line in self:
            line.inverse_company_rate = 1.0 / (line.company_rate or 1.0)

    @api.onchange("inverse_company_rate")
    def _inverse_inverse_company_rate(self):
        for line in self:
            line.company_rate = 1.0 / (line.inverse_company_rate or 1.0)

    def _get_latest_rate(self):
        """Return the line before this one."""
        if not self.name:
            raise UserError(self.env._("A rate needs a date."))
        company = self.company_id or self.env.company.root_id
        return (
            self.currency_id.rate_ids.sudo()
            .filtered(
                lambda line: (
                    line.rate and line.company_id in (company, self.env["res.company"]) and line.name < self.name
                )
            )
            .sorted("name")[-1:]
        )

    @api.onchange("company_rate")
    def _onchange_rate_warning(self):
        """Point out a rate that is far from the last one: a slip of the decimal point is found so."""
        latest = self._get_latest_rate()
        if latest and latest.rate:
            difference = (latest.rate - self.rate) / latest.rate
            if abs(difference) > 0.2:
                return {
                    "warning": {
                        "title": self.env._("Is this rate right?"),
                        "message": self.env._(
                            "It differs from the last rate of %(currency)s by %(percent)d %%.",
                            currency=self.currency_id.name,
                            percent=abs(round(difference * 100)),
                        ),
                    }
                }
        return None

    @api.constrains("company_id")
    def _check_company_id(self):
        for line in self:
            if line.company_id.sudo().parent_id:
                raise ValidationError(
                    self.env._("Rates belong to main companies: a branch uses those of its main company.")
                )

    @api.model
    def _search_display_name(self, operator, value):
        """Find rates by a date in the format of the user as well."""
        if isinstance(value, str):
            value = parse_date(self.env, value)
        return super()._search_display_name(operator, value)

    @api.model
    def _get_view_cache_key(self, view_id=None, view_type="form", **options):
        key = super()._get_view_cache_key(view_id, view_type, **options)
        company = self.env["res.company"].browse(self.env.context.get("company_id")) or self.env.company
        return (*key, company.currency_id.name)

    @api.model
    def _get_view(self, view_id=None, view_type="form", **options):
        arch, view = super()._get_view(view_id, view_type, **options)
        if view_type == "list":
            company = self.env["res.company"].browse(self.env.context.get("company_id")) or self.env.company
            name = company.currency_id.name
            currency = self.env["res.currency"].browse(self.env.context.get("active_id")).name or self.env._("Units")
            _set_titles(
                arch,
                {
                    "company_rate": self.env._("%(unit)s per %(company)s", unit=currency, company=name),
                    "inverse_company_rate": self.env._("%(company)s per %(unit)s", unit=currency, company=name),
                },
            )
        return arch, view
