"""The world of the scenario tests."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.scenario.world import World, tidewell


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    """Tidewell over Socket Mode."""
    async with tidewell(tmp_path) as made:
        yield made
