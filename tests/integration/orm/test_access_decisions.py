import pytest

from trivium.exceptions import AccessError
from trivium.orm import access


@pytest.fixture
def world(env):
    """Two companies, a user of the first in a group that another implies, three partners."""
    own = env["res.company"].create({"name": "First"})
    foreign = env["res.company"].create({"name": "Second"})
    member = env["res.groups"].create({"name": "Member"})
    manager = env["res.groups"].create({"name": "Manager", "implied_ids": [(6, 0, member.ids)]})
    user = env["res.users"].create(
        {"name": "Ada", "company_id": own.id, "company_ids": [(6, 0, own.ids)], "group_ids": [(6, 0, manager.ids)]}
    )
    models = {
        name: env["ir.model"].create({"model": name}) for name in ("small.partner", "small.country", "small.category")
    }
    mine, theirs, shared = env["small.partner"].create(
        [
            {"name": "Mine", "company_id": own.id, "color": 1, "secret": "s"},
            {"name": "Theirs", "company_id": foreign.id, "color": 1},
            {"name": "Shared", "color": 9},
        ]
    )
    return {
        "own": own, "foreign": foreign, "member": member, "manager": manager, "user": user, "models": models,
        "mine": mine, "theirs": theirs, "shared": shared,
    }  # fmt: skip


@pytest.fixture
def open_model(env, world):
    """Open a model to a group by a line."""

    def allow(model="small.partner", group=None, **perms):
        access.clear(env)
        return env["ir.model.access"].create(
            {
                "name": f"line of {model}",
                "model_id": world["models"][model].id,
                "group_id": group.id if group else False,
                **{f"perm_{name}": True for name in perms or {"read": True}},
            }
        )

    return allow


@pytest.fixture
def rule(env, world):
    """Make a rule on partners."""

    def make(domain, *groups, name="a rule", **values):
        access.clear(env)
        groups = [group.id for group in groups]
        return env["ir.rule"].create(
            {
                "name": name,
                "model_id": world["models"]["small.partner"].id,
                "domain_force": domain,
                "groups": [(6, 0, groups)],
                **values,
            }
        )

    return make


@pytest.fixture
def partners(env, world):
    """The partners as the user sees them."""
    return env(user=world["user"].id)["small.partner"]


def test_what_no_line_opens_is_closed(partners, world):
    with pytest.raises(AccessError) as error:
        partners.search([])
    assert "Partner (small.partner)" in str(error.value)
    assert "No group may do this" in str(error.value)
    assert not partners.has_access("read")
    assert partners.sudo().has_access("read")
    assert len(partners.sudo().search([("id", "in", [world["mine"].id])])) == 1


def test_lines_open_a_model_to_groups_that_are_implied(partners, world, open_model):
    open_model(group=world["member"])
    assert partners.has_access("read")
    assert not partners.has_access("write")
    with pytest.raises(AccessError, match="change records"):
        partners.check_access("write")
    assert world["member"].id in access.user_groups(partners.env)
    assert access.allowed_models(partners.env, "read") == {"small.partner"}


def test_a_line_without_group_opens_a_model_to_all_and_an_inactive_one_to_nobody(partners, open_model):
    line = open_model()
    assert partners.has_access("read")
    line.active = False
    access.clear(partners.env)
    assert not partners.has_access("read")


def test_the_error_names_the_groups_that_may(env, partners, open_model):
    other = env["res.groups"].create({"name": "Clerks"})
    open_model(group=other)
    with pytest.raises(AccessError, match="Clerks"):
        partners.check_access("read")


def test_global_rules_all_hold_and_of_the_groups_rules_one(partners, world, open_model, rule):
    open_model()
    rule("['|', ('company_id', '=', False), ('company_id', 'in', company_ids)]")
    everyone = [world["mine"].id, world["theirs"].id, world["shared"].id]
    found = partners.search([("id", "in", everyone)], order="id")
    assert found.mapped("name") == ["Mine", "Shared"]
    rule("[('color', '=', 1)]", world["member"])
    assert partners.search([("id", "in", everyone)]).mapped("name") == ["Mine"]
    rule("[('color', '=', 9)]", world["manager"])
    assert partners.search([("id", "in", everyone)], order="id").mapped("name") == ["Mine", "Shared"]
    rule("[('name', '!=', user.name)]")
    rule("[(0, '=', 1)]", active=False)
    assert len(partners.search([("id", "in", everyone)])) == 2


def test_rules_of_groups_that_the_user_is_not_in_do_not_concern_him(env, partners, world, open_model, rule):
    open_model()
    rule("[(0, '=', 1)]", env["res.groups"].create({"name": "Others"}))
    assert world["mine"].with_env(partners.env).has_access("read")


def test_rules_hold_for_their_operations_alone(partners, world, open_model, rule):
    open_model(read=True, write=True)
    rule("[('color', '=', 9)]", perm_read=False)
    mine, shared = (world[name].with_env(partners.env) for name in ("mine", "shared"))
    assert mine.has_access("read")
    assert not mine.has_access("write")
    assert shared.has_access("write")
    assert (mine + shared)._filtered_access("write") == shared
    with pytest.raises(ValueError, match="no access operation"):
        mine.check_access("delete")


def test_the_error_names_records_and_rules_and_tells_no_more_than_the_user_may_know(partners, world, open_model, rule):
    open_model(read=True, write=True)
    rule("[('color', '=', 9)]", name="only nines")
    theirs = world["theirs"].with_env(partners.env)
    with pytest.raises(AccessError) as error:
        theirs.check_access("read")
    message = str(error.value)
    assert f"id {theirs.id}" in message
    assert "only nines" in message
    assert "Ada" in message
    assert "Theirs" not in message


def test_the_error_names_records_that_may_be_read(partners, world, open_model, rule):
    open_model(read=True, write=True)
    rule("[('color', '=', 9)]", perm_read=False)
    with pytest.raises(AccessError, match=r"Mine \(id \d+\)"):
        world["mine"].with_env(partners.env).check_access("write")


def test_the_error_tells_which_company_to_switch_to(partners, world, open_model, rule):
    open_model()
    rule("[('company_id', 'in', company_ids)]")
    world["user"].company_ids = world["own"] + world["foreign"]
    narrow = partners.with_context(allowed_company_ids=world["own"].ids)
    assert not world["theirs"].with_env(narrow.env).has_access("read")
    with pytest.raises(AccessError, match="switch to that company"):
        world["theirs"].with_env(narrow.env).check_access("read")
    wide = partners.with_context(allowed_company_ids=(world["own"] + world["foreign"]).ids)
    assert world["theirs"].with_env(wide.env).has_access("read")


def test_a_set_is_checked_by_one_statement_whatever_its_size(env, partners, open_model, rule, statements):
    open_model()
    rule("['|', ('company_id', '=', False), ('company_id', 'in', company_ids)]")
    many = env["small.partner"].create([{"name": f"p{index}"} for index in range(500)]).with_env(partners.env)
    many[0].check_access("read")
    env.flush_all()
    env.invalidate_all()
    assert statements(many.check_access, "read")[1] == 1
    assert statements(many[:2].check_access, "read")[1] == 1
    assert statements(partners.check_access, "read")[1] == 0


def test_what_the_cache_holds_is_checked_without_a_statement(env, partners, open_model, rule, statements, world):
    open_model()
    rule("[('company_id', 'in', company_ids)]")
    values = [{"name": "mine", "company_id": world["own"].id}, {"name": "theirs", "company_id": world["foreign"].id}]
    mine, theirs = env["small.partner"].create(values).with_env(partners.env)
    mine.has_access("read")
    assert statements(mine.has_access, "read") == (True, 0)
    assert not theirs.has_access("read")
    theirs.sudo().company_id = world["own"]
    assert statements(theirs.has_access, "read") == (True, 0)
    mine.sudo().company_id = world["foreign"]
    assert not mine.has_access("read")


def test_rules_are_part_of_the_one_statement_that_searches(partners, open_model, rule, statements):
    open_model()
    rule("[('country_id.code', '!=', 'XX')]")
    partners.search([])
    assert statements(partners.search, [("color", "=", 1)])[1] == 1


def test_what_a_domain_leads_to_is_guarded_too(partners, world, open_model, rule):
    open_model()
    with pytest.raises(AccessError, match="Country"):
        partners.search([("country_id.code", "=", "BE")])
    open_model("small.country")
    assert not partners.search([("country_id.code", "=", "BE")])
    world["mine"].parent_id = world["theirs"]
    rule("[('company_id', 'in', [False, *company_ids])]")
    assert not partners.search([("parent_id.name", "=", "Theirs")])
    assert partners.sudo().search([("parent_id.name", "=", "Theirs")]) == world["mine"]


def test_fields_of_groups_are_closed_to_others(partners, world, open_model):
    open_model()
    mine = world["mine"].with_env(partners.env)
    for use in (
        lambda: partners.search([("secret", "=", "s")]),
        lambda: partners.search([], order="secret"),
        lambda: partners._read_group([], ["secret"]),
        lambda: partners._read_group([], [], ["secret:max"]),
        lambda: mine.read(["secret"]),
        lambda: partners.check_field_access_rights("read", ["secret"]),
        lambda: partners.search([("secret_code", "=", "BE")]),
        lambda: partners.search([("secret_shade", "=", 10)]),
        lambda: partners.search([("secret_parent_id", "child_of", mine.ids)]),
        lambda: partners.search([("secret_parent_id.name", "=", "x")]),
        lambda: partners.search([("secret_tag_ids", "=", False)]),
        lambda: partners.search([("secret_tag_ids.name", "=", "x")]),
        lambda: partners._read_group([], ["secret_tag_ids"]),
        lambda: partners._read_group([], ["secret_code"]),
    ):
        with pytest.raises(AccessError, match="secret"):
            use()
    assert "secret" not in partners.check_field_access_rights("read", None)
    assert partners.sudo().search([("secret", "=", "s")]) == world["mine"]


def test_a_broken_rule_names_itself(partners, open_model, rule):
    open_model()
    broken = rule("[('nowhere', '=', 1)]", name="broken one")
    with pytest.raises(ValueError, match=rf"'broken one' \(id {broken.id}\)"):
        partners.search([])


def test_the_superuser_passes_over_everything(env, world, rule):
    rule("[(0, '=', 1)]")
    assert env["small.partner"].search([("id", "=", world["mine"].id)])
    assert env["small.partner"].check_access_rights("unlink")
    assert access.rule_domain(env, "small.partner", "read").is_true()


def test_groups_of_a_path_are_those_that_may_be_seen(partners, world, open_model, rule):
    open_model()
    world["mine"].parent_id = world["theirs"]
    rule("[('company_id', 'in', [False, *company_ids])]")
    groups = dict(partners._read_group([("id", "=", world["mine"].id)], ["parent_id.name"], ["__count"]))
    assert groups == {False: 1}


def test_older_names_of_the_checks(partners, world, open_model, rule):
    assert partners.check_access_rights("read", raise_exception=False) is False
    open_model()
    rule("[('color', '=', 9)]")
    assert partners.check_access_rights("read") is True
    everyone = (world["mine"] + world["shared"]).with_env(partners.env)
    assert everyone._filter_access_rules("read") == world["shared"]
    assert everyone._filter_access_rules_python("read") == world["shared"]
    with pytest.raises(AccessError):
        everyone.check_access_rule("read")
