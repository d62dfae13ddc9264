"""The names of psycopg 2 that addons import, on the driver that is used here."""

import importlib

import psycopg
import pytest

from trivium.data.server import current_server
from trivium.modules.importer import package_path
from trivium.tools.misc import mute_logger


@pytest.fixture(scope="module")
def psycopg2():
    package_path()
    return importlib.import_module("psycopg2")


def test_modules_are_one_object_by_both_names(psycopg2):
    extensions = importlib.import_module("psycopg2.extensions")
    assert psycopg2.__name__ == "trivium.data.psycopg2"
    assert extensions is psycopg2.extensions is importlib.import_module("trivium.data.psycopg2.extensions")
    assert importlib.import_module("psycopg2.errors").UniqueViolation is psycopg.errors.UniqueViolation
    with pytest.raises(ModuleNotFoundError, match="psycopg2"):
        importlib.import_module("psycopg2.nothing")


def test_what_the_server_refuses_is_caught_by_the_old_name(psycopg2, cr):
    cr.execute("CREATE TABLE old_names (a int UNIQUE)")
    cr.execute("INSERT INTO old_names VALUES (1)")
    with mute_logger("trivium.sql_db"), pytest.raises(psycopg2.IntegrityError) as caught, cr.savepoint():
        cr.execute("INSERT INTO old_names VALUES (1)")
    assert isinstance(caught.value, psycopg2.errors.UniqueViolation)
    assert caught.value.pgcode == psycopg2.errorcodes.UNIQUE_VIOLATION == "23505"
    assert psycopg2.errorcodes.lookup("23505") == "UNIQUE_VIOLATION"
    assert "old_names_a_key" in caught.value.pgerror


def test_values_that_bring_their_own_text(psycopg2, cr):
    class Name(psycopg2.extensions.ISQLQuote):
        def getquoted(self):
            return f'"{self._wrapped}"'

    assert cr.mogrify("SELECT %s FROM %s", [Name("a"), psycopg2.extensions.AsIs("b")]) == b'SELECT "a" FROM b'
    cr.execute("SELECT %s.x FROM (SELECT 5 AS x) %s", [Name("t"), Name("t")])
    assert cr.fetchall() == [(5,)]


def test_rows_of_values(psycopg2, cr):
    cr.execute("CREATE TABLE old_rows (a int, b text)")
    psycopg2.extras.execute_values(cr, "INSERT INTO old_rows VALUES %s", [(1, "x"), (2, "y")])
    cr.execute("SELECT a, b FROM old_rows ORDER BY a")
    assert cr.fetchall() == [(1, "x"), (2, "y")]


@pytest.mark.usefixtures("psycopg2")
def test_composed_statements_run(cr):
    sql = importlib.import_module("psycopg2.sql")
    cr.execute(sql.SQL("SELECT {} AS {}").format(sql.Literal("it's"), sql.Identifier("a b")))
    assert cr.dictfetchall() == [{"a b": "it's"}]
    cr.execute(sql.SQL("SELECT {}::int + %s").format(sql.Literal(2)), [3])
    assert cr.fetchone() == (5,)


def test_a_connection_of_ones_own(psycopg2, database):
    connection = psycopg2.connect(**{**current_server().parameters(), "database": database})
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 WHERE 1 IN %s", [(1, 2)])
        assert cursor.fetchall() == [(1,)]
    assert not connection.closed
    connection.set_isolation_level(psycopg2.extensions.ISOLATION_LEVEL_AUTOCOMMIT)
    assert connection.autocommit
    assert connection.get_transaction_status() == psycopg2.extensions.TRANSACTION_STATUS_IDLE
    connection.close()
