"""Calls on few records, as clients make them: few statements, and what is kept between them is never out of date."""

import base64
import io

import pytest
from PIL import Image

from trivium.exceptions import AccessError


@pytest.fixture
def clerk(env):
    groups = [env.ref("base.group_user").id, env.ref("base.group_partner_manager").id]
    users = env["res.users"].with_context(no_reset_password=True)
    return users.create({"name": "Clerk", "login": "clerk", "group_ids": [(6, 0, groups)]})


@pytest.fixture
def contacts(env, clerk):
    partners = env["res.partner"].with_user(clerk)
    return partners.create([{"name": f"C{number}", "country_id": env.ref("base.be").id} for number in range(3)])


def statements(env, action):
    """Return how many statements a call takes in a transaction of its own, the second time that it is made."""
    for _time in range(2):
        env.flush_all()
        env.invalidate_all()
        before = env.cr.sql_log_count
        action()
        env.flush_all()
    return env.cr.sql_log_count - before


def test_a_contact_is_created_by_its_row_alone(env, clerk):
    partners = env["res.partner"].with_user(clerk)
    assert statements(env, lambda: partners.create({"name": "New", "email": "new@example.com"})) == 1


def test_a_write_reads_the_record_by_the_statement_that_checks_it(env, contacts):
    streets = iter(["Kaai 1", "Kaai 2"])
    # the record, who is below it, the change
    assert statements(env, lambda: contacts[0].write({"street2": next(streets)})) == 3


def test_names_are_read_together_with_what_is_asked_for_beside_them(env, contacts):
    specification = {"name": {}, "country_id": {"fields": {"display_name": {}, "code": {}}}}
    found = contacts.web_read(specification)
    assert [row["country_id"]["display_name"] for row in found] == ["Belgium"] * 3
    assert [row["country_id"]["code"] for row in found] == ["BE"] * 3
    assert statements(env, lambda: contacts.web_read(specification)) == 2


def test_a_rule_holds_from_when_it_is_made_and_until_it_is_gone(env, contacts):
    def may(record):
        env.invalidate_all()
        try:
            record.write({"street2": "Kaai 3"})
        except AccessError:
            return False
        return [row["name"] for row in record.read(["name"])] == [record.sudo().name]

    closed, opened = contacts[0], contacts[1]
    assert may(closed)
    rule = env["ir.rule"].create(
        {
            "name": "all but one",
            "model_id": env["ir.model"]._get("res.partner").id,
            "domain_force": f"[('id', '!=', {closed.id})]",
        }
    )
    assert [may(closed), may(opened)] == [False, True]
    rule.domain_force = f"[('id', '!=', {opened.id})]"
    assert [may(closed), may(opened)] == [True, False]
    rule.unlink()
    assert [may(closed), may(opened)] == [True, True]


def test_records_of_a_company_above_are_open_when_it_is_entered(env, clerk, contacts):
    company = env["res.company"].create({"name": "Elsewhere"})
    branch = env["res.company"].create({"name": "Branch", "parent_id": company.id})
    contacts[0].sudo().company_id = company
    env.invalidate_all()
    assert not contacts[0].has_access("write")
    clerk.company_ids |= branch
    env.invalidate_all()
    inside = contacts[0].with_context(allowed_company_ids=branch.ids)
    assert inside.has_access("write")
    assert inside.read(["name"])[0]["name"] == "C0"
    assert not contacts[0].with_context(allowed_company_ids=env.company.ids).has_access("read")


def test_new_records_have_the_properties_that_are_defined_now(env):
    partners = env["res.partner"]

    def fresh():
        env.flush_all()
        env.invalidate_all()
        return dict(partners.create({"name": "New"}).properties)

    definition = partners.create({"name": "First"}).properties_base_definition_id
    assert fresh() == {}
    definition.properties_definition = [{"name": "size", "type": "char", "string": "Size", "default": "L"}]
    assert fresh() == {"size": "L"}
    definition.properties_definition = [{"name": "size", "type": "char", "string": "Size", "default": "S"}]
    assert fresh() == {"size": "S"}
    definition.unlink()
    assert fresh() == {}


def test_smaller_pictures_are_made_where_there_is_one_and_only_there(env):
    file = io.BytesIO()
    Image.new("RGB", (300, 300), "teal").save(file, "PNG")
    with_picture, without = env["res.partner"].create(
        [{"name": "Seen", "image_1920": base64.b64encode(file.getvalue())}, {"name": "Unseen"}]
    )
    env.flush_all()
    env.invalidate_all()
    assert Image.open(io.BytesIO(base64.b64decode(with_picture.image_128))).size == (128, 128)
    assert not without.image_128
    without.image_1920 = with_picture.image_1920
    assert Image.open(io.BytesIO(base64.b64decode(without.image_256))).size == (256, 256)


def test_the_contact_of_a_colleague_is_for_who_may_change_users(env, clerk):
    """Links to choose a new password go to its address."""
    admin = env.ref("base.user_admin")
    other = admin.copy({"login": "other", "name": "Other"}).partner_id
    for values in ({"email": "clerk@evil.example"}, {"name": "Owned"}):
        with pytest.raises(AccessError):
            other.with_user(clerk).write(values)
        with pytest.raises(AccessError):
            env["res.partner"].with_user(clerk).create(
                {"name": "Family", "child_ids": [(4, other.id), (1, other.id, values)]}
            )
    clerk.partner_id.with_user(clerk).write({"city": "Ghent"})
    assert clerk.partner_id.city == "Ghent"
    other.with_user(admin).write({"email": "other@example.com"})
    assert other.email == "other@example.com"
