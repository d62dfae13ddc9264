"""Writing where it is easy to go wrong: records that are gone, zeros, currencies, keys that do not hold."""

import logging

import psycopg
import pytest
from tests.support.extended import add_models, environment_on, extended

from trivium.exceptions import MissingError
from trivium.orm import decorators as api
from trivium.orm import fields
from trivium.orm.commands import Command
from trivium.orm.model import Model
from trivium.orm.violations import explain

MODULE = "writing_edges"


class Bill(Model):
    _name = "edge.bill"
    _description = "Bill"
    _module = MODULE

    name = fields.Char(required=True)
    note = fields.Char(translate=True)
    rank = fields.Integer(company_dependent=True)
    currency_id = fields.Many2one("res.currency")
    line_ids = fields.One2many("edge.bill.line", "bill_id")
    label_ids = fields.Many2many("edge.label")
    main_label_id = fields.Many2one("edge.label", ondelete="restrict")
    doubt = fields.Integer(compute="_compute_doubt", store=True)
    sure = fields.Boolean(compute="_compute_doubt", store=True)

    @api.depends("name")
    def _compute_doubt(self):
        for bill in self:
            # what is read first fetches the row, with the columns that are about to be assigned
            bill.doubt = len(bill.note or "") if bill.name == "long" else 0
            bill.sure = bill.name == "long"


class Line(Model):
    _name = "edge.bill.line"
    _description = "Line"
    _module = MODULE

    bill_id = fields.Many2one("edge.bill", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="bill_id.currency_id")
    stored_currency_id = fields.Many2one(related="bill_id.currency_id", store=True)
    amount = fields.Monetary()
    other_amount = fields.Monetary(currency_field="stored_currency_id")
    double = fields.Monetary(compute="_compute_double", store=True)

    @api.depends("amount")
    def _compute_double(self):
        for line in self:
            line.double = 2 * line.amount


class Label(Model):
    _name = "edge.label"
    _description = "Label"
    _module = MODULE

    name = fields.Char()


def row(env, record, *names):
    env.flush_all()
    env.cr.execute(f"SELECT {', '.join(names)} FROM {record._table} WHERE id = %s", [record.id])
    return env.cr.fetchone()


# -- records that are gone -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [{"name": "x"}, {"note": "x"}, {"rank": 5}])
def test_writing_a_deleted_record_is_refused_also_to_the_superuser(env, values):
    kept, gone = env["edge.bill"].create([{"name": "kept"}, {"name": "gone"}])
    gone.unlink()
    with pytest.raises(MissingError, match=rf"edge\.bill\({gone.id},\).*edge\.bill\.{next(iter(values))}"):
        (kept + gone).write(values)
        env.flush_all()


def test_what_was_read_is_written_with_the_commit_and_what_was_not_is_looked_for_before(env, monkeypatch):
    bills = env["edge.bill"].create([{"name": "kept"}, {"name": "gone"}])
    env.cr.commit()
    env.cr.execute("DELETE FROM edge_bill WHERE id = %s", [bills[1].id])
    env.cr.commit()
    sent = []
    run_together = type(env.cr.connection).run_together
    monkeypatch.setattr(
        type(env.cr.connection),
        "run_together",
        lambda cnx, *sends: (sent.append(sends[-1]), run_together(cnx, *sends))[1],
    )
    for number in range(4):  # prepared by then
        assert bills[0].name
        bills[0].name = f"name {number}"
        env.cr.commit()
    assert sent[-1] == b"COMMIT"
    assert bills[0].name == "name 3"
    bills[1].name = "never read"
    with pytest.raises(MissingError):
        env.cr.commit()
    env.cr.rollback()
    bills[0].unlink()
    env.cr.commit()


def test_assigning_a_record_that_another_statement_deleted_is_refused(env):
    bills = env["edge.bill"].create([{"name": "a"}, {"name": "b"}])
    env.flush_all()
    env.cr.execute("DELETE FROM edge_bill WHERE id = %s", [bills[1].id])
    bills[0].name = "one"
    bills[1].name = "two"
    with pytest.raises(MissingError, match=rf"\({bills[1].id},\)"):
        env.flush_all()


def test_what_is_computed_for_a_record_that_is_gone_is_dropped(env):
    bill = env["edge.bill"].create({"name": "a"})
    env.flush_all()
    env.cr.execute("DELETE FROM edge_bill WHERE id = %s", [bill.id])
    env.add_to_compute(bill._fields["doubt"], bill)
    env.flush_all()
    assert not bill.exists()


# -- what nobody gives -----------------------------------------------------------------------------------------------


class Tree(Model):
    _name = "edge.tree"
    _description = "Tree"
    _parent_store = True
    _module = MODULE

    name = fields.Char()
    parent_id = fields.Many2one("edge.tree")
    parent_path = fields.Char()


class Unlogged(Model):
    _name = "edge.unlogged"
    _description = "Unlogged"
    _log_access = False
    _module = MODULE

    name = fields.Char()
    create_date = fields.Datetime()


registry, env = extended(Bill, Line, Label, Tree, Unlogged)


def test_ids_paths_and_who_wrote_when_are_the_engine_s(env):
    user = env["res.users"].create(
        {"name": "U", "login": "edge", "group_ids": [Command.set(env.ref("base.group_user").ids)]}
    )
    trees = env["edge.tree"].with_user(user)
    forged = {"id": 10**6, "parent_path": "1/2/", "create_uid": 1, "create_date": "2001-01-01", "write_uid": 1}
    tree = trees.create({"name": "t", **forged})
    for _again in range(2):
        assert tree.id < 10**6
        assert tree.parent_path == f"{tree.id}/"
        assert (tree.create_uid, tree.write_uid) == (user, user)
        assert tree.create_date.year > 2001
        assert row(env, tree, "parent_path", "create_uid", "write_uid") == (f"{tree.id}/", user.id, user.id)
        tree.write({"name": "u", **forged})
    below = trees.create({"parent_id": tree.id})
    below.sudo().write({"parent_path": "9/"})
    assert row(env, below, "parent_path") == (f"{tree.id}/{below.id}/",)
    assert trees.search([("id", "child_of", tree.id)]) == tree + below


def test_superuser_code_may_say_who_wrote_when(env):
    tree = env["edge.tree"].create({"create_date": "2001-01-01 00:00:00", "create_uid": env.ref("base.user_admin").id})
    assert (tree.create_date.year, tree.create_uid) == (2001, env.ref("base.user_admin"))


def test_a_model_without_log_may_have_fields_of_such_names(env):
    record = env["edge.unlogged"].create({"name": "x", "create_date": "2001-01-01 00:00:00"})
    assert row(env, record, "create_date::text") == ("2001-01-01 00:00:00",)
    user = env.ref("base.user_admin")
    record.with_user(user).write({"create_date": "2002-01-01 00:00:00"})
    assert record.with_user(user).create({"create_date": "2003-01-01"}).create_date.year == 2003
    assert record.create_date.year == 2002


# -- zeros -----------------------------------------------------------------------------------------------------------


def test_a_computed_zero_is_stored_though_the_row_was_fetched_before(env):
    bills = env["edge.bill"].create([{"name": "a"}, {"name": "long", "note": "four"}])
    assert row(env, bills[0], "doubt", "sure") == (0, False)
    assert row(env, bills[1], "doubt", "sure") == (4, True)
    bills[1].name = "short"
    assert row(env, bills[1], "doubt", "sure") == (0, False)


# -- currencies ------------------------------------------------------------------------------------------------------


def test_amounts_are_rounded_to_a_currency_of_another_record(env):
    yen, dollar = env.ref("base.JPY"), env.ref("base.USD")
    bills = env["edge.bill"].create(
        [
            {
                "name": currency.name,
                "currency_id": currency.id,
                "line_ids": [Command.create({"amount": 1.2345, "other_amount": 10.2345})],
            }
            for currency in (yen, dollar)
        ]
    )
    assert bills.line_ids.mapped("amount") == [1.0, 1.23]
    assert bills.line_ids.mapped("other_amount") == [10.0, 10.23]
    assert bills.line_ids.mapped("double") == [2.0, 2.46]
    assert [float(value) for value in row(env, bills[0].line_ids, "amount", "other_amount", "double")] == [1, 10, 2]
    bills[0].line_ids.amount = 2.7
    assert bills[0].line_ids.amount == 3.0


# -- foreign keys ----------------------------------------------------------------------------------------------------


def refusal(env, function):
    with pytest.raises(psycopg.errors.IntegrityError) as error, env.cr.savepoint():
        function()
        env.flush_all()
    return str(explain(env, error.value))


def test_a_record_that_is_used_is_named_with_the_field_that_uses_it(env):
    label = env["edge.label"].create({"name": "used"})
    env["edge.bill"].create({"name": "a", "main_label_id": label.id})
    message = refusal(env, label.unlink)
    assert (
        f"Record {label.id} of Label (edge.label) is still used by the field 'Main Label' (main_label_id)"
        " of Bill (edge.bill)" in message
    )


def test_a_record_that_is_not_there_is_named_with_the_field_that_points_to_it(env):
    message = refusal(env, lambda: env["edge.bill"].create({"name": "a", "main_label_id": 10**6}))
    assert (
        "The field 'Main Label' (main_label_id) of Bill (edge.bill) points to record 1000000 of Label (edge.label),"
        " which does not exist" in message
    )


def test_a_link_to_a_record_that_is_not_there_is_refused_by_name(env):
    message = refusal(env, lambda: env["edge.bill"].create({"name": "a", "label_ids": [Command.link(10**6)]}))
    assert (
        "The field 'Label' (label_ids) of Bill (edge.bill) points to record 1000000 of Label (edge.label),"
        " which does not exist" in message
    )


# -- recursion -------------------------------------------------------------------------------------------------------


class Undeclared(Model):
    _name = "edge.undeclared"
    _description = "Tree"
    _module = MODULE

    parent_id = fields.Many2one("edge.undeclared")
    depth = fields.Integer(compute="_compute_depth", store=True)

    @api.depends("parent_id.depth")
    def _compute_depth(self):
        for node in self:
            node.depth = node.parent_id.depth + 1


def test_a_field_that_depends_on_itself_undeclared_is_reported_with_its_path(registry, caplog):
    with caplog.at_level(logging.WARNING, "odoo.registry"):
        add_models(registry, [Undeclared])
        _ = registry.graph
    assert (
        "Field edge.undeclared.depth depends on itself, by 'parent_id.depth' of the addon writing_edges,"
        " and is not declared with recursive=True" in caplog.text
    )
    with environment_on(registry) as env:
        top = env["edge.undeclared"].create({})
        leaf = env["edge.undeclared"].create({"parent_id": env["edge.undeclared"].create({"parent_id": top.id}).id})
        assert leaf.depth == 3
