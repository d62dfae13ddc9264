"""What a user finds, reads and writes is what the lines, rules, groups and companies say, evaluated one by one."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from tests.support.extended import add_models

from trivium.exceptions import AccessError
from trivium.orm import fields
from trivium.orm.environment import Environment
from trivium.orm.model import Model
from trivium.orm.registry import Registry

OPERATIONS = ("read", "write", "create", "unlink")
NAMES = ("a", "b", "c")
DOMAINS = (
    "[]",
    "[(0, '=', 1)]",
    "[('name', '=', 'a')]",
    "[('name', 'in', ['a', 'b'])]",
    "[('name', '!=', 'c')]",
    "[('company_id', '=', False)]",
    "['|', ('company_id', '=', False), ('company_id', 'in', company_ids)]",
    "[('company_id', '=', company_id)]",
    "[('kind_id.name', '=', 'a')]",
    "[('kind_id', '!=', False)]",
    "[('create_uid', '=', user.id)]",
)

operations = st.fixed_dictionaries({f"perm_{operation}": st.booleans() for operation in OPERATIONS})
some = st.tuples(st.sampled_from([None, 0, 1, 2]), operations)
rules = st.tuples(st.sets(st.sampled_from([0, 1, 2]), max_size=2), st.sampled_from(DOMAINS), operations)
records = st.tuples(st.sampled_from(NAMES), st.sampled_from([None, 0, 1]), st.sampled_from([None, *NAMES]))


class Kind(Model):
    _name = "ruled.kind"
    _description = "Kind"
    _module = "ruled_models"

    name = fields.Char()


class Ruled(Model):
    _name = "ruled.record"
    _description = "Record under rules"
    _module = "ruled_models"

    name = fields.Char()
    company_id = fields.Many2one("res.company")
    kind_id = fields.Many2one("ruled.kind")


@pytest.fixture(scope="module")
def registry(base_database):
    registry = Registry(base_database)
    add_models(registry, [Kind, Ruled])
    return registry


class World:
    """A user, groups, companies, and records, made anew for every example."""

    def __init__(self, env, groups, companies, lines, rules, rows, implied):
        create = env["res.groups"].create
        self.env = env
        self.groups = create([{"name": f"group {number}"} for number in range(3)])
        if implied:
            self.groups[0].implied_ids = self.groups[1]
        self.companies = env["res.company"].create([{"name": f"company {number}"} for number in range(2)])
        own = self.companies.browse([self.companies[number].id for number in sorted(companies)]) or self.companies[:1]
        self.user = env["res.users"].create(
            {
                "name": "u",
                "login": "access",
                "company_id": own[0].id,
                "company_ids": [(6, 0, own.ids)],
                "group_ids": [(6, 0, [self.groups[number].id for number in groups])],
            }
        )
        closure = set(groups) | ({1} if implied and 0 in groups else set())
        self.member_of = {self.groups[number].id for number in closure}
        kinds = {name: env["ruled.kind"].create({"name": name}) for name in NAMES}
        env["ir.model.access"].search([("model_id.model", "=", "ruled.record")]).unlink()
        model = env["ir.model"]._get("ruled.record").id
        self.lines = env["ir.model.access"].create(
            [
                {"name": "l", "model_id": model, "group_id": group is not None and self.groups[group].id, **perms}
                for group, perms in lines
            ]
        )
        self.rules = env["ir.rule"].create(
            [
                {
                    "name": "r",
                    "model_id": model,
                    "domain_force": domain,
                    "groups": [(6, 0, [self.groups[number].id for number in among])],
                    **(perms if any(perms.values()) else {}),
                }
                for among, domain, perms in rules
            ]
        )
        self.records = env["ruled.record"].create(
            [
                {
                    "name": name,
                    "company_id": company is not None and self.companies[company].id,
                    "kind_id": kind is not None and kinds[kind].id,
                }
                for name, company, kind in rows
            ]
        )
        env.flush_all()

    def opened(self, operation):
        """Tell whether a line opens the model to the user."""
        return any(
            line[f"perm_{operation}"] and (not line.group_id or line.group_id.id in self.member_of)
            for line in self.lines
        )

    def allowed(self, record, operation):
        """Tell by the rules, one by one, whether the user may do the operation with a record."""
        of_all, of_groups = [], []
        for rule in self.rules:
            if not rule[f"perm_{operation}"]:
                continue
            holds = self.holds(rule.domain_force, record)
            if not rule.groups:
                of_all.append(holds)
            elif self.member_of & set(rule.groups.ids):
                of_groups.append(holds)
        return all(of_all) and (any(of_groups) or not of_groups)

    def holds(self, domain, record):
        """Evaluate one of the domains above in plain Python."""
        company_ids, company_id = self.user.company_ids.ids, self.user.company_id.id
        company = record.company_id.id or False
        return {
            DOMAINS[0]: True,
            DOMAINS[1]: False,
            DOMAINS[2]: record.name == "a",
            DOMAINS[3]: record.name in ("a", "b"),
            DOMAINS[4]: record.name != "c",
            DOMAINS[5]: not company,
            DOMAINS[6]: not company or company in company_ids,
            DOMAINS[7]: company == company_id,
            DOMAINS[8]: record.kind_id.name == "a",
            DOMAINS[9]: bool(record.kind_id),
            DOMAINS[10]: record.create_uid == self.user,
        }[domain]


@given(
    groups=st.sets(st.sampled_from([0, 1, 2])),
    companies=st.sets(st.sampled_from([0, 1])),
    lines=st.lists(some, min_size=1, max_size=3),
    rules=st.lists(rules, max_size=3),
    rows=st.lists(records, min_size=1, max_size=5),
    implied=st.booleans(),
)
@settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_users_may_what_lines_and_rules_say(registry, groups, companies, lines, rules, rows, implied):
    with registry.cursor() as cr:
        try:
            world = World(Environment(cr, 1, {}), groups, companies, lines, rules, rows, implied)
            check(world)
        finally:
            cr.rollback()
            registry.clear_all_caches()


def check(world):
    records = world.records
    mine = records.with_user(world.user).with_context(allowed_company_ids=world.user.company_ids.ids)
    expected = {
        operation: [record.id for record in records if world.opened(operation) and world.allowed(record, operation)]
        for operation in OPERATIONS
    }
    for operation in OPERATIONS:
        assert mine._filtered_access(operation).ids == expected[operation], operation
        assert mine.has_access(operation) == (world.opened(operation) and len(expected[operation]) == len(records))
    world.env.invalidate_all()
    if world.opened("read"):
        assert mine.search([("id", "in", records.ids)], order="id").ids == expected["read"]
        assert mine.search_count([("id", "in", records.ids)]) == len(expected["read"])
    else:
        with pytest.raises(AccessError):
            mine.search([])
    for record in mine:
        world.env.invalidate_all()
        if record.id in expected["read"]:
            assert record.read(["name"])[0]["name"] == record.name
        else:
            with pytest.raises(AccessError):
                record.read(["name"])
            world.env.invalidate_all()  # the error named the record, whoever reads it next finds its name cached
            with pytest.raises(AccessError):
                _ = record.name
        if record.id in expected["write"]:
            record.write({"name": record.sudo().name})
        else:
            with pytest.raises(AccessError):
                record.write({"name": "x"})
        if record.id not in expected["unlink"]:
            with pytest.raises(AccessError):
                record.unlink()


values = st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES), "company": st.sampled_from([None, 0, 1]), "kind": st.sampled_from([None, *NAMES])}
)
CHANGES = [
    pytest.param(lambda record, vals: record.write(vals), id="write"),
    pytest.param(lambda record, vals: record.web_save(vals, {"name": {}}), id="web_save"),
    pytest.param(lambda record, vals: record.browse().create(vals), id="create"),
]


@pytest.mark.parametrize("change", CHANGES)
@given(
    lines=st.lists(some, min_size=1, max_size=2),
    rules=st.lists(rules, max_size=3),
    rows=st.lists(records, min_size=1, max_size=3),
    vals=values,
)
@settings(
    max_examples=12,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_values_that_rules_do_not_let_through(registry, change, request, lines, rules, rows, vals):
    """A new record must be within the rules for creating; a record is written as it is before, as workflows need.

    A client that saves is shown the result: what it may not read any more it cannot have saved.
    """
    with registry.cursor() as cr:
        try:
            world = World(Environment(cr, 1, {}), {0}, {0}, [(0, ALL), *lines[1:]], rules, rows, implied=False)
            check_change(world, change, request.node.callspec.id, vals)
        finally:
            cr.rollback()
            registry.clear_all_caches()


ALL = {f"perm_{operation}": True for operation in OPERATIONS}


def check_change(world, change, kind, vals):
    kinds = world.env["ruled.kind"].search([("name", "=", vals["kind"])], order="id desc", limit=1)
    company = world.companies[vals["company"]] if vals["company"] is not None else world.companies.browse()
    given_ = {"name": vals["name"], "company_id": company.id, "kind_id": kinds.id}
    mine = world.records.with_user(world.user).with_context(allowed_company_ids=world.user.company_ids.ids)
    for record in mine:
        with world.env.cr.savepoint() as savepoint:
            check_one(world, change, kind, record, given_, savepoint)
            savepoint.rollback()


def check_one(world, change, kind, record, vals, savepoint):
    before = world.allowed(record.sudo(), "write")
    try:
        change(record, vals)
        done = True
    except AccessError:
        done = False
    if kind == "create":
        if not done:
            savepoint.rollback()
            record.browse().sudo().create(vals)
        made = world.env["ruled.record"].search([("id", "not in", world.records.ids)])
        assert world.allowed(made, "create") is done
    elif kind == "write":
        assert done is before
    else:
        if not done:
            savepoint.rollback()
            record.sudo().write(vals)
        assert done is (before and world.allowed(record.sudo(), "read"))
