from trivium import models


class IrAttachment(models.Model):
    _name = "ir.attachment"
    _inherit = ["ir.attachment", "bus.listener.mixin"]

    def _bus_channel(self):
        """Changes of a file are told to who works with it: the one who is signed in."""
        return self.env.user
