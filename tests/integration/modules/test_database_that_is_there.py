"""`trivium db init --if-missing`, as `make run` calls it."""

from tests.support.databases import throwaway_database
from tests.support.markdown import Reader, reader_environment

from trivium.data.postgres import db_connect


def test_a_database_that_is_there_is_left_alone(server, tmp_path):
    with throwaway_database() as name:
        reader = Reader(tmp_path, reader_environment(server, 0))
        command = f"trivium db init {name} -i base --if-missing"
        reader.follow_command(command, f"Database {name} was left unfinished and is made anew.")
        with db_connect(name).cursor() as cr:
            cr.execute("UPDATE res_partner SET name = 'Kept' WHERE id = 1")
        reader.follow_command(command, f"Database {name} is there already.")
        with db_connect(name).cursor() as cr:
            cr.execute("SELECT name FROM res_partner WHERE id = 1")
            assert cr.fetchone() == ("Kept",)
