"""Composition of SQL, without a database."""

import pytest

from trivium.data.names import escape_psql, make_identifier, reverse_order
from trivium.data.postgres.callbacks import Callbacks
from trivium.data.postgres.encoding import encode
from trivium.data.sql import SQL


def test_values_and_pieces_are_told_apart():
    piece = SQL("%s = %s", SQL.identifier("res_partner", "name"), "x%")
    whole = SQL("SELECT 1 WHERE %s AND a %% 2 = %s", piece, 0)
    assert whole.code == 'SELECT 1 WHERE "res_partner"."name" = %s AND a %% 2 = %s'
    assert whole.params == ["x%", 0]


def test_values_by_name_are_bound_in_order_of_use():
    sql = SQL("%(b)s, %(a)s, %(b)s %%", a=1, b=SQL("x %% %s", 2))
    assert (sql.code, sql.params) == ("x %% %s, %s, x %% %s %%", [2, 1, 2])


def test_join_puts_the_piece_between():
    assert SQL(", ").join([SQL("a"), 1, SQL("b %s", 2)]) == SQL("a, %s, b %s", 1, 2)
    assert SQL(" %s ", 0).join([SQL("a"), SQL("b")]) == SQL("a %s b", 0)
    assert not SQL(", ").join([])


def test_fields_to_flush_are_collected():
    piece = SQL.identifier("a", to_flush="field_a")
    assert list(SQL("%s, %s", piece, SQL("b", to_flush="field_b"), to_flush="own").to_flush) == [
        "own",
        "field_a",
        "field_b",
    ]


@pytest.mark.parametrize("name", ['a"b', "a b", "", "a%s", "a;b", "ü"])
def test_names_that_are_no_identifiers_are_refused(name):
    with pytest.raises(ValueError, match="identifier"):
        SQL.identifier(name)
    with pytest.raises(ValueError, match="identifier"):
        SQL.identifier("a", name)


@pytest.mark.parametrize(
    "call", [lambda: SQL("%s"), lambda: SQL("%s", 1, 2), lambda: SQL("%(a)s", b=1), lambda: SQL("%s", 1, a=1)]
)
def test_placeholders_and_values_must_agree(call):
    with pytest.raises(TypeError):
        call()


def test_equal_pieces_have_equal_hashes_and_unpack():
    assert SQL("a %s", [1]) == SQL("a %s", [1])
    assert hash(SQL("a %s", [1])) == hash(SQL("a %s", [1]))
    assert [*SQL("a %s", 1)] == ["a %s", [1]]


def test_names_fit_postgresql():
    assert make_identifier("short") == "short"
    long = make_identifier("x" * 80)
    assert len(long) == 63
    assert long != make_identifier("x" * 81)
    assert len(make_identifier("ü" * 60).encode()) <= 63


def test_texts_for_like_and_order():
    assert escape_psql("a%b_c\\") == "a\\%b\\_c\\\\"
    assert reverse_order("name, date desc nulls last") == "name desc, date asc nulls first"


def test_callbacks_run_once_and_may_add_others():
    told = []
    callbacks = Callbacks()
    callbacks.data["k"] = 1
    callbacks.add(lambda: (told.append(1), callbacks.add(lambda: told.append(2))))
    callbacks.run()
    callbacks.run()
    assert told == [1, 2]
    assert not callbacks.data


def test_values_are_encoded_with_the_type_of_their_literal():
    assert encode([1, 2**40, True, None, "a", 1.5, [1, 2], ["a", 'b"'], []]) == (
        [b"1", b"1099511627776", b"t", None, b"a", b"1.5", b"{1,2}", b'{"a","b\\""}', b"{}"],
        (23, 20, 16, 0, 0, 1700, 1007, 0, 0),
    )
    assert encode([(1, 2)]) is None
