"""Templates: what they give, what they refuse, and where errors are said to be."""

import pytest
from lxml import etree
from markupsafe import Markup

from trivium.rendering.qweb import QWebError, compile_template, render
from trivium.rendering.qweb.expressions import compile_expression, compile_format


def run(template, templates=None, **values):
    sources = {"main": f"<t>{template}</t>", **(templates or {})}

    def load(name):
        if name not in sources:
            raise LookupError(name)
        return sources[name], name

    return str(render("main", values, load))


@pytest.mark.parametrize(
    ("template", "values", "result"),
    [
        ('<p t-out="v"/>', {"v": "<b>"}, "<p>&lt;b&gt;</p>"),
        ('<p t-out="v"/>', {"v": Markup("<b/>")}, "<p><b/></p>"),
        ('<t t-raw="v"/>', {"v": "<b>"}, "<b>"),
        ('<t t-out="v">none</t>', {"v": None}, "none"),
        ('<t t-out="v">none</t>', {"v": 0}, "0"),
        ("a &lt; b &amp; c", {}, "a &lt; b &amp; c"),
        ("<script>if (1 &lt; 2) {}</script>", {}, "<script>if (1 < 2) {}</script>"),
        ("&lt;!DOCTYPE html&gt;<html/>", {}, "<!DOCTYPE html><html></html>"),
        ('<b t-if="a">1</b><!-- c --> <b t-elif="b">2</b> <b t-else="">3</b>', {"a": 0, "b": 1}, "<b>2</b>"),
        ('<b t-if="a">1</b><b t-elif="b">2</b><b t-else="">3</b>!', {"a": 0, "b": 0}, "<b>3</b>!"),
        ('<i t-foreach="3" t-as="i" t-out="i"/>', {}, "<i>0</i><i>1</i><i>2</i>"),
        ('<i t-foreach="xs" t-as="x" t-if="x">y</i>', {"xs": [0, 1]}, "<i>y</i>"),
        ('<t t-foreach="xs" t-as="x"><b t-if="x">1</b><b t-else="">0</b></t>', {"xs": [0, 1]}, "<b>0</b><b>1</b>"),
        ('<t t-foreach="none" t-as="x">x</t>', {}, ""),
        ('<p t-att-class="c" class="static"/>', {"c": "x"}, '<p class="x"></p>'),
        ("<p t-att=\"[['a', 1], ['b', None]]\" c=\"d\"/>", {}, '<p c="d" a="1"></p>'),
        ('<p t-attf-id="x-{{i}}-#{j}"/>', {"i": 1}, '<p id="x-1-"></p>'),
        ('<a t-att-href="u"/>', {"u": " JavaScript:alert(1)"}, '<a href=""></a>'),
        ('<t t-tag="name" class="c">x</t>', {"name": "h2"}, '<h2 class="c">x</h2>'),
        ('<t t-set="a" t-valuef="x{{v}}"/><t t-out="a"/>', {"v": 1}, "x1"),
        ('<t t-set="a">1 &lt; 2</t><t t-out="a"/>', {}, "1 &lt; 2"),
        ('<input t-att-checked="True"/>', {}, '<input checked="True"/>'),
        (
            '<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>',
            {},
            '<svg xmlns="http://www.w3.org/2000/svg"><g></g></svg>',
        ),
        ('<t t-out="[x for x in range(v) if x]"/>', {"v": 3}, "[1, 2]"),
        ('<t t-out="{x: v for x in xs}[1]"/>', {"v": "a", "xs": [1]}, "a"),
        ('<t t-out="(lambda v: v + w)(1)"/>', {"v": 5, "w": 2}, "3"),
        ('<t t-out="len(v)"/>', {"v": "abc"}, "3"),
        ('<t t-out="len"/>', {"len": "mine"}, "mine"),
        ('<t t-out="v\n  + 1"/>', {"v": 1}, "2"),
    ],
)
def test_templates(template, values, result):
    assert run(template, **values) == result


def test_calls_have_variables_of_their_own():
    templates = {
        "inner": '<t><t t-set="x" t-value="9"/>[<t t-out="y"/>|<t t-out="0"/>]</t>',
    }
    assert run(
        '<t t-set="x" t-value="1"/><t t-call="inner"><t t-set="y" t-value="x + 1"/>b<i/></t><t t-out="x"/>', templates
    ) == ("[2|b<i></i>]1")


def test_calls_take_arguments_as_attributes():
    templates = {"inner": '<t><t t-out="a"/>-<t t-out="b"/>-<t t-out="c"/></t>'}
    assert run('<t t-call="inner" a="v + 1" b.f="x{{v}}" c.translate="Text"/>', templates, v=1) == "2-x1-Text"


def test_the_name_of_a_called_template_can_be_computed():
    assert run('<t t-call="{{name}}"/>', {"one": "<p>1</p>"}, name="one") == "<p>1</p>"


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ('<div t-call="x"/>', "t-call belongs on a <t> element"),
        ('<t t-foreach="xs">x</t>', "needs t-as"),
        ('<b t-else="">x</b>', "t-else has no t-if before it"),
        ('<b t-if="a">x</b> text <b t-else="">y</b>', "Text stands between"),
        ('<b t-iff="a">x</b>', "Unknown directive t-iff"),
        ('<t t-value="1"/>', "belong to a t-set"),
        ('<t t-out="a +"/>', "Cannot compile the expression 'a +'"),
        ('<t t-out="a.__class__"/>', "forbidden name '__class__'"),
        ('<t t-out="__values"/>', "forbidden name '__values'"),
        ('<t t-out="(lambda __write: 1)(2)"/>', "forbidden name '__write'"),
        ('<t t-field="record.name"/>', "needs an element"),
        ('<p t-field="record"/>', "names a field of a record"),
    ],
)
def test_wrong_templates_are_refused_where_they_are_wrong(template, message):
    with pytest.raises(QWebError, match="Error while rendering") as caught:
        run(template)
    assert message in str(caught.value)


def test_errors_name_template_path_element_and_expression():
    templates = {"inner": '<t><ul>\n<li t-foreach="xs" t-as="x"><b t-out="1 / x"/></li></ul></t>'}
    with pytest.raises(QWebError) as caught:
        run('<p><t t-call="inner"/></p>', templates, xs=[1, 0])
    info = caught.value.qweb
    assert (info.template, info.path, info.source) == ("inner", "/t/ul/li/b", "1 / x")
    assert info.element == '<b t-out="1 / x">'
    assert info.error == "ZeroDivisionError: division by zero"
    assert isinstance(caught.value.__cause__, ZeroDivisionError)


@pytest.mark.parametrize(
    "expression", ["().__class__", "open('x')", "__import__('os')", "x.gi_frame", "'{0.__class__}'.format(x)"]
)
def test_expressions_cannot_escape(expression):
    with pytest.raises(QWebError):
        run(f'<t t-out="{expression}"/>', x=1)


@pytest.mark.parametrize("name", ["a b", "x>", 'onclick="', "", "a=b"])
def test_computed_names_cannot_end_the_tag(name):
    with pytest.raises(QWebError, match="no name of an element or attribute"):
        run('<p t-att="{name: 1}"/>', name=name)
    with pytest.raises(QWebError, match="no name of an element or attribute"):
        run('<t t-tag="name"/>', name=name)


def test_names_are_looked_up_in_the_scope_unless_bound_by_the_expression():
    assert compile_expression("a + b.c") == "(__add__(__values['a'], __values['b'].c))"
    assert "__values['x']" not in compile_expression("[x for x in y]")
    assert compile_format("a-#{b}{{c}}") == "''.join(('a-', __text((__values['b'])), __text((__values['c']))))"
    assert compile_format("plain") == "'plain'"


def test_static_content_is_one_write():
    template = compile_template(etree.fromstring('<div class="a"><p>b</p><br/></div>'), "static")
    assert template.source.count("__write(") == 1


def test_cached_parts_are_rendered_once_but_for_what_must_not_be():
    calls = []

    class Host:
        kept = {}
        root = {}

        def _qweb_cached(self, path, key):
            return self.kept.get((path, key))

        def _qweb_cache(self, path, key, recorded):
            self.kept[path, key] = recorded

        def _qweb_root_values(self):
            return self.root

    source = '<t><t t-cache="k"><t t-out="count()"/>,<b t-nocache="" t-nocache-n="n" t-out="n and now"/></t></t>'
    template = compile_template(etree.fromstring(source), "cached")
    from trivium.rendering.qweb import Scope

    results = []
    for now in ("a", "b"):
        host = Host()
        host.root = {"now": now}
        values = Scope(k="key", n=1, now=now, count=lambda: calls.append(1) or len(calls))
        results.append(template.render(host, values))
    assert results == ["1,<b>a</b>", "1,<b>b</b>"]


GREEDY = [
    '<t t-foreach="range(10 ** 7)" t-as="x"><t t-foreach="range(10 ** 7)" t-as="y">a</t></t>',
    '<t t-foreach="10 ** 4" t-as="x"><t t-foreach="10 ** 4" t-as="y"><t t-foreach="10" t-as="z"/></t></t>',
    '<t t-out="[x for x in range(10 ** 4) for y in range(10 ** 4)]"/>',
    '<t t-out="(lambda f: f(f, 40))(lambda f, n: n and (f(f, n - 1), f(f, n - 1)))"/>',
    """<t t-set="a" t-value="'aaaaaaaa'"/><t t-foreach="40" t-as="x"><t t-set="a" t-valuef="#{a}#{a}"/></t>""",
    '<t t-set="a">aaaaaaaa<b/></t><t t-foreach="40" t-as="x"><t t-set="a"><t t-out="a"/><t t-out="a"/></t></t>',
    '<t t-out="len(list(map(list.copy, [[0] * 10 ** 6] * 5000)))"/>',
    "<t t-out=\"int('f' * 10 ** 6, 16)\"/>",
]


@pytest.mark.parametrize("template", GREEDY)
def test_what_would_use_up_the_machine_is_stopped(template, monkeypatch):
    monkeypatch.setattr("trivium.tools.safe_eval.STEP_LIMIT", 200_000)
    monkeypatch.setattr("trivium.tools.safe_eval._budget.MEMORY_LIMIT", 64 * 2**20)
    with pytest.raises(QWebError, match="LimitError"):
        run(template)


def test_each_rendering_has_all_its_steps(monkeypatch):
    monkeypatch.setattr("trivium.tools.safe_eval.STEP_LIMIT", 1_000)
    for _time in range(3):
        assert run('<t t-foreach="900" t-as="x">a</t>') == "a" * 900
