"""Defaults that people set: whose comes first, and that they hold at once."""

import pytest

from trivium.exceptions import AccessError, ValidationError


def test_the_default_of_a_user_comes_before_that_of_the_company_and_that_of_all(env):
    defaults, partners = env["ir.default"], env["res.partner"]
    other = env["res.users"].create({"name": "Other", "login": "other"})
    assert "ref" not in partners.default_get(["ref"])
    for value, options in (("all", {}), ("company", {"company_id": True}), ("mine", {"user_id": True})):
        defaults.set("res.partner", "ref", value, **options)
        assert partners.default_get(["ref"]) == {"ref": value}  # at once, although making one reads the others
    assert partners.with_user(other).default_get(["ref"]) == {"ref": "company"}
    assert partners.with_context(default_ref="asked").default_get(["ref"]) == {"ref": "asked"}
    assert partners.create({"name": "P"}).ref == "mine"
    defaults.set("res.partner", "ref", "changed", user_id=True)
    assert partners.default_get(["ref"]) == {"ref": "changed"}
    defaults.discard_values("res.partner", "ref", ["changed", "company"])
    assert partners.default_get(["ref"]) == {"ref": "all"}


def test_what_was_cached_while_a_record_was_made_is_forgotten(env):
    menus = env["ir.ui.menu"]
    before = set(menus._visible_menu_ids())
    action = f"ir.actions.act_window,{env.ref('base.action_partner_form').id}"
    menu = menus.create({"name": "New", "child_id": [(0, 0, {"name": "Below", "action": action})]})
    assert set(menus._visible_menu_ids()) - before == {menu.id, menu.child_id.id}
    assert env["ir.config_parameter"].get_param("some.key") is False
    env["ir.config_parameter"].create({"key": "some.key", "value": "1"})
    assert env["ir.config_parameter"].get_param("some.key") == "1"


def test_a_custom_amount_needs_a_currency(env):
    model = env["ir.model"].create({"name": "Bill", "model": "x_bill"})
    amount = {"model_id": model.id, "name": "x_total", "ttype": "monetary", "field_description": "Total"}
    with pytest.raises(ValidationError, match=r"x_total has no currency: .* give x_bill a field"), env.cr.savepoint():
        env["ir.model.fields"].create(amount)
    currency = {"name": "x_currency_id", "ttype": "many2one", "relation": "res.currency", "field_description": "C"}
    env["ir.model.fields"].create([{"model_id": model.id, **currency}])
    env["ir.model.fields"].create(amount)
    bill = env["x_bill"].create({"x_name": "A", "x_total": 1.005, "x_currency_id": env.ref("base.EUR").id})
    assert (bill.x_total, bill._fields["x_total"].get_currency_field(bill)) == (1.01, "x_currency_id")


def test_everybody_reads_their_own_defaults_though_not_the_list_of_fields(env):
    user = env["res.users"].create({"name": "U", "login": "u", "group_ids": [(6, 0, env.ref("base.group_user").ids)]})
    env["ir.default"].set("res.partner", "ref", "mine", user_id=user.id)
    own = env["ir.default"].with_user(user).search([("user_id", "=", user.id)])
    (values,) = own.read()
    assert values["json_value"] == '"mine"'
    assert values["field_id"][1] == values["display_name"] == "Reference (res.partner)"
    with pytest.raises(AccessError):
        own.field_id.check_access("read")
