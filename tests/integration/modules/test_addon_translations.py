"""Translations of what is in the database: loaded with addons and languages, written to files and read back."""

import base64
import io
import tarfile

import polib
import pytest
from tests.support.addons import environment

from trivium.modules import lifecycle
from trivium.modules.errors import DataFileError
from trivium.modules.export import export_translations
from trivium.modules.translations import import_translations

MODELS = """
from odoo import _, fields, models


class Word(models.Model):
    _name = "i18n.word"
    _description = "Word"

    name = fields.Char(translate=True)
    kind = fields.Selection([("a", "Alpha")])

    def said(self):
        return _("Good morning")
"""
DATA = """<odoo>
<record id="hello" model="i18n.word"><field name="name">Hello</field></record>
<record id="bye" model="i18n.word"><field name="name">Goodbye</field></record>
<record id="view" model="ir.ui.view"><field name="model">i18n.word</field><field name="arch" type="xml">
<form string="The word"><p>A word to <b>translate</b></p><field name="name"/></form></field></record>
</odoo>"""
FRENCH = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8"

#. module: words
#: model:i18n.word,name:words.hello
msgid "Hello"
msgstr "Bonjour"

#. module: words
#: model:ir.model,name:words.model_i18n_word
#: model_terms:ir.ui.view,arch_db:words.view
msgid "Word"
msgstr "Mot"

#. module: words
#: model_terms:ir.ui.view,arch_db:words.view
msgid "The word"
msgstr "Le mot"

#. module: words
#: model_terms:ir.ui.view,arch_db:words.view
msgid "A word to <b>translate</b>"
msgstr "Un mot à <b>traduire</b>"

#. module: words
#: model:ir.model.fields.selection,name:words.selection__i18n_word__kind__a
msgid "Alpha"
msgstr "Alpha grec"

#. module: words
#. odoo-python
#: code:addons/words/models.py:0
msgid "Good morning"
msgstr "Bon matin"
"""


@pytest.fixture
def words(db, addons):
    files = {
        "__init__.py": "from . import models\n",
        "models.py": MODELS,
        "data.xml": DATA,
        "i18n/fr.po": FRENCH,
        "security/ir.model.access.csv": "id,name,model_id:id,group_id:id,perm_read\nw,w,model_i18n_word,,1\n",
    }
    addons.write("words", files, depends=["base"], data=["data.xml", "security/ir.model.access.csv"])
    return db


def check_french(env):
    french = env(context={"lang": "fr_FR"})
    assert french.ref("words.hello").name == "Bonjour"
    assert french.ref("words.bye").name == "Goodbye"
    assert env.ref("words.hello").name == "Hello"
    assert french.ref("words.model_i18n_word").name == "Mot"
    arch = french.ref("words.view").arch_db
    assert 'string="Le mot"' in arch
    assert "<p>Un mot à <b>traduire</b></p>" in arch
    assert french["i18n.word"].fields_get(["kind"])["kind"]["selection"] == [("a", "Alpha grec")]
    assert french["i18n.word"].said() == "Bon matin"


def test_an_addon_comes_with_its_translations_for_active_languages(words):
    with environment(words) as env:
        env["res.lang"]._activate_lang("fr_FR")
    lifecycle.install(words, ["words"])
    with environment(words) as env:
        check_french(env)


def test_a_language_comes_with_the_translations_of_installed_addons(words):
    lifecycle.install(words, ["words"])
    with environment(words) as env:
        lang = env["res.lang"].with_context(active_test=False).search([("code", "=", "fr_FR")])
        env["base.language.install"].create({"lang_ids": [(6, 0, lang.ids)]}).lang_install()
    with environment(words) as env:
        check_french(env)


def test_what_users_translated_is_kept_unless_overwritten(words):
    lifecycle.install(words, ["words"])
    with environment(words) as env:
        env["res.lang"]._activate_lang("fr_FR")
        env.ref("words.hello").with_context(lang="fr_FR").name = "Salut"
        env.flush_all()
        lifecycle.load_translations(env, ["words"], ["fr_FR"])
        assert env.ref("words.hello").with_context(lang="fr_FR").name == "Salut"
        lifecycle.load_translations(env, ["words"], ["fr_FR"], overwrite=True)
        assert env.ref("words.hello").with_context(lang="fr_FR").name == "Bonjour"


def test_an_export_holds_all_texts_and_can_be_read_back(words):
    lifecycle.install(words, ["words"])
    with environment(words) as env:
        env["res.lang"]._activate_lang("fr_FR")
        lifecycle.load_translations(env, ["words"], ["fr_FR"])
        content = export_translations(env, "fr_FR", "po", modules=["words"])
        found = {entry.msgid: entry.msgstr for entry in polib.pofile(content.decode())}
        assert found["Hello"] == "Bonjour"
        assert found["Goodbye"] == ""
        assert found["A word to <b>translate</b>"] == "Un mot à <b>traduire</b>"
        assert found["Good morning"] == "Bon matin"
        assert found["Alpha"] == "Alpha grec"
        env.ref("words.hello").with_context(lang="fr_FR").name = "Salut"
        env.flush_all()
        import_translations(env, io.BytesIO(content), "fr_FR")
        assert env.ref("words.hello").with_context(lang="fr_FR").name == "Bonjour"


def test_the_export_dialog_writes_each_format(words):
    lifecycle.install(words, ["words"])
    with environment(words) as env:
        modules = env["ir.module.module"].search([("name", "=", "words")])
        values = {"modules": [(6, 0, modules.ids)]}
        template = env["base.language.export"].create({**values, "format": "po"})
        template.act_getfile()
        assert (template.name, template.state) == ("words.pot", "get")
        assert b'msgid "Hello"\nmsgstr ""' in base64.b64decode(template.data)
        table = env["base.language.export"].create({**values, "format": "csv"})
        table.act_getfile()
        assert b'words,model,"i18n.word,name",words.hello,Hello,,\r\n' in base64.b64decode(table.data)
        archive = env["base.language.export"].create({**values, "format": "tgz"})
        archive.act_getfile()
        with tarfile.open(fileobj=io.BytesIO(base64.b64decode(archive.data))) as stream:
            assert stream.getnames() == ["words/i18n/words.pot"]


def test_the_import_dialog_takes_csv(words):
    lifecycle.install(words, ["words"])
    with environment(words) as env:
        rows = 'module,type,name,res_id,src,value,comments\nwords,model,"i18n.word,name",words.bye,Goodbye,Au revoir,\n'
        dialog = env["base.language.import"].create(
            {"name": "French", "code": "fr_FR", "data": base64.b64encode(rows.encode()), "filename": "fr.csv"}
        )
        dialog.import_lang()
        assert env.ref("words.bye").with_context(lang="fr_FR").name == "Au revoir"


POLISH = """
msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\\n"

#. module: counted
#. odoo-python
#: code:addons/counted/models.py:0
msgid "%(n)s file"
msgid_plural "%(n)s files"
msgstr[0] "%(n)s plik"
msgstr[1] "%(n)s pliki"
msgstr[2] "%(n)s plików"
"""
COUNTED = """
from trivium import _n, models


class Counted(models.AbstractModel):
    _name = "counted.files"
    _description = "Files"

    def said(self, number):
        return _n("%(n)s file", "%(n)s files", number, n=number)
"""


def test_a_number_asks_for_its_form_in_languages_with_several_plurals(db, addons):
    files = {"__init__.py": "from . import models\n", "models.py": COUNTED, "i18n/pl.po": POLISH}
    addons.write("counted", files, depends=["base"])
    lifecycle.install(db, ["counted"])
    with environment(db) as env:
        env["res.lang"]._activate_lang("pl_PL")
        polish = env(context={"lang": "pl_PL"})["counted.files"]
        assert [polish.said(n) for n in (1, 3, 5, 12, 22)] == [
            "1 plik", "3 pliki", "5 plików", "12 plików", "22 pliki",
        ]  # fmt: skip
        assert [env["counted.files"].said(n) for n in (1, 3)] == ["1 file", "3 files"]
        env["res.lang"]._activate_lang("fr_FR")
        assert env(context={"lang": "fr_FR"})["counted.files"].said(3) == "3 files"  # not translated
        catalogue = polib.pofile(export_translations(env, "pl_PL", "po", modules=["counted"]).decode())
        template = polib.pofile(export_translations(env, False, "po", modules=["counted"]).decode())
    entry = catalogue.find("%(n)s file")
    assert (entry.msgid_plural, entry.msgstr_plural[2]) == ("%(n)s files", "%(n)s plików")
    assert catalogue.metadata["Plural-Forms"].startswith("nplurals=")
    assert template.find("%(n)s file").msgstr_plural == {0: "", 1: ""}


SCRIPT = 'import { _n } from "@web/core/l10n/translation";\nexport const said = (n) => _n("%s row", "%s rows", n, n);\n'
POLISH_ROWS = (
    POLISH.replace("odoo-python", "odoo-javascript").replace("%(n)s file", "%s row").replace("%(n)s pli", "%s wier")
)


def test_the_browser_gets_the_forms_of_texts_that_depend_on_a_number(db, addons):
    addons.write("rows", {"static/src/rows.js": SCRIPT, "i18n/pl.po": POLISH_ROWS}, depends=["base"])
    lifecycle.install(db, ["rows"])
    with environment(db) as env:
        env["res.lang"]._activate_lang("pl_PL")
        texts, _parameters = env["ir.http"].get_translations_for_webclient(["rows"], "pl_PL")
        message, plural = texts["rows"]["messages"]
        catalogue = polib.pofile(export_translations(env, "pl_PL", "po", modules=["rows"]).decode())
    assert (message["id"], message["forms"][2]) == ("%s row", "%s wierków")
    assert plural == {"id": "%s rows", "string": "%s wierków"}
    assert [message["places"][number] for number in (1, 3, 5, 12, 22, 101, 102)] == list("0122121")
    entry = catalogue.find("%s row")
    assert (entry.msgid_plural, entry.msgstr_plural[1]) == ("%s rows", "%s wierki")


def test_a_language_activated_at_run_time_brings_its_direction_and_its_formats(db):
    with environment(db) as env:
        lang = env["res.lang"].with_context(active_test=False).search([("code", "=", "ar_001")])
        env["base.language.install"].create({"lang_ids": [(6, 0, lang.ids)]}).lang_install()
        assert ("ar_001", lang.name) in env["res.lang"].get_installed()
        assert env["res.lang"]._get_data(code="ar_001").direction == "rtl"
        assert env["res.lang"]._get_data(code="en_US").direction == "ltr"
        env.user.lang = "ar_001"
        assert env.user.context_get()["lang"] == "ar_001"
        env.user.lang = env.user.partner_id.lang = "en_US"
        lang.active = False
        assert "ar_001" not in dict(env["res.lang"].get_installed())


CATEGORIES = "id,name,name@fr,name@fr_BE\none,Seventy,Soixante-dix,Septante\ntwo,Water,Eau,\n"
NESTED = "id,name,name@fr,child_ids/id,child_ids/name\nabove,Above,Dessus,below,Below\n"
IN_XML = """<odoo><record id="three" model="res.partner.category">
<field name="name">Three</field><field name="name@fr">Trois</field></record></odoo>"""


def test_data_files_have_texts_in_languages(db, addons):
    files = {"res.partner.category.csv": CATEGORIES, "sub/res.partner.category.csv": NESTED, "data.xml": IN_XML}
    addons.write("multi", files, depends=["base"], data=list(files))
    with environment(db) as env:
        env["res.lang"]._activate_lang("fr_BE")
    lifecycle.install(db, ["multi"])
    names = ("one", "two", "three", "above", "below")

    def texts(env, lang):
        return [env.ref(f"multi.{name}").with_context(lang=lang).name for name in names]

    with environment(db) as env:
        assert texts(env, "fr_BE") == ["Septante", "Eau", "Trois", "Dessus", "Below"]
        assert texts(env, "en_US") == ["Seventy", "Water", "Three", "Above", "Below"]
        lang = env["res.lang"].with_context(active_test=False).search([("code", "=", "fr_FR")])
        env["base.language.install"].create({"lang_ids": [(6, 0, lang.ids)]}).lang_install()
        assert texts(env, "fr_FR") == ["Soixante-dix", "Eau", "Trois", "Dessus", "Below"]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("color@fr", "d.xml:2: record wrong.x .*field color@fr: field color is not translated"),
        ("nme@fr", "d.xml:2: record wrong.x .*field nme@fr: model res.partner.category has no field 'nme'"),
    ],
)
def test_a_text_in_a_language_needs_a_translated_field(db, addons, name, problem):
    body = f'<odoo><record id="x" model="res.partner.category">\n<field name="{name}">Un</field></record></odoo>'
    addons.write("wrong", {"d.xml": body}, depends=["base"], data=["d.xml"])
    with pytest.raises(DataFileError, match=problem):
        lifecycle.install(db, ["wrong"])
