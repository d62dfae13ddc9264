"""Values that people typed cannot pass for lines of the log."""

import json
import logging
import stat
import time

import pytest

from trivium.modules.logs import JsonFormatter, TextFormatter, configure
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


@pytest.fixture
def configured(tmp_path):
    """Logs that go to a file as the settings say; given back afterwards."""
    root = logging.getLogger()
    level = root.level

    def start(**settings):
        path = tmp_path / "trivium.log"
        configure({"logfile": str(path), **settings})
        return path

    yield start
    configure({})
    root.setLevel(level)


def test_the_log_goes_to_the_file_that_is_named_which_others_cannot_read(configured, tmp_path, capfd):
    path = configured()
    logging.getLogger("trivium.anything").warning("said once")
    assert path.read_text().count("said once") == 1
    assert stat.S_IMODE(path.stat().st_mode) & 0o027 == 0
    assert [found.name for found in tmp_path.iterdir()] == [path.name]
    assert "said once" not in capfd.readouterr().err


def test_lines_can_be_read_by_programs(configured):
    path = configured(log_format="json")
    audit("login_failed", login=FORGED, remote="198.51.100.7")
    (line,) = [json.loads(text) for text in path.read_text().splitlines() if "login_failed" in text]
    assert (line["security_event"], line["login"], line["level"]) == ("login_failed", FORGED, "warning")


def test_times_are_utc_in_both_forms(monkeypatch):
    monkeypatch.setenv("TZ", "Pacific/Kiritimati")
    time.tzset()
    try:
        written = record("said")
        written.created = 0.5
        written.msecs = 500.0
        assert TextFormatter().format(written).startswith("1970-01-01 00:00:00,500 ")
        assert json.loads(JsonFormatter().format(written))["time"] == "1970-01-01T00:00:00.500+00:00"
    finally:
        monkeypatch.undo()
        time.tzset()
