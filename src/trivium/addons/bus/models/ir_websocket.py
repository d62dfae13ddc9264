"""`ir.websocket`: what clients may say by the websocket, and what they are told."""

from trivium import models
from trivium.http.errors import SessionExpiredException
from trivium.http.local import request
from trivium.http.service import security
from trivium.http.websocket import wsrequest

from .bus import channel_with_db, json_dump

MAX_CHANNELS = 1000


class IrWebsocket(models.AbstractModel):
    _name = "ir.websocket"
    _description = "websocket message handling"

    def _serve_ir_websocket(self, event_name, data):
        """Do what a client asks for; addons know further events, and leave the others to this.

        :param str event_name: `subscribe`
        :param dict data: `channels`: texts; `last`: id of the last notification that the client has
        """
        if event_name == "subscribe":
            self._subscribe(data)

    def _subscribe(self, og_data):
        """Give the connection the channels that it may listen to."""
        if not isinstance(og_data, dict) or not og_data.keys() >= {"channels", "last"}:
            raise ValueError("A subscription names `channels` and `last`.")
        data = self._prepare_subscribe_data(og_data["channels"], og_data["last"])
        dbname = self.env.cr.dbname
        kept = [json_dump(channel_with_db(dbname, channel)) for channel in data["channels"]]
        wsrequest.ws.subscribe(kept, data["last"])
        self._after_subscribe_data(data)

    def _prepare_subscribe_data(self, channels, last):
        """Check what a client asks for, and return what it is given.

        Raises ValueError or TypeError where a channel is no text: records' channels are the server's to give.
        """
        if not isinstance(channels, list) or not all(isinstance(channel, str) for channel in channels):
            raise ValueError("The channels of a client are texts: what its user may listen to besides is added here.")
        if len(channels) > MAX_CHANNELS:
            raise ValueError(f"A client listens to {MAX_CHANNELS} channels at most, not to {len(channels)}.")
        if not isinstance(last, int) or isinstance(last, bool):
            raise TypeError(f"The last notification is named by its id, not {last!r}.")
        last = 0 if last > self.env["bus.bus"].sudo()._bus_last_id() else last
        return {"channels": set(self._build_bus_channel_list(channels)), "last": last}

    def _after_subscribe_data(self, data):
        """Something to do once the channels are given."""

    def _build_bus_channel_list(self, channels):
        """Return all channels of the user who asks for some; to be extended by addons.

        :param list channels: those that the client names
        """
        return [
            *channels,
            "broadcast",
            *self.env.user.all_group_ids,
            *([self.env.user.partner_id] if self._session_uid() else []),
        ]

    def _session_uid(self):
        current = wsrequest or request
        return current.session.uid if current else None

    def _on_websocket_closed(self, cookies):
        """Something to do when a connection of the user was closed.

        :param cookies: of the request that opened it
        """

    @classmethod
    def _authenticate(cls):
        """Find out who speaks: the session's user, or a visitor.

        Raises SessionExpiredException where the session is good no more.
        """
        session = wsrequest.session
        if session.uid is None:
            wsrequest.update_env(user=wsrequest.registry["ir.http"]._nobody())
        elif security.check_session(session, wsrequest.env, wsrequest):
            wsrequest.update_env(user=session.uid)
        else:
            raise SessionExpiredException("The session has ended.")
