"""What each attribute of a field does, and each attribute of a model that tests of its own do not show."""

from __future__ import annotations

import pytest
from tests.support.extended import add_models, extended

from trivium.exceptions import AccessError, UserError
from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.domain import Domain
from trivium.orm.model import Model
from trivium.orm.registry import Registry

MODULE = "field_attributes"
SORTS = [("a", "A"), ("b", "B"), ("c", "C"), ("d", "D"), ("e", "E")]
seen_by: list[tuple[str, bool]] = []
"""The fields whose methods ran, each with whether they did in superuser mode."""


class Folder(Model):
    _name = "attr.folder"
    _description = "Folder"
    _rec_name = "label"
    _parent_name = "above_id"
    _parent_store = True
    _log_access = False
    _module = MODULE

    label = fields.Char("Label", required=True, default="new", help="What is written on it.", trim=False)
    above_id = fields.Many2one("attr.folder", "Above", index=True, ondelete="cascade")
    parent_path = fields.Char(index=True)
    code = fields.Char(index="btree_not_null", copy=False)
    number = fields.Integer(index="btree", aggregator="max", readonly=True)
    ratio = fields.Float(aggregator="avg")
    plain = fields.Integer(aggregator=None)
    place = fields.Char(change_default=True, exportable=False)
    heavy = fields.Text(prefetch=False)
    large = fields.Text(prefetch="large")
    larger = fields.Text(prefetch="large")
    secret_id = fields.Many2one("attr.secret")
    open_secret_id = fields.Many2one("attr.secret", bypass_search_access=True)
    open_word = fields.Char(related="secret_id.word", string="Open")
    closed_word = fields.Char(related="secret_id.word", related_sudo=False, string="Closed")
    stored_word = fields.Char(related="secret_id.word", store=True, string="Stored")
    as_user = fields.Char(compute="_compute_as_user")
    as_superuser = fields.Char(compute="_compute_as_superuser", compute_sudo=True)
    kept = fields.Char(compute="_compute_kept", store=True)
    kept_as_user = fields.Char(compute="_compute_kept_as_user", store=True, compute_sudo=False)
    given = fields.Char(compute="_compute_given", precompute=True, store=True, readonly=False, required=True)
    guarded = fields.Char(groups="base.group_system")

    @api.depends("label")
    def _compute_as_user(self):
        seen_by.append(("as_user", self.env.su))
        self.as_user = "x"

    @api.depends("label")
    def _compute_as_superuser(self):
        seen_by.append(("as_superuser", self.env.su))
        self.as_superuser = "x"

    @api.depends("label")
    def _compute_kept(self):
        seen_by.append(("kept", self.env.su))
        self.kept = "x"

    @api.depends("label")
    def _compute_kept_as_user(self):
        seen_by.append(("kept_as_user", self.env.su))
        self.kept_as_user = "x"

    @api.depends("label")
    def _compute_given(self):
        for folder in self:
            folder.given = f"of {folder.label}"


class Secret(Model):
    _name = "attr.secret"
    _description = "Secret"
    _rec_name = "word"
    _module = MODULE

    word = fields.Char()


class Sorted(Model):
    _name = "attr.sorted"
    _description = "Sorted"
    _module = MODULE

    sort = fields.Selection([("a", "A")], default="a")


class SortedMore(Model):
    _name = "attr.sorted"
    _inherit = ("attr.sorted",)
    _module = "field_attributes_more"

    sort = fields.Selection(
        selection_add=[("b", "B"), ("c", "C"), ("d", "D"), ("e", "E")],
        ondelete={
            "b": "set null",
            "c": "set a",
            "d": lambda records: records.write({"sort": "a"}),
            "e": "cascade",
        },
    )


registry, env = extended(Secret, Folder, Sorted, SortedMore)


@pytest.fixture
def folders(env):
    return env["attr.folder"]


@pytest.fixture
def user(env):
    """A user who may use folders, and may not read secrets."""
    env["ir.model.access"].search([("model_id.model", "=", "attr.secret")]).perm_read = False
    group = env.ref("base.group_user")
    return env["res.users"].create({"name": "U", "login": "attr_user", "group_ids": [(6, 0, group.ids)]})


def statements(env, function):
    before = env.cr.sql_log_count
    function()
    return env.cr.sql_log_count - before


def test_attributes_that_nobody_knows_are_told_once(base_database, caplog):
    class Odd(Model):
        _name = "attr.odd"
        _description = "Odd"
        _module = MODULE

        name = fields.Char(requird=True, allowed=1, group_operator="max")
        folder_id = fields.Many2one("attr.folder")
        word = fields.Char(related="folder_id.label", depends=["folder_id"])
        kind = fields.Selection([("a", "A")], required=True)

        def _valid_field_parameter(self, field, name):
            return name == "allowed" or super()._valid_field_parameter(field, name)

    class OddMore(Model):
        _inherit = "attr.odd"
        _module = MODULE

        kind = fields.Selection(selection_add=[("b", "B")], ondelete={"b": "cascade"})

    registry = Registry.new(base_database)
    for _ in range(2):
        add_models(registry, [Secret, Folder, Odd, OddMore])
    told = [record.getMessage() for record in caplog.records if "is no attribute of" in record.getMessage()]
    assert len(told) == 1
    assert told[0].startswith("attr.odd.name (field_attributes): 'requird' is no attribute of a char field")
    assert list(registry.field_depends(registry["attr.odd"]._fields["word"])) == ["folder_id"]


# -- what clients are told -------------------------------------------------------------------------------------------


def test_clients_are_told_of_attributes(folders):
    told = folders.fields_get()
    assert (told["label"]["string"], told["label"]["help"]) == ("Label", "What is written on it.")
    assert (told["label"]["trim"], told["code"]["trim"]) == (False, True)
    assert [name for name in ("label", "given", "code") if told[name]["required"]] == ["label", "given"]
    assert [name for name in ("number", "as_user", "given", "open_word", "code") if told[name]["readonly"]] == [
        "number", "as_user", "open_word",
    ]  # fmt: skip
    assert (told["place"]["change_default"], told["code"]["change_default"]) == (True, False)
    assert (told["place"]["exportable"], told["code"]["exportable"]) == (False, True)
    assert [told[name].get("aggregator") for name in ("number", "ratio", "plain")] == ["max", "avg", None]
    assert (told["as_user"]["store"], told["kept"]["store"]) == (False, True)
    assert (told["above_id"]["relation"], told["above_id"]["type"]) == ("attr.folder", "many2one")
    assert "guarded" in told
    assert "guarded" not in folders.with_user(folders.env.ref("base.public_user")).sudo(False).fields_get()


def test_groups_are_made_by_the_field_s_own_aggregate(folders):
    folders.create([{"label": "x", "number": 2, "ratio": 1}, {"label": "x", "number": 5, "ratio": 4}])
    found = folders.read_group([("label", "=", "x")], ["number", "ratio"], ["label"])
    assert [(group["number"], group["ratio"]) for group in found] == [(5, 2.5)]


# -- the database ----------------------------------------------------------------------------------------------------


def test_indexes_are_of_the_kind_asked_for(env):
    env.cr.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'attr_folder'")
    definitions = {name: definition.partition(" USING ")[2] for name, definition in env.cr.fetchall()}
    assert definitions.pop("attr_folder_pkey") == "btree (id)"
    assert definitions == {
        "attr_folder__above_id_index": "btree (above_id)",
        "attr_folder__parent_path_index": "btree (parent_path)",
        "attr_folder__code_index": "btree (code) WHERE (code IS NOT NULL)",
        "attr_folder__number_index": "btree (number)",
    }


def test_required_columns_are_not_null_and_defaults_fill_them(env, folders):
    env.cr.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'attr_folder'::regclass AND attnotnull AND attnum > 0"
    )
    assert {name for (name,) in env.cr.fetchall()} >= {"id", "label", "given"}
    assert folders.create({}).label == "new"


def test_a_model_without_log_has_none(env, folders):
    env.cr.execute("SELECT attname FROM pg_attribute WHERE attrelid = 'attr_folder'::regclass AND attnum > 0")
    columns = {name for (name,) in env.cr.fetchall()}
    assert columns.isdisjoint({"create_uid", "create_date", "write_uid", "write_date"})
    assert "create_date" not in folders._fields
    assert folders.create({"label": "x"}).write({"label": "y"})


# -- reading and computing -------------------------------------------------------------------------------------------


def test_heavy_fields_are_fetched_alone_and_groups_of_them_together(env, folders):
    made = folders.create([{"label": str(n), "heavy": "h", "large": "l", "larger": "r"} for n in range(3)])
    env.flush_all()
    env.invalidate_all()
    assert statements(env, lambda: made.mapped("label")) == 1
    assert statements(env, lambda: made.mapped("code")) == 0
    assert statements(env, lambda: made[0].heavy) == 1
    assert statements(env, lambda: made.mapped("large")) == 1
    assert statements(env, lambda: made.mapped("larger")) == 0
    assert made.mapped("heavy") == ["h"] * 3


def test_methods_run_in_the_mode_that_the_field_says(env, user):
    folder = env["attr.folder"].with_user(user).create({"label": "x"})
    env.flush_all()
    seen_by.clear()
    folder.env.invalidate_all()
    assert (folder.as_user, folder.as_superuser) == ("x", "x")
    folder.label = "y"
    folder.env.flush_all()
    assert sorted(set(seen_by)) == [
        ("as_superuser", True), ("as_user", False), ("kept", True), ("kept_as_user", False),
    ]  # fmt: skip


def test_related_fields_pass_over_rights_unless_told_otherwise(env, user):
    secret = env["attr.secret"].create({"word": "w"})
    folder = env["attr.folder"].create({"label": "x", "secret_id": secret.id, "open_secret_id": secret.id})
    env.flush_all()
    env.invalidate_all()
    mine = folder.with_user(user)
    with pytest.raises(AccessError, match=r"attr\.secret"):
        _ = mine.closed_word
    assert (mine.open_word, mine.stored_word) == ("w", "w")
    assert mine.search([("open_word", "=", "w")]) == folder
    with pytest.raises(AccessError, match=r"attr\.secret"):
        mine.search([("secret_id.word", "=", "w")])
    assert mine.search([("open_secret_id.word", "=", "w")]) == folder


def test_an_older_name_of_passing_over_rights():
    assert fields.Many2one("attr.secret", auto_join=True)._args["bypass_search_access"] is True


def test_a_precomputed_value_is_in_the_row_when_it_is_made(folders):
    assert folders.create([{"label": "x"}, {"label": "y", "given": "own"}]).mapped("given") == ["of x", "own"]


def test_what_is_not_copied_is_not(folders):
    folder = folders.create({"label": "x", "code": "c", "number": 3})
    assert [(copy.label, copy.code, copy.number) for copy in folder.copy()] == [("x", False, 3)]


def test_access_to_fields_is_checked_by_name(folders, user):
    field = folders._fields["guarded"]
    folders._check_field_access(field, "read")
    mine = folders.with_user(user)
    assert mine._has_field_access(field, "read") is False
    for operation in ("read", "write"):
        with pytest.raises(AccessError, match="guarded"):
            mine._check_field_access(field, operation)
    assert mine._check_field_access(folders._fields["label"], "write") is None


def test_computing_may_be_put_off(env, folders):
    folder = folders.create({"label": "x"})
    env.flush_all()
    with env.norecompute():
        folder.label = "y"
        assert env.is_to_compute(folder._fields["kept"], folder)
    env.flush_all()
    assert not env.is_to_compute(folder._fields["kept"], folder)
    assert folder.given == "of y"


# -- models ----------------------------------------------------------------------------------------------------------


def test_the_field_that_names_records(folders):
    folder = folders.create({"label": "Papers"})
    assert folder.display_name == "Papers"
    assert folders.name_search("pape") == [(folder.id, "Papers")]
    created, name = folders.name_create("More")
    assert (folders.browse(created).label, name) == ("More", "More")
    assert folders.search([("display_name", "=", "Papers")]) == folder
    folder.label = "Files"
    assert folder.display_name == "Files"


def test_the_field_that_leads_upwards(env, folders):
    top = folders.create({"label": "top"})
    below = folders.create({"label": "below", "above_id": top.id})
    last = folders.create({"label": "last", "above_id": below.id})
    assert last.parent_path == f"{top.id}/{below.id}/{last.id}/"
    assert folders.search([("id", "child_of", below.id)]) == below + last
    assert folders.search([("id", "parent_of", below.id)]) == top + below
    assert last.filtered_domain([("id", "child_of", top.id)]) == last
    with pytest.raises(UserError), env.cr.savepoint():
        top.above_id = last
    assert top._has_cycle() is False


@pytest.mark.parametrize(("value", "left"), [("b", False), ("c", "a"), ("d", "a"), ("e", None)])
def test_each_policy_for_values_whose_addon_goes(env, value, left):
    record = env["attr.sorted"].create({"sort": value})
    option = env["ir.model.fields.selection"].search(
        [("field_id.model", "=", "attr.sorted"), ("field_id.name", "=", "sort"), ("value", "=", value)]
    )
    option._process_ondelete()
    env.flush_all()
    env.invalidate_all()
    assert (record.sort if record.exists() else None) == left


# -- counting and domains --------------------------------------------------------------------------------------------


def test_counting_may_end_early(folders):
    made = folders.create([{"label": "n"} for _number in range(5)])
    domain = [("id", "in", made.ids)]
    assert [folders.search_count(domain, limit) for limit in (None, 1, 5, 9)] == [5, 1, 5, 5]
    assert folders.search_count([("id", "=", 0)], limit=3) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ([("number", "=", 1)], [("number", "in", [1])]),
        ([("number", "!=", 1)], ["!", ("number", "=", 1)]),
        ([("number", "=", 1), ("label", "=", "x")], [("label", "=", "x"), ("number", "=", 1)]),
        (["|", ("number", "=", 1), ("number", "=", 2)], [("number", "in", [1, 2])]),
        (["!", "|", ("number", "=", 1), ("label", "=", "x")], [("number", "!=", 1), ("label", "!=", "x")]),
        ([("above_id.label", "=", "x")], [("above_id", "any", [("label", "in", ["x"])])]),
        ([("number", ">", 1), ("number", ">", 1)], [("number", ">", 1)]),
        ([("label", "ilike", "")], []),
        ([("number", "in", [])], [(0, "=", 1)]),
    ],
    ids=repr,
)
def test_domains_that_say_the_same_have_one_normal_form(folders, one, other):
    def normal(domain):
        return Domain(domain).optimize(folders)

    assert normal(one) == normal(other)
    assert normal(one) == normal(list(normal(one)))
    assert ~~Domain(one) == Domain(one)
