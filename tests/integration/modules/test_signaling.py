"""Processes hear of each other's changes within a second."""

import subprocess
import sys
import textwrap
import time

import pytest
from tests.support.addons import environment

from trivium.data import server
from trivium.modules import lifecycle
from trivium.modules.signaling import Signaling, read_sequences
from trivium.orm.registry import Registry


def wait_for(condition, seconds=5.0):
    """Return whether `condition` becomes true; the processes are given time on a loaded machine."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)
    return False


@pytest.fixture
def other(db):
    """Another process's ear and mouth, in this one."""
    registry = Registry(db)
    signaling = Signaling()
    signaling.start(registry)
    listener = signaling._listeners[db]
    assert wait_for(lambda: listener.is_listening)
    yield signaling
    signaling.stop_all()


def test_an_emptied_cache_is_emptied_elsewhere(db, other):
    registry = Registry(db)
    registry._ormcaches["templates"]["key"] = "value"
    registry._ormcaches["templates.cached_values"]["key"] = "value"
    registry._ormcaches["default"]["key"] = "value"
    Registry.signaling.send(registry, {"templates"})
    assert wait_for(lambda: other._pending.get(db))
    assert other.check(registry) is registry
    assert "key" not in registry._ormcaches["templates"]
    assert "key" not in registry._ormcaches["templates.cached_values"]
    assert registry._ormcaches["default"]["key"] == "value"


def test_nothing_is_heard_of_what_one_said_oneself(db, other):
    registry = Registry(db)
    other.send(registry, {"default"})
    Registry.signaling.send(registry, {"groups"})
    assert wait_for(lambda: other._pending.get(db))
    assert other._pending[db] == {"groups"}


def test_a_change_of_models_gives_a_new_registry(db, other):
    registry = Registry(db)
    Registry.signaling.send(registry, {"registry"})
    assert wait_for(lambda: other._pending.get(db))
    fresh = other.check(registry)
    assert fresh is not registry
    assert Registry(db) is fresh


def test_the_tables_tell_what_was_missed(db, other):
    registry = Registry(db)
    with registry.cursor() as cr:
        before = read_sequences(cr)
        cr.execute("INSERT INTO orm_signaling_groups DEFAULT VALUES")
        cr.execute("SELECT 1")
        after = read_sequences(cr)
    assert after == {**before, "groups": before["groups"] + 1}
    other.catch_up(db, after)
    assert other._pending[db] == {"groups"}


def test_another_process_sees_an_installation(db, addons):
    """A real second process, that only looks at its registry as requests do."""
    addons.write("seen", {"models.py": ""}, depends=["base"])
    with environment(db) as env:
        env["ir.module.module"].update_list()
    parameters = server.current_server().parameters()
    code = f"""
        import time
        from trivium.tools.config import config
        from trivium.data import server
        server.configure(server.ConfiguredServer({parameters!r}))
        from trivium.modules import paths, lifecycle
        paths.use_addons_path([{str(addons.root)!r}])
        from trivium.orm.registry import Registry
        registry = Registry({db!r})
        print("ready", flush=True)
        deadline = time.monotonic() + 20
        while "seen" not in registry._init_modules and time.monotonic() < deadline:
            time.sleep(0.05)
            registry = registry.check_signaling()
        print("seen" in registry._init_modules, flush=True)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        lifecycle.install(db, ["seen"])
        assert process.stdout.readline() == "True\n"
