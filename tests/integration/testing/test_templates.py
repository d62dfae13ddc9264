"""Databases kept with what tested addons need: which addons are in them, when they are used again, when they go."""

import json

import pytest

from trivium.data import databases
from trivium.data.postgres import db_connect
from trivium.modules import paths
from trivium.testing import templates
from trivium.tools.config import config


@pytest.fixture
def library(server, tmp_path):  # noqa: ARG001 - the databases need it
    """Return a function that writes an addon."""
    before = list(config["addons_path"])
    paths.use_addons_path([*before, tmp_path])
    config["data_dir"] = str(tmp_path / "data")

    def write(name, **manifest):
        folder = tmp_path / name
        folder.mkdir()
        (folder / "__init__.py").write_text("")
        (folder / "__manifest__.py").write_text(repr({"name": name, "license": "LGPL-3", **manifest}))
        return folder

    yield write
    paths.use_addons_path(before)
    for name in databases.list_templates(templates.PREFIX):
        templates.discard(name)


def installed(name):
    with db_connect(name).cursor() as cr:
        cr.execute("SELECT name FROM ir_module_module WHERE state = 'installed'")
        return {row[0] for row in cr.fetchall()}


def test_what_tested_addons_need_is_in_the_template_but_not_what_needs_them(library):
    library("tpl_low")
    library("tpl_tested", depends=["tpl_low"])
    library("tpl_top", depends=["tpl_tested"])
    assert set(templates.needed_by(["tpl_tested"])) == {"base", "tpl_low"}
    assert set(templates.needed_by(["tpl_top", "tpl_low"])) == {"base"}
    assert set(templates.needed_by(["tpl_top"])) == {"base", "tpl_low", "tpl_tested"}
    assert templates.needed_by(["base"]) == []


def test_an_addon_that_installs_itself_is_not_in_the_template_of_its_own_tests(library):
    library("tpl_low", depends=["base"], auto_install=True)
    library("tpl_tested", depends=["tpl_low"], auto_install=True)
    library("tpl_along", depends=["tpl_low", "tpl_tested"], auto_install=["tpl_low"])
    library("tpl_beside", depends=["tpl_low"], auto_install=True)
    template = templates.ensure_for(["tpl_tested"])
    templates.copy(template, "tpl_copy")
    before = installed("tpl_copy")
    templates.drop("tpl_copy")
    assert {"tpl_low", "tpl_beside"} <= before
    assert not {"tpl_tested", "tpl_along"} & before
    told = []
    templates.new_database("tpl_new", ["tpl_tested"], template, after_module=lambda _cr, name: told.append(name))
    try:
        assert told == ["tpl_tested", "tpl_along"]  # the second, as in a database made without a template
        assert {"tpl_low", "tpl_beside", "tpl_tested", "tpl_along"} <= installed("tpl_new")
    finally:
        templates.drop("tpl_new")


def test_addons_that_do_not_install_themselves_share_a_template(library):
    library("tpl_low")
    library("tpl_one", depends=["tpl_low"])
    library("tpl_two", depends=["tpl_low"])
    assert templates.ensure_for(["tpl_one"]) == templates.ensure_for(["tpl_two"])


def test_a_template_is_used_again_until_a_file_of_its_addons_changes(library, monkeypatch):
    monkeypatch.setattr(templates, "KEPT", 1)
    low = library("tpl_low")
    first = templates.ensure(["base", "tpl_low"])
    (low / "tests").mkdir()
    (low / "tests" / "__init__.py").write_text("# tests do not count")
    assert templates.ensure(["base", "tpl_low"]) == first
    (low / "data.json").write_text(json.dumps({"more": 1}))
    second = templates.ensure(["base", "tpl_low"])
    assert second != first
    assert databases.list_templates(templates.PREFIX) == [second]  # what was not used for longest is gone


def test_a_copy_of_a_template_is_a_database_like_any_other_and_the_template_is_not(library):
    library("tpl_low")
    template = templates.ensure(["base", "tpl_low"])
    assert template not in databases.list_names()
    templates.copy(template, "tpl_copy")
    try:
        assert "tpl_copy" in databases.list_names()
        assert {"base", "tpl_low"} <= installed("tpl_copy")
    finally:
        templates.drop("tpl_copy")
    assert not databases.exists("tpl_copy")
