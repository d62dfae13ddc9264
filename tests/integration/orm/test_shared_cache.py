"""What one user brought into the cache of a transaction, and what another is shown of it."""

import pytest
from tests.support.extended import add_models, environment_on

from trivium.exceptions import AccessError
from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.commands import Command
from trivium.orm.environment import Environment
from trivium.orm.model import Model
from trivium.orm.registry import Registry


class Sheet(Model):
    _name = "shared.sheet"
    _description = "Sheet"
    _module = "shared_cache"

    name = fields.Char()
    line_ids = fields.One2many("shared.line", "sheet_id")
    every_line_ids = fields.One2many("shared.line", "sheet_id", bypass_search_access=True)
    mark_ids = fields.Many2many("shared.line", "shared_mark_rel", "sheet_id", "line_id")
    total = fields.Integer(compute="_compute_total", store=True)

    @api.depends("line_ids.amount")
    def _compute_total(self):
        for sheet in self:
            sheet.total = sum(sheet.line_ids.mapped("amount"))


class Line(Model):
    _name = "shared.line"
    _description = "Line"
    _module = "shared_cache"

    name = fields.Char()
    amount = fields.Integer()
    public = fields.Boolean(default=True)
    sheet_id = fields.Many2one("shared.sheet")
    other_id = fields.Many2one("shared.line")


@pytest.fixture(scope="module")
def registry(base_database):
    registry = Registry(base_database)
    add_models(registry, [Sheet, Line])
    with registry.cursor() as cr:
        env = Environment(cr, 1, {})
        model = env["ir.model"]._get("shared.line")
        env["ir.rule"].create({"name": "public lines", "model_id": model.id, "domain_force": "[('public', '=', True)]"})
    return registry


@pytest.fixture
def env(registry):
    with environment_on(registry) as env:
        yield env


@pytest.fixture
def sheet(env):
    """A sheet of three lines, one of which employees may not read, linked to all as marks too."""
    sheet = env["shared.sheet"].create(
        {
            "name": "Sheet",
            "line_ids": [
                Command.create({"name": "a", "amount": 1}),
                Command.create({"name": "b", "amount": 10, "public": False}),
                Command.create({"name": "c", "amount": 100}),
            ],
        }
    )
    sheet.mark_ids = sheet.line_ids
    env.invalidate_all()
    return sheet


@pytest.fixture
def clerk(env):
    """A user without special rights."""
    return env["res.users"].create(
        {
            "name": "Clerk",
            "login": "shared-cache-clerk",
            "group_ids": [Command.set((env.ref("base.group_user") | env.ref("base.group_allow_export")).ids)],
        }
    )


LINES = ["line_ids", "mark_ids"]


@pytest.mark.parametrize("name", LINES)
def test_users_are_shown_their_lines_though_superuser_code_fetched_all(sheet, clerk, name):
    assert sheet[name].mapped("name") == ["a", "b", "c"]
    mine = sheet.with_user(clerk)
    assert mine[name].mapped("name") == ["a", "c"]
    assert mine.mapped(f"{name}.name") == ["a", "c"]
    assert sheet[name].mapped("name") == ["a", "b", "c"]


@pytest.mark.parametrize("name", LINES)
def test_superuser_code_has_all_lines_though_a_user_fetched_theirs(sheet, clerk, name):
    mine = sheet.with_user(clerk)
    assert mine[name].mapped("name") == ["a", "c"]
    assert mine.sudo()[name].mapped("name") == ["a", "b", "c"]


def test_a_stored_total_counts_lines_that_its_trigger_may_not_see(env, sheet, clerk):
    mine = sheet.with_user(clerk)
    assert len(mine.line_ids) == 2
    mine.line_ids[0].amount = 2
    assert sheet.total == 112
    env.flush_all()
    env.invalidate_all()
    assert sheet.total == 112


def test_a_field_that_bypasses_access_shows_all_lines(sheet, clerk):
    assert len(sheet.with_user(clerk).every_line_ids) == 3


def test_lines_of_many_records_are_checked_by_one_statement(env, clerk):
    sheets = env["shared.sheet"].create(
        [{"line_ids": [Command.create({"public": bool(n % 2)}) for n in range(4)]} for _ in range(50)]
    )
    env.flush_all()
    mine = sheets.with_user(clerk)
    assert env["shared.line"].with_user(clerk).search([], limit=1)  # lines and rules of access are known
    before = env.cr.sql_log_count
    assert [len(sheet.line_ids) for sheet in mine] == [2] * 50
    assert env.cr.sql_log_count - before == 1  # the lines are cached from their creation
    env.invalidate_all()
    assert mine.search([], limit=1)
    before = env.cr.sql_log_count
    assert [len(sheet.line_ids) for sheet in mine] == [2] * 50
    assert env.cr.sql_log_count - before == 2


def test_lines_that_become_closed_are_still_known_to_code_but_not_told_to_clients(env, sheet, clerk):
    mine = sheet.with_user(clerk)
    assert len(mine.line_ids) == 2
    sheet.line_ids[0].public = False
    env.flush_all()
    assert len(mine.line_ids) == 2
    assert mine.read(["line_ids"])[0]["line_ids"] == sheet.line_ids[2].ids


def test_lines_that_become_open_are_shown(env, sheet, clerk):
    mine = sheet.with_user(clerk)
    assert len(mine.line_ids) == 2
    sheet.line_ids[1].public = True
    env.flush_all()
    assert len(mine.line_ids) == 3


@pytest.mark.parametrize("commands", [[Command.clear()], [Command.set([])]])
def test_replacing_links_leaves_those_that_the_user_does_not_see(env, sheet, clerk, commands):
    sheet.with_user(clerk).mark_ids = commands
    env.invalidate_all()
    assert sheet.mark_ids.mapped("name") == ["b"]
    sheet.mark_ids = commands
    env.invalidate_all()
    assert not sheet.mark_ids


# -- from outside ----------------------------------------------------------------------------------------------------


@pytest.fixture
def primed(env, sheet):
    """The records, with every value in the cache that superuser code can fetch."""
    lines = sheet.line_ids
    lines[0].other_id = lines[1]
    env.flush_all()
    lines.read()
    sheet.read()
    _ = lines.mapped("display_name"), lines.other_id.mapped("name")
    return sheet


def closed(records):
    return records.filtered(lambda line: not line.public)


def test_reading_what_is_cached_is_refused_from_outside(primed, clerk):
    secret = closed(primed.line_ids).with_user(clerk)
    specification = {"name": {}}
    for call in (
        lambda: secret.read(["name"]),
        secret.read,
        lambda: secret.web_read(specification),
        lambda: secret.export_data(["name"]),
        lambda: secret.web_save({}, specification),
        secret.copy,
    ):
        with pytest.raises(AccessError):
            call()


def test_searches_find_nothing_of_what_is_cached(primed, clerk):
    lines = primed.line_ids.with_user(clerk)
    named = [("name", "=", "b")]
    assert lines.search_read(named, ["name"]) == []
    assert lines.web_search_read(named, {"name": {}}) == {"length": 0, "records": []}
    assert lines.name_search("b") == []
    assert lines.search_count(named) == 0
    assert lines.formatted_read_group(named, [], ["amount:sum"])[0]["amount:sum"] in (0, False)
    sheet = primed.with_user(clerk)
    assert sheet.search_count([("line_ids.name", "=", "b")]) == 0


def test_clients_are_told_of_lines_that_they_may_read(primed, clerk):
    mine = primed.with_user(clerk)
    open_ids = [line.id for line in primed.line_ids if line.public]
    specification = {name: {"fields": {"name": {}}} for name in LINES}
    for rows in (mine.read(LINES), mine.search_read([("id", "=", primed.id)], LINES)):
        assert rows == [{"id": primed.id, "line_ids": open_ids, "mark_ids": open_ids}]
    expected = [{"id": open_ids[0], "name": "a"}, {"id": open_ids[1], "name": "c"}]
    saved = mine.web_save({"name": "saved"}, specification)
    found = mine.web_search_read([("id", "=", primed.id)], specification)["records"]
    for rows in (mine.web_read(specification), saved, found):
        assert rows == [{"id": primed.id, "line_ids": expected, "mark_ids": expected}]


def test_exports_go_as_far_as_the_user_may_read(primed, clerk):
    mine = primed.with_user(clerk)
    assert mine.export_data(["name", "line_ids/name"])["datas"] == [["Sheet", "a"], ["", "c"]]
    assert mine.export_data(["mark_ids/name"])["datas"] == [["a"], ["c"]]
    with pytest.raises(AccessError):
        mine.line_ids[0].export_data(["name", "other_id/amount"])


def test_of_a_record_that_one_refers_to_clients_are_told_the_name_alone(primed, clerk):
    first = primed.line_ids[0].with_user(clerk)
    secret = closed(primed.line_ids)
    rows = first.web_read({"other_id": {"fields": {"display_name": {}, "amount": {}}}})
    assert rows == [{"id": first.id, "other_id": {"id": secret.id, "display_name": "b"}}]


def test_a_cached_value_is_readable_by_code_of_the_same_transaction(primed, clerk):
    """As in 19.0: the cache is the transaction's, an attribute that is in it is not checked again."""
    secret = closed(primed.line_ids)
    assert secret.with_user(clerk).name == "b"
    primed.env.invalidate_all()
    with pytest.raises(AccessError):
        _ = secret.with_user(clerk).name


def test_fetching_asks_for_rights_though_all_is_in_the_cache(env, sheet, clerk):
    hidden = sheet.line_ids.filtered(lambda line: line.name == "b")
    assert hidden.name == "b"
    with pytest.raises(AccessError, match=r"shared\.line"):
        hidden.with_user(clerk).fetch(["name"])
    shown = sheet.line_ids.filtered(lambda line: line.name == "a").with_user(clerk)
    shown.fetch(["name"])
    before = env.cr.sql_log_count
    shown.fetch(["name"])
    assert env.cr.sql_log_count - before <= 1
