"""`bus.bus`: notifications for open pages, kept until everybody had the time to fetch them."""

import datetime
import json

from trivium import SQL, api, fields, models
from trivium.data.redislink import redis_link
from trivium.http.websocket.polling import channel_key
from trivium.modules.signaling import BUS_CHANNEL, notify
from trivium.orm.registry import Registry
from trivium.tools import json_default

TIMEOUT = 50
"""Seconds that a notification is new to who has none yet."""
DEFAULT_GC_RETENTION_SECONDS = 24 * 60 * 60
KEYS_IN_A_MESSAGE = 300
"""A message between processes has less than 8,000 bytes, a channel's key 18."""

_LOCK = 0x7472_6978


def json_dump(value):
    """Return JSON without blanks: what channels and messages are kept as."""
    return json.dumps(value, separators=(",", ":"), default=json_default)


def channel_with_db(dbname, channel):
    """Return a channel with its database: a text, a record, or a record and the name of one of its channels."""
    if isinstance(channel, models.Model):
        return (dbname, channel._name, channel.id)
    if isinstance(channel, tuple) and len(channel) == 2 and isinstance(channel[0], models.Model):
        return (dbname, channel[0]._name, channel[0].id, channel[1])
    if isinstance(channel, str):
        return (dbname, channel)
    return channel


class BusBus(models.Model):
    """Ids are in the order of the commits, so that who knows the last one seen misses nothing.

    A row gets its final id right before COMMIT, under a lock that is held until the transaction has ended: a
    transaction that began earlier and ends later comes later.
    """

    _name = "bus.bus"
    _description = "Communication Bus"

    channel = fields.Char("Channel")
    message = fields.Char("Message")

    _after_index = models.Index("(channel, id)")

    def _register_hook(self):
        super()._register_hook()
        if self.env.registry.updated_modules:
            # what pages have loaded is not what the addons have now
            self._sendone("broadcast", "bundle_changed", {"modules": list(self.env.registry.updated_modules)})

    @api.model
    def _sendone(self, target, notification_type, message):
        """Send a notification when the transaction is committed, none when it is rolled back.

        :param target: record, record and name of one of its channels, or text: who listens to it is told
        :param str notification_type: what the pages subscribe to
        :param message: anything that has a form in JSON
        """
        self._sendmany([(target, notification_type, message)])

    @api.model
    def _sendmany(self, notifications):
        """Send several: triples as the arguments of `_sendone`."""
        precommit = self.env.cr.precommit
        pending = precommit.data.get("bus.bus.values")
        if pending is None:
            pending = precommit.data["bus.bus.values"] = []
            precommit.add(self.env(su=True)["bus.bus"]._insert_pending)
        dbname = self.env.cr.dbname
        pending.extend(
            (
                json_dump(channel_with_db(dbname, target)),
                json_dump({"type": notification_type, "payload": message}),
            )
            for target, notification_type, message in notifications
        )

    def _insert_pending(self):
        """Insert what was sent since the last flush; one statement."""
        cr = self.env.cr
        pending = cr.precommit.data.pop("bus.bus.values", [])
        if not pending:
            return
        channels, messages = zip(*pending, strict=True)
        cr.execute(
            SQL(
                """
                INSERT INTO bus_bus (channel, message, create_uid, write_uid, create_date, write_date)
                SELECT channel, message, %(uid)s, %(uid)s, now() AT TIME ZONE 'UTC', now() AT TIME ZONE 'UTC'
                FROM unnest(%(channels)s::text[], %(messages)s::text[]) AS new (channel, message)
                RETURNING id
                """,
                uid=self.env.uid,
                channels=list(channels),
                messages=list(messages),
            )
        )
        ids = [row_id for (row_id,) in cr.fetchall()]
        waiting = cr.closing.data.get("bus.bus.ids")
        if waiting is None:
            waiting = cr.closing.data["bus.bus.ids"] = []
            cr.closing.add(self._publish)
        waiting.extend(ids)

    def _publish(self):
        """Number the transaction's notifications as the newest, and tell all processes of their channels."""
        cr = self.env.cr
        ids = cr.closing.data.pop("bus.bus.ids")
        cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", _LOCK))
        cr.execute(
            SQL(
                """
                WITH sent AS (
                    SELECT id, row_number() OVER (ORDER BY id) AS place FROM bus_bus WHERE id = ANY(%s)
                ), numbers AS (
                    SELECT id, row_number() OVER (ORDER BY id) AS place
                    FROM (SELECT nextval('bus_bus_id_seq') AS id FROM sent) AS drawn
                )
                UPDATE bus_bus SET id = numbers.id
                FROM sent JOIN numbers USING (place) WHERE bus_bus.id = sent.id
                RETURNING channel
                """,
                ids,
            )
        )
        keys = sorted({channel_key(channel) for (channel,) in cr.fetchall()})
        messages = [" ".join(keys[at : at + KEYS_IN_A_MESSAGE]) for at in range(0, len(keys), KEYS_IN_A_MESSAGE)]
        if redis_link() is None:
            notify(cr, BUS_CHANNEL, messages)  # heard when this transaction is committed
        else:
            dbname = cr.dbname
            cr.postcommit.add(lambda: Registry.signaling.publish(dbname, BUS_CHANNEL, messages))

    # reading

    @api.model
    def _bus_last_id(self):
        """Return the id of the last notification, 0 where there is none."""
        self.env.cr.execute("SELECT COALESCE(max(id), 0) FROM bus_bus")
        return self.env.cr.fetchone()[0]

    @api.model
    def _first_id_of_the_present(self):
        """Return the id behind which notifications are new to who has none yet."""
        since = fields.Datetime.now() - datetime.timedelta(seconds=TIMEOUT)
        self.env.cr.execute("SELECT COALESCE(max(id), 0) FROM bus_bus WHERE create_date <= %s", [since])
        return self.env.cr.fetchone()[0]

    @api.model
    def _read_after(self, last, channels, limit=None):
        """Return id, channel and message of what came after a notification on channels, in order.

        :param int last: id of the notification
        :param channels: as they are kept
        :param int limit: how many at most, None for all
        """
        self.env.cr.execute(
            SQL(
                "SELECT id, channel, message FROM bus_bus WHERE id > %s AND channel = ANY(%s) ORDER BY id LIMIT %s",
                last,
                list(channels),
                limit,
            )
        )
        return self.env.cr.fetchall()

    @api.model
    def _poll(self, channels, last=0, ignore_ids=None):
        """Return what came after a notification on channels: `[{"id", "message": {"type", "payload"}}]`.

        :param channels: texts, records, or records with names of their channels
        :param int last: id of the notification, 0 for what is new now
        :param ignore_ids: ids to leave out
        """
        dbname = self.env.cr.dbname
        kept = [json_dump(channel_with_db(dbname, channel)) for channel in channels]
        rows = self._read_after(last or self._first_id_of_the_present(), kept)
        ignored = set(ignore_ids or ())
        return [{"id": row_id, "message": json.loads(text)} for row_id, _channel, text in rows if row_id not in ignored]

    @api.model
    def _has_missed(self, last):
        """Whether notifications after one may have been removed before a page came to fetch them."""
        return bool(last) and not self.sudo().search_count([("id", "=", last)], limit=1)

    @api.autovacuum
    def _gc_messages(self):
        seconds = self.env["ir.config_parameter"].sudo().get_param("bus.gc_retention_seconds")
        kept = int(seconds or DEFAULT_GC_RETENTION_SECONDS)
        before = fields.Datetime.now() - datetime.timedelta(seconds=kept)
        self.env.cr.execute(SQL("DELETE FROM bus_bus WHERE create_date < %s", before))
