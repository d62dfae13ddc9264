"""Work that other transactions disturb is done again."""

import os
import threading

import psycopg
import pytest
from tests.support.bare_env import BareEnv

from trivium.data.postgres import TestCursor, db_connect, retrying
from trivium.exceptions import ValidationError


@pytest.fixture
def table(database):
    with db_connect(database).cursor() as cr:
        cr.execute("DROP TABLE IF EXISTS r; CREATE TABLE r (n int UNIQUE); INSERT INTO r VALUES (0)")
    return database


def test_a_concurrent_update_is_tried_again(table):
    tries = []
    with db_connect(table).cursor() as cr:

        def work():
            tries.append(1)
            cr.execute("SELECT n FROM r")
            (n,) = cr.fetchone()
            if len(tries) == 1:
                with db_connect(table).cursor() as other:
                    other.execute("UPDATE r SET n = 5")
            cr.execute("UPDATE r SET n = %s", [n + 1], log_exceptions=False)
            return n

        assert retrying(work, BareEnv(cr)) == 5
    assert len(tries) == 2
    with db_connect(table).cursor() as cr:
        cr.execute("SELECT n FROM r")
        assert cr.fetchone() == (6,)


def test_a_lost_connection_is_replaced_and_the_work_tried_again(table):
    tries = []
    with db_connect(table).cursor() as cr:

        def work():
            tries.append(1)
            cr.execute("UPDATE r SET n = n + 1")
            if len(tries) == 1:
                cr.execute("SELECT pg_terminate_backend(pg_backend_pid())", log_exceptions=False)

        retrying(work, BareEnv(cr))
    with db_connect(table).cursor() as cr:
        cr.execute("SELECT n FROM r")
        assert cr.fetchone() == (1,)


def test_a_violated_constraint_becomes_the_error_that_users_see(table):
    with db_connect(table).cursor() as cr:

        def work():
            cr.execute("INSERT INTO r VALUES (0)", log_exceptions=False)

        with pytest.raises(psycopg.errors.UniqueViolation):
            retrying(work, BareEnv(cr))
        with pytest.raises(ValidationError, match="r_n_key"):
            retrying(work, BareEnv(cr), translate=lambda error: ValidationError(error.diag.constraint_name))


def test_other_errors_are_not_tried_again_and_undo_the_work(table):
    tries = []
    with db_connect(table).cursor() as cr:

        def work():
            tries.append(1)
            cr.execute("UPDATE r SET n = 9")
            raise KeyError("x")

        with pytest.raises(KeyError):
            retrying(work, BareEnv(cr))
        cr.execute("SELECT n FROM r")
        assert cr.fetchone() == (0,)
    assert tries == [1]


def test_cursors_of_tests_commit_and_roll_back_inside_one_transaction(table):
    lock = threading.RLock()
    with db_connect(table).cursor() as real:
        with TestCursor(real, lock) as cr:
            cr.execute("UPDATE r SET n = 1")
            cr.commit()
            cr.execute("UPDATE r SET n = 2")
            cr.rollback()
            cr.execute("SELECT n FROM r")
            assert cr.fetchone() == (1,)
        with TestCursor(real, lock, readonly=True) as cr, pytest.raises(psycopg.errors.ReadOnlySqlTransaction):
            cr.execute("UPDATE r SET n = 3", log_exceptions=False)
        real.execute("SELECT n FROM r")
        assert real.fetchone() == (1,)
        real.rollback()
    assert os.getpid()
