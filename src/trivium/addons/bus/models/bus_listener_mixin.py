"""Models whose records have a channel on the bus."""

from trivium import models


class BusListenerMixin(models.AbstractModel):
    _name = "bus.listener.mixin"
    _description = "Can send messages via bus.bus"

    def _bus_send(self, notification_type, message, /, *, subchannel=None):
        """Send a notification to who listens to these records, when the transaction is committed.

        :param str notification_type: what the pages subscribe to
        :param message: anything that has a form in JSON
        :param str subchannel: one of the records' channels rather than their main one
        """
        self.env["bus.bus"]._sendmany(
            (channel if subchannel is None else (channel, subchannel), notification_type, message)
            for channel in self._bus_channels()
        )

    def _bus_channels(self):
        """Return the records whose channels stand for these, each once."""
        found = {}
        for record in self:
            channel = record._bus_channel()
            while channel and channel != (further := channel._bus_channel()):
                channel = further
            if channel:
                found[channel] = True
        return list(found)

    def _bus_channel(self):
        """Return the record whose channel stands for this one: itself."""
        return self
