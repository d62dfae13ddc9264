"""Values that a field cannot hold end in one error that names model and field, whoever sends them."""

import pytest
from tests.support.extended import environment_on

from trivium.orm.commands import Command
from trivium.orm.registry import Registry

WRONG = {
    "active": [{"a": 1}],
    "color": ["abc", [1]],
    "partner_latitude": ["north", [1.0], [1]],
    "type": [["a"], "nonsense", 5],
    "parent_id": ["abc", [1, 2], ["a", "b"], [[1]], {1}, 1.5],
    "category_id": [
        "x", 5, [[6, 0, "x"]], [[6, 0, ["x"]]], [[6, 0, {"a": 1}]], [[6, 0, 5]], [[9, 0, 0]], [["a"]], [[]],
        [[4, "x"]], [[4]], [[[1]]],
    ],
    "child_ids": [[[0, 0, "x"]], [[0, 0, ["x"]]], [[1, "x", {}]], [[1, 5, "x"]], [[1]], [[2, [3]]], [[3, "x"]], ["x"]],
}  # fmt: skip


@pytest.fixture
def env(base_database):
    with environment_on(Registry(base_database)) as env:
        yield env


CASES = [(name, value) for name, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("name", "value"), CASES, ids=[f"{name}-{value!r}" for name, value in CASES])
def test_creating_and_writing_wrong_values(env, name, value):
    partner = env["res.partner"].create({"name": "Right"})
    for act in (
        lambda: env["res.partner"].create({"name": "n", name: value}),
        lambda: partner.write({name: value}),
        lambda: setattr(partner, name, value),
    ):
        with pytest.raises((ValueError, TypeError), match=rf"Wrong value for res\.partner\.{name}\b"):
            act()
    assert partner.name == "Right"


def test_texts_take_what_addons_write_as_code(env):
    """Data files give the contexts and domains of actions by `eval`, clients those of filters as objects."""
    action = env["ir.actions.act_window"].create(
        {"name": "A", "res_model": "res.partner", "context": {"a": 1}, "domain": [("id", "=", 1)]}
    )
    assert (action.context, action.domain) == ("{'a': 1}", "[('id', '=', 1)]")


def test_what_stands_for_a_value_is_taken(env):
    tag = env["res.partner.category"].create({"name": "Tag"})
    country = env.ref("base.be")
    partner = env["res.partner"].create({"name": 7, "active": 1, "country_id": (country.id, "Belgium"), "color": "3"})
    assert (partner.name, partner.active, partner.country_id, partner.color) == ("7", True, country, 3)
    for value in (
        [[6, False, [tag.id]]], [(6, 0, (tag.id,))], [Command.set(tag._ids)], [(4, tag.id, False)], [[4, tag.id]],
        [tag.id], tag, {tag.id}, [[5], [4, tag.id, 0]], [(6, 0, tag.mapped("id"))],
    ):  # fmt: skip
        partner.category_id = False
        partner.category_id = value
        assert partner.category_id == tag
    partner.write({"child_ids": [[0, "virtual_1", {"name": "Child"}]]})
    assert partner.child_ids.mapped("name") == ["Child"]


def test_fields_that_do_not_exist(env):
    partner = env["res.partner"].create({"name": "Right"})
    for error, act in (
        (ValueError, lambda: env["res.partner"].create({"name": "n", "no_such": 1})),
        (ValueError, lambda: env["res.partner"].new({"no_such": 1})),
        (KeyError, lambda: partner.write({"name": "Wrong", "no_such": 1})),
        (KeyError, lambda: partner.sudo(False).with_user(env.ref("base.user_admin")).write({"no_such": 1})),
    ):
        with pytest.raises(error) as caught:
            act()
        assert caught.value.args == ("Invalid field 'no_such' in 'res.partner'",)
    assert partner.name == "Right"


@pytest.mark.parametrize("model", ["res.partner.category", "res.partner"])
@pytest.mark.parametrize("shape", ["x", b"x", 5, None, True, [["name", "n"]], ["x"], [{"name": "n"}, "x"]], ids=repr)
def test_what_is_to_be_created_gives_values_by_the_names_of_fields(env, model, shape):
    before = env[model].search_count([])
    with pytest.raises(TypeError, match=rf"^{model}\.create: values are a dictionary from names of fields to values"):
        env[model].create(shape)
    assert env[model].search_count([]) == before


@pytest.mark.parametrize("shape", ["x", 5, None, ["name"], [["name", "n"]]], ids=repr)
def test_what_is_to_be_written_gives_values_by_the_names_of_fields(env, shape):
    category = env["res.partner.category"].create({"name": "Right"})
    for records in (category, category.browse()):
        with pytest.raises(TypeError, match=r"^res\.partner\.category\.write: values are a dictionary .* not "):
            records.write(shape)
    assert category.name == "Right"


def test_records_are_created_of_anything_that_holds_values(env):
    by_name = {name: {"name": name} for name in ("A", "B")}
    for values in (by_name.values(), tuple(by_name.values()), (by_name[name] for name in "AB")):
        assert env["res.partner.category"].create(values).mapped("name") == ["A", "B"]
    assert env["res.partner.category"].create([]) == env["res.partner.category"]


def test_the_least_number_is_a_number(env):
    partner = env["res.partner"].create({"name": "Least", "color": -(2**31)})
    partner.invalidate_recordset()
    assert partner.color == -(2**31)
    partner.write({"color": 1})
    partner.write({"color": -(2**31)})
    partner.flush_recordset()
    partner.invalidate_recordset()
    assert partner.color == -(2**31)


def test_a_record_that_is_none_is_deleted_with_what_was_attached_to_it(env):
    gone = 2**31 - 1
    attachment = env["ir.attachment"].create({"name": "f", "raw": b"", "res_model": "res.partner", "res_id": gone})
    assert env["res.partner"].browse(gone).unlink()
    assert not attachment.exists()
