"""Views in the database: combined, checked, made ready."""

import pytest
from lxml import etree

from trivium.exceptions import ValidationError

FORM = """<form><sheet>
<group name="main"><field name="name"/><field name="comment" invisible="not is_company"/></group>
<field name="child_ids"><list editable="bottom"><field name="name"/>
<field name="email" readonly="parent.active"/></list></field>
<button name="action_archive" type="object" string="Archive" groups="base.group_system"/></sheet></form>"""


@pytest.fixture
def form(env):
    return make(env, FORM)


def make(env, arch, **values):
    return env["ir.ui.view"].create({"name": "t", "model": "res.partner", "arch": arch, **values})


def extend(env, view, arch, **values):
    return make(env, arch, inherit_id=view.id, **values)


def test_kind_and_mode_come_from_the_arch_and_what_is_extended(env, form):
    extension = extend(env, form, '<field name="name" position="after"><field name="ref"/></field>')
    assert (form.type, form.mode, form.priority) == ("form", "primary", 16)
    assert (extension.type, extension.mode, extension.model) == ("form", "extension", "res.partner")


def test_extensions_apply_by_priority_and_what_extends_them_directly_after(env, form):
    late = extend(env, form, '<field name="name" position="after"><i class="late"/></field>', priority=20)
    early = extend(env, form, '<field name="name" position="after"><field name="ref"/></field>', priority=5)
    extend(env, early, '<i position="after"><b/></i>', priority=99, active=False)
    extend(
        env,
        early,
        '<field name="ref" position="attributes"><attribute name="string">R</attribute></field>',
        priority=99,
    )
    assert '<field name="name"/><i class="late"/><field name="ref" string="R"/>' in form.get_combined_arch()
    late.active = False
    assert '<field name="name"/><field name="ref" string="R"/>' in form.get_combined_arch()


def test_addons_have_a_say_in_how_extensions_are_applied(env, form, monkeypatch):
    views = type(env["ir.ui.view"])
    plain = views.apply_inheritance_specs

    def marked(self, source, specs_tree, pre_locate=None):
        source.set("data-from", self.name or "none")
        return plain(self, source, specs_tree, pre_locate)

    monkeypatch.setattr(views, "apply_inheritance_specs", marked)
    extend(env, form, '<field name="name" position="after"><field name="ref"/></field>', name="extension")
    assert form._get_combined_arch().get("data-from") == "extension"
    with pytest.raises(ValueError, match=r"nothing.*parent view") as caught:
        env["ir.ui.view"].apply_inheritance_specs(etree.fromstring("<form/>"), etree.fromstring("<nothing/>"))
    assert caught.value.context["spec"] == "nothing"


def test_a_primary_view_stands_on_the_extended_one_and_does_not_change_it(env, form):
    extend(env, form, '<field name="name" position="after"><field name="ref"/></field>')
    own = extend(env, form, '<field name="ref" position="replace"><field name="vat"/></field>', mode="primary")
    assert 'name="vat"' in own.get_combined_arch()
    assert 'name="ref"' not in own.get_combined_arch()
    assert 'name="vat"' not in form.get_combined_arch()


def test_combination_takes_one_statement_however_many_views_there_are(env, form):
    for number in range(10):
        extend(env, form, f'<field name="name" position="after"><i class="n{number}"/></field>')
    views = form + make(env, FORM)
    env.flush_all()
    views._get_combined_archs()
    count = env.cr.sql_log_count
    views._get_combined_archs()
    assert env.cr.sql_log_count - count == 1


@pytest.mark.parametrize(
    ("arch", "messages"),
    [
        ('<form><field name="nothing"/></form>', ["no field 'nothing'", "res.partner"]),
        ('<form><field name="name" invisible="nothing"/></form>', ["no field 'nothing'", "expression"]),
        ('<form><field name="name" invisible="a ="/></form>', ["no expression"]),
        ('<form><button name="nothing" type="object"/></form>', ["nothing is no method"]),
        ('<form><button name="_compute_display_name" type="object"/></form>', ["private"]),
        ('<form><field name="name" groups="base.nothing"/></form>', ["no group 'base.nothing'"]),
        ("<form><field name=\"parent_id\" domain=\"[('nothing', '=', 1)]\"/></form>", ["no field 'nothing'"]),
        ('<form><field name="parent_id" context="[]"/></form>', ["no dictionary"]),
        ('<form><label for="nothing"/></form>', ["label is for 'nothing'"]),
        ('<form><label for="email"/><field name="name"/></form>', ["label is for 'email'", "no element"]),
        ('<form><field name="name" attrs="{}"/></form>', ["attrs= has no meaning"]),
        ('<form><button name="create_company" type="object" states="draft"/></form>', ["states= has no meaning"]),
        ('<calendar date_start="nothing"/>', ["no field 'nothing'"]),
        ('<list default_order="name, nothing desc"><field name="name"/></list>', ["no field 'nothing'"]),
        ('<list default_group_by="nothing"><field name="name"/></list>', ["no field 'nothing'"]),
        ('<form><field name="child_ids"><list><field name="nothing"/></list></field></form>', ["no field 'nothing'"]),
        ('<search><filter string="x" domain="[]"/></search>', ["needs a name"]),
        ("<search><filter name=\"x\" context=\"{'group_by': 'nothing'}\"/></search>", ["no field 'nothing'"]),
        ("<list><sheet/></list>", ["form of one"]),
        ("<tree/>", ["<list>"]),
        ("<form", ["well-formed"]),
    ],
)
def test_what_a_view_names_must_be_there(env, arch, messages):
    with pytest.raises(ValidationError) as caught, env.cr.savepoint():
        make(env, arch)
    for message in messages:
        assert message in str(caught.value)


def test_a_locator_that_finds_nothing_names_the_view_that_has_it(env, form):
    with pytest.raises(ValidationError, match=r"(?s)cannot be located.*View: bad"), env.cr.savepoint():
        extend(env, form, '<field name="gone" position="after"/>', name="bad")


def test_an_error_names_file_and_line(env):
    view = env.ref("base.view_partner_form")
    with (
        pytest.raises(ValidationError, match=r"base/views/res_partner_views.xml, line \d+") as caught,
        env.cr.savepoint(),
    ):
        view.write({"arch": view.arch_db.replace("<sheet", '<field name="nothing"/><sheet', 1)})
    assert "base.view_partner_form" in str(caught.value)


def test_users_see_what_they_may(env, form):
    admin = env.ref("base.user_admin")
    user = env["res.users"].create({"name": "u", "login": "u", "group_ids": [(6, 0, env.ref("base.group_user").ids)]})
    for_admin = env["res.partner"].with_user(admin).get_view(form.id, "form")
    for_user = env["res.partner"].with_user(user).get_view(form.id, "form")
    assert "action_archive" in for_admin["arch"]
    assert "action_archive" not in for_user["arch"]
    assert "groups=" not in for_admin["arch"]
    assert etree.fromstring(for_user["arch"]).get("create") == "False"
    assert etree.fromstring(for_admin["arch"]).get("create") is None


def test_fields_that_expressions_read_are_added_unseen(env, form):
    view = env["res.partner"].get_view(form.id, "form")
    root = etree.fromstring(view["arch"])
    added = [(node.get("name"), node.get("invisible")) for node in root.iterchildren("field")]
    assert added == [("is_company", "True"), ("active", "True")]
    assert {"name", "comment", "is_company", "active", "email", "child_ids"} <= set(view["models"]["res.partner"])


def test_get_views_tells_views_fields_actions_and_favourites(env):
    env["ir.filters"].create_filter({"name": "mine", "model_id": "res.partner", "user_ids": [(6, 0, [env.uid])]})
    result = env["res.partner"].get_views(
        [(False, "form"), (False, "list"), (False, "search")], {"toolbar": True, "load_filters": True}
    )
    assert set(result["views"]) == {"form", "list", "search"}
    assert result["views"]["form"]["model"] == "res.partner"
    assert [each["name"] for each in result["views"]["search"]["filters"]] == ["mine"]
    assert "toolbar" in result["views"]["list"]
    assert set(env["res.partner"]._fields) == set(result["models"]["res.partner"]["fields"])
    count = env.cr.sql_log_count
    env["res.partner"].get_views([(False, "form"), (False, "list")], {})
    assert env.cr.sql_log_count == count


def test_a_model_without_views_gets_some(env):
    for kind in ("form", "list", "search", "kanban", "graph", "pivot"):
        view = env["res.partner.industry"].get_view(None, kind)
        assert etree.fromstring(view["arch"]).tag == kind
    assert env["ir.ui.view"].default_view("res.partner.industry", "kanban") is False


def test_changes_can_be_undone(env, form):
    before = form.arch_db
    form.arch = FORM.replace('name="main"', 'name="changed"')
    assert (form.arch_updated, form.arch_prev) == (True, before)
    form.reset_arch()
    assert "changed" not in form.arch_db
    view = env.ref("base.view_partner_form")
    view.arch = view.arch_db.replace("<sheet>", "<sheet><i/>")
    view.reset_arch("hard")
    assert "<i/>" not in view.arch_db
    assert not view.arch_updated
