"""Several transactions that write to the same records: they end one after another, and nothing is lost."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from tests.support.addons import addon_folder, installed_database

from trivium.data.postgres import MAX_TRIES, retrying
from trivium.exceptions import ValidationError
from trivium.modules.lifecycle import install
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry
from trivium.orm.utils import SUPERUSER_ID

pytestmark = pytest.mark.fault

WRITERS = 4
TURNS = 4

MODELS = """
from odoo import api, fields, models


class Order(models.Model):
    _name = "crowded.order"
    _description = "Order"

    name = fields.Char()
    line_ids = fields.One2many("crowded.line", "order_id")
    total = fields.Integer(compute="_compute_total", store=True)
    counter = fields.Integer()

    @api.depends("line_ids.amount")
    def _compute_total(self):
        for order in self:
            order.total = sum(order.line_ids.mapped("amount"))


class Line(models.Model):
    _name = "crowded.line"
    _description = "Line"

    order_id = fields.Many2one("crowded.order", required=True, ondelete="cascade")
    amount = fields.Integer()
"""


@pytest.fixture(scope="module")
def db(base_template, tmp_path_factory):
    with addon_folder(tmp_path_factory.mktemp("addons")) as addons, installed_database(base_template) as name:
        addons.write(
            "crowded",
            {"__init__.py": "from . import models", "models.py": MODELS},
            depends=["base"],
        )
        install(name, ["crowded"])
        yield name


def together(db, work, writers=WRITERS):
    """Have writers, each with connections of its own, do the work in turns; they begin each turn at the same time."""
    barrier = threading.Barrier(writers)

    def write(number):
        results = []
        for turn in range(TURNS):
            barrier.wait(30)
            with Registry(db).cursor() as cr:
                env = Environment(cr, SUPERUSER_ID, {})
                results.append(retrying(lambda env=env, turn=turn: work(env, number, turn), env))
        return results

    with ThreadPoolExecutor(writers) as pool:
        return [result for results in pool.map(write, range(writers)) for result in results]


@pytest.fixture
def order(db):
    with Registry(db).cursor() as cr:
        return Environment(cr, SUPERUSER_ID, {})["crowded.order"].create({"name": "Crowded"}).id


def read(db, model, record_id, name):
    with Registry(db).cursor() as cr:
        return Environment(cr, SUPERUSER_ID, {})[model].browse(record_id)[name]


def test_writers_of_one_record_lose_no_change(db, order):
    def work(env, _number, _turn):
        record = env["crowded.order"].browse(order)
        record.counter += 1

    together(db, work)
    assert read(db, "crowded.order", order, "counter") == WRITERS * TURNS


def test_more_writers_than_tries_all_succeed(db, order):
    def work(env, _number, _turn):
        env["crowded.order"].browse(order).counter += 1

    crowd = 3 * MAX_TRIES
    together(db, work, crowd)
    assert read(db, "crowded.order", order, "counter") == crowd * TURNS


def test_a_total_counts_the_lines_of_all(db, order):
    def work(env, number, turn):
        return env["crowded.line"].create({"order_id": order, "amount": 10 * number + turn + 1}).id

    lines = together(db, work)
    assert len(set(lines)) == WRITERS * TURNS
    expected = sum(10 * number + turn + 1 for number in range(WRITERS) for turn in range(TURNS))
    assert read(db, "crowded.order", order, "total") == expected


def test_a_sequence_without_gaps_has_none(db):
    with Registry(db).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        env["ir.sequence"].create({"name": "Crowded", "code": "crowded", "implementation": "no_gap", "prefix": "C"})

    def work(env, _number, _turn):
        return env["ir.sequence"].next_by_code("crowded")

    numbers = together(db, work)
    assert sorted(numbers, key=lambda text: int(text[1:])) == [f"C{n}" for n in range(1, WRITERS * TURNS + 1)]


def test_a_standard_sequence_gives_every_number_once(db):
    with Registry(db).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        env["ir.sequence"].create({"name": "Standard", "code": "standard", "padding": 3, "prefix": "S"})

    def work(env, _number, _turn):
        return env["ir.sequence"].next_by_code("standard")

    assert sorted(together(db, work)) == [f"S{n:03}" for n in range(1, WRITERS * TURNS + 1)]


def test_totals_follow_lines_that_others_change_move_and_delete(db, order):
    with Registry(db).cursor() as cr:
        env = Environment(cr, SUPERUSER_ID, {})
        other = env["crowded.order"].create({"name": "Other"}).id
        lines = env["crowded.line"].create([{"order_id": order, "amount": 1} for _ in range(WRITERS * TURNS)]).ids

    def work(env, number, turn):
        line = env["crowded.line"].browse(lines[number * TURNS + turn])
        if number == 0:
            line.amount = 100
        elif number == 1:
            line.order_id = other
        elif number == 2:
            line.unlink()
        else:
            line.copy({"amount": 7})

    together(db, work)
    assert read(db, "crowded.order", order, "total") == TURNS * 100 + TURNS * 8
    assert read(db, "crowded.order", other, "total") == TURNS


def test_a_unique_value_is_taken_once(db):
    def work(env, _number, turn):
        try:
            return retrying(
                lambda: env["res.country"].create({"name": f"Crowd {turn}", "code": f"{'QXYZ'[turn]}Q"}).id, env
            )
        except ValidationError as error:
            return str(error)

    with Registry(db).cursor() as cr:
        before = Environment(cr, SUPERUSER_ID, {})["res.country"].search_count([])
    refusals = [result for result in together(db, work) if isinstance(result, str)]
    assert len(refusals) == (WRITERS - 1) * TURNS
    assert all("country" in refusal for refusal in refusals)
    with Registry(db).cursor() as cr:
        assert Environment(cr, SUPERUSER_ID, {})["res.country"].search_count([]) == before + TURNS
