"""A `default_get` that an addon overrides is asked for every field that was given no value."""

from __future__ import annotations

import pytest
from tests.support.order_models import order_environment

from trivium import Command, api, fields, models
from trivium.orm.composition import add_to_registry


@pytest.fixture
def env(database):
    with order_environment(database) as env:
        yield env
        env.cr.rollback()


def test_it_may_give_values_to_fields_that_declare_no_default(env):
    body = {
        "_module": "sample",
        "_name": "sample.offer",
        "_description": "Offer",
        "label": fields.Char(),
        "tag_ids": fields.Many2many("order.tag"),
    }
    asked = []

    def default_get(self, names):
        asked.append(set(names))
        values = models.Model.default_get(self, names)
        return {**values, "tag_ids": [Command.create({"name": "offered"})]} if "tag_ids" in names else values

    body["default_get"] = api.model(default_get)
    registry = env.registry
    add_to_registry(registry, type(models.Model)("Offer", (models.Model,), body))
    registry._setup_models__(env.cr, ["sample.offer"])
    registry.init_models(env.cr, ["sample.offer"], {"models_to_check": True})
    try:
        assert env["sample.offer"].create({}).tag_ids.mapped("name") == ["offered"]
        assert not env["sample.offer"].create({"tag_ids": []}).tag_ids
        assert "label" in asked[0]
        assert "tag_ids" not in asked[1]
    finally:
        env.flush_all()
        del registry["sample.offer"]
