"""What a statement is told to do, and where a frame is."""

import inspect

import pytest

from odoo.orm.registry import format_frame
from odoo.sql_db import categorize_query, frame_codeinfo, undecimalize


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ('SELECT id FROM "res_partner" WHERE id = 1', ("from", "res_partner")),
        ("select a,\n b\nfrom res_users", ("from", "res_users")),
        ("DELETE FROM res_partner", ("from", "res_partner")),
        ('INSERT INTO "res_partner" (name) SELECT name FROM res_users', ("into", "res_partner")),
        ("/* why */ UPDATE res_partner SET name = 'from x'", ("into", "res_partner")),
        ("WITH own AS (SELECT 1 FROM res_groups) SELECT id FROM res_users", ("from", "res_users")),
        ("SAVEPOINT x", ("other", None)),
        ("SELECT 1", ("other", None)),
    ],
)
def test_a_statement_is_known_by_its_verb_and_table(statement, expected):
    assert categorize_query(statement) == expected


def test_numbers_of_the_database_are_floats():
    assert undecimalize("12.50", None) == 12.5
    assert undecimalize(b"3", None) == 3.0
    assert undecimalize(None, None) is None


def test_a_frame_is_told_by_file_and_line():
    def inner():
        return frame_codeinfo(inspect.currentframe(), 1)

    frame = inspect.currentframe()
    assert format_frame(frame) == f"{frame.f_code.co_name} ({__file__}:{frame.f_lineno})"
    assert inner() == (__file__, inspect.currentframe().f_lineno)
    assert frame_codeinfo(None) == ("<unknown>", "")
    assert frame_codeinfo(inspect.currentframe(), 1000) == ("<unknown>", "")
