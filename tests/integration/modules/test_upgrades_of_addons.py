"""Upgrades follow the files, keep what people changed, run scripts in order, and fail as a whole."""

import pytest
from psycopg.errors import UniqueViolation
from tests.support.addons import environment
from tests.support.dumps import content

from trivium.modules import lifecycle
from trivium.modules.errors import DataFileError
from trivium.modules.graph import ModuleGraph
from trivium.modules.lifecycle.migrations import MigrationError, MigrationManager, exec_script
from trivium.tools.config import config
from trivium.tools.misc import mute_logger

MODELS = """
from odoo import fields, models


class Note(models.Model):
    _name = "up.note"
    _description = "Note"

    name = fields.Char()
    size = fields.Integer()


class Partner(models.Model):
    _inherit = "res.partner"

    type = fields.Selection(selection_add=[("note", "Note")], ondelete={"note": "set default"})
    up_kind = fields.Selection([("a", "A"), ("b", "B")])
    up_note_id = fields.Many2one("up.note")
"""
DATA = """<odoo>
  <record id="one" model="up.note"><field name="name">One</field></record>
  <record id="two" model="up.note"><field name="name">Two</field></record>
  <record id="mine" model="up.note" forcecreate="0"><field name="name">Mine</field></record>
  <data noupdate="1">
    <record id="once" model="up.note"><field name="name">Once</field></record>
    <record id="left" model="up.note"><field name="name">Left</field></record>
  </data>
</odoo>"""


@pytest.fixture
def write(addons):
    """Write the addon `up` in a version."""

    def write_addon(version="1.0", models=MODELS, data=DATA, **files):
        addons.forget()
        paths = {path.replace("__", "/", 1) + ".py": text for path, text in files.items()}
        content_ = {"__init__.py": "from . import models", "models.py": models, "data.xml": data, **paths}
        addons.write("up", content_, depends=["base"], data=["data.xml"], version=version)
        return addons

    return write_addon


def names(env):
    return sorted(env["up.note"].search([]).mapped("name"))


def test_an_upgrade_of_base_keeps_what_addons_added_to_its_models(db, write):
    """While `base` is upgraded, nothing of the addons upon it is loaded yet."""
    write()
    lifecycle.install(db, ["up"])
    with environment(db) as env:
        partner = env["res.partner"].create({"name": "P", "type": "note", "up_kind": "b"})
        env["ir.default"].set("res.partner", "up_kind", "a")
        field = env["ir.model.fields"]._get("res.partner", "up_kind")
        ids = (partner.id, field.id, env.ref("up.selection__res_partner__type__note").id)
    lifecycle.upgrade(db, ["base"])
    with environment(db) as env:
        partner = env["res.partner"].browse(ids[0])
        assert (partner.type, partner.up_kind) == ("note", "b")
        assert env["ir.model.fields"]._get("res.partner", "up_kind").id == ids[1]
        assert env.ref("up.selection__res_partner__type__note").id == ids[2]
        assert env["ir.default"]._get("res.partner", "up_kind") == "a"


def test_fields_and_values_that_left_the_code_go_from_the_lists(db, write):
    write()
    lifecycle.install(db, ["up"])
    with environment(db) as env:
        partner = env["res.partner"].create({"name": "P", "type": "note", "up_kind": "b"})
        partner_id = partner.id
    models = MODELS.replace(', ("b", "B")', "")
    models = models[: models.index("    type =")] + models[models.index("    up_kind") :]
    models = models[: models.index("    up_note_id")]
    write("1.1", models)
    lifecycle.upgrade(db, ["up"])
    with environment(db) as env:
        partner = env["res.partner"].browse(partner_id)
        assert (partner.type, partner.up_kind) == (False, False)  # what `ondelete` said left the code as well
        assert not env["ir.model.fields"]._get("res.partner", "up_note_id")
        assert env.ref("up.field_res_partner__up_note_id", raise_if_not_found=False) is None
        assert env.ref("up.selection__res_partner__type__note", raise_if_not_found=False) is None


def columns(env, table):
    env.cr.execute("SELECT column_name FROM information_schema.columns WHERE table_name = %s", [table])
    return {row[0] for row in env.cr.fetchall()}


def without_size(text=MODELS):
    return text.replace("    size = fields.Integer()\n", "")


def test_the_column_of_a_dropped_field_goes_when_its_addon_is_upgraded(db, write, addons):
    write()
    addons.write("beside", {}, depends=["up"])
    lifecycle.install(db, ["beside"])
    with environment(db) as env:
        env.ref("up.one").size = 7
    write("1.1", without_size(), data=DATA)
    lifecycle.upgrade(db, ["beside"])
    with environment(db) as env:
        assert "size" in columns(env, "up_note")
        assert env["ir.model.fields"]._get("up.note", "size")
    write(
        "1.2",
        without_size(),
        **{
            "migrations__1.2/end-size": "def migrate(cr, version):\n"
            "    cr.execute(\"UPDATE up_note SET name = name || ' ' || size WHERE size IS NOT NULL AND size > 0\")\n"
        },
    )
    lifecycle.upgrade(db, ["up"])
    with environment(db) as env:
        assert "size" not in columns(env, "up_note")
        assert not env["ir.model.fields"]._get("up.note", "size")
        assert env.ref("up.one").name == "One 7"  # scripts at the end still have the values


def test_a_column_that_a_view_is_made_of_stays(db, write, caplog):
    write()
    lifecycle.install(db, ["up"])
    with environment(db) as env:
        env.ref("up.one").size = 7
        env.flush_all()
        env.cr.execute("CREATE VIEW sizes AS SELECT size FROM up_note")
    write("1.1", without_size())
    lifecycle.upgrade(db, ["up"])
    with environment(db) as env:
        assert "size" in columns(env, "up_note")
        env.cr.execute("SELECT sum(size) FROM sizes")
        assert env.cr.fetchone() == (7,)
    assert "The column size of up_note is of no field any more, and stays: view sizes" in caplog.text


RENAMED = """
from odoo import fields, models


class Memo(models.Model):
    _name = "up.memo"
    _description = "Memo"
    _order = "amount"

    title = fields.Char(index=True, required=True)
    amount = fields.Integer()
    parent_id = fields.Many2one("up.memo", index=True)

    _title_unique = models.Constraint("UNIQUE (title)", "Twice.")
"""
RENAME = """
def migrate(cr, version):
    cr.execute("ALTER TABLE up_note RENAME TO up_memo")
    cr.execute("ALTER TABLE up_memo RENAME COLUMN name TO title")
    cr.execute("ALTER TABLE up_memo RENAME COLUMN size TO amount")
    cr.execute("UPDATE ir_model SET model = 'up.memo' WHERE model = 'up.note'")
    cr.execute("UPDATE ir_model_data SET model = 'up.memo' WHERE model = 'up.note'")
    cr.execute("UPDATE ir_model_fields SET model = 'up.memo' WHERE model = 'up.note'")
    cr.execute("UPDATE ir_model_fields SET name = 'title' WHERE model = 'up.memo' AND name = 'name'")
    cr.execute("UPDATE ir_model_fields SET name = 'amount' WHERE model = 'up.memo' AND name = 'size'")
"""


def test_tables_and_columns_that_a_script_renames_keep_what_they_hold(db, write):
    before = RENAMED.replace("Memo", "Note").replace("memo", "note").replace("title", "name").replace("amount", "size")
    write(models=before)
    lifecycle.install(db, ["up"])
    with environment(db) as env:
        env.ref("up.two").write({"size": 5, "parent_id": env.ref("up.one").id})
        ids = (env.ref("up.one").id, env.ref("up.two").id, env["ir.model.fields"]._get("up.note", "size").id)
    data = DATA.replace("up.note", "up.memo").replace('name="name"', 'name="title"')
    write("2.0", RENAMED, data, **{"migrations__2.0/pre-rename": RENAME})
    lifecycle.upgrade(db, ["up"])
    with environment(db) as env:
        memos = env["up.memo"]
        assert memos.search([]).mapped("title").count("Two") == 1
        two = env.ref("up.two")
        assert (two._name, two.id, two.amount, two.parent_id.id) == ("up.memo", ids[1], 5, ids[0])
        assert env["ir.model.fields"]._get("up.memo", "amount").id == ids[2]
        assert {"title", "amount"} <= columns(env, "up_memo")
        assert columns(env, "up_memo").isdisjoint({"name", "size"})
        assert columns(env, "up_note") == set()
        made = memos.create({"title": "New", "parent_id": two.id})
        assert made.id > ids[1]
        env.cr.execute(
            "SELECT conname FROM pg_constraint WHERE conrelid = 'up_memo'::regclass AND contype = 'u'"
            " UNION ALL SELECT indexname FROM pg_indexes WHERE tablename = 'up_memo' AND indexname LIKE '%index'"
        )
        assert sorted(row[0] for row in env.cr.fetchall()) == [
            "up_memo__parent_id_index", "up_memo__title_index", "up_memo_title_unique",
        ]  # fmt: skip
        with (
            pytest.raises(UniqueViolation, match="up_memo_title_unique"),
            mute_logger("odoo.sql_db"),
            env.cr.savepoint(),
        ):
            memos.create({"title": "Two"})


def test_records_follow_the_files_and_what_people_changed_is_kept(db, write):
    write()
    lifecycle.install(db, ["up"])
    with environment(db) as env:
        assert names(env) == ["Left", "Mine", "Once", "One", "Two"]
        env.ref("up.one").write({"name": "Changed", "size": 7})  # the file gives the name, not the size
        env.ref("up.once").name = "Kept"
        env.ref("up.mine").unlink()
        env.ref("up.left").unlink()
        env["up.note"].create({"name": "By a user"})
    left_out = '  <record id="two" model="up.note"><field name="name">Two</field></record>\n'
    more = '<record id="three" model="up.note"><field name="name">Three</field></record>\n</odoo>'
    data = DATA.replace(left_out, "").replace("</odoo>", more)
    data = data.replace('    <record id="once" model="up.note"><field name="name">Once</field></record>\n', "")
    write("1.1", data=data)
    lifecycle.upgrade(db, ["up"])
    with environment(db) as env:
        assert names(env) == ["By a user", "Kept", "Left", "One", "Three"]
        assert env.ref("up.one").size == 7
        assert env.ref("up.two", raise_if_not_found=False) is None
        assert env.ref("up.once").name == "Kept"  # no file mentions it, and it is not to be updated


def test_an_external_id_that_a_script_renames_is_followed(db, write):
    write()
    lifecycle.install(db, ["up"])
    with environment(db) as env:
        record_id = env.ref("up.two").id
        env.ref("up.two").size = 9
    script = """
        def migrate(cr, version):
            cr.execute("UPDATE ir_model_data SET name = 'second' WHERE module = 'up' AND name = 'two'")
    """
    write("1.1", data=DATA.replace('id="two"', 'id="second"'), **{"migrations__1.1/pre-rename": _dedent(script)})
    lifecycle.upgrade(db, ["up"])
    with environment(db) as env:
        assert (env.ref("up.second").id, env.ref("up.second").size) == (record_id, 9)
        assert env.ref("up.two", raise_if_not_found=False) is None


def _dedent(text):
    return "\n".join(line[8:] for line in text.splitlines())


def _marking(name):
    insert = f"INSERT INTO up_note (name) VALUES ('{name} ' || %s)"
    return f'def migrate(cr, version):\n    cr.execute("{insert}", [version])\n'


def test_scripts_run_by_stage_and_version(db, write):
    write("1.0")
    lifecycle.install(db, ["up"])
    scripts = {
        "migrations__1.1/post-b": _marking("1.1 post-b"),
        "migrations__1.1/post-a": _marking("1.1 post-a"),
        "migrations__1.1/end-z": _marking("1.1 end"),
        "migrations__19.0.1.2/pre-x": _marking("1.2 pre"),
        "upgrades__1.2/post-x": _marking("1.2 post"),
        "migrations__0.0.0/post-always": _marking("always"),
        "migrations__1.3/pre-x": _marking("not yet"),
        "migrations__1.0/pre-x": _marking("no more"),
        "migrations__tests/post-x": _marking("no version"),
    }
    write("1.2", **scripts)
    lifecycle.upgrade(db, ["up"])
    with environment(db) as env:
        env.cr.execute("SELECT name FROM up_note WHERE name LIKE '%%19.0.1.0' ORDER BY id")
        ran = [name.removesuffix(" 19.0.1.0") for (name,) in env.cr.fetchall()]
    assert ran == ["1.2 pre", "1.1 post-a", "1.1 post-b", "always", "1.2 post", "1.1 end"]
    lifecycle.upgrade(db, ["up"])  # of the same version: no script
    with environment(db) as env:
        assert env["up.note"].search_count([("name", "like", "always")]) == 1


@pytest.mark.parametrize(
    ("files", "error", "message"),
    [
        ({"migrations__1.1/pre-x": "def migrate(cr, version):\n    1 / 0\n"}, MigrationError, "ZeroDivisionError"),
        ({"migrations__1.1/post-x": "x = 1\n"}, MigrationError, "has no function migrate"),
        ({"migrations__1.1/end-x": "def migrate(:\n"}, MigrationError, "SyntaxError"),
        ({"data": DATA.replace("</odoo>", '<record id="x" model="no.model"/></odoo>')}, DataFileError, "no.model"),
    ],
)
def test_an_upgrade_that_fails_leaves_everything(db, write, files, error, message):
    write()
    lifecycle.install(db, ["up"])
    before = content(db)
    models = MODELS.replace("size = fields.Integer()", "size = fields.Integer()\n    more = fields.Char()")
    write("1.1", models=models, **files)
    with pytest.raises(error, match=message):
        lifecycle.upgrade(db, ["up"])
    assert content(db) == before


def test_the_names_that_scripts_are_run_by_elsewhere(db, tmp_path):
    script = tmp_path / "post-mark.py"
    script.write_text("def migrate(_cr, version):\n    _cr.execute('SELECT %s', [version])\n")
    with environment(db) as env:
        exec_script(env.cr, "19.0.1.0", str(script), "base", "post", "19.0.1.1")
        assert env.cr.fetchone() == ("19.0.1.0",)
        graph = ModuleGraph(env.cr)
        graph.extend(["base"])
        node = graph["base"]
        node.load_version = "19.0.0.1"
        (tmp_path / "base" / "0.0.0").mkdir(parents=True)
        script.rename(tmp_path / "base" / "0.0.0" / "end-mark.py")
        before = config["upgrade_path"]
        config["upgrade_path"] = str(tmp_path)
        try:
            MigrationManager(env.cr, graph).migrate_module(node, "end")
        finally:
            config["upgrade_path"] = before
        assert env.cr.fetchone() == ("19.0.0.1",)
        wrong = tmp_path / "pre-wrong.py"
        wrong.write_text("def migrate(env, other):\n    return None\n")
        with pytest.raises(MigrationError, match="must be called cr and version"):
            exec_script(env.cr, "19.0.1.0", wrong, "base", "pre")


def test_scripts_of_the_settings_run_before_an_upgrade_loads_anything(db, write, monkeypatch, tmp_path):
    write()
    lifecycle.install(db, ["up"])
    script = tmp_path / "first.py"
    script.write_text(
        "def migrate(cr, version):\n"
        "    cr.execute(\"UPDATE up_note SET name = 'Before ' || %s WHERE name = 'Mine'\", [version])\n"
        "    cr.execute(\"SELECT state FROM ir_module_module WHERE name = 'up'\")\n"
        "    assert cr.fetchone() == ('installed',)\n"
    )
    monkeypatch.setitem(config._runtime, "pre_upgrade_scripts", [str(script)])
    with environment(db) as env:
        env["up.note"].create({"name": "Mine"})
    lifecycle.upgrade(db, ["up"])
    with environment(db) as env:
        assert any(name.startswith("Before 19.0") for name in names(env))
    monkeypatch.setitem(config._runtime, "pre_upgrade_scripts", [str(tmp_path / "none.py")])
    with pytest.raises(MigrationError, match="no such script"):
        lifecycle.upgrade(db, ["up"])
