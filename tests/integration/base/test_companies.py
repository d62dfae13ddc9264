"""Companies and branches."""

import base64

import pytest

from trivium.exceptions import UserError, ValidationError


@pytest.fixture
def company(env):
    return env["res.company"].create(
        {
            "name": "Brightwater",
            "city": "Salford",
            "country_id": env.ref("base.uk").id,
            "currency_id": env.ref("base.GBP").id,
        }
    )


@pytest.fixture
def branch(env, company):
    return env["res.company"].create({"name": "Brightwater North", "parent_id": company.id})


def test_a_company_is_a_contact(company):
    assert company.partner_id.is_company
    assert company.partner_id.name == "Brightwater"
    assert (company.city, company.partner_id.city) == ("Salford", "Salford")
    company.write({"street": "31 Quayside", "email": "a@example.com", "name": "Brightwater Ltd"})
    assert (company.partner_id.street, company.partner_id.email) == ("31 Quayside", "a@example.com")
    assert company.partner_id.name == "Brightwater Ltd"
    company.partner_id.phone = "+44 161 555"
    assert company.phone == "+44 161 555"


def test_who_creates_a_company_may_use_it_and_its_currency_is_active(env, company):
    assert company in env.user.company_ids
    assert env.ref("base.GBP").active


def test_a_branch_has_the_currency_of_its_main_company(env, company, branch):
    assert branch.currency_id == company.currency_id
    assert branch.root_id == company
    assert branch.parent_ids == company | branch
    assert company.child_ids == branch
    company.currency_id = env.ref("base.USD")
    assert branch.currency_id == env.ref("base.USD")
    with pytest.raises(ValidationError, match="is that of its main company"), env.cr.savepoint():
        branch.currency_id = env.ref("base.EUR")


def test_the_main_company_of_a_branch_cannot_change(env, branch):
    with pytest.raises(UserError, match="main company of a branch cannot change"):
        branch.parent_id = env.company


def test_branches_that_may_be_used(company, branch):
    companies = company.with_context(allowed_company_ids=(company | branch).ids)
    assert companies._accessible_branches() == company | branch
    assert company.with_context(allowed_company_ids=company.ids)._accessible_branches() == company
    assert (company | branch)._all_branches_selected()
    assert not company._all_branches_selected()


def test_a_company_with_users_is_not_archived(env, company):
    env["res.users"].create({"name": "U", "login": "u", "company_id": company.id, "company_ids": [(6, 0, company.ids)]})
    with pytest.raises(ValidationError, match="1 users work in"), env.cr.savepoint():
        company.active = False


@pytest.mark.usefixtures("branch")
def test_a_company_with_branches_is_not_deleted(env, company):
    with pytest.raises(UserError, match="with branches"), env.cr.savepoint():
        company.unlink()
    with pytest.raises(UserError, match="cannot be copied"):
        company.copy()


def test_a_company_without_logo_has_the_default(company):
    assert company.uses_default_logo
    assert base64.b64decode(company.logo_web).startswith(b"\x89PNG")


def test_creating_many_companies_creates_their_contacts_at_once(env):
    companies = env["res.company"].create([{"name": f"C{i}"} for i in range(5)])
    assert companies.partner_id.mapped("name") == [f"C{i}" for i in range(5)]


def test_the_public_user_of_a_company(env, company):
    user = company._get_public_user()
    assert user._is_public()
    assert user.company_id == company
    assert company._get_public_user() == user
    assert env["res.company"]._get_main_company() == env.ref("base.main_company")
