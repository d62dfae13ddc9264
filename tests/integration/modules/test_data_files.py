"""What data files mean, on a database."""

import pytest
from tests.support.addons import environment

from trivium.modules import lifecycle
from trivium.modules.datafiles import convert_csv_import, convert_xml_import
from trivium.modules.errors import DataFileError

MODELS = """
from odoo import api, fields, models


class Box(models.Model):
    _name = "files.box"
    _description = "Box"

    name = fields.Char()
    weight = fields.Float()
    active = fields.Boolean(default=True)
    when = fields.Date()
    kind = fields.Selection([("small", "Small")], default="small")
    body = fields.Html()
    picture = fields.Binary(attachment=False)
    about = fields.Reference([("res.partner", "Partner"), ("res.country", "Country")])
    country_id = fields.Many2one("res.country")
    parent_id = fields.Many2one("files.box")
    child_ids = fields.One2many("files.box", "parent_id")
    tag_ids = fields.Many2many("res.partner.category")

    CALLS = []

    @api.model
    def note(self, *args):
        self.CALLS.append(args)
        return len(self.CALLS)

    def touch(self, text):
        for box in self:
            box.name = (box.name or "") + text


class Other(models.Model):
    _inherit = "res.partner"
"""
ADDED = """
from odoo import fields, models


class Box(models.Model):
    _inherit = "files.box"

    kind = fields.Selection(
        selection_add=[("big", "Big"), ("huge", "Huge"), ("odd", "Odd")],
        ondelete={"big": "set default", "huge": "cascade", "odd": "set null"},
    )
"""


@pytest.fixture
def env(db, addons):
    files = {
        "__init__.py": "from . import models\n",
        "models.py": MODELS,
        "static/img.bin": "bytes",
        "data/text.txt": "from a file",
        "access/ir.model.access.csv": "id,name,model_id:id,group_id:id,perm_read\nx,x,model_files_box,,1\n",
    }
    addons.write("files", files, depends=["base"], data=["access/ir.model.access.csv"])
    lifecycle.install(db, ["files"])
    with environment(db) as env:
        yield env
        env.cr.rollback()


def load(env, body, mode="init", **options):
    from io import BytesIO

    convert_xml_import(env, "files", BytesIO(f"<odoo>{body}</odoo>".encode()), mode=mode, **options)


def test_every_kind_of_value(env):
    load(
        env,
        """
        <record id="full" model="files.box">
          <field name="name" file="files/data/text.txt" type="char"/>
          <field name="weight">2.5</field>
          <field name="active">0</field>
          <field name="when" eval="(DateTime(2024, 2, 28) + timedelta(days=2)).strftime('%Y-%m-%d')"/>
          <field name="body" type="html"><p>see %(base.main_partner)d</p></field>
          <field name="picture" type="base64" file="files/static/img.bin"/>
          <field name="about" ref="base.be"/>
          <field name="country_id" search="[('code', '=', 'FR')]"/>
          <field name="tag_ids" eval="[Command.create({'name': 'made'})]"/>
          <field name="child_ids">
            <record id="below" model="files.box">
              <field name="name" eval="obj(ref('base.be')).code" model="res.country"/>
            </record>
          </field>
        </record>""",
    )
    box = env.ref("files.full")
    assert (box.name, box.weight, box.active, str(box.when)) == ("from a file", 2.5, False, "2024-03-01")
    assert box.body == f"<p>see {env.ref('base.main_partner').id}</p>"
    assert box.picture == b"Ynl0ZXM="
    assert box.about == env.ref("base.be")
    assert box.country_id.code == "FR"
    assert box.tag_ids.mapped("name") == ["made"]
    assert box.child_ids == env.ref("files.below")
    assert box.child_ids.name == "BE"


def test_functions_and_deletions(env):
    calls = type(env["files.box"]).CALLS
    calls.clear()
    load(
        env,
        """
        <record id="a" model="files.box"><field name="name">a</field></record>
        <record id="b" model="files.box"><field name="name">b</field></record>
        <function model="files.box" name="note"><value>text</value><value type="int">3</value>
          <function model="files.box" name="note" eval="[ref('a')]"/></function>
        <function model="files.box" name="touch"><value eval="[ref('a'), ref('b')]"/><value>!</value></function>
        <delete model="files.box" id="b"/>
        <delete model="files.box" search="[('name', '=', 'none')]"/>""",
    )
    assert calls == [(env.ref("files.a").id,), ("text", 3, 1)]
    assert env.ref("files.a").name == "a!"
    assert env.ref("files.b", raise_if_not_found=False) is None


def test_an_upgrade_respects_noupdate_and_forcecreate(env):
    body = """
        <record id="free" model="files.box"><field name="name">file</field></record>
        <data noupdate="1"><record id="kept" model="files.box"><field name="name">file</field></record>
        <record id="once" model="files.box" forcecreate="0"><field name="name">file</field></record></data>"""
    load(env, body)
    for name in ("free", "kept"):
        env.ref(f"files.{name}").name = "user"
    env.ref("files.once").unlink()
    load(env, body, mode="update")
    assert env.ref("files.free").name == "file"
    assert env.ref("files.kept").name == "user"
    assert env.ref("files.once", raise_if_not_found=False) is None
    env.ref("files.kept").unlink()
    load(env, body, mode="update")
    assert env.ref("files.kept").name == "file"


def test_the_context_of_a_record_holds_for_it(env):
    load(
        env,
        """<record id="c" model="files.box" context="{'default_name': 'from context', 'n': ref('base.be')}">
        <field name="weight">1</field></record><record id="d" model="files.box"/>""",
    )
    assert env.ref("files.c").name == "from context"
    assert not env.ref("files.d").name


def test_an_external_id_of_another_model_is_refused(env):
    with pytest.raises(DataFileError, match=r"External id base\.be belongs to a record of res\.country"):
        load(env, '<record id="base.be" model="files.box"><field name="name">x</field></record>')


def test_records_of_a_file_are_loaded_in_few_statements(env):
    rows = "".join(
        f'<record id="n{number}" model="files.box"><field name="name">{number}</field>'
        f'<field name="country_id" ref="base.be"/></record>'
        for number in range(200)
    )
    env.flush_all()
    before = env.cr.sql_log_count
    load(env, rows)
    few = env.cr.sql_log_count - before
    assert env["files.box"].search_count([]) == 200
    assert few <= 15


def test_rows_of_csv_reach_into_other_records(env):
    content = b"id,name,child_ids/name,child_ids/weight\nbig,Big,One,1\n,,Two,2\n"
    convert_csv_import(env, "files", "files.box.csv", content)
    assert env.ref("files.big").child_ids.mapped("name") == ["One", "Two"]
    assert env.ref("files.big").child_ids.mapped("weight") == [1.0, 2.0]


def test_nested_external_ids_in_csv_name_records_and_find_them_again(env):
    content = (
        b"id,name,country_id/id,child_ids/id,child_ids/name,child_ids/tag_ids/id\n"
        b"big,Big,base.be,files.one,One,base.res_partner_category_0\n,,,two,Two,\nother,Other,,three,Three,\n"
    )
    env["ir.model.data"]._update_xmlids(
        [{"xml_id": "base.res_partner_category_0", "record": env["res.partner.category"].create({"name": "Tag"})}]
    )
    for mode in ("init", "update"):
        convert_csv_import(env, "files", "files.box.csv", content, mode=mode)
        assert env.ref("files.big").child_ids == env.ref("files.one") + env.ref("files.two")
        assert env.ref("files.big").country_id == env.ref("base.be")
        assert env.ref("files.one").tag_ids == env.ref("base.res_partner_category_0")
        assert env.ref("files.other").child_ids.mapped("name") == ["Three"]
        assert env["files.box"].search_count([]) == 5
    # the external ids alone: records that are there
    convert_csv_import(env, "files", "files.box.csv", b'id,name,child_ids/id\nother,Other,"files.two,files.three"\n')
    assert env.ref("files.other").child_ids == env.ref("files.two") + env.ref("files.three")


def test_a_report_is_an_action_offered_on_its_model(env):
    load(
        env,
        """
        <report id="sheet" model="files.box" name="files.sheet" string="Sheet" file="sheet" report_type="qweb-html"
                print_report_name="object.name" groups="base.group_user" paperformat="base.paperformat_us" multi="1"/>
        <report id="hidden" model="files.box" name="files.hidden" string="Hidden" menu="False"/>""",
    )
    sheet = env.ref("files.sheet")
    assert (sheet._name, sheet.name, sheet.model, sheet.report_type) == (
        "ir.actions.report",
        "Sheet",
        "files.box",
        "qweb-html",
    )
    assert (sheet.report_name, sheet.report_file, sheet.print_report_name) == ("files.sheet", "sheet", "object.name")
    assert (sheet.group_ids, sheet.paperformat_id) == (env.ref("base.group_user"), env.ref("base.paperformat_us"))
    assert (sheet.binding_model_id.model, sheet.multi) == ("files.box", True)
    assert (env.ref("files.hidden").binding_model_id.id, env.ref("files.hidden").report_type) == (False, "qweb-pdf")


def test_names_in_csv_are_looked_up(env):
    convert_csv_import(env, "files", "files.box.csv", b"id,name,country_id\none,X,Belgium\n")
    assert env.ref("files.one").country_id.code == "BE"
    with pytest.raises(DataFileError, match=r"files\.box\.csv:2: .*no res\.country is named 'Nowhere'"):
        convert_csv_import(env, "files", "files.box.csv", b"id,name,country_id\ny,Y,Nowhere\n")


def test_values_of_a_selection_go_as_the_field_says(db, addons):
    addons.write("files", {"__init__.py": "from . import models\n", "models.py": MODELS}, depends=["base"])
    addons.write("more", {"__init__.py": "from . import models\n", "models.py": ADDED}, depends=["files"])
    lifecycle.install(db, ["more"])
    with environment(db) as env:
        env["files.box"].create([{"name": kind, "kind": kind} for kind in ("small", "big", "huge", "odd")])
    lifecycle.uninstall(db, ["more"])
    with environment(db) as env:
        found = {box.name: box.kind for box in env["files.box"].search([])}
        assert found == {"small": "small", "big": "small", "odd": False}
        assert env["files.box"].fields_get(["kind"])["kind"]["selection"] == [("small", "Small")]
