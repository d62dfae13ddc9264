"""Numbers in a row: standard and without gaps, per period, with dates in prefixes."""

import pytest
from freezegun import freeze_time

from trivium.exceptions import UserError, ValidationError


def sequence(env, **values):
    return env["ir.sequence"].create({"name": "Orders", "code": "test.order", **values})


def test_numbers_are_padded_between_prefix_and_suffix(env):
    orders = sequence(env, prefix="SO-", suffix="/X", padding=4)
    assert [orders.next_by_id() for _again in range(3)] == ["SO-0001/X", "SO-0002/X", "SO-0003/X"]
    assert orders.number_next_actual == 4


def test_a_sequence_is_asked_for_by_code_the_companys_own_first(env):
    other = env["res.company"].create({"name": "Other"})
    sequence(env, prefix="shared-", company_id=False)
    sequence(env, prefix="own-", company_id=env.company.id)
    assert env["ir.sequence"].next_by_code("test.order") == "own-1"
    assert env["ir.sequence"].with_company(other).next_by_code("test.order") == "shared-1"
    assert env["ir.sequence"].next_by_code("nothing.has.this") is False


def test_steps_and_starts_can_change(env):
    orders = sequence(env, number_increment=10, number_next=5)
    assert [orders.next_by_id(), orders.next_by_id()] == ["5", "15"]
    orders.number_next_actual = 100
    assert orders.next_by_id() == "100"
    orders.number_increment = 1
    assert orders.next_by_id() == "101"
    with pytest.raises(UserError, match="cannot be zero"), env.cr.savepoint():
        orders.number_increment = 0


def test_without_gaps_a_number_comes_back_when_its_transaction_failed(env):
    standard = sequence(env)
    gapless = sequence(env, implementation="no_gap")
    with pytest.raises(ZeroDivisionError), env.cr.savepoint():
        standard.next_by_id()
        gapless.next_by_id()
        raise ZeroDivisionError
    assert standard.next_by_id() == "2"
    assert gapless.next_by_id() == "1"


def test_one_kind_becomes_the_other_and_goes_on(env):
    orders = sequence(env)
    orders.next_by_id()
    orders.next_by_id()
    orders.write({"implementation": "no_gap", "number_next": 3})
    assert orders.next_by_id() == "3"
    orders.write({"implementation": "standard"})
    assert orders.next_by_id() == "4"


@freeze_time("2026-03-09 10:11:12")
def test_prefixes_tell_the_date(env):
    orders = sequence(env, prefix="%(year)s/%(month)s/%(day)s-%(doy)s-%(h24)s-")
    assert orders.next_by_id() == "2026/03/09-068-10-1"
    assert orders.with_context(ir_sequence_date="2025-12-31").next_by_id() == "2025/12/31-365-00-2"
    orders.prefix = "%(century)s"
    with pytest.raises(UserError, match="prefix or suffix"):
        orders.next_by_id()


def test_numbers_begin_anew_in_each_period(env):
    orders = sequence(env, use_date_range=True, prefix="%(range_year)s-", padding=2)
    assert orders.next_by_id("2025-06-01") == "2025-01"
    assert orders.next_by_id("2025-07-01") == "2025-02"
    assert orders.next_by_id("2026-01-01") == "2026-01"
    assert orders.next_by_id("2025-12-31") == "2025-03"
    periods = orders.date_range_ids.sorted("date_from")
    assert [(str(period.date_from), str(period.date_to)) for period in periods] == [
        ("2025-01-01", "2025-12-31"),
        ("2026-01-01", "2026-12-31"),
    ]
    assert periods.mapped("number_next_actual") == [4, 2]


def test_a_period_ends_where_the_next_begins(env):
    orders = sequence(env, use_date_range=True)
    env["ir.sequence.date_range"].create(
        {"sequence_id": orders.id, "date_from": "2025-07-01", "date_to": "2025-12-31", "number_next": 50}
    )
    assert orders.next_by_id("2025-08-01") == "50"
    orders.next_by_id("2025-02-01")
    first = orders.date_range_ids.sorted("date_from")[0]
    assert str(first.date_to) == "2025-06-30"


def test_nothing_is_left_of_a_deleted_sequence(env):
    def leftovers():
        env.cr.execute("SELECT count(*) FROM pg_sequences WHERE sequencename LIKE 'ir\\_sequence\\_0%%'")
        return env.cr.fetchone()[0]

    before = leftovers()
    orders = sequence(env, use_date_range=True)
    orders.next_by_id("2025-06-01")
    assert leftovers() == before + 2
    orders.unlink()
    assert leftovers() == before


def test_reading_the_next_numbers_of_many_is_one_statement(env):
    orders = env["ir.sequence"].create([{"name": f"S{i}"} for i in range(20)])
    env.flush_all()
    env.invalidate_all()
    orders.mapped("name")
    before = env.cr.sql_log_count
    orders.mapped("number_next_actual")
    assert env.cr.sql_log_count - before == 1


@pytest.mark.parametrize("prefix", ["%(year)999999999s", "%(year)*s", "%(nothing)s", "%(year)", "%(year)d"])
def test_a_prefix_that_makes_no_sense_or_fills_the_memory_is_refused(env, prefix):
    with pytest.raises(UserError, match="is not right"):
        sequence(env, prefix=prefix).next_by_id()


def test_numbers_have_so_many_digits_at_most(env):
    assert len(sequence(env, padding=1000).next_by_id()) == 1000
    with pytest.raises(ValidationError, match="1000 digits at most"):
        sequence(env, padding=10**9)
