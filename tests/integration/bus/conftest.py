"""A served database with the addon `bus`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.support.served import served_database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.served import Served


@pytest.fixture(scope="module")
def bus(server: Any) -> Iterator[Served]:  # noqa: ARG001 - it must run
    with served_database("web", "bus") as served:
        yield served
