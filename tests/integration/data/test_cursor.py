"""The cursor against a real server."""

from __future__ import annotations

import os
import signal
from datetime import date, datetime

import psycopg
import pytest

from trivium.data.postgres import db_connect
from trivium.data.sql import SQL


class SilentServer:
    """A server of which nothing has been heard yet, where one looks without waiting."""

    def poll(self, timeout):
        assert timeout == 0, "it was waited for"
        return []


def test_values_are_bound_on_the_client_with_the_habits_of_addons(cr):
    cr.execute("SELECT 1 WHERE 2 IN %s AND 3 = ANY(%s) AND 'a' = ANY(%s)", [(1, 2), [3], ["a", "b"]])
    assert cr.fetchall() == [(1,)]
    cr.execute("SELECT 1 WHERE 2 IN %s", [()])
    assert cr.fetchall() == []
    cr.execute("SELECT %(a)s::int + %(b)s", {"a": 1, "b": 2})
    assert cr.fetchone() == (3,)
    cr.execute("SELECT '100%'")
    assert cr.fetchone() == ("100%",)


def test_values_come_back_as_python_has_them(cr):
    cr.execute(
        "SELECT 1.25::numeric, '2024-02-29 12:00:00'::timestamp, '2024-02-29'::date, '{\"a\": [1]}'::jsonb, NULL"
    )
    assert cr.fetchone() == (1.25, datetime.fromisoformat("2024-02-29 12:00"), date(2024, 2, 29), {"a": [1]}, None)


@pytest.mark.parametrize("times", [1, 2, 5])
def test_sql_objects_give_the_same_however_often_they_run(cr, times):
    query = SQL("SELECT n, n %% 2 FROM unnest(%s::int[]) n WHERE n != ALL(%s) ORDER BY n", [3, 1, 2], [2])
    for _ in range(times):
        cr.execute(query)
        assert cr.fetchall() == [(1, 1), (3, 1)]


def test_a_statement_that_cannot_be_prepared_is_bound_on_the_client(cr):
    query = SQL("SELECT n %% %s, count(*) FROM generate_series(1, %s) n GROUP BY n %% %s ORDER BY 1", 2, 4, 2)
    for _ in range(4):
        cr.execute(query)
        assert cr.fetchall() == [(0, 2), (1, 2)]
    for _ in range(3):
        cr.execute(SQL("SELECT 1 WHERE 1 IN %s", (1, 2)))
        assert cr.fetchall() == [(1,)]


def test_each_type_of_value_travels_unchanged_on_the_server_path(cr):
    cr.execute(
        """CREATE TEMP TABLE v (i int4, b int8, f numeric, t text, d date, s timestamp, j jsonb, y bytea, a text[],
                                o bool)"""
    )
    row = (1, 2**40, 0.1, "ü\\'\"%", date(2024, 1, 2), datetime.fromisoformat("2024-01-02 03:00"), {"k": None}, b"\0x",
           ["a,b", 'c"d', "e\\f", ""], True)  # fmt: skip
    for _ in range(3):
        cr.execute(SQL("INSERT INTO v VALUES (%s)", SQL(", ").join(list(row))))
    cr.execute("SELECT DISTINCT * FROM v")
    assert cr.fetchall() == [row]
    for _ in range(3):
        cr.execute(SQL("INSERT INTO v (i) VALUES (%s) RETURNING i, t", None))
        assert cr.fetchall() == [(None, None)]


def test_rows_by_name(cr):
    cr.execute("SELECT n AS a, -n AS b FROM generate_series(1, 4) n")
    assert cr.dictfetchone() == {"a": 1, "b": -1}
    assert cr.fetchmany(1) == [(2, -2)]
    assert cr.dictfetchall() == [{"a": 3, "b": -3}, {"a": 4, "b": -4}]
    assert cr.dictfetchone() is None
    assert cr.rowcount == 4
    assert [column[0] for column in cr.description] == ["a", "b"]


def test_execute_values_and_mogrify_keep_percent_signs(cr):
    cr.execute("CREATE TEMP TABLE ev (a int, b text)")
    rows = cr.execute_values(
        "INSERT INTO ev VALUES %s RETURNING a, b || '%%'", [(1, "x%s"), (2, "%%")], page_size=1, fetch=True
    )
    assert rows == [(1, "x%s%"), (2, "%%%")]
    assert cr.mogrify("SELECT %s, '%%'", ["it's"]) == b"SELECT 'it''s', '%'"
    assert cr.mogrify(SQL("SELECT %s", 1)) == b"SELECT 1"


def test_copy_writes_rows(cr):
    cr.execute("CREATE TEMP TABLE cp (a int, b text)")
    cr.copy_rows("cp", ["a", "b"], [(1, "x\ty"), (2, None)])
    cr.execute("SELECT * FROM cp ORDER BY a")
    assert cr.fetchall() == [(1, "x\ty"), (2, None)]


def test_savepoint_undoes_its_block_alone(cr):
    cr.execute("CREATE TEMP TABLE sp (a int)")
    cr.execute("INSERT INTO sp VALUES (1)")
    with pytest.raises(psycopg.errors.DivisionByZero), cr.savepoint():
        cr.execute("INSERT INTO sp VALUES (2)")
        cr.execute("SELECT 1/0", log_exceptions=False)
    with cr.savepoint(flush=False):
        cr.execute("INSERT INTO sp VALUES (3)")
    cr.execute("SELECT a FROM sp ORDER BY a")
    assert cr.fetchall() == [(1,), (3,)]


def test_hooks_run_around_the_end_of_a_transaction(database):
    told = []
    with db_connect(database).cursor() as cr:
        cr.precommit.add(lambda: told.append("precommit"))
        cr.postcommit.add(lambda: told.append("postcommit"))
        cr.prerollback.add(lambda: told.append("prerollback"))
        cr.postrollback.add(lambda: told.append("postrollback"))
        cr.commit()
        assert told == ["precommit", "postcommit"]
        cr.postcommit.add(lambda: told.append("never"))
        cr.prerollback.add(lambda: told.append("prerollback"))
        cr.postrollback.add(lambda: told.append("postrollback"))
        cr.rollback()
    assert told == ["precommit", "postcommit", "prerollback", "postrollback"]


def test_leaving_the_block_commits_unless_an_exception_passes(database):
    with db_connect(database).cursor() as cr:
        cr.execute("CREATE TABLE kept (a int)")
    with pytest.raises(ZeroDivisionError), db_connect(database).cursor() as cr:
        cr.execute("INSERT INTO kept VALUES (1)")
        raise ZeroDivisionError
    with db_connect(database).cursor() as cr:
        cr.execute("SELECT count(*) FROM kept")
        assert cr.fetchone() == (0,)


def test_transactions_are_repeatable_reads_and_readonly_ones_refuse_to_write(database):
    with db_connect(database, readonly=True).cursor() as cr:
        cr.execute("SHOW transaction_isolation")
        assert cr.fetchone() == ("repeatable read",)
        assert cr.readonly
        with pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            cr.execute("CREATE TABLE no (a int)", log_exceptions=False)
        cr.rollback()


def test_a_failed_transaction_cannot_be_committed_in_silence(database):
    with db_connect(database).cursor() as cr:
        with pytest.raises(psycopg.errors.UndefinedTable):
            cr.execute("SELECT * FROM missing", log_exceptions=False)
        with pytest.raises(psycopg.errors.InFailedSqlTransaction, match="rolled back"):
            cr.commit()
        cr.execute("SELECT 1")
        assert cr.fetchone() == (1,)


def test_now_is_the_start_of_the_transaction(cr):
    first = cr.now()
    assert first.tzinfo is None
    count = cr.sql_log_count
    assert cr.now() == first
    assert cr.sql_log_count == count


def test_a_dead_connection_in_the_pool_is_replaced(database):
    with db_connect(database).cursor() as cr:
        cr.execute("SELECT pg_backend_pid()")
        (pid,) = cr.fetchone()
    with db_connect("postgres").cursor() as cr:
        # the second argument waits, in ms, until the backend is gone
        cr.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
        assert cr.fetchone() == (True,)
    with db_connect(database).cursor() as cr:
        cr.execute("SELECT 1")
        assert cr.fetchone() == (1,)


def test_a_closed_cursor_says_so(database):
    cr = db_connect(database).cursor()
    cr.close()
    cr.close()
    assert cr.closed
    with pytest.raises(psycopg.InterfaceError, match="closed"):
        cr.execute("SELECT 1")


def test_a_prepared_statement_that_begins_a_transaction_may_fail(database):
    with db_connect(database).cursor() as cr:
        for divisor in (1, 2, 5):
            cr.execute(SQL("SELECT 10 / %s::int", divisor))
            assert cr.fetchone() == (10 // divisor,)
            cr.rollback()
        with pytest.raises(psycopg.errors.DivisionByZero):
            cr.execute(SQL("SELECT 10 / %s::int", 0), log_exceptions=False)
        cr.rollback()
        cr.execute(SQL("SELECT 10 / %s::int", 10))
        assert cr.fetchone() == (1,)


def test_a_connection_lost_at_the_start_of_a_transaction_is_told(database):
    query = SQL("SELECT %s::int", 1)
    with db_connect(database).cursor() as cr:
        for _ in range(3):
            cr.execute(query)
            cr.rollback()
        with db_connect("postgres").cursor() as other:
            other.execute("SELECT pg_terminate_backend(%s)", [cr._cnx.get_backend_pid()])
        with pytest.raises(psycopg.OperationalError):
            cr.execute(query, log_exceptions=False)
        cr.rollback()
        cr.execute(query)
        assert cr.fetchone() == (1,)


def test_a_large_value_may_begin_a_transaction(database):
    text = "x" * 4_000_000  # more than the system takes in one piece
    with db_connect(database).cursor() as cr:
        for _ in range(4):
            cr.execute(SQL("SELECT length(%s::text), %s::text", text, text))
            assert cr.fetchone() == (len(text), text)
            cr.rollback()


def test_what_only_read_ends_without_waiting_and_goes_on_with_what_others_have_committed(database):
    with db_connect(database).cursor() as other, db_connect(database, readonly=True).cursor() as cr:
        other.execute("CREATE TABLE seen (n int)")
        other.commit()
        cr.execute("SELECT count(*) FROM seen")
        assert cr.fetchone() == (0,)
        other.execute("INSERT INTO seen VALUES (1)")
        other.commit()
        cr.execute("SELECT count(*) FROM seen")
        assert cr.fetchone() == (0,)
        cr.commit()
        assert cr.connection is cr._cnx
        assert not cr.connection.in_transaction
        cr.execute("SELECT count(*) FROM seen")
        assert cr.fetchone() == (1,)
        cr.commit()
        other.execute("DROP TABLE seen")


def test_a_connection_on_which_reading_ended_serves_again(database):
    reading = db_connect(database, readonly=True)
    pids = set()
    for _ in range(3):
        with reading.cursor() as cr:
            cr.execute(SQL("SELECT pg_backend_pid()"))
            pids.update(cr.fetchone())
    assert len(pids) == 1


def test_a_connection_on_which_reading_ended_is_had_without_waiting_for_the_server(database, monkeypatch):
    reading = db_connect(database, readonly=True)
    with reading.cursor() as cr:
        cr.execute("SELECT pg_backend_pid()")
        pid = cr.fetchone()
        connection = cr.connection
    connection.ending = False
    with monkeypatch.context() as patch:
        # as if the answer had not come: nobody reads it before the first statement
        connection.run(b"BEGIN READ ONLY")
        connection.end_reading(b"COMMIT")
        patch.setattr(connection, "_incoming", SilentServer())
        cr = reading.cursor()
        assert cr._connection is connection
        assert connection.ending
    cr.execute("SELECT pg_backend_pid()")
    assert (cr.fetchone(), connection.ending) == (pid, False)
    cr.close()


@pytest.mark.parametrize("answers", [True, False])
def test_a_connection_that_died_after_reading_is_replaced(database, answers):
    """Whether the server had answered to the end of the transaction, or the end came first."""
    reading = db_connect(database, readonly=True)
    with db_connect(database).cursor() as other:
        other.execute("SELECT 1")
        with reading.cursor() as cr:
            cr.execute("SELECT 1")
            pid = cr._cnx.get_backend_pid()
            if not answers:
                os.kill(pid, signal.SIGSTOP)
        if not answers:
            os.kill(pid, signal.SIGTERM)
            os.kill(pid, signal.SIGCONT)
        other.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])  # false where it has gone already
        other.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s", [pid])
        assert other.fetchone() == (0,)
        with reading.cursor() as cr:
            assert cr._cnx.get_backend_pid() != pid
            cr.execute("SELECT 2")
            assert cr.fetchone() == (2,)


def test_a_reading_transaction_that_failed_cannot_be_committed_in_silence(database):
    with db_connect(database, readonly=True).cursor() as cr:
        with pytest.raises(psycopg.errors.DivisionByZero):
            cr.execute("SELECT 1 / 0", log_exceptions=False)
        with pytest.raises(psycopg.errors.InFailedSqlTransaction):
            cr.commit()
