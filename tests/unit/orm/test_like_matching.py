import datetime as dt

import pytest

from trivium.orm.domain.matching import as_text, like_matcher


@pytest.mark.parametrize(
    ("operator", "pattern", "text", "matches"),
    [
        ("like", "lph", "Alpha", True),
        ("like", "LPH", "Alpha", False),
        ("ilike", "LPH", "Alpha", True),
        ("ilike", "é", "ÉTÉ", True),
        ("=like", "Alpha", "Alpha two", False),
        ("=like", "Alpha%", "Alpha two", True),
        ("=like", "_lpha", "Alpha", True),
        ("=like", r"100\%", "100%", True),
        ("=like", r"100\%", "1000", False),
        ("like", "a.c", "abc", False),
        ("like", "_", "", False),
        ("like", "%", "", True),
        ("=like", "a%b", "a\nb", True),
    ],
)
def test_patterns_match_as_in_the_database(operator, pattern, text, matches):
    assert like_matcher(operator, pattern)(text) is matches


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (1.5, "1.5"),
        (2.0, "2"),
        (True, "true"),
        (dt.date(2026, 1, 2), "2026-01-02"),
        (dt.datetime.fromisoformat("2026-01-02T03:04:05"), "2026-01-02 03:04:05"),
        (dt.datetime.fromisoformat("2026-01-02T03:04:05.120000"), "2026-01-02 03:04:05.12"),
    ],
)
def test_values_are_cast_to_text_as_in_the_database(value, text):
    assert as_text(value) == text
