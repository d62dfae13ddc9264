from psycopg import IntegrityError

from trivium.exceptions import AccessError
from trivium.testing import TransactionCase, new_test_user
from trivium.tools import mute_logger


class TestTours(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["web_tour.tour"].search([]).unlink()
        cls.tours = cls.env["web_tour.tour"].create(
            [
                {"name": "second", "sequence": 20},
                {
                    "name": "first",
                    "sequence": 10,
                    "step_ids": [
                        (0, 0, {"trigger": ".b", "run": "edit Ada", "sequence": 2}),
                        (0, 0, {"trigger": ".a", "content": "Click", "run": "click", "sequence": 1}),
                    ],
                },
                {"name": "own", "sequence": 1, "custom": True},
            ]
        )
        cls.user = new_test_user(cls.env, "tourist")
        cls.user.tour_enabled = True

    def test_tours_follow_each_other(self):
        tours = self.env["web_tour.tour"].with_user(self.user)
        self.assertEqual(tours.get_current_tour()["name"], "first")
        self.assertEqual(tours.consume("first")["name"], "second")
        self.assertIs(tours.consume("second"), False)
        self.assertEqual(self.tours[0].user_consumed_ids, self.user)

    def test_who_wants_none_gets_none(self):
        tours = self.env["web_tour.tour"].with_user(self.user)
        self.assertIs(self.env["res.users"].with_user(self.user).switch_tour_enabled(False), False)
        self.assertIs(tours.get_current_tour(), False)

    def test_tours_are_for_internal_users(self):
        portal = new_test_user(self.env, "visitor", groups="base.group_portal")
        with self.assertRaises(AccessError):
            self.env["web_tour.tour"].with_user(portal).consume("first")

    def test_steps_in_their_order(self):
        tour = self.env["web_tour.tour"].get_tour_json_by_name("first")
        self.assertEqual([step["trigger"] for step in tour["steps"]], [".a", ".b"])
        self.assertEqual(tour["url"], "/odoo")
        self.assertIs(self.env["web_tour.tour"].get_tour_json_by_name("none"), False)

    def test_names_are_unique(self):
        with self.assertRaises(IntegrityError), mute_logger("trivium.sql_db"):
            self.env["web_tour.tour"].create({"name": "first"})

    def test_module_of_a_tour(self):
        action = self.tours[1].export_js_file()
        attachment = self.env["ir.attachment"].search([("res_model", "=", "web_tour.tour")])
        self.assertIn(f"/web/content/{attachment.id}", action["url"])
        source = attachment.raw.decode()
        self.assertIn('registry.category("web_tour.tours").add("first", {', source)
        self.assertLess(source.index('"trigger": ".a"'), source.index('"run": "edit Ada"'))

    def test_address(self):
        self.assertEqual(self.tours[0].sharing_url, f"{self.tours[0].get_base_url()}/odoo?tour=second")
