"""A removed addon takes along all that it alone owned, and nothing of what others own."""

import re

from tests.support.addons import environment
from tests.support.dumps import content, schema

from trivium.modules import lifecycle

MODELS = """
from trivium import api, fields, models


class Thing(models.Model):
    _name = "rich.thing"
    _inherit = ["avatar.mixin"]
    _inherits = {"res.partner": "partner_id"}
    _description = "Thing"
    _order = "sequence"

    partner_id = fields.Many2one("res.partner", required=True, ondelete="cascade")
    sequence = fields.Integer(index=True)
    document = fields.Binary(attachment=True)
    label = fields.Char(translate=True, index="trigram")
    tag_ids = fields.Many2many("rich.tag")
    parent_id = fields.Many2one("rich.thing")
    child_ids = fields.One2many("rich.thing", "parent_id")

    _sequence_positive = models.Constraint("CHECK (sequence >= 0)", "Positive.")
    _by_label = models.UniqueIndex("(sequence) WHERE sequence > 100")


class Tag(models.Model):
    _name = "rich.tag"
    _description = "Tag"

    name = fields.Char()


class Report(models.Model):
    _name = "rich.report"
    _description = "Report"
    _auto = False

    name = fields.Char()

    def init(self):
        self.env.cr.execute("CREATE OR REPLACE VIEW rich_report AS SELECT id, name FROM rich_tag")


class Wizard(models.TransientModel):
    _name = "rich.wizard"
    _description = "Wizard"

    thing_ids = fields.Many2many("rich.thing")


class Partner(models.Model):
    _inherit = "res.partner"

    rich_note = fields.Char(index=True)
    rich_document = fields.Binary(attachment=True)
    rich_rating = fields.Float(company_dependent=True)
    rich_tag_ids = fields.Many2many("rich.tag")
    type = fields.Selection(selection_add=[("rich", "Rich")], ondelete={"rich": "set default"})

    _rich_note_unique = models.Constraint("UNIQUE (rich_note)", "Once.")


class Company(models.Model):
    _inherit = "res.company"

    rich_thing_id = fields.Many2one("rich.thing")
"""
DATA = """<odoo>
  <record id="category" model="ir.module.category"><field name="name">Rich</field></record>
  <record id="privilege" model="res.groups.privilege"><field name="name">Rich</field></record>
  <record id="group" model="res.groups">
    <field name="name">Rich</field><field name="privilege_id" ref="privilege"/>
    <field name="implied_ids" eval="[Command.link(ref('base.group_user'))]"/>
  </record>
  <record id="base.group_system" model="res.groups">
    <field name="implied_ids" eval="[Command.link(ref('group'))]"/>
  </record>
  <record id="tag" model="rich.tag"><field name="name">Tag</field></record>
  <record id="thing" model="rich.thing">
    <field name="name">Thing</field><field name="document">UExVTVM=</field>
    <field name="label">Label</field><field name="tag_ids" eval="[Command.link(ref('tag'))]"/>
  </record>
  <record id="rule" model="ir.rule">
    <field name="name">Rule</field><field name="model_id" ref="model_rich_thing"/>
    <field name="domain_force">[(1, '=', 1)]</field>
  </record>
  <record id="access" model="ir.model.access">
    <field name="name">Access</field><field name="model_id" ref="model_rich_thing"/>
    <field name="group_id" ref="group"/><field name="perm_read" eval="True"/>
  </record>
  <record id="form" model="ir.ui.view">
    <field name="model">rich.thing</field>
    <field name="arch" type="xml"><form><field name="label"/></form></field>
  </record>
  <record id="partner_form" model="ir.ui.view">
    <field name="model">res.partner</field><field name="inherit_id" ref="base.view_partner_form"/>
    <field name="arch" type="xml"><field name="name" position="after"><field name="rich_note"/></field></field>
  </record>
  <record id="action" model="ir.actions.act_window">
    <field name="name">Things</field><field name="res_model">rich.thing</field>
  </record>
  <record id="server_action" model="ir.actions.server">
    <field name="name">Do</field><field name="model_id" ref="model_rich_thing"/><field name="state">code</field>
    <field name="binding_model_id" ref="base.model_res_partner"/>
  </record>
  <record id="report" model="ir.actions.report">
    <field name="name">Report</field><field name="model">rich.thing</field><field name="report_name">rich.page</field>
  </record>
  <template id="page"><p>Page</p></template>
  <menuitem id="root" name="Rich"><menuitem id="menu" action="action"/></menuitem>
  <record id="cron" model="ir.cron">
    <field name="name">Cron</field><field name="model_id" ref="model_rich_thing"/><field name="state">code</field>
    <field name="code">pass</field><field name="interval_number">1</field><field name="interval_type">days</field>
  </record>
  <record id="parameter" model="ir.config_parameter">
    <field name="key">rich.parameter</field><field name="value">x</field>
  </record>
  <record id="numbers" model="ir.sequence">
    <field name="name">Numbers</field><field name="code">rich</field><field name="use_date_range" eval="True"/>
  </record>
  <record id="attachment" model="ir.attachment"><field name="name">a</field><field name="raw">text</field></record>
  <record id="default" model="ir.default">
    <field name="field_id" ref="field_rich_thing__sequence"/><field name="json_value">7</field>
  </record>
  <record id="filter" model="ir.filters">
    <field name="name">Filter</field><field name="model_id">rich.thing</field><field name="user_ids" eval="[]"/>
  </record>
  <record id="format" model="report.paperformat"><field name="name">Rich</field></record>
  <asset id="asset" name="Rich"><bundle>web.assets_backend</bundle><path>rich/static/x.js</path></asset>
</odoo>"""
FRENCH = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#. module: rich
#: model:rich.thing,label:rich.thing
msgid "Label"
msgstr "Étiquette"

#. module: rich
#: model:ir.model.fields.selection,name:rich.selection__res_partner__type__rich
msgid "Rich"
msgstr "Riche"
"""
FILES = {"__init__.py": "from . import models", "models.py": MODELS, "data.xml": DATA, "i18n/fr.po": FRENCH}
ROWS_OF_ADDONS = re.compile(r"COPY public\.(ir_module_module|orm_signaling|base_registry)")
TIMES = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")


def kept(db):
    """Return what a database holds, but for the states of addons and when something was written."""
    found, table = [], ""
    for line in content(db):
        table = line if line.startswith("COPY ") else "" if line == "\\." else table
        if not ROWS_OF_ADDONS.match(table):
            found.append(f"{table}\t{TIMES.sub('time', line)}")
    return sorted(found)


def use(env):
    """Do what users do with an addon; its records refer to each other and to those of others."""
    env["res.lang"]._activate_lang("fr_FR")
    partner = env.ref("base.main_partner")
    thing = env["rich.thing"].create({"name": "Mine", "parent_id": env.ref("rich.thing").id, "label": "x"})
    env["rich.wizard"].create({"thing_ids": thing.ids})
    partner.write({"rich_note": "n", "rich_document": "UExVTVM=", "rich_tag_ids": [(4, env.ref("rich.tag").id)]})
    partner.write({"rich_rating": 2.0, "type": "rich"})
    env.company.rich_thing_id = thing
    model_id = env["ir.model"]._get_id("rich.thing")
    field = {"model_id": model_id, "name": "x_size", "ttype": "integer", "field_description": "Size"}
    env["ir.model.fields"].create(field)
    env["ir.model.fields"].create(
        {"model_id": env["ir.model"]._get_id("rich.tag"), "name": "x_thing_id", "ttype": "many2one",
         "relation": "rich.thing", "field_description": "Thing"}
    )  # fmt: skip
    env["ir.ui.view"].create(
        {"model": "rich.thing", "inherit_id": env.ref("rich.form").id,
         "arch": '<field name="label" position="after"><field name="x_size"/></field>'}
    )  # fmt: skip
    env["ir.attachment"].create({"name": "of a thing", "res_model": "rich.thing", "res_id": thing.id, "raw": b"y"})
    env["ir.filters"].create({"name": "mine", "model_id": "rich.thing", "user_ids": []})
    env["ir.default"].set("rich.thing", "label", "z")
    env["ir.actions.act_window"].create({"name": "Mine", "res_model": "rich.thing"})
    env["ir.ui.menu"].create({"name": "Under it", "parent_id": env.ref("rich.root").id})
    env["ir.model.access"].create({"name": "mine", "model_id": model_id, "perm_read": True})
    env["ir.exports"].create({"name": "mine", "resource": "rich.thing", "export_fields": [(0, 0, {"name": "label"})]})
    env["ir.sequence"].search([("code", "=", "rich")]).next_by_id()
    thing._export_rows([["id"]])
    env.flush_all()


def test_all_that_it_alone_owned_goes(db, addons):
    addons.write("rich", FILES, depends=["base"], data=["data.xml"])
    with environment(db) as env:
        env["res.lang"]._activate_lang("fr_FR")
        env["ir.module.module"].update_list()
    before, tables = kept(db), schema(db)
    lifecycle.install(db, ["rich"])
    with environment(db) as env:
        assert env.ref("rich.thing").with_context(lang="fr_FR").label == "Étiquette"
        use(env)
    lifecycle.uninstall(db, ["rich"])
    assert schema(db) == tables
    with environment(db) as env:
        assert env.ref("base.main_partner").type == "contact"
    after = kept(db)
    # a menu and a partner that users made are not the addon's; the menu stands at the top now
    own = re.compile(r"COPY public\.(ir_ui_menu .*Under it|res_partner .*\tMine\tMine\t)")
    difference = [line for line in sorted(set(before) ^ set(after)) if not own.match(line)]
    assert not difference, "\n".join(difference)


def test_what_others_own_stays(db, addons):
    """Two addons that declare the same model, column and link table: the last one takes them along."""
    one = MODELS[MODELS.index("class Tag") : MODELS.index("class Report")]
    both = (
        "from odoo import fields, models\n\n\n"
        + one
        + """
class Partner(models.Model):
    _inherit = "res.partner"

    rich_note = fields.Char(index=True)
    rich_tag_ids = fields.Many2many("rich.tag")
    %s_note = fields.Char()
"""
    )
    before = schema(db)
    for name in ("first", "second"):
        data = f'<odoo><record id="tag" model="rich.tag"><field name="name">{name}</field></record></odoo>'
        files = {"__init__.py": "from . import models", "models.py": both % name, "data.xml": data}
        addons.write(name, files, depends=["base"], data=["data.xml"])
    lifecycle.install(db, ["first"])
    with environment(db) as env:
        env["ir.module.module"].update_list()
    lifecycle.install(db, ["second"])
    with environment(db) as env:
        env.ref("base.main_partner").write({"rich_note": "kept", "rich_tag_ids": [(4, env.ref("second.tag").id)]})
    lifecycle.uninstall(db, ["first"])
    with environment(db) as env:
        partner = env.ref("base.main_partner")
        assert (partner.rich_note, partner.rich_tag_ids.name) == ("kept", "second")
        assert env["rich.tag"].search([]).mapped("name") == ["second"]
        assert "first_note" not in partner._fields
        assert env.ref("second.field_res_partner__rich_note").name == "rich_note"
    lifecycle.uninstall(db, ["second"])
    assert schema(db) == before
    with environment(db) as env:
        assert not env["ir.model.data"].search_count([("module", "in", ["first", "second"])])


def test_the_dialog_lists_what_goes_and_removes_it(db, addons):
    addons.write("rich", FILES, depends=["base"], data=["data.xml"], application=True)
    addons.write("upon", {}, depends=["rich"])
    before = schema(db)
    lifecycle.install(db, ["upon"])
    with environment(db) as env:
        action = env["ir.module.module"].search([("name", "=", "rich")]).button_uninstall_wizard()
        dialog = env[action["res_model"]].with_context(**action["context"]).create({})
        assert dialog.impacted_module_ids.mapped("name") == ["rich"]  # apps first of all
        dialog.show_all = True
        assert set(dialog.impacted_module_ids.mapped("name")) == {"rich", "upon"}
        assert set(dialog.model_ids.mapped("model")) == {"rich.report", "rich.tag", "rich.thing"}
        dialog.action_uninstall()
        assert "rich.thing" not in env
    assert schema(db) == before


def test_a_model_made_by_users_leaves_nothing(db):
    before, tables = kept(db), schema(db)
    with environment(db) as env:
        model = env["ir.model"].create({"name": "Box", "model": "x_box.big"})
        for values in (
            {"model_id": model.id, "name": "x_file", "ttype": "binary"},
            {"model_id": model.id, "name": "x_partner_ids", "ttype": "many2many", "relation": "res.partner"},
            {"model_id": env["ir.model"]._get_id("res.partner"), "name": "x_box_id", "ttype": "many2one",
             "relation": "x_box.big"},
        ):  # fmt: skip
            env["ir.model.fields"].create({**values, "field_description": "F"})
        env["ir.ui.view"].create({"model": "x_box.big", "arch": '<form><field name="x_name"/></form>'})
        env["ir.model.access"].create({"name": "a", "model_id": model.id, "perm_read": True})
        env["ir.rule"].create({"name": "r", "model_id": model.id, "domain_force": "[]"})
        env["ir.actions.act_window"].create({"name": "Boxes", "res_model": "x_box.big"})
        box = env["x_box.big"].create({"x_name": "b", "x_file": "UExVTVM="})
        env.ref("base.main_partner").x_box_id = box
        box.x_partner_ids = env.ref("base.main_partner")
    assert schema(db) != tables
    with environment(db) as env:
        env["ir.model"]._get("x_box.big").unlink()
        assert "x_box_id" not in env["res.partner"]._fields
    assert schema(db) == tables
    difference = sorted(set(kept(db)) ^ set(before))
    assert not difference, "\n".join(difference)
