from __future__ import annotations

import pytest
from tests.support.small_models import small_registry, superuser


@pytest.fixture(scope="module")
def registry(database):
    """The registry of a few small models, with their tables."""
    with small_registry(database) as registry:
        yield registry


@pytest.fixture
def env(registry):
    """The superuser's environment; what a test does is undone."""
    cr = registry.cursor()
    try:
        yield superuser(cr)
    finally:
        cr.rollback()
        cr.close()
        registry.clear_all_caches()


@pytest.fixture
def statements(env):
    """Count the statements of a call: `statements(function)`."""

    def count(function, *args, **kwargs):
        env.flush_all()
        before = env.cr.sql_log_count
        result = function(*args, **kwargs)
        return result, env.cr.sql_log_count - before

    return count
