"""Menus, actions, favourites and default values."""

import pytest

from trivium.exceptions import AccessError, UserError, ValidationError


@pytest.fixture
def action(env):
    return env["ir.actions.act_window"].create(
        {"name": "Partners", "res_model": "res.partner", "view_mode": "list,form", "path": "partners-x"}
    )


@pytest.fixture
def user(env):
    return env["res.users"].create({"name": "u", "login": "u", "group_ids": [(6, 0, env.ref("base.group_user").ids)]})


def menu(env, name, parent=None, action=None, **values):
    reference = f"{action._name},{action.id}" if action else False
    return env["ir.ui.menu"].create({"name": name, "parent_id": parent and parent.id, "action": reference, **values})


def test_all_kinds_of_actions_share_ids_and_the_common_table(env, action):
    url = env["ir.actions.act_url"].create({"name": "Site", "url": "https://example.com"})
    common = env["ir.actions.actions"].browse([action.id, url.id])
    assert common.mapped("type") == ["ir.actions.act_window", "ir.actions.act_url"]
    assert action.id != url.id
    with pytest.raises(ValidationError, match="Another action has the path"), env.cr.savepoint():
        url.path = "partners-x"
    with pytest.raises(ValidationError, match="path"), env.cr.savepoint():
        url.path = "Not Good"


def test_the_views_of_an_action_come_from_its_lines_then_from_its_mode(env, action):
    form = env["ir.ui.view"].search([("model", "=", "res.partner"), ("type", "=", "form")], limit=1)
    assert action.views == [(False, "list"), (False, "form")]
    action.view_ids = [(0, 0, {"view_mode": "form", "view_id": form.id})]
    assert action.views == [(form.id, "form"), (False, "list")]
    with pytest.raises(ValidationError, match="twice"), env.cr.savepoint():
        action.view_mode = "form,form"
    with pytest.raises(ValidationError, match="unknown model"), env.cr.savepoint():
        action.res_model = "no.model"


def test_a_client_gets_the_readable_fields_of_an_action(action):
    values = action._get_action_dict()
    assert values["views"] == [(False, "list"), (False, "form")]
    assert values["path"] == "partners-x"
    assert {"create_date", "usage"}.isdisjoint(values)


def test_menus_are_seen_where_they_lead_somewhere(env, action, user):
    top = menu(env, "Top")
    below = menu(env, "Below", top, action, sequence=5)
    secret = menu(env, "Secret", top, action, group_ids=[(6, 0, env.ref("base.group_system").ids)])
    empty = menu(env, "Empty")
    for_user = env["ir.ui.menu"].with_user(user).load_menus(False)
    assert for_user[top.id]["children"] == [below.id]
    assert (for_user[below.id]["action_model"], for_user[below.id]["action_id"]) == (action._name, action.id)
    assert for_user[below.id]["action_path"] == "partners-x"
    assert for_user[below.id]["app_id"] == top.id
    assert secret.id not in for_user
    assert empty.id not in for_user
    assert top.id in for_user["root"]["children"]
    assert below.complete_name == "Top/Below"


def test_a_menu_is_not_seen_if_its_model_may_not_be_read(env, user):
    rules = env["ir.actions.act_window"].create({"name": "Log", "res_model": "ir.logging"})
    hidden = menu(env, "Hidden", None, rules)
    assert hidden.id not in env["ir.ui.menu"].with_user(user)._visible_menu_ids()
    assert hidden.id in env["ir.ui.menu"].with_user(env.ref("base.user_admin"))._visible_menu_ids()


def test_menus_cannot_be_below_themselves_and_let_go_of_what_is_below(env):
    top = menu(env, "Top")
    below = menu(env, "Below", top)
    with pytest.raises((ValidationError, UserError)), env.cr.savepoint():
        top.parent_id = below
    top.unlink()
    assert not below.parent_id


def test_bound_actions_are_offered_to_those_who_may_run_them(env, action, user):
    partners = env["ir.model"]._get("res.partner")
    action.write({"binding_model_id": partners.id, "binding_view_types": "list"})
    server = env["ir.actions.server"].create(
        {
            "name": "S",
            "model_id": partners.id,
            "state": "code",
            "code": "pass",
            "group_ids": [(6, 0, env.ref("base.group_system").ids)],
        }
    )
    server.create_action()
    names = [each["name"] for each in env["ir.actions.actions"].get_bindings("res.partner")["action"]]
    assert set(names) >= {"Partners", "S"}
    for_user = env["ir.actions.actions"].with_user(user).get_bindings("res.partner")["action"]
    assert "S" not in [each["name"] for each in for_user]
    assert {"id", "name", "binding_view_types"} == set(next(each for each in for_user if each["name"] == "Partners"))
    views = env["res.partner"].get_views([(False, "list"), (False, "form")], {"toolbar": True})["views"]
    assert "Partners" in [each["name"] for each in views["list"]["toolbar"]["action"]]
    assert "Partners" not in [each["name"] for each in views["form"].get("toolbar", {}).get("action", [])]


@pytest.fixture
def partner(env):
    return env["res.partner"].create({"name": "Ada"})


def server_action(env, **values):
    return env["ir.actions.server"].create({"name": "A", "model_id": env["ir.model"]._get_id("res.partner"), **values})


def run(action, records):
    return action.with_context(active_model=records._name, active_id=records[:1].id, active_ids=records.ids).run()


def test_server_actions_run_code_on_records_and_may_return_an_action(env, partner):
    code = "records.write({'ref': 'x'})\naction = {'type': 'ir.actions.act_window_close'}"
    assert run(server_action(env, state="code", code=code), partner) == {"type": "ir.actions.act_window_close"}
    assert partner.ref == "x"
    with pytest.raises(ValidationError), env.cr.savepoint():
        server_action(env, state="code", code="not python (")


def test_server_actions_write_create_and_run_others(env, partner):
    write = server_action(env, state="object_write", update_path="comment", html_value="<p>Hi</p>")
    create = server_action(
        env, state="object_create", value="Child", crud_model_id=env["ir.model"]._get_id("res.partner"),
        link_field_id=env["ir.model.fields"]._get("res.partner", "child_ids").id,
    )  # fmt: skip
    run(server_action(env, state="multi", child_ids=[(6, 0, (write + create).ids)]), partner)
    assert str(partner.comment) == "<p>Hi</p>"
    assert partner.child_ids.mapped("name") == ["Child"]
    assert server_action(env, state="object_write").warning


def test_server_actions_are_for_their_groups_or_for_who_may_write(env, partner, user):
    action = server_action(env, state="code", code="record.sudo().write({'ref': 'y'})")
    with pytest.raises(AccessError):
        run(action.with_user(user), partner.with_user(user))
    action.group_ids = env.ref("base.group_user")
    run(action.with_user(user), partner.with_user(user))
    assert partner.ref == "y"


def test_earlier_code_can_be_restored(env):
    action = server_action(env, state="code", code="first = 1")
    action.code = "second = 2"
    assert action.show_code_history
    first = env["ir.actions.server.history"].search([("action_id", "=", action.id), ("code", "=", "first = 1")])
    wizard = env["server.action.history.wizard"].create({"action_id": action.id, "revision": first.id})
    wizard.restore_revision()
    assert action.code == "first = 1"


def test_favourites_are_the_users_own_or_shared(env, user, action):
    filters = env["ir.filters"].with_user(user)
    mine = filters.create_filter(
        {"name": "mine", "model_id": "res.partner", "user_ids": [(6, 0, user.ids)], "action_id": action.id}
    )
    env["ir.filters"].create_filter({"name": "other", "model_id": "res.partner", "user_ids": [(6, 0, [env.uid])]})
    env["ir.filters"].create_filter({"name": "shared", "model_id": "res.partner", "user_ids": []})
    assert [each["name"] for each in filters.get_filters("res.partner", action.id)] == ["mine", "shared"]
    assert [each["name"] for each in filters.get_filters("res.partner")] == ["shared"]
    assert mine.domain == "[]"
    with pytest.raises(UserError, match="cannot be kept"):
        filters.create_filter({"name": "bad", "model_id": "res.partner", "context": "{"})


def test_defaults_of_users_come_before_those_of_all(env, user):
    defaults = env["ir.default"]
    defaults.set("res.partner", "ref", "all")
    defaults.set("res.partner", "ref", "own", user_id=user.id)
    assert defaults.with_user(user)._get_model_defaults("res.partner")["ref"] == "own"
    assert env["res.partner"].default_get(["ref"])["ref"] == "all"
    assert defaults._get("res.partner", "ref", user_id=user.id) == "own"
    defaults.set("res.partner", "ref", "all", condition="is_company=1")
    assert "ref" in defaults._get_model_defaults("res.partner", "is_company=1")
    defaults.discard_values("res.partner", "ref", ["all", "own"])
    assert "ref" not in defaults._get_model_defaults("res.partner")
    with pytest.raises(ValidationError, match="no field"):
        defaults.set("res.partner", "nothing", 1)
    with pytest.raises(ValidationError):
        defaults.set("res.partner", "color", "red")


def test_a_client_action_keeps_its_parameters(env):
    action = env["ir.actions.client"].create({"name": "C", "tag": "reload", "params": {"a": [1, "x"]}})
    env.flush_all()
    env.invalidate_all()
    assert action.params == {"a": [1, "x"]}
    assert action._get_action_dict()["params"] == {"a": [1, "x"]}
