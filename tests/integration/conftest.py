"""A migrated database: SQLite in a folder of its own, or the one that TEST_DATABASE_URL names."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine import Database
from storage.uow import Units
from tests.databases import fresh


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(fresh(tmp_path))
    yield database
    await database.close()


@pytest.fixture
def units(database: Database) -> Units:
    return Units(database)


@pytest.fixture
def team() -> str:
    """A workspace of the test's own: tests may share a database."""
    return f"T{uuid.uuid4().hex[:10].upper()}"
