"""A migrated database: SQLite in a folder of its own, or the one that TEST_DATABASE_URL names."""

import os
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage.engine import Database
from storage.migrate import migrate
from storage.uow import Units


@pytest.fixture
async def database(tmp_path: Path) -> AsyncIterator[Database]:
    database = Database(os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{tmp_path}/test.db")
    await migrate(database)
    yield database
    await database.close()


@pytest.fixture
def units(database: Database) -> Units:
    return Units(database)


@pytest.fixture
def team() -> str:
    """A workspace of the test's own: tests may share a database."""
    return f"T{uuid.uuid4().hex[:10].upper()}"
