"""Databases with the addon `base` and models of a test beside its own."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from trivium.orm.composition import add_to_registry
from trivium.orm.environment import Environment
from trivium.orm.registry import Registry
from trivium.orm.utils import SUPERUSER_ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence


def add_models(registry: Registry, definitions: Sequence[Any]) -> None:
    """Add models to a registry, make their tables, and let everybody use them."""
    names = [add_to_registry(registry, definition)._name for definition in definitions]
    with registry.cursor() as cr:
        registry.setup_models(cr)
        registry.init_models(cr, list(dict.fromkeys(names)), {})
        registry.finalize_constraints(cr)
        env = Environment(cr, SUPERUSER_ID, {})
        models = [name for name in dict.fromkeys(names) if name not in ("res.users", "res.partner")]
        env["ir.model"]._reflect_models(models)
        env["ir.model.fields"]._reflect_fields(models)
        env["ir.model.fields.selection"]._reflect_selections(models)
        for model in env["ir.model"].search([("model", "in", models)]):
            if not env[model.model]._abstract:
                env["ir.model.access"].create(
                    {
                        "name": model.model,
                        "model_id": model.id,
                        "group_id": env.ref("base.group_user").id,
                        **dict.fromkeys(("perm_read", "perm_write", "perm_create", "perm_unlink"), True),
                    }
                )
    registry.clear_all_caches()


@contextmanager
def environment_on(registry: Registry) -> Iterator[Environment]:
    """Yield an environment of the superuser; what is done in it is undone."""
    with registry.cursor() as cr:
        yield Environment(cr, SUPERUSER_ID, {})
        cr.rollback()
    registry.clear_all_caches()


def extended(*definitions: Any) -> tuple[Any, Any]:
    """Return fixtures for a module: the registry of a database with models of its own, and an environment on it.

    They are assigned by the names that tests ask for: `registry, env = extended(Sheet, Line)`.
    """

    @pytest.fixture(scope="module")
    def registry(base_database: str) -> Registry:
        registry = Registry(base_database)
        add_models(registry, definitions)
        return registry

    @pytest.fixture
    def env(registry: Registry) -> Iterator[Environment]:
        with environment_on(registry) as env:
            yield env

    return registry, env
