from odoo.tests import HttpCase, JsonRpcException, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestHttp(HttpCase):
    def test_requests_see_what_the_test_did_and_the_other_way_round(self):
        new_test_user(self.env, "visitor1")
        order = self.env["proving.order"].create({"name": "seen"})
        self.authenticate("visitor1", "visitor1")
        call = {"model": "proving.order", "method": "write", "args": [order.ids, {"name": "by http"}], "kwargs": {}}
        self.assertTrue(self.make_jsonrpc_request("/web/dataset/call_kw/proving.order/write", call))
        self.assertEqual(order.name, "by http")
        call = {"model": "proving.order", "method": "unlink", "args": [order.ids], "kwargs": {}}
        with self.assertRaises(JsonRpcException) as caught:
            self.make_jsonrpc_request("/web/dataset/call_kw/proving.order/unlink", call)
        self.assertEqual(str(caught.exception), "odoo.exceptions.AccessError")
        self.assertTrue(order.exists())

    def test_nothing_is_left_of_the_test_before(self):
        self.assertFalse(self.env["proving.order"].search([]))
        self.assertFalse(self.session.uid)

    def test_pages_and_sessions(self):
        self.assertIn("oe_login_form", self.url_open("/web/login").text)
        self.authenticate("admin", "admin")
        self.assertEqual(self.make_jsonrpc_request("/web/session/get_session_info")["username"], "admin")
        self.logout()
        with self.assertRaises(JsonRpcException):
            self.make_jsonrpc_request("/web/session/get_session_info")

    def test_the_external_api(self):
        uid = self.xmlrpc_common.authenticate(self.env.cr.dbname, "admin", "admin", {})
        count = self.xmlrpc_object.execute_kw(self.env.cr.dbname, uid, "admin", "proving.order", "search_count", [[]])
        self.assertEqual(count, 0)
        self.assertURLEqual("/web", f"{self.base_url()}/web")

    def test_addresses_lead_to_the_server_of_the_tests(self):
        order = self.env["proving.order"].create({"name": "seen"})
        self.assertEqual(order.get_base_url(), self.base_url())
        self.assertEqual(self.url_open(f"{order.get_base_url()}/web/login").status_code, 200)
