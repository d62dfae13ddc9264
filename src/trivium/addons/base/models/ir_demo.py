"""Load demo data into a database that has none."""

from trivium import models
from trivium.exceptions import AccessDenied


class IrDemo(models.TransientModel):
    _name = "ir.demo"
    _description = "Demo data"

    def install_demo(self):
        """Load the demo data of all installed addons."""
        if not self.env.is_admin():
            raise AccessDenied
        self.env["ir.module.module"].sudo()._load_demo_data()
        return {"type": "ir.actions.act_url", "target": "self", "url": "/web"}
