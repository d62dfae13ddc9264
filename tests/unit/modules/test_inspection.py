"""Addons read, not installed: what they use that is not there, and silence about what is."""

import json

import pytest
from click.testing import CliRunner

from trivium.cli import settings
from trivium.cli.addon import command
from trivium.modules.inspection import check_addon
from trivium.modules.paths import BUILTIN

GOOD = {
    "__manifest__.py": '{"name": "Good", "depends": ["web"], "data": ["views.xml", "security/ir.model.access.csv"]}',
    "models.py": """
from odoo import api, fields, models
from odoo.tools import float_compare
from odoo.addons.base.models.res_partner import ResPartner
try:
    from odoo.addons.queue_job.job import job
except ImportError:
    job = None

class Good(models.Model):
    _name = "good.thing"
    _inherit = ["image.mixin"]
    partner_id = fields.Many2one("res.partner")
    country_id = fields.Many2one(related="partner_id.country_id")

    @api.depends("partner_id.country_id.code")
    def _compute_display_name(self):
        self.env.ref("not.there", raise_if_not_found=False)
        return super()._compute_display_name()

class Partner(models.Model):
    _inherit = "res.partner"
    good_ids = fields.One2many("good.thing", "partner_id")

    def create(self, vals_list):
        self.env.ref("base.main_company")
        if hasattr(super(), "of_another_addon"):
            super().of_another_addon()
        return super().create(vals_list)
""",
    "views.xml": """<odoo>
<record id="form" model="ir.ui.view"><field name="model">res.partner</field>
<field name="inherit_id" ref="base.view_partner_form"/><field name="arch" type="xml">
<field name="vat" position="after"><field name="good_ids"><list><field name="country_id"/></list></field></field>
</field></record>
<record id="own" model="ir.ui.view"><field name="model">good.thing</field><field name="arch" type="xml">
<form><field name="partner_id" widget="many2one"/></form></field></record></odoo>""",
    "security/ir.model.access.csv": "id,model_id:id,group_id:id\nx,model_good_thing,base.group_user\n",
    "static/src/a.js": 'import { registry } from "@web/core/registry";\nimport { Component } from "@odoo/owl";\n',
}

BAD = {
    "__manifest__.py": """{"name": "Bad", "data": ["views.xml"],
    "depends": ["web", "no_such_app"],
    "assets": {"no_such.bundle": ["bad/static/src/a.js"]}}""",
    "models.py": """from odoo.tools import no_such_tool
from odoo.addons import no_such_app
from odoo import api, fields, models

class Partner(models.Model):
    _inherit = "res.partner"

    @api.depends("country_id.no_such_field")
    def no_such_method(self):
        self.env["no.such.model"].search([])
        self.env.ref("base.no_such_record")
        return super().no_such_method()

class Other(models.Model):
    _inherit = "other.model"
""",
    "views.xml": """<odoo>
<record id="form" model="ir.ui.view"><field name="model">res.partner</field>
<field name="inherit_id" ref="base.view_partner_form"/><field name="arch" type="xml">
<field name="vat" position="after"><field name="no_such_field"/></field>
<xpath expr="//field[@name='no_such_place']" position="after"><field name="name" widget="no_such_widget"/></xpath>
</field></record>
<record id="list" model="ir.ui.view"><field name="model">res.partner</field>
<field name="arch" type="xml"><list js_class="no_such_class"/></field></record></odoo>""",
    "static/src/a.js": '\nimport { a } from "@web/no/such/module";\n',
}


def written(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_an_addon_that_finds_everything_is_passed_over(tmp_path):
    assert check_addon(written(tmp_path / "good", GOOD)) == []


def test_each_gap_has_its_place(tmp_path):
    found = {(gap.kind, gap.name): (gap.file, gap.line) for gap in check_addon(written(tmp_path / "bad", BAD))}
    assert found == {
        ("addon", "no_such_app"): ("__manifest__.py", 2),
        ("asset", "no_such.bundle"): ("__manifest__.py", 3),
        ("python", "odoo.tools.no_such_tool"): ("models.py", 1),
        ("python", "odoo.addons.no_such_app"): ("models.py", 2),
        ("field", "res.country.no_such_field"): ("models.py", 8),
        ("model", "no.such.model"): ("models.py", 10),
        ("xmlid", "base.no_such_record"): ("models.py", 11),
        ("method", "res.partner.no_such_method"): ("models.py", 12),
        ("model", "other.model"): ("models.py", 14),
        ("field", "res.partner.no_such_field"): ("views.xml", 4),
        ("locator", "base.view_partner_form //field[@name='no_such_place']"): ("views.xml", 5),
        ("widget", "no_such_widget"): ("views.xml", 5),
        ("js_class", "no_such_class"): ("views.xml", 8),
        ("import", "@web/no/such/module"): ("static/src/a.js", 2),
    }


def test_addons_beside_one_another_find_each_other(tmp_path):
    good = written(tmp_path / "good", GOOD)
    other = written(
        tmp_path / "other",
        {
            "__manifest__.py": '{"name": "Other", "depends": ["good"]}',
            "models.py": 'from odoo.addons.good.models import Good\nself.env["good.thing"]\n',
        },
    )
    assert check_addon(other, [good, other]) == []
    assert [(gap.kind, gap.name) for gap in check_addon(other)][:1] == [("addon", "good")]


@pytest.mark.parametrize(("files", "code"), [(GOOD, 0), (BAD, 1)])
def test_the_command_tells_by_its_code(monkeypatch, tmp_path, files, code):
    # which server the process uses is the affair of the tests that have one
    monkeypatch.setattr(settings, "prepare", lambda _args: None)
    written(tmp_path / "here" / "some_addon", files)
    result = CliRunner().invoke(command, ["check", "--json", str(tmp_path / "here")])
    assert result.exit_code == code, result.output
    rows = json.loads(result.output)
    assert bool(rows) == bool(code)
    assert all(row.keys() == {"addon", "file", "line", "kind", "name"} for row in rows)


def test_every_name_of_a_chain_of_scripts_is_known(tmp_path):
    script = """registry
        .category("fields")
        .add("first_of_good", { extract: (info) => make(of(info)) })
        .add("second_of_good", b);
    registry.category("services").add("no_widget_of_good", c);"""
    files = {**GOOD, "static/src/b.js": script}
    files["views.xml"] = GOOD["views.xml"].replace('widget="many2one"', 'widget="second_of_good"')
    assert check_addon(written(tmp_path / "good", files)) == []
    files["views.xml"] = GOOD["views.xml"].replace('widget="many2one"', 'widget="no_widget_of_good"')
    assert [gap.name for gap in check_addon(written(tmp_path / "other" / "good", files))] == ["no_widget_of_good"]


WAITING = {
    "__manifest__.py": """{"name": "Waiting", "data": ["views.xml"],
    "depends": ["web", "no_such_app"]}""",
    "models.py": """from odoo import fields, models

class Waiting(models.Model):
    _name = "waiting.thing"
    partner_id = fields.Many2one("res.partner")
    order_id = fields.Many2one("no.such.order")

    def fetch(self, connection):
        self.env["bus.bus"]._sendone(self, "waiting", {})
        return connection.env["model.of.another.server"].search([])
""",
    "views.xml": """<odoo>
<record id="settings" model="ir.ui.view"><field name="model">res.config.settings</field>
<field name="inherit_id" ref="base_setup.res_config_settings_view_form"/><field name="arch" type="xml">
<xpath expr="//form" position="inside"><field name="company_id" widget="password"/></xpath></field></record>
<record id="orders" model="ir.ui.view"><field name="model">no.such.order</field>
<field name="arch" type="xml"><list><field name="any_field"/></list></field></record></odoo>""",
    "static/src/waiting.xml": """<templates>
<t t-name="waiting.Mine" t-inherit="web.ListRenderer" t-inherit-mode="primary"/>
<t t-name="waiting.Theirs" t-inherit="no_such_app.Template" t-inherit-mode="extension"/></templates>""",
    "static/src/waiting.js": """import { registry, no_such_export as other } from "@web/core/registry";
import { Component, xml } from "@odoo/owl";
import { something } from "@no_such_app/core/something";
export { evaluateExpr } from "@web/core/py_js/py";
""",
    "static/tests/waiting.test.js": """import { expect, test } from "@odoo/hoot";
import { click } from "@odoo/hoot-dom";
import { mountView } from "@web/../tests/web_test_helpers";
import { noSuchLibrary } from "@odoo/no-such-library";
""",
}


DETAILS = {
    "__manifest__.py": """{"name": "Details", "depends": ["web"],
    "data": ["data.xml", "views.xml", "res.partner.csv", "no_such_file.xml"],
    "external_dependencies": {"python": ["no_such_library", "lxml"], "bin": ["no-such-program", "sh"]}}""",
    "models.py": """import openerp
from psycopg2 import IntegrityError, no_such_error
import odoo
from odoo import api, fields, models, tools
from odoo.http import request

class Thing(models.Model):
    _name = "details.thing"
    line_ids = fields.One2many("details.line", "no_such_inverse", groups="base.group_user")
    name = fields.Char(compute="_no_such_compute", groups="base.no_such_group")
    other = fields.NoSuchField()

    @api.model
    def read_it(self, fields, tools):
        tools.of_the_caller(fields.of_the_caller)
        return request.env.user.has_group("base.no_such_tested_group")

    @api.no_such_decorator
    def ask(self):
        odoo.tools.no_such_tool(tools.float_round)
        if "guarded.model" in self.env:
            self.env["guarded.model"].search([])
        try:
            self.env.ref("base.guarded_record")
        except ValueError:
            self.sudo().env["no.such.model"].search([])
        return {"type": "ir.actions.act_window", "res_model": "no.such.opened"}

class Line(models.Model):
    _name = "details.line"
    thing_id = fields.Many2one("details.thing")
""",
    "data.xml": """<odoo>
<record id="partner" model="res.partner"><field name="no_such_value">x</field></record>
<function model="res.partner" name="no_such_function"/>
<delete model="no.such.deleted" id="partner"/>
<record id="action" model="ir.actions.act_window"><field name="res_model">no.such.shown</field></record>
<template id="page"><t t-call="web.no_such_template"/><t t-call="web.layout"/></template></odoo>""",
    "views.xml": """<odoo>
<record id="form" model="ir.ui.view"><field name="model">details.thing</field><field name="arch" type="xml"><form>
<button type="object" name="no_such_method"/><button type="object" name="ask" groups="base.no_such_button_group"/>
<button type="action" name="%(base.no_such_action)d"/><widget name="no_such_element"/></form></field></record>
<record id="kanban" model="ir.ui.view"><field name="model">details.thing</field><field name="arch" type="xml">
<kanban><templates><t t-name="card"><field name="no_such_card"/></t></templates></kanban></field></record>
<record id="partner_form" model="ir.ui.view"><field name="model">res.partner</field>
<field name="inherit_id" ref="base.view_partner_form"/><field name="arch" type="xml"><data>
<xpath expr="//page[@name='vat']" position="inside"><field name="name"/></xpath>
<field name="vat" position="after"><group name="mine"/></field><group name="mine" position="inside"/>
<notebook position="no_such_tag_is_here"/><no_such_tag position="after"/>
<field name="vat" position="attributes"><attribute name="widget">no_such_widget</attribute></field>
</data></field></record></odoo>""",
    "res.partner.csv": "id,name,no_such_column,country_id:id\nx,X,1,base.be\n",
}


def test_small_uses_are_found_and_guarded_ones_left_out(tmp_path):
    found = {(gap.kind, gap.name): (gap.file, gap.line) for gap in check_addon(written(tmp_path / "details", DETAILS))}
    assert found == {
        ("file", "no_such_file.xml"): ("__manifest__.py", 2),
        ("library", "no_such_library"): ("__manifest__.py", 3),
        ("program", "no-such-program"): ("__manifest__.py", 3),
        ("python", "openerp"): ("models.py", 1),
        ("python", "psycopg2.no_such_error"): ("models.py", 2),
        ("field", "details.line.no_such_inverse"): ("models.py", 9),
        ("method", "details.thing._no_such_compute"): ("models.py", 10),
        ("xmlid", "base.no_such_group"): ("models.py", 10),
        ("python", "odoo.fields.NoSuchField"): ("models.py", 11),
        ("xmlid", "base.no_such_tested_group"): ("models.py", 16),
        ("python", "odoo.api.no_such_decorator"): ("models.py", 18),
        ("python", "odoo.tools.no_such_tool"): ("models.py", 20),
        ("model", "no.such.model"): ("models.py", 26),
        ("model", "no.such.opened"): ("models.py", 27),
        ("field", "res.partner.no_such_value"): ("data.xml", 2),
        ("method", "res.partner.no_such_function"): ("data.xml", 3),
        ("model", "no.such.deleted"): ("data.xml", 4),
        ("model", "no.such.shown"): ("data.xml", 5),
        ("xmlid", "web.no_such_template"): ("data.xml", 6),
        ("method", "details.thing.no_such_method"): ("views.xml", 3),
        ("xmlid", "base.no_such_button_group"): ("views.xml", 3),
        ("xmlid", "base.no_such_action"): ("views.xml", 4),
        ("widget", "no_such_element"): ("views.xml", 4),
        ("field", "details.thing.no_such_card"): ("views.xml", 6),
        ("locator", "base.view_partner_form //page[@name='vat']"): ("views.xml", 9),
        ("locator", "base.view_partner_form no_such_tag"): ("views.xml", 11),
        ("widget", "no_such_widget"): ("views.xml", 12),
        ("field", "res.partner.no_such_column"): ("res.partner.csv", 1),
    }


def test_what_an_absent_addon_would_have_brought_along_is_no_gap(tmp_path):
    found = {(gap.kind, gap.name): (gap.file, gap.line) for gap in check_addon(written(tmp_path / "waiting", WAITING))}
    assert found == {
        ("addon", "no_such_app"): ("__manifest__.py", 2),
        ("model", "no.such.order"): ("views.xml", 5),
        ("template", "no_such_app.Template"): ("static/src/waiting.xml", 3),
        ("import", "@web/core/registry no_such_export"): ("static/src/waiting.js", 1),
        ("import", "@no_such_app/core/something"): ("static/src/waiting.js", 3),
        ("import", "@odoo/no-such-library"): ("static/tests/waiting.test.js", 4),
    }
    lines = {(gap.file, gap.line) for gap in check_addon(tmp_path / "waiting") if gap.name == "no.such.order"}
    assert lines == {("models.py", 6), ("views.xml", 5)}


@pytest.mark.parametrize(
    "addon", sorted(folder.parent for folder in BUILTIN.glob("*/__manifest__.py")), ids=lambda folder: folder.name
)
def test_addons_of_the_platform_find_everything(addon):
    assert check_addon(addon) == []
