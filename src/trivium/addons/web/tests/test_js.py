"""The browser tests of `web`, and what other addons run theirs by."""

from trivium.testing import HttpCase, tagged

SUCCESS = "[HOOT] Test suite succeeded"


def unit_test_error_checker(message):
    """Tell whether a line of the console ends a run: single failures do not, the summary does."""
    return "[HOOT]" not in message


@tagged("post_install", "-at_install")
class WebSuite(HttpCase):
    def test_unit_desktop(self):
        """The tests of this addon pass."""
        self.browser_js(
            "/web/tests?headless&preset=desktop&filter=@web/",
            "",
            "",
            login="admin",
            timeout=180,
            success_signal=SUCCESS,
            error_checker=unit_test_error_checker,
        )
