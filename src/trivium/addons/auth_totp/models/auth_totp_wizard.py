"""Switching the second factor on: a QR code, and a code that proves it was read."""

import base64
import io

from PIL import Image

from odoo.addons.base.models.res_users_identitycheck import check_identity
from trivium import api, fields, models
from trivium.exceptions import UserError
from trivium.tools.barcode import createBarcodeDrawing

from . import codes

QR_PIXELS = 240
QR_BORDER = 16  # readers need some white around it


class AuthTotpWizard(models.TransientModel):
    _name = "auth_totp.wizard"
    _description = "Switch on two-factor authentication"

    user_id = fields.Many2one("res.users", string="User", required=True, readonly=True, ondelete="cascade")
    secret = fields.Char("Secret", required=True, readonly=True)
    url = fields.Char("Address", compute="_compute_qrcode", store=True, readonly=True)
    qrcode = fields.Binary("QR code", attachment=False, compute="_compute_qrcode", store=True, readonly=True)
    code = fields.Char("Code", size=7, store=False)

    @api.depends("user_id.login", "user_id.company_id.display_name", "secret")
    def _compute_qrcode(self):
        complete = self.filtered("secret")
        (self - complete).write({"url": False, "qrcode": False})
        for wizard in complete:
            issuer = wizard.user_id.company_id.display_name or "Trivium"
            wizard.url = codes.provisioning_url(wizard.secret, wizard.user_id.login, issuer)
            wizard.qrcode = base64.b64encode(_qr_picture(wizard.url))

    @check_identity
    def enable(self):
        """Switch it on for the user in use, once the code typed is the right one."""
        self.ensure_one()
        code = codes.compressed(str(self.env.context.get("code") or self.code or ""))
        if not code.isdigit():
            raise UserError(self.env._("The code has six digits: type what the app shows."))
        if self.user_id != self.env.user:
            raise UserError(self.env._("Everybody switches this on for themselves."))
        if not self.env.user._totp_try_setting(self.sudo().secret, code):
            raise UserError(self.env._("This is not the code: wait for the next one, and look at the phone's clock."))
        self.sudo().unlink()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Two-factor authentication is on: from now on you need your phone to log in."),
                "next": self.env.user._totp_show_recovery_codes(),
            },
        }


def _qr_picture(text):
    inner = createBarcodeDrawing("QR", value=text, width=QR_PIXELS, height=QR_PIXELS).asString("png")
    picture = Image.new("L", (QR_PIXELS + 2 * QR_BORDER,) * 2, 255)
    picture.paste(Image.open(io.BytesIO(inner)), (QR_BORDER, QR_BORDER))
    stream = io.BytesIO()
    picture.save(stream, format="PNG")
    return stream.getvalue()
