"""Views whose translated texts stand in elements of their own, for translators to edit (`edit_translations`)."""

import hashlib

import pytest


@pytest.fixture
def view(env):
    env["res.lang"]._activate_lang("fr_FR")
    arch = '<div title="Shown on hover"><p>Good <b>morning</b></p><p>Not yet</p><i/></div>'
    view = env["ir.ui.view"].create({"type": "qweb", "name": "greeting", "arch": arch})
    view.update_field_translations("arch_db", {"fr_FR": {"Good <b>morning</b>": "Bonjour"}})
    env["ir.ui.view"].create(
        {
            "type": "qweb",
            "name": "evening",
            "inherit_id": view.id,
            "arch": '<data><p position="attributes"><attribute name="title">Tip</attribute></p>'
            '<i position="after"><p>Good night</p></i></data>',
        }
    )
    return view


def _marked(view, **context):
    arch = view.with_context(load_all_views=True, edit_translations=True, **context)._get_combined_arch()
    spans = arch.xpath("//span[@data-oe-translation-state]")
    return arch, {
        "".join(span.itertext()): (span.get("data-oe-translation-state"), int(span.get("data-oe-id"))) for span in spans
    }


def test_each_text_names_its_view_and_whether_it_is_translated(view):
    arch, marked = _marked(view, lang="fr_FR")
    extension = view.inherit_children_ids.id
    assert marked == {
        "Bonjour": ("translated", view.id),
        "Not yet": ("to_translate", view.id),
        "Good night": ("to_translate", extension),
    }
    span = arch.xpath("//p[1]/span")[0]
    assert span.get("data-oe-translation-source-sha") == hashlib.sha256(b"Good <b>morning</b>").hexdigest()
    assert (span.get("data-oe-model"), span.get("data-oe-field")) == ("ir.ui.view", "arch_db")


def test_attributes_keep_their_plain_text(view):
    arch, _marks = _marked(view, lang="fr_FR")
    assert arch.get("title") == "Shown on hover"
    assert arch.xpath("//p[1]")[0].get("title") == "Tip"


def test_the_source_language_has_nothing_left_to_translate(view):
    _arch, marked = _marked(view)
    assert {state for state, _view in marked.values()} == {"translated"}
    assert "Good morning" in marked


def test_other_readers_see_no_marks(view):
    assert not view.with_context(load_all_views=True)._get_combined_arch().xpath("//span")
