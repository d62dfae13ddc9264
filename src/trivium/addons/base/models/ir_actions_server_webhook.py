"""Webhooks that server actions send."""

import json
import logging

from trivium.tools.outgoing import OutgoingError, fetch

_logger = logging.getLogger(__name__)
_TIMEOUT_SECONDS = 5

WEBHOOK_SAMPLE_VALUES = {
    "integer": 42,
    "float": 42.42,
    "monetary": 42.42,
    "char": "Hello World",
    "text": "Hello World",
    "html": "<p>Hello World</p>",
    "boolean": True,
    "selection": "option1",
    "date": "2020-01-01",
    "datetime": "2020-01-01 00:00:00",
    "binary": "<base64_data>",
    "many2one": 47,
    "many2many": [42, 47],
    "one2many": [42, 47],
    "reference": "res.partner,42",
    None: "some_data",
}
"""Kind of a field -> a value to show what would be sent."""


def sample_of(action):
    """Return what an action would send, with values made up where there is no record to take them from."""
    model = action.env[action.model_id.model]
    payload = {"_id": 1, "_model": model._name, "_action": f"{action.name}(#{action.id or 'new'})"}
    example = model.with_context(active_test=False).search([], limit=1) if model.has_access("read") else model
    for field in action.sudo().webhook_field_ids.filtered(lambda field: not field.groups):
        if example:
            payload[field.name] = example.read([field.name], load=None)[0][field.name]
        else:
            payload[field.name] = WEBHOOK_SAMPLE_VALUES.get(field.ttype, WEBHOOK_SAMPLE_VALUES[None])
    return json.dumps(payload, indent=4, sort_keys=True, default=str)


def post(url, body):
    """Send a text of JSON to an address; a failure is written to the log, as nobody waits for the answer."""
    try:
        fetch("POST", url, body=body, headers={"Content-Type": "application/json"}, timeout=_TIMEOUT_SECONDS)
    except OutgoingError as error:
        _logger.warning("The webhook to %s failed: %s", url, error)
