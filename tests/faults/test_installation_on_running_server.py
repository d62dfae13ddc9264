"""An addon is installed, upgraded and removed while two workers serve; both go on with the new models at once."""

from __future__ import annotations

import pytest
import requests
from tests.support.instance import PATIENCE, ServerError, instance_with, wait_until

CODE = """
import os

from odoo import fields, http, models


class Thing(models.Model):
    _name = "live.thing"
    _description = "Thing"

    name = fields.Char()


class Live(http.Controller):
    @http.route("/live/pid", type="http", auth="none")
    def pid(self):
        return f"{os.getpid()} {http.request.env['live.thing'].sudo().search_count([])}"
"""
MANIFEST = {"name": "live", "depends": ["base"], "data": ["data.xml", "ir.model.access.csv"], "version": "1.0"}
ACCESS = "id,name,model_id:id,group_id:id,perm_read\naccess,access,model_live_thing,base.group_user,1\n"
DATA = '<odoo><record id="{0}" model="live.thing"><field name="name">{0}</field></record></odoo>'


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """An instance with `base` and `web`, and a folder for addons, served by two workers."""
    addons = tmp_path_factory.mktemp("addons")
    with instance_with("web") as made:
        made.env["TRIVIUM_ADDONS_PATH"] = str(addons)
        write(addons, "one")
        made.addons = addons
        made.start(workers=2)
        yield made


def write(addons, name):
    """Write the addon, with a record of that name."""
    folder = addons / "live"
    folder.mkdir(exist_ok=True)
    (folder / "__init__.py").write_text(CODE)
    (folder / "__manifest__.py").write_text(repr(MANIFEST))
    (folder / "ir.model.access.csv").write_text(ACCESS)
    (folder / "data.xml").write_text(DATA.format(name))


def answers(instance, count=40):
    """Return what requests on connections of their own get: status and text."""
    found = [requests.get(f"{instance.url}/live/pid", timeout=PATIENCE) for _number in range(count)]
    return [(answer.status_code, answer.text) for answer in found]


def seen_by_both(instance):
    """Return how many records each worker sees; they are told within moments, not in the same one."""
    found = {}

    def both():
        for status, text in answers(instance, 10):
            if status == 200:
                worker, number = text.split()
                found[worker] = int(number)
        return len(found) == 2

    wait_until(both, 10)
    assert {status for status, _text in answers(instance)} == {200}
    return found


def test_both_workers_follow(instance):
    assert {status for status, _text in answers(instance, 10)} == {404}
    before = {worker.pid for worker in instance.workers()}
    instance.call("ir.module.module", "update_list")
    ids = instance.call("ir.module.module", "search", [("name", "=", "live")])
    instance.call("ir.module.module", "button_immediate_install", ids)
    assert set(seen_by_both(instance).values()) == {1}
    assert instance.call("live.thing", "search_count", []) == 1

    # by another process, as an operator would
    write(instance.addons, "two")
    assert instance.trivium("addon", "upgrade", "-d", instance.db, "live").wait(PATIENCE) == 0
    assert instance.call("live.thing", "search_read", [], ["name"])[0]["name"] == "two"
    assert set(seen_by_both(instance)) == {str(pid) for pid in before}

    assert instance.trivium("addon", "uninstall", "-d", instance.db, "live").wait(PATIENCE) == 0
    wait_until(lambda: {status for status, _text in answers(instance)} == {404}, 10)
    for _call in range(10):
        with pytest.raises(ServerError, match=r"live\.thing"):
            instance.call("live.thing", "search_count", [])
    assert {worker.pid for worker in instance.workers()} == before, "no worker was started again"
