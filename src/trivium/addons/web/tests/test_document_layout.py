"""The wizard for the look of documents."""

import base64
import io

from PIL import Image

from trivium.testing import Form, TransactionCase, new_test_user


def picture(*colors):
    """Return a picture in base64 with stripes of these colours, each half as wide as the one before."""
    image = Image.new("RGB", (128, 16), "white")
    left, width = 0, 64
    for color in colors:
        image.paste(color, (left, 0, left + width, 16))
        left, width = left + width, width // 2
    stream = io.BytesIO()
    image.save(stream, "PNG")
    return base64.b64encode(stream.getvalue())


class TestDocumentLayout(TransactionCase):
    def test_what_is_chosen_shows_at_once_and_is_the_company_s_when_saved(self):
        company = self.env.company
        company.external_report_layout_id = False
        form = Form(self.env["base.document.layout"])
        self.assertEqual(form.report_layout_id, self.env.ref("web.report_layout_standard"))
        self.assertIn("t-report-standard", form.preview)
        form.report_layout_id = self.env.ref("web.report_layout_bold")
        form.primary_color = "#aa0011"
        form.report_header = "<p>Best in town</p>"
        self.assertIn("t-report-bold", form.preview)
        self.assertIn("--t-report-primary: #aa0011", form.preview)
        self.assertIn("Best in town", form.preview)
        self.assertNotEqual(company.primary_color, "#aa0011")
        wizard = form.save()
        self.assertEqual(wizard.document_layout_save(), {"type": "ir.actions.act_window_close"})
        self.assertEqual(company.external_report_layout_id, self.env.ref("web.external_layout_bold"))
        self.assertEqual((company.primary_color, company.report_header), ("#aa0011", "<p>Best in town</p>"))

    def test_a_logo_brings_its_colors(self):
        layouts = self.env["base.document.layout"]
        self.assertEqual(
            layouts.extract_image_primary_secondary_colors(picture("#3040af", "#206020")), ("#3040af", "#206020")
        )
        # what is bright is darkened, so that it can be read on white
        self.assertEqual(layouts.extract_image_primary_secondary_colors(picture("#ff0000"))[0], "#af0000")
        self.assertEqual(layouts.extract_image_primary_secondary_colors(picture("white")), (False, False))
        self.assertEqual(layouts.extract_image_primary_secondary_colors(base64.b64encode(b"<svg/>")), (False, False))
        form = Form(layouts)
        form.logo = picture("#3040af", "#206020")
        self.assertEqual((form.logo_primary_color, form.primary_color), ("#3040af", "#3040af"))

    def test_the_background_stands_behind_the_text(self):
        company = self.env.company
        company.write({"layout_background": "Custom", "layout_background_image": picture("#3040af")})
        page = self.env["ir.actions.report"]._render_qweb_html("web.preview_externalreport", company.ids)[0].decode()
        self.assertIn('class="t-report-background"', page)
        company.layout_background = "Blank"
        page = self.env["ir.actions.report"]._render_qweb_html("web.preview_externalreport", company.ids)[0].decode()
        self.assertNotIn("t-report-background", page)

    def test_the_look_is_for_administrators(self):
        user = new_test_user(self.env, "layout.user")
        self.assertFalse(self.env["base.document.layout"].with_user(user).has_access("create"))
