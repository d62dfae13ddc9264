"""Values that people typed cannot pass for lines of the log."""

import json
import logging

import pytest

from trivium.modules.logs import JsonFormatter, TextFormatter
from trivium.tools.audit import EVENTS, LOGGER, audit

FORGED = 'nobody\r\n2026-01-01 00:00:00,000 INFO trivium.security: login login="admin"\x1b[2J\u2028\x9bmore'


def record(message, *args, exc_info=None):
    return logging.LogRecord("a.logger", logging.INFO, __file__, 1, message, args, exc_info)


def test_only_the_first_line_begins_at_the_margin():
    lines = TextFormatter().format(record("Login of %s failed", FORGED)).splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("    2026-01-01")
    assert not any(char < " " or "\x7f" <= char < "\xa0" for line in lines for char in line)


def test_a_traceback_stays_readable_and_cannot_be_forged():
    try:
        raise ValueError(FORGED)
    except ValueError as error:
        info = (type(error), error, error.__traceback__)
    first, *others = TextFormatter().format(record("It failed", exc_info=info)).split("\n")
    assert first.endswith("a.logger: It failed")
    assert others[0] == "    Traceback (most recent call last):"
    assert all(line.startswith("    ") for line in others)


def test_a_json_event_is_one_line():
    text = JsonFormatter().format(record("Login of %s failed", FORGED))
    assert "\n" not in text
    assert "\r" not in text
    assert json.loads(text)["event"] == f"Login of {FORGED} failed"


def test_json_events_have_their_time_in_utc_and_their_origin():
    event = json.loads(JsonFormatter().format(record("said")))
    assert event["time"].endswith("+00:00")
    assert {"level", "logger", "event", "pid"} <= event.keys()


@pytest.mark.parametrize("event", EVENTS)
def test_events_of_security_are_told_by_name_and_by_member(event, caplog):
    with caplog.at_level(logging.INFO, LOGGER):
        audit(event, login=FORGED, user_id=7)
    (written,) = caplog.records
    assert written.levelno == EVENTS[event][0]
    text = TextFormatter().format(written)
    assert "\n" not in text
    assert f" {event} login=" in text
    assert text.endswith("user_id=7")
    told = json.loads(JsonFormatter().format(written))
    assert (told["security_event"], told["login"], told["user_id"]) == (event, FORGED, 7)


def test_an_event_that_is_not_documented_is_a_mistake():
    with pytest.raises(KeyError, match="no_such_event"):
        audit("no_such_event")
