"""Translating texts of code, and the terms of documents."""

import pytest
from markupsafe import Markup

from trivium.tools.translate import (
    LazyTranslate,
    _,
    code_translations,
    get_translated_module,
    get_translation,
    html_translate,
    xml_translate,
)


def terms(translate, value):
    found = []
    translate(found.append, value)
    return found


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<form string='Order'><group><field name='a'/></group></form>", ["Order"]),
        ("<div><p>Hello <b>world</b>!</p></div>", ["Hello <b>world</b>!"]),
        ("<div><p>One</p><p>Two</p></div>", ["One", "Two"]),
        ("<div>Text <p>inside</p> after</div>", ["Text", "inside", "after"]),
        ("<p>Dear <t t-out='name'>you</t>, welcome</p>", ["Dear", "you", ", welcome"]),
        ("<p>Dear <span t-out='name'/>, welcome</p>", ['Dear <span t-out="name"/>, welcome']),
        ("<p t-translation='off'>No</p>", []),
        ("<div><script>code()</script><input placeholder='Name' type='text'/></div>", ["Name"]),
        ("<button confirm='Sure?' name='x'>Go</button>", ["Sure?", "Go"]),
        ("<span>123</span>", ["123"]),
        ("<span> - </span>", []),
    ],
)
def test_terms_of_xml(source, expected):
    assert sorted(terms(xml_translate, source)) == sorted(expected)


def test_terms_are_replaced_where_they_stand():
    german = {"Hello <b>world</b>": "Hallo <b>Welt</b>", "Order": "Auftrag"}
    assert xml_translate(german.get, '<div string="Order">\n  Hello <b>world</b>\n</div>') == (
        '<div string="Auftrag">\n  Hallo <b>Welt</b>\n</div>'
    )
    assert html_translate({"a": "b"}.get, "<p>a<br></p>") == "<p>a<br></p>"
    assert html_translate({"a<br>": "b<br>"}.get, "<p>a<br></p>") == "<p>b<br></p>"


def test_broken_markup_of_a_translator_leaves_the_source():
    assert xml_translate({"Hello": "<b>Hallo"}.get, "<p>Hello</p>") == "<p>Hello</p>"


def test_helpers_of_the_translate_functions():
    assert xml_translate.get_text_content("Hello <b>world</b>") == "Hello world"
    assert not xml_translate.is_text("a <b>b</b>")
    assert xml_translate.term_converter("a <b >b</b>") == "a <b>b</b>"
    adapt = xml_translate.term_adapter('a <b class="new">b</b>')
    assert adapt('x <b class="old">y</b>') == 'x <b class="new">y</b>'


@pytest.fixture
def german(tmp_path, monkeypatch):
    folder = tmp_path / "shop" / "i18n"
    folder.mkdir(parents=True)
    (folder / "de.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        "#. odoo-python\n#: code:addons/shop/models/m.py:0\n"
        'msgid "Hello %s"\nmsgstr "Hallo %s"\n\n'
        "#. odoo-python\n#: code:addons/shop/models/m.py:0\n"
        'msgid "Count %s"\nmsgstr "Zahl %s %s"\n\n'
        "#. odoo-javascript\n#: code:addons/shop/static/src/x.js:0\n"
        'msgid "Click"\nmsgstr "Klick"\n'
    )
    monkeypatch.setattr("trivium.tools.translate._code.addon_roots", lambda: [str(tmp_path)])
    yield
    code_translations.clear()


@pytest.mark.usefixtures("german")
def test_texts_of_code_are_translated(caplog):
    assert get_translation("shop", "de_AT", "Hello %s", ("Ann",)) == "Hallo Ann"
    assert get_translation("shop", "en_US", "Hello %s", ("Ann",)) == "Hello Ann"
    assert get_translation("shop", "de_DE", "Count %s", (1,)) == "Count 1"
    assert "other placeholders" in caplog.text
    messages = code_translations.get_web_translations("shop", "de_DE")["messages"]
    assert messages == ({"id": "Click", "string": "Klick"},)


def test_markup_among_the_arguments_escapes_the_text():
    assert get_translation("shop", "", "<%s>", (Markup("<b>"),)) == Markup("&lt;<b>&gt;")


class Env:
    context = {"lang": "de_DE"}


@pytest.mark.usefixtures("german")
def test_lazy_texts_are_translated_when_they_are_shown():
    lazy = LazyTranslate("odoo.addons.shop.models.m")("Hello %s", "Ann")
    env = Env()
    assert env
    assert str(lazy) == "Hallo Ann"
    assert lazy + "!" == "Hallo Ann!"
    assert lazy == LazyTranslate("shop")("Hello %s", "Ann")


@pytest.mark.usefixtures("german")
def test_the_language_is_that_of_the_callers_environment(monkeypatch):
    monkeypatch.setitem(globals(), "__name__", "odoo.addons.shop.models.m")
    env = Env()
    assert env
    assert _("Hello %s", "Bob") == "Hallo Bob"


def test_texts_of_the_platform_belong_to_base():
    assert get_translated_module("trivium.orm.fields") == "base"
    assert get_translated_module("odoo.addons.sale.models.order") == "sale"


def test_a_text_takes_one_kind_of_arguments():
    with pytest.raises(TypeError, match="not both"):
        _("a", 1, b=2)
    with pytest.raises(TypeError, match="texts that stand in the code"):
        _(1)
