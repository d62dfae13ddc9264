"""JSON of answers: what orjson takes at once, and what only other ways write."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from trivium.http.jsonformat import dumps
from trivium.tools.json import datetime_text


class Moment(datetime):
    """A point in time of a class of its own, as tests that set the clock make them."""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"a": [1, "é", None]}, '{"a":[1,"é",null]}'),
        ({1: "one", "b": {False: 2}}, '{"1":"one","b":{"false":2}}'),
        ({"when": datetime.fromisoformat("2026-01-02 03:04:05.000678")}, '{"when":"2026-01-02 03:04:05"}'),
        (
            {7: datetime.fromisoformat("2026-01-02"), "day": date(2026, 1, 2)},
            '{"7":"2026-01-02 00:00:00","day":"2026-01-02"}',
        ),
    ],
)
def test_forms(value, text):
    assert dumps(value).decode() == text


@pytest.mark.parametrize("value", [{"n": 2**70}, {3: 2**70}, {"half": "\ud800"}])
def test_what_is_beyond_orjson_is_written_all_the_same(value):
    assert json.loads(dumps(value)) == json.loads(json.dumps(value))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (datetime.fromisoformat("1000-01-02 03:04:05"), "1000-01-02 03:04:05"),
        (datetime.fromisoformat("2026-12-31 23:59:59.999999"), "2026-12-31 23:59:59"),
        (Moment.fromisoformat("2026-12-31 23:59:59.000001"), "2026-12-31 23:59:59"),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), "2026-12-31 23:59:59"),
    ],
)
def test_text_of_a_point_in_time(value, text):
    assert datetime_text(value) == text
    assert value.strftime("%Y-%m-%d %H:%M:%S") == text
