"""`--plan` tells what an installation, upgrade or removal does, and does nothing."""

import pytest
from tests.support.addons import environment
from tests.support.dumps import content

from trivium.exceptions import UserError
from trivium.modules import lifecycle
from trivium.modules.errors import DataFileError
from trivium.orm.registry import Registry

MODELS = """
from trivium import fields, models


class Book(models.Model):
    _name = "plan.book"
    _description = "Book"

    name = fields.Char(required=True)
    shelf = fields.Char()
    tag_ids = fields.Many2many("res.partner.category")
"""
NEXT_MODELS = MODELS.replace("shelf = fields.Char()", "shelf = fields.Char()\n    pages = fields.Integer(index=True)")
DATA = """<odoo>
  <record id="ulysses" model="plan.book"><field name="name">Ulysses</field><field name="shelf">A</field></record>
  <record id="emma" model="plan.book"><field name="name">Emma</field></record>
  <record id="kept" model="plan.book"><field name="name">Kept</field></record>
</odoo>"""
NEXT_DATA = """<odoo>
  <record id="ulysses" model="plan.book"><field name="name">Ulysses</field><field name="shelf">B</field></record>
  <record id="kept" model="plan.book"><field name="name">Kept</field></record>
  <record id="dune" model="plan.book">
    <field name="name">Dune</field>
    <field name="tag_ids" eval="[Command.create({'name': 'Sand'})]"/>
  </record>
</odoo>"""
SCRIPT = """
def migrate(cr, version):
    cr.execute("UPDATE plan_book SET shelf = 'post' WHERE name = 'Kept'")
    cr.commit()
"""
FILES = {"__init__.py": "from . import models\n\n\ndef made(env):\n    pass\n", "models.py": MODELS, "data.xml": DATA}
NEXT_FILES = {**FILES, "models.py": NEXT_MODELS, "data.xml": NEXT_DATA, "migrations/2.0/post-shelf.py": SCRIPT}


def write(addons, files, version):
    addons.forget()
    addons.write("plan", files, depends=["base"], data=["data.xml"], post_init_hook="made", version=version)


def by_xmlid(plan):
    return {change.xmlid: change for change in plan.changes if change.xmlid}


def test_an_installation_is_shown_and_not_done(db, addons):
    write(addons, FILES, "1.0")
    Registry(db)
    before = content(db)
    plan = lifecycle.rehearse(db, install=["plan"])
    assert content(db) == before
    assert [str(step) for step in plan.steps] == ["install plan 19.0.1.0"]
    assert plan.steps[0].scripts == ("post_init_hook made",)
    assert any(statement.startswith('CREATE TABLE "plan_book"') for statement in plan.statements), plan.statements
    made = by_xmlid(plan)
    assert made["plan.ulysses"].kind == "create"
    assert made["plan.ulysses"].after == {"name": "Ulysses", "shelf": "A"}
    assert made["plan.model_plan_book"].model == "ir.model"
    assert "plan.book" not in Registry(db)
    # what was shown is what is done
    lifecycle.install(db, ["plan"])
    with environment(db) as env:
        assert env.ref("plan.ulysses").shelf == "A"


def test_files_of_another_version_are_told_of(db, addons, caplog):
    write(addons, FILES, "1.0")
    lifecycle.install(db, ["plan"])
    told = "other versions than the files"
    Registry.new(db)
    assert told not in caplog.text
    write(addons, NEXT_FILES, "2.0")
    Registry.new(db)
    assert f"{told}: plan 19.0.1.0 (files: 19.0.2.0)" in caplog.text
    assert f"trivium addon upgrade plan -d {db}" in caplog.text
    caplog.clear()
    lifecycle.upgrade(db, ["plan"])
    Registry.new(db)
    assert told not in caplog.text


def test_an_upgrade_is_shown_and_not_done(db, addons):
    write(addons, FILES, "1.0")
    lifecycle.install(db, ["plan"])
    write(addons, NEXT_FILES, "2.0")
    before = content(db)
    plan = lifecycle.rehearse(db, upgrade=["plan"])
    assert content(db) == before
    (step,) = plan.steps
    assert (str(step), step.scripts) == (
        "upgrade plan 19.0.1.0 -> 19.0.2.0",
        ("migrations/2.0/post-shelf.py",),
    )
    assert any('ADD COLUMN IF NOT EXISTS "pages"' in statement for statement in plan.statements), plan.statements
    assert any(statement.startswith("CREATE INDEX") and "pages" in statement for statement in plan.statements)
    changes = {name: change for name, change in by_xmlid(plan).items() if change.model == "plan.book"}
    assert {name: change.kind for name, change in changes.items()} == {
        "plan.ulysses": "update",
        "plan.dune": "create",
        "plan.emma": "remove",
        "plan.kept": "update",  # by the script
    }
    assert (changes["plan.ulysses"].before, changes["plan.ulysses"].after) == ({"shelf": "A"}, {"shelf": "B"})
    assert changes["plan.kept"].after == {"shelf": "post"}
    assert changes["plan.emma"].before["name"] == "Emma"
    assert ("plan_book_res_partner_category_rel", 1, 0) in [(x.table, x.added, x.removed) for x in plan.links]
    text = str(plan)
    assert "  ~ plan.ulysses (plan.book)\n      shelf: 'A' -> 'B'\n" in text
    assert "  - plan.emma (plan.book)\n" in text
    assert "  + plan.dune (plan.book): name" in text
    assert "Scripts and hooks:\n  plan: migrations/2.0/post-shelf.py\n" in text
    assert text.endswith("removed. Nothing was done.")


def test_an_upgrade_without_changes_shows_none(db, addons):
    write(addons, FILES, "1.0")
    lifecycle.install(db, ["plan"])
    plan = lifecycle.rehearse(db, upgrade=["plan"])
    assert [str(step) for step in plan.steps] == ["upgrade plan 19.0.1.0"]
    assert (plan.statements, plan.changes, plan.links) == ([], [], [])


def test_a_removal_is_shown_and_not_done(db, addons):
    write(addons, FILES, "1.0")
    addons.write("upon", {}, depends=["plan"])
    lifecycle.install(db, ["upon"])
    before = content(db)
    plan = lifecycle.rehearse(db, uninstall=["plan"])
    assert content(db) == before
    assert [str(step) for step in plan.steps] == ["uninstall plan 19.0.1.0", "uninstall upon 19.0.1.0"]
    assert any(statement.startswith("DROP TABLE") and "plan_book" in statement for statement in plan.statements)
    assert by_xmlid(plan)["plan.model_plan_book"].kind == "remove"
    assert "plan.book" in Registry(db)


def test_what_would_fail_fails_as_it_would(db, addons):
    write(addons, {**FILES, "data.xml": DATA.replace("shelf", "shlef")}, "1.0")
    before = content(db)
    with pytest.raises(DataFileError, match="no field 'shlef'; did you mean 'shelf'"):
        lifecycle.rehearse(db, install=["plan"])
    with pytest.raises(UserError, match="Not installed, so it cannot be removed: plan"):
        lifecycle.rehearse(db, uninstall=["plan"])
    assert content(db) == before
