"""One instance for the tests of a module."""

import pytest
from tests.support.instance import instance_with


@pytest.fixture(scope="module")
def instance(tmp_path_factory):
    """An instance with `base` and `web` that does not run yet."""
    with instance_with(tmp_path_factory.mktemp("instance"), "web") as made:
        yield made
