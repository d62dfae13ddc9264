"""The general settings."""

from trivium import api, fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    # ---- the company -------------------------------------------------------------------------------------------

    company_id = fields.Many2one(
        "res.company", string="Company", required=True, default=lambda self: self.env.company, ondelete="cascade"
    )
    is_root_company = fields.Boolean(compute="_compute_is_root_company")
    company_name = fields.Char(related="company_id.display_name", string="Company name")
    company_informations = fields.Text("Address of the company", compute="_compute_company_informations")
    company_country_code = fields.Char(related="company_id.country_id.code", string="Country code", readonly=True)
    company_country_group_codes = fields.Json(related="company_id.country_id.country_group_codes")
    company_count = fields.Integer("Number of companies", compute="_compute_company_count")
    report_footer = fields.Html(related="company_id.report_footer", string="Footer of documents", readonly=False)
    external_report_layout_id = fields.Many2one(related="company_id.external_report_layout_id")

    # ---- people and languages ----------------------------------------------------------------------------------

    active_user_count = fields.Integer("Number of users", compute="_compute_active_user_count")
    language_count = fields.Integer("Number of languages", compute="_compute_language_count")
    group_multi_currency = fields.Boolean(
        "Several currencies", implied_group="base.group_multi_currency", help="Amounts can be in foreign currencies."
    )
    show_effect = fields.Boolean("Show effects", config_parameter="base_setup.show_effect")
    profiling_enabled_until = fields.Datetime(
        "Profiling allowed until", config_parameter="base.profiling_enabled_until"
    )

    # ---- addons that can be added ------------------------------------------------------------------------------

    module_base_import = fields.Boolean("Import records from files")
    module_account_inter_company_rules = fields.Boolean("Documents between companies")
    module_auth_oauth = fields.Boolean("Sign in with OAuth")
    module_auth_ldap = fields.Boolean("Sign in with LDAP")
    module_base_geolocalize = fields.Boolean("Coordinates of addresses")
    module_google_address_autocomplete = fields.Boolean("Complete addresses with Google")
    module_google_calendar = fields.Boolean("Share meetings with Google Calendar")
    module_google_recaptcha = fields.Boolean("reCAPTCHA")
    module_mail_plugin = fields.Boolean("Use from the mailbox")
    module_microsoft_calendar = fields.Boolean("Share meetings with Outlook")
    module_partner_autocomplete = fields.Boolean("Complete companies by name")
    module_sms = fields.Boolean("Send text messages")
    module_voip = fields.Boolean("Telephone")
    module_web_unsplash = fields.Boolean("Pictures of Unsplash")
    module_website_cf_turnstile = fields.Boolean("Cloudflare Turnstile")

    @api.depends("company_id")
    def _compute_is_root_company(self):
        for settings in self:
            settings.is_root_company = not settings.company_id.parent_id

    @api.depends("company_id")
    def _compute_company_informations(self):
        for settings in self:
            company = settings.company_id
            lines = [
                company.street,
                company.street2,
                " ".join(filter(None, [company.zip, company.city])),
                company.state_id.name,
                company.country_id.name,
            ]
            if company.vat:
                lines.append(f"{company.country_id.vat_label or self.env._('VAT')}: {company.vat}")
            settings.company_informations = "\n".join(filter(None, lines))

    @api.depends("company_id")
    def _compute_company_count(self):
        self.company_count = self.env["res.company"].sudo().search_count([])

    @api.depends("company_id")
    def _compute_active_user_count(self):
        self.active_user_count = self.env["res.users"].sudo().search_count([("share", "=", False)])

    @api.depends("company_id")
    def _compute_language_count(self):
        self.language_count = len(self.env["res.lang"].get_installed())

    # ---- buttons -----------------------------------------------------------------------------------------------

    def open_company(self):
        """Open the company that one works in."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Company"),
            "res_model": "res.company",
            "res_id": self.env.company.id,
            "views": [(False, "form")],
            "context": {"form_view_initial_mode": "edit"},
        }

    def open_new_user_default_groups(self):
        """Open what new users may do."""
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Rights of new users"),
            "res_model": "res.groups",
            "res_id": self.env.ref("base.default_user_group").id,
            "views": [(self.env.ref("base.view_default_groups_form").id, "form")],
            "target": "new",
        }

    def edit_external_header(self):
        """Open the view that surrounds documents, False if none was chosen."""
        if not self.external_report_layout_id:
            return False
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Layout of documents"),
            "res_model": "ir.ui.view",
            "res_id": self.external_report_layout_id.id,
            "views": [(False, "form")],
        }
