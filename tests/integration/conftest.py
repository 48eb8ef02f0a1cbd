"""A workspace of the test's own in the shared database."""

import uuid

import pytest

from storage.engine import Database
from storage.uow import Units


@pytest.fixture
def units(database: Database) -> Units:
    return Units(database)


@pytest.fixture
def team() -> str:
    """A workspace of the test's own: tests may share a database."""
    return f"T{uuid.uuid4().hex[:10].upper()}"
