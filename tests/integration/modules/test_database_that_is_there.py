"""`trivium db init --if-missing`, as `make run` calls it."""

from tests.support.databases import throwaway_database
from tests.support.markdown import Reader, reader_environment

from trivium.data.postgres import db_connect


def test_a_database_that_is_there_is_left_alone(server, tmp_path):
    with throwaway_database() as name:
        reader = Reader(tmp_path, reader_environment(server, 0))
        reader.follow_command(f"trivium db init {name} -i base,web --if-missing", f"Database {name} is there already.")
        with db_connect(name).cursor() as cr:
            cr.execute("SELECT to_regclass('ir_module_module')")
            assert cr.fetchone() == (None,)
