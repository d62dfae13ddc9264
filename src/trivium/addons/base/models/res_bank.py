"""Banks, and the bank accounts of contacts."""

import re

from stdnum import iban

from trivium import Domain, api, fields, models


def sanitize_account_number(acc_number):
    """Return an account number without anything but letters and digits, in capitals; False when there is none."""
    return re.sub(r"\W+", "", acc_number).upper() if acc_number else False


class ResBank(models.Model):
    _name = "res.bank"
    _description = "Bank"
    _order = "name, id"
    _rec_names_search = ["name", "bic"]

    name = fields.Char("Name", required=True)
    street = fields.Char("Street")
    street2 = fields.Char("Street, second line")
    zip = fields.Char("Postal code")
    city = fields.Char("City")
    state = fields.Many2one("res.country.state", string="State", domain="[('country_id', '=?', country)]", copy=False)
    country = fields.Many2one("res.country", string="Country")
    country_code = fields.Char("Country code", related="country.code")
    email = fields.Char("Email")
    phone = fields.Char("Phone")
    active = fields.Boolean("Active", default=True)
    bic = fields.Char("BIC", index=True, help="The code of the bank in payments between banks, also called SWIFT.")

    @api.depends("bic")
    def _compute_display_name(self):
        for bank in self:
            bank.display_name = (bank.name or "") + (f" - {bank.bic}" if bank.bic else "")

    @api.model
    def _search_display_name(self, operator, value):
        """A BIC is found by how it starts."""
        if operator in {"ilike", "not ilike"} and value and isinstance(value, str):
            domain = Domain("bic", "=ilike", value + "%") | Domain("name", "ilike", value)
            return ~domain if operator == "not ilike" else domain
        return super()._search_display_name(operator, value)

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_clean_bic(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_clean_bic(vals))

    @api.model
    def _with_clean_bic(self, vals):
        return dict(vals, bic=vals["bic"].replace(" ", "").upper()) if vals.get("bic") else vals

    @api.onchange("country")
    def _onchange_country_id(self):
        if self.country and self.country != self.state.country_id:
            self.state = False

    @api.onchange("state")
    def _onchange_state(self):
        if self.state.country_id:
            self.country = self.state.country_id


class ResPartnerBank(models.Model):
    _name = "res.partner.bank"
    _description = "Bank account"
    _rec_name = "acc_number"
    _order = "sequence, id"

    active = fields.Boolean("Active", default=True)
    acc_type = fields.Selection(
        selection=lambda self: self.env["res.partner.bank"].get_supported_account_types(),
        string="Kind of number",
        compute="_compute_acc_type",
        help="Found out from the number: an IBAN is checked, any other number is taken as it is.",
    )
    acc_number = fields.Char("Account number", required=True, search="_search_acc_number")
    sanitized_acc_number = fields.Char("Plain account number", compute="_compute_sanitized_acc_number", store=True)
    clearing_number = fields.Char("Clearing number", help="The bank's number in the payment system of its country.")
    acc_holder_name = fields.Char(
        "Account holder",
        compute="_compute_account_holder_name",
        store=True,
        readonly=False,
        help="Where it differs from the name of the contact.",
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Contact",
        required=True,
        ondelete="cascade",
        index=True,
        domain=["|", ("is_company", "=", True), ("parent_id", "=", False)],
    )
    allow_out_payment = fields.Boolean(
        "Trusted",
        default=False,
        copy=False,
        help="The number was verified with its owner: payments may be sent to it.",
    )
    bank_id = fields.Many2one("res.bank", string="Bank")
    bank_name = fields.Char("Name of the bank", related="bank_id.name", readonly=False)
    bank_bic = fields.Char("BIC", related="bank_id.bic", readonly=False)
    sequence = fields.Integer("Sequence", default=10)
    currency_id = fields.Many2one("res.currency", string="Currency")
    company_id = fields.Many2one(
        "res.company", string="Company", related="partner_id.company_id", store=True, readonly=True
    )
    country_code = fields.Char("Country code", related="partner_id.country_code")
    note = fields.Text("Notes")
    color = fields.Integer("Color", compute="_compute_color")

    _unique_number = models.Constraint(
        "UNIQUE(sanitized_acc_number, partner_id)", "This contact has an account with this number already."
    )

    @api.model
    def get_supported_account_types(self):
        """Return the kinds of account numbers, as a selection."""
        return self._get_supported_account_types()

    @api.model
    def _get_supported_account_types(self):
        return [("bank", self.env._("Normal"))]

    @api.model
    def retrieve_acc_type(self, acc_number):
        """Return the kind of `acc_number`; addons recognise more kinds."""
        return "bank"

    @api.depends("acc_number")
    def _compute_acc_type(self):
        for account in self:
            account.acc_type = self.retrieve_acc_type(account.acc_number)

    @api.depends("acc_number")
    def _compute_sanitized_acc_number(self):
        for account in self:
            account.sanitized_acc_number = sanitize_account_number(account.acc_number)

    def _search_acc_number(self, operator, value):
        """Spaces and dashes do not matter when a number is searched."""
        if operator in {"in", "not in"}:
            value = [sanitize_account_number(number) for number in value]
        elif isinstance(value, str):
            # a pattern keeps its wildcards
            value = re.sub(r"[^\w%]+", "", value).upper()
        return Domain("sanitized_acc_number", operator, value)

    @api.depends("partner_id.name")
    def _compute_account_holder_name(self):
        for account in self:
            account.acc_holder_name = account.partner_id.name

    @api.depends("allow_out_payment")
    def _compute_color(self):
        for account in self:
            account.color = 10 if account.allow_out_payment else 1

    @api.depends("acc_number", "bank_id")
    @api.depends_context("display_account_trust")
    def _compute_display_name(self):
        for account in self:
            name = f"{account.acc_number} - {account.bank_id.name}" if account.bank_id else account.acc_number
            if self.env.context.get("display_account_trust"):
                trusted = self.env._("trusted") if account.allow_out_payment else self.env._("not trusted")
                name = f"{name} ({trusted})"
            account.display_name = name

    @api.onchange("acc_number")
    def _onchange_acc_number_iban(self):
        """Point out a number that begins as an IBAN does and is none: digits were swapped, most likely."""
        number = sanitize_account_number(self.acc_number) or ""
        if re.fullmatch(r"[A-Z]{2}\d{2}[A-Z0-9]{11,30}", number) and not iban.is_valid(number):
            return {
                "warning": {
                    "title": self.env._("Is this number right?"),
                    "message": self.env._(
                        "“%s” looks like an IBAN but its check digits are wrong: compare it with the original.",
                        self.acc_number,
                    ),
                }
            }
        return None

    @api.model_create_multi
    def create(self, vals_list):
        return super().create([self._with_bank(vals) for vals in vals_list])

    def write(self, vals):
        return super().write(self._with_bank(vals))

    @api.model
    def _with_bank(self, vals):
        """Drop the name and BIC of the bank where no bank was chosen: they would change another contact's bank."""
        if "bank_id" in vals and not vals["bank_id"]:
            return {name: value for name, value in vals.items() if name not in {"bank_name", "bank_bic"}}
        return vals

    def _user_can_trust(self):
        """Tell whether the user in use may say that an account is trusted."""
        return True

    def action_archive_bank(self):
        """Archive the account, and reload the form that shows it."""
        self.action_archive()
        return {"type": "ir.actions.client", "tag": "reload"}

    def unlink(self):
        """Archive instead: payments that used an account keep naming it."""
        self.action_archive()
        return True
