"""Statements that wait for the COMMIT: sent with it in one round trip, before anything else is."""

import psycopg
import pytest
from tests.support.bare_env import BareEnv

from trivium.data.postgres import db_connect, retrying
from trivium.data.sql import SQL


@pytest.fixture
def cr(database):
    """A cursor to whose connection the statement is known: only prepared ones wait."""
    with db_connect(database).cursor() as cr:
        cr.execute("DROP TABLE IF EXISTS late; CREATE TABLE late (id int PRIMARY KEY, n int UNIQUE CHECK (n < 100))")
        cr.execute("INSERT INTO late VALUES (1, 1), (2, 2)")
        for _ in range(3):
            cr.execute(setting(1, 1))
        cr.commit()
        yield cr
        cr.rollback()


def setting(id_, n):
    return SQL("UPDATE late SET n = %s WHERE id = %s", n, id_)


def begin(cr):
    cr.execute("SELECT 1")


def rows(cr):
    with db_connect(cr.dbname).cursor() as other:
        other.execute("SELECT n FROM late ORDER BY id")
        return [n for (n,) in other.fetchall()]


@pytest.fixture
def trips(cr, monkeypatch):
    """What was sent together, by round trip."""
    made = []
    run_together = type(cr.connection).run_together

    def noted(connection, *commands):
        made.append([command if isinstance(command, bytes) else "prepared" for command in commands])
        return run_together(connection, *commands)

    monkeypatch.setattr(type(cr.connection), "run_together", noted)
    return made


def test_what_is_written_last_goes_out_with_the_commit(cr, trips):
    begin(cr)
    before = cr.sql_log_count
    left = []
    cr.precommit.add(lambda: left.extend(cr.execute_late(setting(id_, id_ + 10)) for id_ in (1, 2)))
    cr.commit()
    assert left == [True, True]
    assert trips == [["prepared", "prepared", b"COMMIT"]]
    assert cr.sql_log_count == before + 2
    assert rows(cr) == [11, 12]


def test_a_statement_after_it_sees_what_it_did(cr, trips):
    begin(cr)
    seen = []

    def read():
        cr.execute("SELECT n FROM late WHERE id = 1")
        seen.append(cr.fetchone())

    cr.precommit.add(lambda: cr.execute_late(setting(1, 20)))
    cr.closing.add(read)
    cr.commit()
    assert seen == [(20,)]
    assert trips == [["prepared"]]
    assert rows(cr) == [20, 2]


def test_nothing_waits_while_the_transaction_goes_on(cr):
    begin(cr)
    assert not cr.execute_late(setting(1, 30))
    cr.commit()
    assert rows(cr) == [1, 2]


@pytest.mark.parametrize(("n", "kind"), [(2, "UniqueViolation"), (100, "CheckViolation")])
def test_a_refusal_undoes_everything_and_is_explained(cr, n, kind, caplog):
    begin(cr)
    cr.execute(setting(2, 7))

    def work():
        cr.execute(setting(2, 2))
        cr.precommit.add(lambda: cr.execute_late(setting(1, n)))

    with pytest.raises(ValueError, match=kind):
        retrying(work, BareEnv(cr), translate=lambda error: ValueError(type(error).__name__))
    assert rows(cr) == [1, 2]
    assert "UPDATE late SET n = %s" in caplog.text
    begin(cr)
    cr.commit()


def test_another_writer_makes_the_work_be_done_again(cr):
    tries = []

    def work():
        tries.append(1)
        begin(cr)
        if len(tries) == 1:
            with db_connect(cr.dbname).cursor() as other:
                other.execute("UPDATE late SET n = 50 WHERE id = 1")
        cr.precommit.add(lambda: cr.execute_late(setting(1, 60)))

    retrying(work, BareEnv(cr))
    assert len(tries) == 2
    assert rows(cr) == [60, 2]


def test_a_connection_lost_at_the_end_is_told_and_the_work_not_done_again(cr, monkeypatch):
    """Whether the server had committed is open: done twice would be worse than told."""
    tries = []
    send_late = type(cr)._send_late

    def lose(cursor, *last):
        with db_connect(cursor.dbname).cursor() as other:
            other.execute("SELECT pg_terminate_backend(%s)", [cursor._connection.get_backend_pid()])
        return send_late(cursor, *last)

    def work():
        tries.append(1)
        begin(cr)
        cr.precommit.add(lambda: cr.execute_late(setting(1, 70)))

    monkeypatch.setattr(type(cr), "_send_late", lose)
    with pytest.raises(psycopg.OperationalError):
        retrying(work, BareEnv(cr))
    assert len(tries) == 1
    monkeypatch.undo()
    assert rows(cr) == [1, 2]


def test_what_waited_is_forgotten_by_a_rollback(cr):
    begin(cr)

    def fail():
        assert cr.execute_late(setting(1, 80))
        raise KeyError("x")

    cr.precommit.add(fail)
    with pytest.raises(KeyError):
        cr.commit()
    cr.rollback()
    begin(cr)
    cr.commit()
    assert rows(cr) == [1, 2]


def test_a_constraint_checked_at_the_end_is_explained(cr):
    cr.execute("ALTER TABLE late DROP CONSTRAINT late_n_key")
    cr.execute("ALTER TABLE late ADD CONSTRAINT late_n_key UNIQUE (n) DEFERRABLE INITIALLY DEFERRED")
    cr.commit()
    with pytest.raises(ValueError, match="late_n_key"):
        retrying(
            lambda: cr.execute(SQL("UPDATE late SET n = 2 WHERE id = 1")),
            BareEnv(cr),
            translate=lambda error: ValueError(error.diag.constraint_name),
        )
