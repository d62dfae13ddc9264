"""Small technical models: views of users, views put back, menus made for models, exports, groups on the user form."""

import pytest
from lxml import etree

from trivium.exceptions import UserError, ValidationError


def test_the_view_of_a_user_goes_when_the_view_changes(env):
    view = env["ir.ui.view"].create({"model": "res.partner", "type": "form", "arch": "<form/>", "name": "F"})
    users = env.user | env.ref("base.user_admin")
    own = env["ir.ui.view.custom"].create(
        [{"user_id": user.id, "ref_id": view.id, "arch": "<form/>"} for user in users]
    )
    view.name = "G"
    assert own.exists() == env["ir.ui.view.custom"]
    kept = env["ir.ui.view.custom"].create({"user_id": env.uid, "ref_id": view.id, "arch": "<form/>"})
    view.unlink()
    assert not kept.exists()


def test_a_view_is_put_back_to_how_it_was(env):
    view = env["ir.ui.view"].create({"model": "res.partner", "type": "form", "arch": "<form><sheet/></form>"})
    view.arch = "<form><group/></form>"
    dialog = env["reset.view.arch.wizard"].create({"view_id": view.id, "reset_mode": "soft"})
    assert dialog.has_diff
    assert "sheet" in dialog.arch_diff
    dialog.reset_view_button()
    assert view.arch_db == "<form><sheet/></form>"


def test_a_view_of_an_addon_is_put_back_to_its_file(env):
    view = env.ref("base.view_country_tree")
    written = view.arch_db
    view.arch = "<list><field name='name'/></list>"
    env["reset.view.arch.wizard"].create({"view_id": view.id, "reset_mode": "hard"}).reset_view_button()
    assert etree.canonicalize(view.arch_db, strip_text=True) == etree.canonicalize(written, strip_text=True)


def test_a_menu_is_made_for_a_model(env):
    dialog = env["wizard.ir.model.menu.create"].with_context(model_id=env.ref("base.model_res_partner").id)
    parent = env.ref("base.menu_administration")
    dialog.create({"menu_id": parent.id, "name": "Everyone"}).menu_create()
    menu = env["ir.ui.menu"].search([("name", "=", "Everyone"), ("parent_id", "=", parent.id)])
    assert menu.action.res_model == "res.partner"


def test_a_list_of_fields_to_export_is_kept(env):
    lines = [(0, 0, {"name": "name"}), (0, 0, {"name": "country_id/code"})]
    kept = env["ir.exports"].create({"name": "Short", "resource": "res.partner", "export_fields": lines})
    assert kept.export_fields.mapped("name") == ["name", "country_id/code"]
    kept.copy().unlink()
    assert kept.exists()


def test_groups_of_a_privilege_are_a_choice_on_the_user_form(env):
    privilege = env["res.groups.privilege"].create({"name": "Fleet"})
    user = env["res.groups"].create({"name": "User", "privilege_id": privilege.id})
    manager = env["res.groups"].create({"name": "Manager", "privilege_id": privilege.id, "implied_ids": [(4, user.id)]})
    env.invalidate_all()
    known = env.ref("base.user_admin").view_group_hierarchy
    assert known["privileges"][str(privilege.id)]["group_ids"] == [user.id, manager.id]
    assert known["groups"][str(manager.id)]["implied_ids"] == [user.id]
    privilege.name = "Cars"
    assert env.ref("base.user_admin").view_group_hierarchy["privileges"][str(privilege.id)]["name"] == "Cars"


def test_a_step_of_setting_up_is_offered_until_it_is_done(env):
    step = env["ir.actions.todo"].create({"action_id": env.ref("base.action_partner_form").id})
    assert step.action_launch()["res_model"] == "res.partner"
    assert step.state == "done"
    step.action_open()
    assert step.state == "open"


def test_an_action_inside_of_another_belongs_to_who_made_it(env):
    action = env.ref("base.action_partner_form")
    values = {"parent_action_id": action.id, "parent_res_model": "res.partner", "name": "Countries"}
    with pytest.raises(Exception, match="action"), env.cr.savepoint():
        env["ir.embedded.actions"].create(values)
    made = env["ir.embedded.actions"].create({**values, "action_id": env.ref("base.action_country").id})
    assert made.is_deletable
    made.unlink()
    assert not made.exists()


@pytest.mark.parametrize(("method", "allowed"), [("unlink", True), ("_write", False), ("browse", False), ("no", False)])
def test_a_tab_calls_what_clients_may_call(env, method, allowed):
    action = env.ref("base.action_partner_form")
    values = {"parent_action_id": action.id, "parent_res_model": "res.partner", "name": "x", "python_method": method}
    if allowed:
        assert env["ir.embedded.actions"].create(values)
        return
    with pytest.raises(ValidationError, match=rf"res.partner has no method {method}"), env.cr.savepoint():
        env["ir.embedded.actions"].create(values)


def test_the_list_of_addons_is_made_anew(env):
    dialog = env["base.module.update"].create({})
    dialog.update_module()
    assert (dialog.state, dialog.added) == ("done", 0)


def test_nothing_is_marked_for_an_upgrade_that_is_called_off(env):
    base = env.ref("base.module_base")
    base.button_upgrade()
    assert base.state == "to upgrade"
    env["base.module.upgrade"].create({}).upgrade_module_cancel()
    assert base.state == "installed"
    with pytest.raises(UserError, match="base"):
        base.button_uninstall()
