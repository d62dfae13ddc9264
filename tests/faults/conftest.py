"""One instance for the tests of a module."""

import pytest
from tests.support.instance import instance_with


@pytest.fixture(scope="module")
def instance():
    """An instance with `base` and `web` that does not run yet."""
    with instance_with("web") as made:
        yield made
