"""Processes hear of each other's changes at once: a notification wakes them."""

import json
import subprocess
import sys
import textwrap
import time
from queue import SimpleQueue

import pytest
from tests.support.addons import environment
from tests.support.databases import throwaway_database

from trivium.data import server
from trivium.modules import lifecycle, listening
from trivium.modules.signaling import BUS_CHANNEL, CHANNEL, Signaling, Watcher, read_sequences
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


def test_a_message_wakes_who_hears_it_without_polling(db, monkeypatch):
    monkeypatch.setattr(listening, "_POLL", None)  # nothing but a notification ends the wait
    heard, began = SimpleQueue(), SimpleQueue()
    listener = listening.Listener(db, [CHANNEL], lambda *message: heard.put(message), began.put, [].append)
    listener.start()
    assert wait_for(lambda: listener.is_listening, 30)
    assert (began.get(), began.empty(), heard.empty()) == (db, True, True)
    Registry.signaling.send(Registry(db), {"templates", "default"})
    name, channel, message = heard.get(timeout=30)
    assert (name, channel, json.loads(message)["changes"]) == (db, CHANNEL, ["default", "templates"])
    listener.end()
    Registry.signaling.send(Registry(db), {"groups"})  # wakes it, so that it sees its end
    listener.join(30)
    assert not listener.is_alive()
    assert began.empty()  # it was never cut off: all came by the one connection


def test_all_who_watch_a_channel_are_told_until_they_say_otherwise(db, other):
    first, second = SimpleQueue(), SimpleQueue()
    watchers = [Watcher(lambda *message, told=told: told.put(message), told.put) for told in (first, second)]
    for watcher in watchers:
        other.watch(BUS_CHANNEL, watcher)
    other.publish(db, BUS_CHANNEL, ["one"])
    assert first.get(timeout=30) == second.get(timeout=30) == (db, "one")
    other.unwatch(BUS_CHANNEL, watchers[0])
    other.publish(db, BUS_CHANNEL, ["two"])
    assert second.get(timeout=30) == (db, "two")
    assert first.empty()


@pytest.mark.usefixtures("server")
def test_nobody_listens_to_a_database_that_is_gone(monkeypatch):
    monkeypatch.setattr(listening, "_RECONNECT_AFTER", 0.05)
    gone = SimpleQueue()
    with throwaway_database() as name:
        listener = listening.Listener(name, [CHANNEL], print, [].append, gone.put)
        listener.start()
        assert wait_for(lambda: listener.is_listening, 30)
    assert gone.get(timeout=30) == name
    listener.join(30)
    assert not listener.is_alive()


def test_another_process_hears_of_an_emptied_cache_and_of_an_installation(db, addons):
    """A real second process, that sleeps until a notification wakes it: it never looks for changes by itself."""
    addons.write("seen", {"models.py": ""}, depends=["base"])
    with environment(db) as env:
        env["ir.module.module"].update_list()
    parameters = server.current_server().parameters()
    code = f"""
        import threading
        from trivium.tools.config import config
        from trivium.data import server
        server.configure(server.ConfiguredServer({parameters!r}))
        from trivium.modules import listening, paths, lifecycle
        from trivium.modules.signaling import CHANNEL, Watcher
        paths.use_addons_path([{str(addons.root)!r}])
        from trivium.orm.registry import Registry
        listening._POLL = None
        began, heard, cut_off = threading.Event(), threading.Event(), []
        signaling = Registry.signaling

        def hear(name, message):
            signaling.hear(name, message)
            heard.set()

        def again(name):
            cut_off.append(began.is_set())
            began.set()

        signaling.watch(CHANNEL, Watcher(hear, again))
        registry = Registry({db!r})
        began.wait(60)
        registry._ormcaches["templates"]["key"] = "value"

        def woken_until(holds):
            global registry
            while not holds(registry) and heard.wait(60):
                heard.clear()
                registry = registry.check_signaling()
            return holds(registry)

        print("ready", flush=True)
        print(woken_until(lambda registry: "key" not in registry._ormcaches["templates"]), flush=True)
        print(woken_until(lambda registry: "seen" in registry._init_modules), any(cut_off), flush=True)
    """
    with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "ready\n"
        Registry.signaling.send(Registry(db), {"templates"})
        assert process.stdout.readline() == "True\n"
        lifecycle.install(db, ["seen"])
        assert process.stdout.readline() == "True False\n"


SAID_BY_CURSORS = {
    "its own": "env['ir.config_parameter'].set_param('said', 'now')\nenv.cr.commit()\nenv['res.partner'].nothing",
    "another": """
        with env.registry.cursor() as cr:
            env(cr=cr)["ir.config_parameter"].set_param("said", "now")
    """,
}


@pytest.mark.parametrize("said", SAID_BY_CURSORS.values(), ids=SAID_BY_CURSORS)
def test_what_a_shell_commits_is_heard(db, tmp_path, said):
    with environment(db) as env:
        env["ir.config_parameter"].set_param("said", "before")
    with environment(db) as env:
        assert env["ir.config_parameter"].get_param("said") == "before"
    script = tmp_path / "script.py"
    script.write_text(textwrap.dedent(said))
    url = " ".join(f"{key}={value}" for key, value in server.current_server().parameters().items())
    command = ["shell", "-d", db, "--db-url", url, "--data-dir", str(tmp_path), str(script)]
    subprocess.run([sys.executable, "-m", "trivium.cli", *command], capture_output=True, check=False)

    def is_heard():
        registry = Registry(db).check_signaling()
        with environment(db, registry=registry) as env:
            return env["ir.config_parameter"].get_param("said") == "now"

    assert wait_for(is_heard, 30)
