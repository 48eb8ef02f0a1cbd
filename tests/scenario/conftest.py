"""The world of the scenario tests."""

from collections.abc import AsyncIterator

import pytest

from tests.databases import Shared
from tests.scenario.world import World, tidewell


@pytest.fixture
async def world(database: Shared) -> AsyncIterator[World]:
    """Tidewell over Socket Mode."""
    async with tidewell(database) as made:
        yield made
