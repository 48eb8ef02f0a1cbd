"""What is prepared before the first start on Slack belongs to the workspace afterwards."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, Table, TypeDecorator, func, select
from sqlmodel import SQLModel

from storage.cross_team import LOCAL, CrossTeam
from storage.engine import Database
from storage.migrate import migrate
from storage.uow import Units

TABLES = list(SQLModel.metadata.sorted_tables)


@pytest.fixture
async def alone(tmp_path: Path) -> AsyncIterator[Database]:
    """A database of the test's own: which workspaces there are is what these tests are about."""
    database = Database(f"sqlite:///{tmp_path}/alone.db")
    await migrate(database)
    yield database
    await database.close()


SOME: dict[type, Any] = {
    datetime: datetime(2026, 9, 1, tzinfo=UTC),
    date: date(2026, 9, 1),
    time: time(9),
    object: {},  # JSON
    bool: True,
    int: 1,
    bytes: b"x",
    str: "x",
}


def _some(column: Column[Any]) -> Any:
    kind = column.type
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    return LOCAL if column.name == "team_id" else SOME[plain.python_type]


async def _rows(database: Database, table: Table) -> dict[str, int]:
    counted = select(table.c.team_id, func.count()).group_by(table.c.team_id)
    async with database.transaction(database.read) as connection:
        return {team: count for team, count in await connection.execute(counted)}


async def test_every_table_moves_to_the_workspace(alone: Database) -> None:
    async with alone.transaction(alone.write) as connection:
        for table in TABLES:
            row = {column.name: _some(column) for column in table.c}
            await connection.execute(table.insert(), [row])
        await connection.commit()

    await CrossTeam(alone).adopt("T1")

    assert len(TABLES) > 10
    assert {table.name: await _rows(alone, table) for table in TABLES} == {
        table.name: {"T1": 1} for table in TABLES
    }


async def test_a_first_start_without_preparation(alone: Database) -> None:
    across = CrossTeam(alone)
    await across.adopt("T1")
    await across.adopt("T1")
    assert await across.teams() == ["T1"]


async def test_only_an_only_workspace_is_adopted(alone: Database) -> None:
    across = CrossTeam(alone)
    await across.add("T1")
    await across.add(LOCAL)
    await across.adopt("T2")
    assert await across.teams() == ["T1", "T2", LOCAL]


async def test_adding_a_workspace_leaves_its_settings(alone: Database) -> None:
    across, units = CrossTeam(alone), Units(alone)
    await across.add("T1")
    async with units("T1") as uow:
        await uow.settings.save(replace(await uow.settings.get(), min_fit=7), [])
        await uow.commit()
    await across.add("T1")
    async with units.reading("T1") as uow:
        assert (await uow.settings.get()).min_fit == 7
