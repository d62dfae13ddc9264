"""The skeleton that `trivium scaffold` writes is an addon that can be used at once; the client gets its texts."""

from lxml import etree
from tests.support.addons import environment

from trivium.cli.scaffold import write_skeleton
from trivium.modules import lifecycle, paths
from trivium.tools.translate import code_translations

ARABIC = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

#. module: my_shop
#: model:ir.ui.menu,name:my_shop.my_shop_item_menu
msgid "My shop"
msgstr "متجري"

#. odoo-javascript
#: code:addons/my_shop/static/src/shop.js:0
msgid "Buy"
msgstr "اشتر"
"""


def write(addons):
    """Write the skeleton, with an Arabic translation."""
    addons.names.add("my_shop")
    write_skeleton("my_shop", addons.root / "my_shop")
    (addons.root / "my_shop" / "i18n").mkdir()
    (addons.root / "my_shop" / "i18n" / "ar.po").write_text(ARABIC, encoding="utf-8")
    paths.refresh()
    code_translations.clear()


def test_its_views_are_shown(db, addons):
    write(addons)
    lifecycle.install(db, ["my_shop"])
    with environment(db) as env:
        admin = env(user=env.ref("base.user_admin").id, su=False)
        action = env.ref("my_shop.my_shop_item_action")
        views = [(False, mode) for mode in action.view_mode.split(",")] + [(False, "search")]
        found = admin[action.res_model].get_views(views)
        form = etree.fromstring(found["views"]["form"]["arch"])
        assert [field.get("name") for field in form.iter("field")] == ["name", "active"]
        assert etree.fromstring(found["views"]["list"]["arch"]).xpath("//field/@name") == ["name"]
        menus = admin["ir.ui.menu"].load_menus(False)
        assert "My shop" in [menu["name"] for menu in menus.values()]
        item = admin["my_shop.item"].create({"name": "First"})
        assert item.web_read({"name": {}, "active": {}}) == [{"id": item.id, "name": "First", "active": True}]


def test_a_language_that_runs_from_right_to_left_comes_with_the_texts_of_the_client(db, addons):
    write(addons)
    lifecycle.install(db, ["my_shop"])
    with environment(db) as env:
        env["res.lang"]._activate_lang("ar_001")
        lifecycle.load_translations(env, ["my_shop"], ["ar_001"])
        texts, language = env["ir.http"].get_translations_for_webclient(["my_shop"], "ar_001")
        assert texts["my_shop"]["messages"] == ({"id": "Buy", "string": "اشتر"},)
        assert language["direction"] == "rtl"
        menu = env.ref("my_shop.my_shop_item_menu")
        assert menu.with_context(lang="ar_001").name == "متجري"
        action = env.ref("my_shop.my_shop_item_action")
        assert action.with_context(lang="ar_001").name == "My shop"  # untranslated: as it is in the source
        texts, language = env["ir.http"].get_translations_for_webclient(["my_shop"], "en_US")
        assert (texts["my_shop"]["messages"], language["direction"]) == ((), "ltr")
