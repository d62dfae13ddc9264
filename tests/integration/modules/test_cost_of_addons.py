"""How many statements addons take: set by set, never record by record."""

import pytest
from tests.support.addons import environment, installed_database
from tests.support.databases import throwaway_database

from trivium.data.postgres import Cursor, close_db
from trivium.modules import lifecycle
from trivium.modules.datafiles import convert_file
from trivium.modules.lifecycle.databases import NewDatabase
from trivium.orm.registry import Registry
from trivium.tools.config import config


class Counter:
    """Counts the statements of a process."""

    def __init__(self, monkeypatch):
        self.count = 0
        execute = Cursor.execute

        def counted(cursor, *args, **kwargs):
            self.count += 1
            return execute(cursor, *args, **kwargs)

        monkeypatch.setattr(Cursor, "execute", counted)

    def of(self, work):
        """Return how many statements `work` takes."""
        self.count = 0
        work()
        return self.count


@pytest.fixture
def statements(monkeypatch):
    """A counter of statements."""
    return Counter(monkeypatch)


@pytest.fixture(scope="module")
def contacts(server):  # noqa: ARG001 - it must run
    """A database with the demo data of `contacts`, to copy from."""
    with throwaway_database() as name:
        config["skip_auto_install"] = True
        NewDatabase(name, modules=("web", "contacts"), demo=True).initialize()
        Registry.signaling.stop(name)
        Registry.delete(name)
        close_db(name)
        yield name


def test_a_new_database_with_base_takes_few(server, statements):  # noqa: ARG001 - it must run
    config["skip_auto_install"] = True
    with throwaway_database() as name:
        assert statements.of(lambda: NewDatabase(name).initialize()) <= 400
        Registry.signaling.stop(name)
        Registry.delete(name)
        close_db(name)


def test_an_upgrade_of_all_where_nothing_changed_writes_nothing(contacts, statements):
    with installed_database(contacts) as db:
        plan = lifecycle.rehearse(db, upgrade=["all"])
        assert [step.addon for step in plan.steps] == ["base", "web", "contacts"]
        assert (plan.changes, plan.links) == ([], []), str(plan)
        # a view is made anew by its model, as it was
        assert [statement for statement in plan.statements if '"res_device"' not in statement] == []
        assert statements.of(lambda: lifecycle.upgrade(db, ["all"])) <= 315


def test_what_one_changed_is_all_that_is_written(contacts):
    with installed_database(contacts) as db:
        with environment(db) as env:
            env.ref("base.be").name = "Elsewhere"
            env.ref("base.be").vat_label = "Mine"
            env.ref("base.group_user").implied_ids = False
            env.ref("base.main_partner").name = "Mine"  # no data file says otherwise, and it is not to be updated
        plan = lifecycle.rehearse(db, upgrade=["base"])
        assert {change.xmlid: change.kind for change in plan.changes} == {"base.be": "update"}
        lifecycle.upgrade(db, ["base"])
        with environment(db) as env:
            assert env.ref("base.be").name == "Belgium"
            assert env.ref("base.main_partner").name == "Mine"


def test_a_start_takes_few(contacts, statements):
    with installed_database(contacts) as db:
        assert statements.of(lambda: Registry(db)) <= 15


@pytest.mark.parametrize("count", [10, 5000])
def test_simple_records_of_a_file_take_as_many_as_ten_do(base_template, tmp_path, statements, count):
    path = tmp_path / "res.partner.category.csv"
    path.write_text("id,name,color\n" + "".join(f"tag_{n},Tag {n},{n % 12}\n" for n in range(count)))
    with installed_database(base_template) as db, environment(db) as env:
        before = env["res.partner.category"].search_count([])

        def load():
            _load(env, path)

        assert statements.of(load) <= 20
        assert env["res.partner.category"].search_count([]) == before + count
        assert env.ref("base.tag_9").color == 9
        assert statements.of(load) <= 10  # again: nothing differs


def _load(env, path):
    """Load a data file as an upgrade does."""
    convert_file(env, "base", path.name, {}, "update", pathname=str(path))
    env.flush_all()
