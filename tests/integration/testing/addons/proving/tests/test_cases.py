from odoo import Command
from odoo.addons.base.tests.common import BaseCommon
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Approx, RecordCapturer, TransactionCase, freeze_time, new_test_user, tagged, users, warmup
from odoo.tools import mute_logger


class TestAtInstall(TransactionCase):
    def test_runs_when_its_addon_was_installed(self):
        self.assertFalse(self.registry.ready)
        self.assertEqual(self.env["proving.order"]._description, "Order")


@tagged("post_install", "-at_install")
class TestTransactions(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.env["proving.order"].create({"name": "first"})
        cls.user = new_test_user(cls.env, "prover")

    def test_a_change(self):
        self.order.name = "changed"
        self.env["proving.order"].create({"name": "second"})
        self.env.flush_all()

    def test_another_does_not_see_it(self):
        self.assertEqual(self.order.name, "first")
        self.assertFalse(self.env["proving.order"].search([("name", "=", "second")]))

    def test_constraints_leave_the_transaction_usable(self):
        with self.assertRaises(ValidationError):
            self.order.name = "wrong"
        with self.assertRaisesRegex(ValidationError, "is wrong"):
            self.env["proving.order"].create({"name": "wrong"})
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception):
            self.env.cr.execute("SELECT * FROM no_table")
        self.assertEqual(self.order.name, "first")

    def test_values_of_records(self):
        self.order.line_ids = [Command.create({"name": "a", "price": 0.1, "quantity": 3})]
        lines = self.order.line_ids
        self.assertRecordValues(self.order, [{"name": "first", "total": Approx(0.3, 2), "line_ids": lines.ids}])
        with self.assertRaises(self.failureException):
            self.assertRecordValues(self.order, [{"name": "other"}])

    def test_records_are_captured(self):
        with RecordCapturer(self.env["proving.order"], [("name", "like", "cap")]) as captured:
            self.env["proving.order"].create([{"name": "cap 1"}, {"name": "other"}])
        self.assertEqual(captured.records.mapped("name"), ["cap 1"])

    def test_sequence(self):
        """A test may be called as the attribute that orders classes."""
        self.assertEqual(self.order.name, "first")

    def test_cursors_of_the_registry_share_the_transaction_in_a_block(self):
        order = self.env["proving.order"].create({"name": "shared"})
        self.env.flush_all()
        with self.enter_registry_test_mode(), self.registry.cursor() as cr:
            cr.execute("SELECT name FROM proving_order WHERE id = %s", [order.id])
            self.assertEqual(cr.fetchone(), ("shared",))
            cr.commit()
        self.assertFalse(self.in_test_mode())
        with self.registry.cursor() as cr:
            cr.execute("SELECT name FROM proving_order WHERE id = %s", [order.id])
            self.assertIsNone(cr.fetchone())

    @users("prover")
    def test_as_a_user(self):
        self.assertEqual(self.env.user, self.user)
        order = self.order.with_env(self.env)
        order.name = "mine"
        with self.assertRaises(AccessError):
            order.unlink()

    @warmup
    def test_statements_are_counted(self):
        self.env.flush_all()
        with self.assertQueryCount(1):
            self.order.note = "counted"

    def test_too_many_statements_fail(self):
        with self.assertRaises(self.failureException), self.assertQueryCount(0):
            self.order.note = "too many"

    def test_statements_are_compared(self):
        with self.assertQueriesContain(["UPDATE proving_order"]):
            self.order.note = "compared"
            self.env.flush_all()

    @freeze_time("2024-02-29")
    def test_time_stands_still(self):
        self.assertEqual(str(self.env["proving.order"].create({"name": "x"}).date), "2024-02-29")

    def test_other_machines_cannot_be_asked(self):
        import requests

        with self.assertRaises(requests.exceptions.ConnectionError):
            requests.get("https://example.com", timeout=1)

    def test_no_commits(self):
        with self.assertRaises(AssertionError):
            self.env.cr.commit()


@tagged("post_install", "-at_install")
class TestCommon(BaseCommon):
    def test_the_environment_sends_no_mails(self):
        self.assertTrue(self.env.context["tracking_disable"])
        self.assertEqual(self.partner.name, "Test Partner")
        self.assertEqual(self._create_new_internal_user().login, "internal_user")
        self.assertEqual(self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)]).name, "EUR")


@tagged("post_install", "-at_install")
class TestTemplates(TransactionCase):
    def test_fields_of_records_in_templates(self):
        order = self.env["proving.order"].create(
            {"name": "<o>", "line_ids": [Command.create({"name": "l", "price": 1234.5})]}
        )
        result = self.env["ir.qweb"]._render("proving.hello", {"order": order, "name": "n"})
        self.assertEqual(
            result.strip(), '<div class="hello">n <span>&lt;o&gt;</span> <span>1,234.5</span> <b>nobody</b></div>'
        )
