"""XML data files, read into operations without a database."""

import pytest

from trivium.modules.datafiles.operations import Delete, FunctionCall, Record
from trivium.modules.datafiles.planning import plan
from trivium.modules.datafiles.xml import read_xml
from trivium.modules.errors import DataFileError


def read(body, **options):
    return read_xml("shop/data/x.xml", f"<odoo>\n{body}\n</odoo>".encode(), "shop", **options)


class Scope:
    """Resolves external ids to fixed numbers."""

    module = "shop"

    def lookup(self, xmlid):
        return {"base.eur": ("res.currency", 1), "act": ("ir.actions.act_window", 7), "b": ("b", 8)}[xmlid]

    def evaluate(self, expression, model=""):
        return eval(expression, {"ref": lambda xmlid: self.lookup(xmlid)[1]})


class Field:
    def __init__(self, type_, comodel_name=None):
        self.name, self.type, self.comodel_name = "f", type_, comodel_name
        self.relational = type_ in {"many2one", "one2many", "many2many"}


def value(field_xml, type_="char"):
    (record,) = read(f'<record id="r" model="m">{field_xml}</record>')
    (name,) = record.values
    return record.values[name].resolve(Scope(), Field(type_, "c"))


@pytest.mark.parametrize(
    ("xml", "type_", "expected"),
    [
        ('<field name="f">text</field>', "char", "text"),
        ('<field name="f"/>', "char", False),
        ('<field name="f">12</field>', "integer", 12),
        ('<field name="f">1.5</field>', "float", 1.5),
        ('<field name="f">True</field>', "boolean", True),
        ('<field name="f">0</field>', "boolean", False),
        ('<field name="f"/>', "boolean", False),
        ('<field name="f" ref="base.eur"/>', "many2one", 1),
        ('<field name="f" ref="act"/>', "reference", "ir.actions.act_window,7"),
        ('<field name="f" ref="base.eur"/>', "many2many", [(4, 1, 0)]),
        ('<field name="f" eval="[1, ref(\'base.eur\') + 1]"/>', "json", [1, 2]),
        ('<field name="f" type="int">5</field>', "char", 5),
        ('<field name="f" type="base64">ab</field>', "binary", b"YWI="),
        ('<field name="f" type="list"><value>a</value><value eval="2"/></field>', "json", ["a", 2]),
        ('<field name="f" type="tuple"><value type="float">1</value></field>', "json", (1.0,)),
        (
            '<field name="f" type="xml"><form><a x="%(act)d"/></form></field>',
            "text",
            '<?xml version="1.0"?>\n<form><a x="7"/></form>',
        ),
        (
            '<field name="f" type="xml"><a/><b/></field>',
            "text",
            '<?xml version="1.0"?>\n<data><a/><b/></data>',
        ),
        ('<field name="f" type="html">1 &lt; 2 <b>x</b> tail</field>', "html", "1 &lt; 2 <b>x</b> tail"),
        ('<field name="f" type="xml"><p style="width: 50%"/></field>', "text", None),
    ],
)
def test_values(xml, type_, expected):
    if expected is None:
        assert "50%" in value(xml, type_)
    else:
        assert value(xml, type_) == expected


def test_text_for_records_is_refused():
    with pytest.raises(ValueError, match="write ref= instead of 'eur'"):
        value('<field name="f">eur</field>', "many2one")
    with pytest.raises(ValueError, match="use eval= or nested records"):
        value('<field name="f">eur</field>', "many2many")


def test_record_attributes():
    first, second = read(
        """<data noupdate="1" context="{'a': 1}">
        <record id="r" model="m" forcecreate="0"><field name="name">x</field></record></data>
        <record id="other.r" model="m"/>"""
    )
    assert (first.xmlid, first.noupdate, first.forcecreate, first.context) == ("shop.r", True, False, "{'a': 1}")
    assert (second.xmlid, second.noupdate, second.forcecreate, second.context) == ("other.r", False, True, "")
    assert first.source.line == 3


def test_nested_records_know_their_parent():
    order, line = read(
        """<record id="o" model="order"><field name="name">O</field>
        <field name="line_ids"><record id="l" model="line"><field name="qty">2</field></record></field></record>"""
    )
    assert line.parent is order
    assert line.parent_field == "line_ids"
    assert list(order.values) == ["name"]
    assert [[record.xmlid for record in batch] for batch in plan([order, line], "shop")] == [["shop.o"], ["shop.l"]]


def test_template_becomes_a_qweb_view():
    (plain,) = read('<template id="page" name="Page"><p>hello</p></template>')
    values = {name: each.resolve(Scope(), Field("char")) for name, each in plain.values.items()}
    assert values == {
        "name": "Page",
        "key": "shop.page",
        "type": "qweb",
        "priority": 16,
        "arch": '<t t-name="shop.page"><p>hello</p></t>',
    }
    (child,) = read(
        '<template id="more" inherit_id="page" active="False"><xpath expr="//p" position="after"/></template>'
    )
    assert child.values["inherit_id"].xmlid == "page"
    assert child.values["active"].value is False
    assert child.values["arch"].markup.startswith('<data inherit_id="page" name="shop.more">')


def test_menuitems_nest():
    top, below = read(
        """<menuitem id="root" name="Shop" groups="base.a,-base.b" sequence="5">
        <menuitem id="sub" action="act"/></menuitem>"""
    )
    assert top.values["name"].value == "Shop"
    assert top.values["group_ids"].refs == {"base.a", "base.b"}
    assert top.values["web_icon"].value == "shop,static/description/icon.png"
    assert below.values["parent_id"].xmlid == "shop.root"
    assert below.values["action"].resolve(Scope(), Field("reference")) == "ir.actions.act_window,7"


def test_functions_deletions_and_assets():
    call, by_id, by_domain, asset = read(
        """<function model="m" name="go"><value eval="[ref('b')]"/><function model="n" name="sub"/></function>
        <delete model="m" id="old"/><delete model="m" search="[('a', '=', 1)]"/>
        <asset id="js"><bundle directive="prepend">web.assets_backend</bundle><path>shop/static/x.js</path></asset>"""
    )
    assert isinstance(call, FunctionCall)
    assert isinstance(call.arguments[1], FunctionCall)
    assert isinstance(by_id, Delete)
    assert (by_id.xmlid, by_domain.domain) == ("shop.old", "[('a', '=', 1)]")
    assert isinstance(asset, Record)
    assert {name: each.value for name, each in asset.values.items()} == {
        "name": "shop.js",
        "active": True,
        "bundle": "web.assets_backend",
        "directive": "prepend",
        "path": "shop/static/x.js",
    }


def test_records_that_do_not_refer_to_each_other_share_a_batch():
    operations = read(
        """<record id="v1" model="view"/><record id="a1" model="act"><field name="v" ref="v1"/></record>
        <record id="v2" model="view"/><record id="a2" model="act"><field name="v" eval="ref('shop.v2')"/></record>
        <record id="v1" model="view"><field name="n">again</field></record>"""
    )
    batches = [[record.xmlid for record in batch] for batch in plan(operations, "shop")]
    assert batches == [["shop.v1", "shop.v2"], ["shop.a1", "shop.a2"], ["shop.v1"]]


def test_a_function_is_a_barrier():
    operations = read('<record id="a" model="m"/><function model="m" name="f"/><record id="b" model="m"/>')
    shape = [len(step) if isinstance(step, list) else "barrier" for step in plan(operations, "shop")]
    assert shape == [1, "barrier", 1]


@pytest.mark.parametrize(
    ("body", "line", "problem"),
    [
        ("<record model='m'>", 3, "is not well-formed XML"),
        ("<recrod model='m'/>", 2, "breaks the format of data files"),
        ("\n<record id='x'/>", 3, "breaks the format of data files"),
        ("<record id='a b' model='m'/>", 2, "'a b' is no external id"),
        ("<record model='m'>\n<field name='f' ref='a' eval='1'/></record>", 3, "has ref= and eval=; keep one"),
        ("<delete model='m'/>", 2, "write id= for one record or search="),
        ("<data noupdate='maybe'/>", 2, "breaks the format of data files"),
    ],
)
def test_errors_name_file_and_line(body, line, problem):
    with pytest.raises(DataFileError) as caught:
        read(body)
    assert problem in str(caught.value)
    assert str(caught.value).startswith(f"shop/data/x.xml:{line}")


@pytest.mark.parametrize("root", ["data", "odoo", "openerp"])
def test_the_root_may_have_older_names(root):
    content = f'<{root} noupdate="1"><record id="r" model="m"/></{root}>'
    (record,) = read_xml("x.xml", content.encode(), "shop")
    assert (record.xmlid, record.noupdate) == ("shop.r", True)


def test_records_are_numbered_where_that_is_asked_for():
    records = read(
        """<data auto_sequence="1"><record id="a" model="m"/>
        <record id="b" model="m"><field name="sequence">7</field></record><record id="c" model="m"/></data>
        <record id="d" model="m"/>"""
    )
    sequences = [record.values.get("sequence") for record in records]
    assert [each and each.resolve(Scope(), Field("integer")) for each in sequences] == [10, 7, 20, None]


def test_entities_are_not_expanded():
    record = b'<odoo><record id="r" model="m"><field name="f">&secret;</field></record></odoo>'
    content = b'<!DOCTYPE odoo [<!ENTITY secret SYSTEM "file:///etc/passwd">]>' + record
    with pytest.raises(DataFileError, match=r"x\.xml:1: breaks the format"):
        read_xml("x.xml", content, "shop")
