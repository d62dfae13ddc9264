"""Tests that fail and are left out on purpose; they run when their tag is asked for."""

from odoo.tests import TransactionCase, tagged


@tagged("outcomes", "-standard", "post_install", "-at_install")
class TestOutcomes(TransactionCase):
    def test_passes(self):
        self.assertTrue(self.env)

    def test_fails(self):
        self.fail("on purpose")

    def test_breaks(self):
        raise RuntimeError("on purpose")

    def test_asks_what_is_not_there(self):
        self.env.cr.execute("SELECT nothing FROM res_partner WHERE id = %s", [1])

    def test_is_skipped(self):
        self.skipTest("on purpose")

    def test_fails_in_a_part(self):
        with self.subTest("good"):
            self.assertTrue(self.env)
        with self.subTest("bad"):
            self.fail("on purpose")


@tagged("outcomes", "-standard", "post_install", "-at_install")
class TestBrokenClass(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        raise RuntimeError("on purpose")

    def test_never_runs(self):
        self.fail("it does")
