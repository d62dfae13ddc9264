from trivium.testing import HttpCase, new_test_user, tagged
from trivium.testing.browser import ChromeBrowserException


@tagged("post_install", "-at_install")
class TestToursInBrowser(HttpCase):
    def test_a_tour_does_its_steps(self):
        user = new_test_user(self.env, "tour.guide", name="Tour Guide")
        self.start_tour("/odoo", "web_tour_edit_user", login="admin")
        self.assertEqual(user.name, "Tour Leader")

    def test_a_step_that_finds_nothing_is_named(self):
        with self.assertRaisesRegex(
            ChromeBrowserException, r'tour "web_tour_lost", step 2 of 2 \("Find what is not there".*nothing on the page'
        ):
            self.start_tour("/odoo", "web_tour_lost", login="admin")
