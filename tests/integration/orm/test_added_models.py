"""Models that tests of addons define, add to a registry and take away again."""

from __future__ import annotations

import pytest
from tests.support.order_models import order_environment

from trivium import api, fields, models
from trivium.orm.composition import add_to_registry
from trivium.orm.definition import MetaModel


@pytest.fixture
def env(database):
    with order_environment(database) as env:
        yield env
        env.cr.rollback()


def test_models_of_an_addon_s_tests_wait_until_they_are_added():
    body = {"__module__": "odoo.addons.sample_addon.tests.common", "_name": "sample.tester", "_description": "Tester"}
    type(models.Model)("Tester", (models.Model,), body)
    assert "sample_addon" not in MetaModel._module_to_models__


def test_a_model_can_be_added_and_taken_away_again(env):
    body = {
        "_module": "sample",
        "_name": "sample.line",
        "_description": "Line",
        "tag_id": fields.Many2one("order.tag", ondelete="CASCADE"),
        "label": fields.Char(compute="_compute_label", store=True),
        "_compute_label": api.depends("tag_id.name")(_copy_name),
    }
    registry = env.registry
    add_to_registry(registry, type(models.Model)("Line", (models.Model,), body))
    registry._setup_models__(env.cr, ["sample.line"])
    registry.init_models(env.cr, ["sample.line"], {"models_to_check": True})
    tag = env["order.tag"].create({"name": "Tag"})
    line = env["sample.line"].create({"tag_id": tag.id})
    assert line.label == "Tag"
    env.flush_all()
    del registry["sample.line"]
    tag.name = "Renamed"
    env.flush_all()
    assert tag.name == "Renamed"
    assert "sample.line" not in registry


def _copy_name(records):
    for record in records:
        record.label = record.tag_id.name
