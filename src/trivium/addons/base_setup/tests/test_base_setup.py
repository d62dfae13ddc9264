from trivium.exceptions import UserError
from trivium.testing import HttpCase, TransactionCase, new_test_user, tagged


class TestGeneralSettings(TransactionCase):
    def test_page_counts_users_companies_and_languages(self):
        settings = self.env["res.config.settings"].create({})
        self.assertEqual(settings.active_user_count, self.env["res.users"].search_count([("share", "=", False)]))
        new_test_user(self.env, "ada.setup")
        settings.invalidate_recordset()
        self.assertEqual(settings.active_user_count, self.env["res.users"].search_count([("share", "=", False)]))
        self.assertEqual(settings.company_count, self.env["res.company"].search_count([]))
        self.assertEqual(settings.language_count, len(self.env["res.lang"].get_installed()))

    def test_address_of_the_company(self):
        company = self.env["res.company"].create(
            {"name": "Mill", "street": "Lane 1", "zip": "12345", "city": "Town", "vat": "X1"}
        )
        settings = self.env["res.config.settings"].create({"company_id": company.id})
        self.assertEqual(settings.company_informations.splitlines()[:2], ["Lane 1", "12345 Town"])
        self.assertTrue(settings.company_informations.endswith(": X1"))
        self.assertTrue(settings.is_root_company)

    def test_addons_that_are_not_there_are_not_offered(self):
        arch = self.env["res.config.settings"].get_view(view_type="form")["arch"]
        settings = self.env["res.config.settings"]._installable_modules()
        for name in ("voip", "mail_plugin"):
            self.assertNotIn(name, settings)
        self.assertRegex(arch, r'<setting id="mail_pluggin_setting"[^>]* invisible="(1|True)"')

    def test_effects_are_a_parameter(self):
        self.env["res.config.settings"].create({"show_effect": False}).execute()
        self.assertFalse(self.env["ir.config_parameter"].get_param("base_setup.show_effect"))
        self.env["res.config.settings"].create({"show_effect": True}).execute()
        self.assertEqual(self.env["ir.config_parameter"].get_param("base_setup.show_effect"), "True")

    def test_default_rights_open(self):
        action = self.env["res.config.settings"].create({}).open_new_user_default_groups()
        self.assertEqual(action["res_id"], self.env.ref("base.default_user_group").id)


class TestInvitations(TransactionCase):
    def test_users_are_made_once(self):
        users = self.env["res.users"]
        self.assertIs(
            users.web_create_users(["new@setup.example", "Grace <grace@setup.example>", "NEW@setup.example"]), True
        )
        found = users.search([("login", "like", "@setup.example")], order="login")
        self.assertEqual(found.mapped("login"), ["grace@setup.example", "new@setup.example"])
        self.assertEqual(found[0].name, "Grace")
        users.web_create_users(["new@setup.example"])
        self.assertEqual(users.search_count([("login", "like", "@setup.example")]), 2)

    def test_archived_users_come_back(self):
        user = new_test_user(self.env, "gone@setup.example")
        user.active = False
        self.env["res.users"].web_create_users(["gone@setup.example"])
        self.assertTrue(user.active)

    def test_wrong_address(self):
        with self.assertRaises(UserError):
            self.env["res.users"].web_create_users(["nobody"])


@tagged("post_install", "-at_install")
class TestSetupRoutes(HttpCase):
    def test_data(self):
        pending = new_test_user(self.env, "pending.setup")
        self.authenticate("admin", "admin")
        data = self.make_jsonrpc_request("/base_setup/data", {})
        self.assertEqual(data["active_users"], self.env["res.users"].search_count([("share", "=", False)]))
        self.assertIn([pending.id, "pending.setup"], data["pending_users"])
        self.assertEqual(data["action_pending_users"]["res_model"], "res.users")
        self.assertIn(self.make_jsonrpc_request("/base_setup/demo_active", {}), [True, False])

    def test_data_are_for_those_who_manage_rights(self):
        new_test_user(self.env, "plain.setup")
        self.authenticate("plain.setup", "plain.setup")
        with self.assertRaisesRegex(Exception, "AccessError"):
            self.make_jsonrpc_request("/base_setup/data", {})
