"""What `env.explain` tells of a decision."""

import pytest

from trivium.exceptions import AccessError


@pytest.fixture
def world(env):
    users = env["res.users"].with_context(no_reset_password=True)
    user = users.create({"name": "Ada", "login": "ada", "group_ids": [(6, 0, [env.ref("base.group_user").id])]})
    partners = env["res.partner"].create([{"name": "Open"}, {"name": "Closed"}])
    rule = env["ir.rule"].create(
        {
            "name": "only open ones",
            "model_id": env["ir.model"]._get("res.partner").id,
            "domain_force": "[('name', '!=', 'Closed')]",
            "groups": [(6, 0, [env.ref("base.group_user").id])],
        }
    )
    return user, partners, rule


def test_the_rule_that_closes_a_record_is_named(env, world):
    user, partners, rule = world
    found = env(user=user.id, su=False).explain(partners, "read")
    assert (found.allowed, found.model, found.operation, found.uid) == (False, "res.partner", "read", user.id)
    assert found.closed == (partners[1].id,)
    decisive = next(item for item in found.rules if item.id == rule.id)
    assert decisive.closed == (partners[1].id,)
    assert decisive.grouped
    assert list(decisive.domain) == [("name", "!=", "Closed")]
    text = str(found)
    assert f"Ada (id {user.id}) may not read these records of res.partner." in text
    assert f"Rule only open ones (id {rule.id}, one of its groups' rules must hold) closes [{partners[1].id}]" in text


def test_the_decision_is_that_of_the_check(world):
    user, partners, _rule = world
    for records in (partners, partners[0], partners[1], partners.browse()):
        for operation in ("read", "write", "create", "unlink"):
            theirs = records.with_user(user)
            found = theirs.env.explain(records, operation)
            assert found.allowed == theirs.has_access(operation)
            if not found.allowed:
                with pytest.raises(AccessError):
                    theirs.check_access(operation)


def test_a_model_that_no_line_opens_names_the_groups_that_have_one(env, world):
    user, *_others = world
    found = env(user=user.id, su=False).explain(env["ir.model.access"], "write")
    assert not found.allowed
    assert found.lines
    assert not any(line.applies for line in found.lines)
    assert set(found.who) == {line.group for line in found.lines if line.group}
    assert found.who[0] in str(found)


def test_closed_fields_are_listed(env, world):
    user, partners, _rule = world
    found = env(user=user.id, su=False).explain(partners[0], "read")
    with_groups = {name: field.groups for name, field in env["res.partner"]._fields.items() if field.groups}
    assert {item.name: item.groups for item in found.fields} == with_groups
    assert {item.name for item in found.fields if not item.open} == {
        name for name, groups in with_groups.items() if groups == "." or not user.has_groups(groups)
    }


def test_superuser_mode_passes_over_all_of_it(env, world):
    _user, partners, _rule = world
    found = env.explain(partners, "unlink")
    assert (found.allowed, found.superuser, found.rules, found.closed) == (True, True, (), ())
    assert "Superuser mode" in str(found)


def test_an_unknown_operation_is_refused(env):
    with pytest.raises(ValueError, match="'destroy'"):
        env.explain(env["res.partner"], "destroy")
