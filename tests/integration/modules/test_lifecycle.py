"""Addons are installed, upgraded and removed; what fails leaves the database as it was."""

import builtins
import shutil
import sys

import pytest
from tests.support.addons import environment

from trivium.exceptions import AccessDenied, AccessError, UserError, ValidationError
from trivium.modules import lifecycle, paths
from trivium.modules.errors import (
    AddonImportError,
    DataFileError,
    DependencyCycleError,
    HookError,
    ManifestError,
    MissingDependencyError,
    ModelSetupError,
)
from trivium.modules.lifecycle.loading import BusyError
from trivium.orm.registry import Registry

MODELS = """
from trivium import api, fields, models


class Thing(models.Model):
    _name = "shop.thing"
    _description = "Thing"

    name = fields.Char(required=True)
    price = fields.Float()
    kind = fields.Selection([("a", "A"), ("b", "B")], default="a")
    partner_id = fields.Many2one("res.partner")
    tag_ids = fields.Many2many("shop.tag")
    line_ids = fields.One2many("shop.line", "thing_id")

    _price_positive = models.Constraint("CHECK (price >= 0)", "A price is positive.")


class Line(models.Model):
    _name = "shop.line"
    _description = "Line"

    thing_id = fields.Many2one("shop.thing", ondelete="cascade")
    name = fields.Char()


class Tag(models.Model):
    _name = "shop.tag"
    _description = "Tag"

    name = fields.Char(required=True)


class Partner(models.Model):
    _inherit = "res.partner"

    shop_note = fields.Char()

    @api.model
    def shop_mark(self, text):
        self.env["shop.tag"].create({"name": text})
"""

DATA = """<odoo>
  <record id="tag_red" model="shop.tag"><field name="name">red</field></record>
  <record id="thing_pen" model="shop.thing">
    <field name="name">Pen</field>
    <field name="price">1.5</field>
    <field name="kind">b</field>
    <field name="partner_id" ref="base.main_partner"/>
    <field name="tag_ids" eval="[Command.set([ref('tag_red')])]"/>
    <field name="line_ids">
      <record id="line_one" model="shop.line"><field name="name">one</field></record>
    </field>
  </record>
  <data noupdate="1">
    <record id="thing_kept" model="shop.thing"><field name="name">Kept</field></record>
  </data>
  <function model="res.partner" name="shop_mark"><value>by function</value></function>
</odoo>"""

ACCESS = """id,name,model_id:id,group_id:id,perm_read,perm_write,perm_create,perm_unlink
access_thing,thing,model_shop_thing,base.group_user,1,0,0,0
"""

HOOKS = """
from . import models

CALLS = []


def before(env):
    CALLS.append(("pre", "shop.thing" in env))


def after(env):
    CALLS.append(("post", env["shop.thing"].search_count([])))


def gone(env):
    CALLS.append(("uninstall", env["shop.thing"].search_count([])))
"""

SHOP = {
    "__init__.py": HOOKS,
    "models/__init__.py": MODELS,
    "data/shop.xml": DATA,
    "security/ir.model.access.csv": ACCESS,
    "demo/demo.xml": '<odoo><record id="demo" model="shop.thing"><field name="name">Demo</field></record></odoo>',
}
SHOP_MANIFEST = {
    "depends": ["base"],
    "data": ["data/shop.xml", "security/ir.model.access.csv"],
    "demo": ["demo/demo.xml"],
    "pre_init_hook": "before",
    "post_init_hook": "after",
    "uninstall_hook": "gone",
}


PRE_SCRIPT = """
def migrate(cr, version):
    cr.execute("UPDATE shop_tag SET name = 'pre ' || %s", [version])
"""
POST_SCRIPT = """
def migrate(cr, version):
    cr.execute("UPDATE shop_line SET name = 'post'")
"""


def tables(env):
    env.cr.execute("SELECT relname FROM pg_class WHERE relname LIKE 'shop_%' AND relkind = 'r' ORDER BY 1")
    return [name for (name,) in env.cr.fetchall()]


def states(db):
    with environment(db) as env:
        env.cr.execute("SELECT name, state FROM ir_module_module WHERE state NOT IN ('uninstalled', 'uninstallable')")
        return dict(env.cr.fetchall())


def test_an_addon_is_installed_with_all_that_it_has(db, addons):
    addons.write("shop", SHOP, **SHOP_MANIFEST)
    lifecycle.install(db, ["shop"])
    with environment(db) as env:
        pen = env.ref("shop.thing_pen")
        assert (pen.name, pen.price, pen.kind) == ("Pen", 1.5, "b")
        assert pen.partner_id == env.ref("base.main_partner")
        assert pen.tag_ids == env.ref("shop.tag_red")
        assert pen.line_ids == env.ref("shop.line_one")
        assert env["shop.tag"].search([]).mapped("name") == ["red", "by function"]
        assert set(env["shop.thing"].search([]).mapped("name")) == {"Pen", "Kept"}
        assert env.ref("shop.model_shop_thing").model == "shop.thing"
        assert env.ref("shop.model_res_partner").model == "res.partner"
        assert env.ref("shop.field_res_partner__shop_note").ttype == "char"
        assert env.ref("shop.selection__shop_thing__kind__b").name == "B"
        assert env.ref("shop.constraint_shop_thing_price_positive").message == "A price is positive."
        assert env.ref("shop.access_thing").perm_read
        assert env["ir.module.module"].search([("name", "=", "shop")]).latest_version == "19.0.1.0"
    from odoo.addons import shop

    assert shop.CALLS == [("pre", False), ("post", 2)]


def test_demo_data_is_loaded_on_request(db, addons):
    addons.write("shop", SHOP, **SHOP_MANIFEST)
    with environment(db) as env:
        env.cr.execute("UPDATE ir_module_module SET demo = true WHERE name = 'base'")
    lifecycle.install(db, ["shop"])
    with environment(db) as env:
        assert env.ref("shop.demo").name == "Demo"
        assert env["ir.model.data"].search([("name", "=", "demo"), ("module", "=", "shop")]).noupdate


def test_an_upgrade_changes_what_the_files_say_and_keeps_noupdate(db, addons):
    addons.write("shop", SHOP, **SHOP_MANIFEST)
    lifecycle.install(db, ["shop"])
    with environment(db) as env:
        env.ref("shop.thing_pen").name = "Changed"
        env.ref("shop.thing_kept").name = "Mine"
    addons.forget()
    files = {
        **SHOP,
        "models/__init__.py": MODELS.replace(
            "price = fields.Float()", "price = fields.Float()\n    size = fields.Integer(default=7)"
        ),
        "data/shop.xml": DATA.replace(
            '<record id="tag_red" model="shop.tag"><field name="name">red</field></record>', ""
        ).replace('<field name="tag_ids" eval="[Command.set([ref(\'tag_red\')])]"/>', ""),
        "migrations/2.0/pre-a.py": PRE_SCRIPT,
        "migrations/2.0/post-b.py": POST_SCRIPT,
        "migrations/0.9/pre-old.py": "raise Exception('too old to run')\n",
    }
    addons.write("shop", files, **SHOP_MANIFEST, version="2.0")
    lifecycle.upgrade(db, ["shop"])
    with environment(db) as env:
        pen = env.ref("shop.thing_pen")
        assert (pen.name, pen.size) == ("Pen", 7)
        assert env.ref("shop.thing_kept").name == "Mine"
        assert env.ref("shop.tag_red", raise_if_not_found=False) is None
        assert "pre 19.0.1.0" in env["shop.tag"].search([]).mapped("name")
        assert env.ref("shop.line_one").name == "post"
        assert env["ir.module.module"].search([("name", "=", "shop")]).latest_version == "19.0.2.0"


def test_a_removed_addon_leaves_nothing(db, addons):
    with environment(db) as env:
        before = _everything(env)
    addons.write("shop", SHOP, **SHOP_MANIFEST)
    lifecycle.install(db, ["shop"])
    with environment(db) as env:
        assert tables(env) == ["shop_line", "shop_tag", "shop_tag_shop_thing_rel", "shop_thing"]
    lifecycle.uninstall(db, ["shop"])
    from odoo.addons import shop

    assert shop.CALLS[-1] == ("uninstall", 2)
    with environment(db) as env:
        assert tables(env) == []
        assert "shop.thing" not in env
        assert "shop_note" not in env["res.partner"]._fields
        after = _everything(env)
    assert [set(now) ^ set(then) for now, then in zip(after, before, strict=True)] == [set()] * len(before)


CLEANER = """
from odoo import fields, models


class Cleaner(models.TransientModel):
    _name = "cleaner.line"
    _description = "Line of a cleaner"

    field_id = fields.Many2one("ir.model.fields", ondelete="cascade")
    model_id = fields.Many2one("ir.model", ondelete="CASCADE")
    label = fields.Char(related="field_id.name", store=True)
"""


def test_records_that_refer_to_fields_and_models_go_with_their_addon(db, addons):
    addons.write("cleaner", {"__init__.py": "from . import models", "models.py": CLEANER}, depends=["base"])
    with environment(db) as env:
        before = _everything(env)
    lifecycle.install(db, ["cleaner"])
    with environment(db) as env:
        field = env["ir.model.fields"]._get("cleaner.line", "label")
        env["cleaner.line"].create({"field_id": field.id, "model_id": field.model_id.id})
    lifecycle.uninstall(db, ["cleaner"])
    with environment(db) as env:
        assert "cleaner.line" not in env
        after = _everything(env)
    assert [set(now) ^ set(then) for now, then in zip(after, before, strict=True)] == [set()] * len(before)


def _everything(env):
    """Columns, constraints, indexes and external ids of the database."""
    found = []
    for query in (
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'",
        "SELECT conname, conrelid::regclass::text FROM pg_constraint",
        "SELECT indexname, tablename FROM pg_indexes WHERE schemaname = 'public'",
        "SELECT module, name FROM ir_model_data WHERE name NOT IN ('module_shop', 'module_cleaner')",
        "SELECT model, name FROM ir_model_fields",
        "SELECT model, model FROM ir_model",
    ):
        env.cr.execute(query)
        found.append(sorted(env.cr.fetchall()))
    return found


def test_addons_that_wait_for_others_install_themselves(db, addons):
    addons.write("one", {}, depends=["base"])
    addons.write("two", {}, depends=["base"])
    addons.write("bridge", {}, depends=["one", "two"], auto_install=True)
    addons.write("partial", {}, depends=["one", "two"], auto_install=["two"])
    lifecycle.install(db, ["one"])
    assert {"bridge", "partial"}.isdisjoint(states(db))
    lifecycle.install(db, ["two"])
    assert states(db) == dict.fromkeys(("base", "one", "two", "bridge", "partial"), "installed") | {
        name: state for name, state in states(db).items() if name not in ("base", "one", "two", "bridge", "partial")
    }
    assert states(db)["bridge"] == states(db)["partial"] == "installed"


def test_an_addon_that_waits_for_nothing_comes_with_any_other(db, addons):
    addons.write("needed", {}, depends=["base"])
    addons.write("always", {}, depends=["needed"], auto_install=[])
    addons.write("plain", {}, depends=["base"])
    lifecycle.install(db, ["plain"])
    assert states(db)["always"] == states(db)["needed"] == "installed"


def test_an_addon_for_a_country_waits_for_a_company_there(db, addons):
    addons.write("belgian", {}, depends=["base"], auto_install=True, countries=["be"])
    addons.write("french", {}, depends=["base"], auto_install=True, countries=["FR"])
    addons.write("plain", {}, depends=["base"])
    lifecycle.install(db, ["plain"])
    assert {"belgian", "french"}.isdisjoint(states(db))
    with environment(db) as env:
        modules = env["ir.module.module"].search([("name", "in", ("belgian", "french"))], order="name")
        assert modules.mapped("country_ids.code") == ["BE", "FR"]
        env.company.country_id = env.ref("base.be")
    assert states(db)["belgian"] == "installed"
    assert "french" not in states(db)
    addons.write("french", {}, depends=["base"], auto_install=True, countries=["be"])
    with environment(db) as env:
        env["ir.module.module"].update_list()
        assert env["ir.module.module"].search([("name", "=", "french")]).country_ids.mapped("code") == ["BE"]


def test_dependents_are_upgraded_and_removed_along(db, addons):
    addons.write("one", {}, depends=["base"])
    addons.write("two", {}, depends=["one"])
    lifecycle.install(db, ["two"])
    assert lifecycle.upgrade(db, ["one"]).updated_modules == ["one", "two"]
    lifecycle.uninstall(db, ["one"])
    assert {"one", "two"}.isdisjoint(states(db))


def test_a_start_loads_what_is_installed(db, addons):
    addons.write("shop", SHOP, **SHOP_MANIFEST)
    lifecycle.install(db, ["shop"])
    Registry.delete(db)
    registry = Registry(db)
    assert "shop.thing" in registry
    assert registry["shop.thing"]._fields["price"].type == "float"
    assert registry.updated_modules == []


BROKEN = {
    "a hook that raises": (
        {"__init__.py": "def after(env):\n    raise RuntimeError('boom')\n"},
        {"post_init_hook": "after"},
        HookError,
        "Addon 'broken', post_init_hook 'after': RuntimeError: boom",
    ),
    "code for the process that raises": (
        {"__init__.py": "def start():\n    raise RuntimeError('boom')\n"},
        {"post_load": "start"},
        HookError,
        "Addon 'broken', post_load 'start': RuntimeError: boom",
    ),
    "an addon that excludes one that is there": (
        {},
        {"excludes": ["base"]},
        UserError,
        "Modules broken and base are incompatible",
    ),
    "a program that is missing": (
        {},
        {"external_dependencies": {"bin": ["no-such-program-xyz"]}},
        UserError,
        "needs the program 'no-such-program-xyz'",
    ),
    "a hook that is missing": ({}, {"pre_init_hook": "nothing"}, HookError, "has no such function"),
    "a data file that is missing": ({}, {"data": ["data/x.xml"]}, DataFileError, "is not there"),
    "a file that is no XML": (
        {"d.xml": '<odoo>\n<record id="r" model="res.partner"></odoo>'},
        {"data": ["d.xml"]},
        DataFileError,
        "broken/d.xml:2: is not well-formed XML",
    ),
    "a file that breaks the format": (
        {"d.xml": '<odoo>\n<recrod id="r" model="res.partner"/></odoo>'},
        {"data": ["d.xml"]},
        DataFileError,
        "broken/d.xml:2: breaks the format of data files",
    ),
    "an external id for two things": (
        {
            "d.xml": '<odoo><record id="r" model="res.partner"><field name="name">x</field></record>\n'
            '<record id="r" model="res.country"><field name="code">X1</field></record></odoo>'
        },
        {"data": ["d.xml"]},
        DataFileError,
        "d.xml:2: record broken.r (res.country): External id broken.r belongs to a record of res.partner",
    ),
    "an unknown method": (
        {"d.xml": '<odoo>\n<function model="res.partner" name="no_such"/></odoo>'},
        {"data": ["d.xml"]},
        DataFileError,
        "d.xml:2: function res.partner.no_such: AttributeError",
    ),
    "SQL that the server refuses": (
        {"d.sql": "SELECT 1;\nSELECT nothing_at_all"},
        {"data": ["d.sql"]},
        DataFileError,
        'broken/d.sql:2: PostgreSQL refuses it: column "nothing_at_all" does not exist',
    ),
    "an unknown field": (
        {"d.xml": '<odoo>\n<record id="r" model="res.partner">\n<field name="nmae">x</field></record></odoo>'},
        {"data": ["d.xml"]},
        DataFileError,
        "record broken.r (res.partner), field nmae: model res.partner has no field 'nmae'; did you mean 'name'?",
    ),
    "an unknown model": (
        {"d.xml": '<odoo>\n<record id="r" model="res.partnr"/></odoo>'},
        {"data": ["d.xml"]},
        DataFileError,
        "d.xml:2: record broken.r (res.partnr): there is no model 'res.partnr'; did you mean 'res.partner'?",
    ),
    "an unknown reference": (
        {
            "d.xml": '<odoo>\n<record id="r" model="res.partner">\n<field name="name">x</field>\n'
            '<field name="country_id" ref="base.nowhere"/></record></odoo>'
        },
        {"data": ["d.xml"]},
        DataFileError,
        "d.xml:4: record broken.r (res.partner), field country_id: external id 'base.nowhere' is unknown",
    ),
    "a value that is missing": (
        {
            "d.xml": '<odoo><record id="a" model="res.country"><field name="name">A</field>'
            '<field name="code">X1</field></record>\n'
            '<record id="r" model="res.country">\n<field name="code">X2</field></record></odoo>'
        },
        {"data": ["d.xml"]},
        DataFileError,
        "d.xml:2: record broken.r (res.country), field name: The operation cannot be completed: Missing required value",
    ),
    "a value that the field does not take": (
        {
            "d.xml": '<odoo><record id="r" model="res.partner">\n<field name="name">x</field>\n'
            '<field name="type">nonsense</field></record></odoo>'
        },
        {"data": ["d.xml"]},
        DataFileError,
        "d.xml:3: record broken.r (res.partner), field type: Wrong value for res.partner.type: 'nonsense'",
    ),
    "a value that is taken already": (
        {
            "d.xml": '<odoo>\n<record id="r" model="res.currency"><field name="name">EUR</field>'
            '<field name="symbol">x</field></record></odoo>'
        },
        {"data": ["d.xml"]},
        DataFileError,
        "record broken.r (res.currency): The operation cannot be completed: There is a currency with this code",
    ),
    "a deletion of what is needed": (
        {"d.xml": '<odoo>\n<delete model="res.partner" id="base.main_partner"/></odoo>'},
        {"data": ["d.xml"]},
        DataFileError,
        "d.xml:2: delete base.main_partner (res.partner): The operation cannot be completed: Record 1 of Contact",
    ),
    "a record inside a field of others": (
        {
            "d.xml": '<odoo><record id="r" model="res.partner"><field name="name">x</field>\n<field name="child_ids">'
            '<record id="k" model="res.partner.category"><field name="name">k</field></record></field></record></odoo>'
        },
        {"data": ["d.xml"]},
        DataFileError,
        "record broken.k (res.partner.category), field child_ids: 'child_ids' holds records of res.partner, not of",
    ),
    "a report on no model": (
        {"d.xml": '<odoo>\n<report id="r" model="no.model" string="R" name="x.y"/></odoo>'},
        {"data": ["d.xml"]},
        DataFileError,
        "d.xml:2: record broken.r (ir.actions.report), field binding_model_id: there is no model 'no.model'",
    ),
    "a kind of view that is none": (
        {
            "d.xml": '<odoo>\n<record id="r" model="ir.ui.view"><field name="model">res.partner</field>'
            '<field name="arch" type="xml"><from/></field></record></odoo>'
        },
        {"data": ["d.xml"]},
        DataFileError,
        "There is no kind of view <from>; write one of calendar, form,",
    ),
    "a template with a wrong expression": (
        {"d.xml": '<odoo>\n<template id="t"><p>\n<t t-out="1 +"/></p></template></odoo>'},
        {"data": ["d.xml"]},
        ValidationError,
        "Cannot compile the expression '1 +'",
    ),
    "an expression that fails": (
        {"d.xml": '<odoo><record id="r" model="res.partner">\n<field name="name" eval="1 / 0"/></record></odoo>'},
        {"data": ["d.xml"]},
        DataFileError,
        "d.xml:2: record broken.r (res.partner), field name",
    ),
    "a csv line": (
        {"res.partner.csv": "id,name,country_id/id\na,A,base.be\nb,B,base.nowhere\n"},
        {"data": ["res.partner.csv"]},
        DataFileError,
        "res.partner.csv:3: record broken.b (res.partner), field country_id",
    ),
    "a package that is missing": (
        {"__init__.py": "import os\nimport no_such_package\n"},
        {},
        AddonImportError,
        "__init__.py:2: ModuleNotFoundError: No module named 'no_such_package'. Install it with: pip install",
    ),
    "code that is no Python": (
        {"__init__.py": "def f(:\n"},
        {},
        AddonImportError,
        "broken/__init__.py:1: SyntaxError",
    ),
    "a model that extends what is not there": (
        {
            "__init__.py": "from trivium import models\n\n\nclass A(models.Model):\n    _inherit = 'no.model'\n",
        },
        {},
        ModelSetupError,
        "extends model 'no.model', which does not exist",
    ),
    "a view with an unknown field": (
        {
            "v.xml": '<odoo>\n<record id="v" model="ir.ui.view"><field name="model">res.partner</field>\n'
            '<field name="arch" type="xml"><form><field name="nmae"/></form></field></record></odoo>',
        },
        {"data": ["v.xml"]},
        ValidationError,
        "File: broken/v.xml, line ",
    ),
    "a view that finds no place": (
        {
            "v.xml": '<odoo>\n<record id="v" model="ir.ui.view"><field name="model">res.partner</field>\n'
            '<field name="inherit_id" ref="base.view_partner_form"/>\n'
            '<field name="arch" type="xml"><xpath expr="//nowhere"><p/></xpath></field></record></odoo>',
        },
        {"data": ["v.xml"]},
        ValidationError,
        "File: broken/v.xml, line ",
    ),
    "a missing dependency": (
        {},
        {"depends": ["base", "nowhere_addon"]},
        MissingDependencyError,
        "broken -> nowhere_addon",
    ),
    "a broken manifest": ({}, {"depends": "base"}, ManifestError, "'depends' is 'base'"),
    "a requirement that is missing": (
        {},
        {"external_dependencies": {"python": ["no_such_module_xyz"]}},
        UserError,
        "pip install 'no_such_module_xyz'",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_wrong_gives_one_error_and_changes_nothing(db, addons, case):
    files, manifest, error, message = BROKEN[case]
    with environment(db) as env:
        before = _everything(env)
    addons.write("broken", {"models.py": "", **files}, **{"depends": ["base"], **manifest})
    with pytest.raises(error) as caught:
        lifecycle.install(db, ["broken"])
    assert message in str(caught.value)
    with environment(db) as env:
        after = _everything(env)
        env.cr.execute("SELECT state FROM ir_module_module WHERE name = 'broken'")
        assert env.cr.fetchall() in ([], [("uninstalled",)])
    assert after == before


def test_a_cycle_gives_one_error(db, addons):
    addons.write("one", {}, depends=["two"])
    addons.write("two", {}, depends=["one"])
    with pytest.raises(DependencyCycleError, match="one -> two -> one"):
        lifecycle.install(db, ["one"])


def test_buttons_do_it_at_once(db, addons):
    addons.write("shop", SHOP, **SHOP_MANIFEST)
    with environment(db) as env:
        env["ir.module.module"].update_list()
    with environment(db) as env:
        action = env["ir.module.module"].search([("name", "=", "shop")]).button_immediate_install()
        assert action["type"] == "ir.actions.act_url"
        assert env["shop.thing"].search_count([]) == 2
        env["ir.module.module"].search([("name", "=", "shop")]).button_immediate_uninstall()
        assert "shop.thing" not in env
    assert "shop" not in states(db)


def test_a_button_that_fails_leaves_no_mark(db, addons):
    addons.write("broken", {"__init__.py": "def after(env):\n    raise RuntimeError('boom')\n"}, post_init_hook="after")
    with environment(db) as env:
        env["ir.module.module"].update_list()
    with environment(db) as env:
        module = env["ir.module.module"].search([("name", "=", "broken")])
        with pytest.raises(HookError, match="boom"):
            module.button_immediate_install()
        env.cr.rollback()
        assert env["ir.module.module"].search([("name", "=", "broken")]).state == "uninstalled"


def test_two_installations_do_not_meet(db, addons):
    addons.write("plain", {}, depends=["base"])
    with Registry(db).cursor() as cr:
        cr.execute("SELECT pg_advisory_xact_lock(hashtext('trivium.modules.lifecycle'))")
        with pytest.raises(BusyError, match="Wait until that is done"):
            lifecycle.install(db, ["plain"])
    lifecycle.install(db, ["plain"])


def test_only_administrators_change_addons(db):
    with environment(db) as env:
        user = env["res.users"].create({"name": "U", "login": "u"})
        modules = env["ir.module.module"].with_user(user)
        with pytest.raises((AccessDenied, AccessError)):
            modules.search([], limit=1).sudo(False).button_install()
        env.cr.rollback()


def test_an_addon_whose_folder_is_gone_is_left_out_and_can_be_removed(db, addons, caplog):
    addons.write("gone", {"d.xml": '<odoo><menuitem id="menu" name="Gone"/></odoo>'}, depends=["base"], data=["d.xml"])
    addons.write("above", {}, depends=["gone"])
    addons.write("other", {}, depends=["base"])
    lifecycle.install(db, ["above", "other"])
    shutil.rmtree(addons.root / "gone")
    paths.refresh()
    Registry.delete(db)
    assert Registry(db)._init_modules == {"base", "other"}
    assert f"addon gone is installed in {db} but is not found: it is left out, with all that depends" in caplog.text
    with pytest.raises(UserError, match=r"module gone is not on the addons path\. Put its folder there,"):
        lifecycle.upgrade(db, ["all"])
    lifecycle.uninstall(db, ["gone"])
    assert {"gone", "above"}.isdisjoint(states(db))
    with environment(db) as env:
        assert not env["ir.ui.menu"].search([("name", "=", "Gone")])


def test_an_addon_that_needs_what_is_not_there_any_more_is_left_out_of_a_start(db, addons, caplog):
    addons.write("changed", {}, depends=["base"], version="1.0")
    addons.write("other", {}, depends=["base"])
    lifecycle.install(db, ["changed", "other"])
    addons.write("changed", {}, depends=["base", "nowhere"], version="1.1")
    Registry.delete(db)
    assert Registry(db)._init_modules == {"base", "other"}
    assert f"addon changed is installed in {db} but depends on nowhere now, which is not found" in caplog.text
    with pytest.raises(MissingDependencyError, match="changed -> nowhere"):
        lifecycle.upgrade(db, ["changed"])


def test_an_addon_that_cannot_be_removed_stays(db, addons):
    addons.write("sticky", {"__init__.py": "def gone(env):\n    raise RuntimeError('no')\n"}, uninstall_hook="gone")
    lifecycle.install(db, ["sticky"])
    with environment(db) as env:
        before = _everything(env)
    with pytest.raises(HookError, match="'sticky', uninstall_hook 'gone': RuntimeError: no"):
        lifecycle.uninstall(db, ["sticky"])
    assert states(db)["sticky"] == "installed"
    with environment(db) as env:
        assert _everything(env) == before


def test_code_of_addons_that_are_not_installed_is_not_imported(db, addons):
    addons.write("lazy", {"__init__.py": "raise RuntimeError('imported')\n"}, depends=["base"])
    addons.write("plain", {}, depends=["base"])
    lifecycle.install(db, ["plain"])
    with environment(db) as env:
        env["ir.module.module"].update_list()
        assert env["ir.module.module"].search([("name", "=", "lazy")]).state == "uninstalled"
    lifecycle.upgrade(db, ["all"])
    assert "odoo.addons.plain" in sys.modules
    assert "odoo.addons.lazy" not in sys.modules


def test_code_for_the_process_runs_once(db, addons):
    code = "import builtins\n\n\ndef start():\n    builtins.STARTS = getattr(builtins, 'STARTS', 0) + 1\n"
    addons.write("starter", {"__init__.py": code}, post_load="start")
    lifecycle.install(db, ["starter"])
    Registry.delete(db)
    Registry(db)
    try:
        assert builtins.STARTS == 1
    finally:
        del builtins.STARTS
